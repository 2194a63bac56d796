import Foundation

/// The program: a command line in, an exit code out.
enum Program {
  /// Semantic version; printed in reports and by `--version`.
  static let version = "0.1.0"

  /// Runs one command line and says how it ended; messages go to stderr.
  static func run(_ words: [String]) -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    Interrupt.install()
    var log = Log(threshold: .info, format: .text, environment: environment)
    do throws(Failure) {
      let invocation = try Invocation(words, environment: environment)
      if invocation.has(.version) {
        try OutputStream.print("salesfunnel \(version)\n")
        return .done
      }
      if invocation.has(.help) {
        try OutputStream.print(HelpText.page(invocation.command))
        return .done
      }
      log = try ConsoleSettings.log(for: invocation, environment: environment)
      return try perform(invocation, log)
    } catch {
      log.clear()
      log.failure(error)
      return error.code
    }
  }

  private static func perform(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    switch invocation.command {
    case .run: try RunCommand.run(invocation, log)
    case .validate: try ValidateCommand.run(invocation, log)
    case .check: try CheckCommand.run(invocation, log)
    case .metrics: try CatalogueCommand.run(invocation)
    case .trace: try TraceCommand.run(invocation, log)
    case .sources: try SourcesCommand.run(invocation)
    case .initialise: try InitCommand.run(invocation, log)
    case .doctor: try DoctorCommand.run(invocation)
    case .forget: try ForgetCommand.run(invocation, log)
    case .prune: try PruneCommand.run(invocation, log)
    case .help: try HelpCommand.run(invocation)
    case .completion: try CompletionCommand.run(invocation)
    }
  }
}
