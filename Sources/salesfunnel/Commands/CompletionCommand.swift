import Ingestion

/// `salesfunnel completion SHELL`: prints a script for a shell.
enum CompletionCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let names = Shell.allCases.map(\.rawValue)
    guard let word = invocation.arguments.first else {
      throw Failure(.usage, "which shell?", remedy: "one of: \(names.joined(separator: ", "))")
    }
    guard let shell = Shell(rawValue: word) else {
      let nearest = NearestName.find(word, in: names)
      throw Failure(
        .usage, "there is no completion for '\(word)'",
        remedy: nearest.map { "did you mean: salesfunnel completion \($0)" }
          ?? "one of: \(names.joined(separator: ", "))")
    }
    try OutputStream.print(CompletionScript.text(shell))
    return .done
  }
}
