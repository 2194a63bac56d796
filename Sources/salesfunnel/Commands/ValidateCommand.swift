enum ValidateCommand {
  static func run(_ i: Invocation, _ l: Log) throws(Failure) -> ExitCode { .done }
}
