/// How loud the program is and in which form, from the options that every command takes.
enum ConsoleSettings {
  static func log(
    for invocation: Invocation, environment: [String: String]
  ) throws(Failure) -> Log {
    let quiet = invocation.has(.quiet)
    let verbose = invocation.has(.verbose)
    if quiet && verbose { throw Failure(.usage, "--quiet and --verbose exclude each other") }
    let format = try invocation.choice(.logFormat, Log.Format.self) ?? .text
    return Log(
      threshold: quiet ? .error : verbose ? .debug : .info, format: format,
      environment: environment)
  }
}

extension Invocation {
  /// The value of an option that is one of a few words, or nil where it is not given.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ option: OptionName, _: Value.Type, among allowed: [Value] = Array(Value.allCases)
  ) throws(Failure) -> Value? where Value.RawValue == String {
    guard let text = self[option] else { return nil }
    if let value = Value(rawValue: text), allowed.contains(where: { $0.rawValue == text }) {
      return value
    }
    let words = allowed.map(\.rawValue)
    throw Failure(
      .usage, "--\(option.rawValue) \(text): there is no such value",
      remedy: "one of: \(words.joined(separator: ", "))")
  }
}
