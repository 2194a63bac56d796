import Ingestion

/// `salesfunnel help [COMMAND]`, and what else is made from the program's tables.
enum HelpCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let special: [(OptionName, () -> String)] = [
      (.man, { ManualPage.text }), (.schema, ConfigurationSchema.jsonSchema),
      (.settings, ConfigurationSchema.help),
    ]
    let asked = special.filter { invocation.has($0.0) }
    guard asked.count + invocation.arguments.count <= 1 else {
      throw Failure(
        .usage, "help prints one thing at a time",
        remedy: "give a command, or one of --man, --schema and --settings")
    }
    if let (_, text) = asked.first {
      try OutputStream.print(text())
      return .done
    }
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
