/// Verdicts as workflow commands that a hosted runner turns into annotations.
enum GitHubOutput {
  /// A runner shows ten annotations of a kind per step.
  private static let limit = 10

  static func render(_ verdicts: [CheckVerdict], _ currency: String) -> String {
    let kinds: [(command: String, verdicts: [CheckVerdict])] = [
      ("error", verdicts.filter(\.isFailure)),
      ("warning", verdicts.filter { $0.kind == .undecided || $0.kind == .redefined }),
      ("notice", verdicts.filter { $0.kind == .improved || $0.kind == .new }),
    ]
    var text = ""
    for (command, list) in kinds {
      // The last line says how many more there are, and so takes the place of one of them.
      let shown = list.count > limit ? limit - 1 : list.count
      for verdict in list.prefix(shown) {
        let title = property("\(verdict.kind.rawValue): \(CheckOutput.subject(verdict))")
        let message = data(CheckOutput.sentence(verdict, currency))
        text += "::\(command) title=\(title)::\(message)\n"
      }
      if list.count > shown {
        text += "::\(command) title=salesfunnel check::\(list.count - shown) more\n"
      }
    }
    return text + data(CheckOutput.counts(verdicts)) + "\n"
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
