import Ingestion

/// A command line taken apart: which command, its options as written, its arguments.
struct Invocation: Sendable {
  let command: CommandName
  let arguments: [String]
  private let values: [OptionName: String]
  private let switches: Set<OptionName>

  /// Whether a switch was given.
  func has(_ name: OptionName) -> Bool { switches.contains(name) }

  /// The value of an option: from the command line, else its environment variable, else nil.
  subscript(_ name: OptionName) -> String? { values[name] }

  /// Takes a command line apart.
  ///
  /// - Parameters:
  ///   - words: the arguments without the program's name.
  ///   - environment: consulted for options that have a variable and are not given.
  init(_ words: [String], environment: [String: String]) throws(Failure) {
    var rest = words[...]
    var switches: Set<OptionName> = []
    // `salesfunnel --version` and `salesfunnel --help` need no command.
    if rest.first == "--version" || rest.first == "-V" {
      self.init(command: .help, arguments: [], values: [:], switches: [.version])
      return
    }
    if rest.isEmpty || rest.first == "--help" || rest.first == "-h" {
      self.init(command: .help, arguments: [], values: [:], switches: [])
      return
    }
    let word = rest.removeFirst()
    guard let command = CommandName(rawValue: word) else {
      let hint = Self.hint(word, among: CommandName.allCases.map(\.rawValue))
      throw Failure(.usage, "unknown command '\(word)'\(hint)", remedy: "see: salesfunnel help")
    }
    let options = OptionDefinition.options(of: command)
    var values: [OptionName: String] = [:]
    var arguments: [String] = []
    while let next = rest.popFirst() {
      if next == "--" {
        arguments += rest
        break
      }
      guard next.hasPrefix("-"), next != "-" else {
        arguments.append(next)
        continue
      }
      let option = try Self.option(next, among: options, command: command)
      if option.definition.value == nil {
        if option.value != nil {
          throw Failure(.usage, "--\(option.definition.name.rawValue) takes no value")
        }
        switches.insert(option.definition.name)
        continue
      }
      guard let value = option.value ?? rest.popFirst(), !value.isEmpty else {
        throw Failure(
          .usage, "--\(option.definition.name.rawValue) needs a value",
          remedy: Self.helpLine(command))
      }
      if values.updateValue(value, forKey: option.definition.name) != nil {
        throw Failure(.usage, "--\(option.definition.name.rawValue) is given twice")
      }
    }
    if let limit = CommandDefinition.of(command).argumentLimit, arguments.count > limit,
      !switches.contains(.help)
    {
      throw Failure(
        .usage, "\(command.rawValue) does not take the argument '\(arguments[limit])'",
        remedy: Self.helpLine(command))
    }
    for option in options where values[option.name] == nil {
      if let variable = option.environment, let value = environment[variable], !value.isEmpty {
        values[option.name] = value
      }
    }
    self.init(command: command, arguments: arguments, values: values, switches: switches)
  }

  private init(
    command: CommandName, arguments: [String], values: [OptionName: String],
    switches: Set<OptionName>
  ) {
    self.command = command
    self.arguments = arguments
    self.values = values
    self.switches = switches
  }

  /// The option that a word names, with the value after `=` if there is one.
  private static func option(
    _ word: String, among options: [OptionDefinition], command: CommandName
  ) throws(Failure) -> (definition: OptionDefinition, value: String?) {
    let short = options.first { $0.letter.map { "-\($0)" } == word }
    let long = short.map { "--" + $0.name.rawValue } ?? word
    let parts = long.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    if long.hasPrefix("--"), let found = options.first(where: { $0.name.rawValue == name }) {
      return (found, parts.count > 1 ? String(parts[1]) : nil)
    }
    if OptionName(rawValue: name) != nil, long.hasPrefix("--") {
      throw Failure(
        .usage, "\(command.rawValue) has no option --\(name)", remedy: helpLine(command))
    }
    let hint = hint(
      name.isEmpty ? String(word.drop { $0 == "-" }) : name,
      among: options.map(\.name.rawValue), prefix: "--")
    throw Failure(.usage, "unknown option '\(word)'\(hint)", remedy: helpLine(command))
  }

  /// `; did you mean 'x'?`, or an empty text.
  private static func hint(
    _ name: String, among candidates: [String], prefix: String = ""
  ) -> String {
    NearestName.find(name, in: candidates).map { "; did you mean '\(prefix)\($0)'?" } ?? ""
  }

  private static func helpLine(_ command: CommandName) -> String {
    "see: salesfunnel help \(command.rawValue)"
  }
}
