import Ingestion

/// `salesfunnel help [COMMAND]`.
enum HelpCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    guard let word = invocation.arguments.first else {
      try OutputStream.print(HelpText.overview)
      return .done
    }
    guard let command = CommandName(rawValue: word) else {
      let nearest = NearestName.find(word, in: CommandName.allCases.map(\.rawValue))
      throw Failure(
        .usage, "there is no command '\(word)'",
        remedy: nearest.map { "did you mean: salesfunnel help \($0)" } ?? "see: salesfunnel help")
    }
    try OutputStream.print(HelpText.page(command))
    return .done
  }
}
