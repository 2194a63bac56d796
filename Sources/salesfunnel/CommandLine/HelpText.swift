/// Help, made from the tables of commands and options.
enum HelpText {
  /// The list of commands.
  static var overview: String {
    var text = """
      salesfunnel \(Program.version): nightly sales-funnel analytics from CSV and JSON exports

      usage: salesfunnel COMMAND [OPTION…]


      """
    for command in CommandDefinition.table {
      text += line(command.name.rawValue, command.summary, indent: 12)
    }
    text += """

      first report:    salesfunnel run exports/
      then open:       salesfunnel-report/report.html
      unknown exports: salesfunnel init exports/, look through salesfunnel.json, salesfunnel run

      salesfunnel help COMMAND lists its options; salesfunnel --version prints the version.

      """
    return text
  }

  /// The page of one command.
  static func page(_ name: CommandName) -> String {
    let command = CommandDefinition.of(name)
    let arguments = command.arguments.isEmpty ? "" : " \(command.arguments)"
    var text = """
      usage: salesfunnel \(name.rawValue)\(arguments) [OPTION…]

      \(command.details)

      options:

      """
    for option in OptionDefinition.options(of: name) {
      let value = option.value.map { " \($0)" } ?? ""
      let letter = option.letter.map { ", -\($0)" } ?? ""
      var meaning = option.summary
      if !option.standard.isEmpty { meaning += " (default: \(option.standard))" }
      if let variable = option.environment { meaning += " [\(variable)]" }
      text += line("--\(option.name.rawValue)\(letter)\(value)", meaning, indent: 30)
    }
    text += "\nexamples:\n"
    for example in command.examples {
      text += "  \(example.line)\n      \(example.meaning)\n"
    }
    return text
  }

  /// A name, then its meaning wrapped at 96 columns.
  private static func line(_ name: String, _ meaning: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var text = "  \(name)"
    text += String(repeating: " ", count: max(1, indent - text.count))
    if text.count > indent { text += "\n" + margin }
    var column = indent
    for word in meaning.split(separator: " ") {
      if column > indent && column + 1 + word.count > 96 {
        text += "\n" + margin
        column = indent
      }
      if column > indent {
        text += " "
        column += 1
      }
      text += word
      column += word.count
    }
    return text + "\n"
  }
}
