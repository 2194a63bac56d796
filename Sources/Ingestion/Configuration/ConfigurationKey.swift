/// What a setting's value may be.
///
/// The same description checks a file, normalises values for the digest, and prints the schema.
indirect enum ConfigurationType: Sendable {
  case text
  /// A text that names a file of the output: letters, digits, `_` and `-`.
  case fileName
  /// A text; numbers and booleans stand for the text that they are written as.
  case scalar
  case boolean
  case integer(ClosedRange<Int>)
  /// A decimal number or a text with one, at most four decimals, held in micro-units.
  case decimal(ClosedRange<Int64>)
  /// Any finite number.
  case number
  case date
  case dateOrInstant
  case duration
  case currency
  case zone
  case profile
  /// A canonical or custom field of events. `isDefinition` where the setting gives it a value.
  case field(isDefinition: Bool)
  /// A field by which a report can be broken down.
  case dimension
  /// A type of event. `isDefinition` where the setting makes such events.
  case eventType(isDefinition: Bool)
  /// The name of a source of this configuration.
  case sourceName
  /// One of some texts; `refused` ones are known and not supported by this version.
  case choice([String], refused: [String] = [])
  case list(ConfigurationType, minimum: Int = 0)
  /// A single value, or a list of one or more.
  case oneOrMore(ConfigurationType)
  /// A single value, or a list of two.
  case oneOrPair(ConfigurationType)
  /// An object with free keys.
  case map(key: ConfigurationType, value: ConfigurationType)
  case object(ConfigurationObject)
  /// An object, or a single value that stands for an object with that one key.
  case shorthand(ConfigurationObject, key: String)
  /// Anything: the value of a setting that is refused.
  case any
}

/// One setting: a row of the table that drives reader, schema and help.
struct ConfigurationKey: Sendable {
  let name: String
  let type: ConfigurationType
  /// The value that holds where the key is left out, as it would be written; nil = none.
  let fallback: String?
  let isRequired: Bool
  /// Whether numbers of the report depend on it, so that it belongs to the digest.
  let changesNumbers: Bool
  /// Whether the setting is known and refused by this version.
  let isRefused: Bool
  let summary: String
  /// A value as it would be written.
  let example: String

  /// A setting that this version reads.
  init(
    _ name: String, _ type: ConfigurationType, default fallback: String? = nil,
    required isRequired: Bool = false, changesNumbers: Bool = true, _ summary: String,
    example: String
  ) {
    self.name = name
    self.type = type
    self.fallback = fallback
    self.isRequired = isRequired
    self.changesNumbers = changesNumbers
    isRefused = false
    self.summary = summary
    self.example = example
  }

  /// A setting of a feature that this version does not have.
  init(refused name: String, _ summary: String, example: String) {
    self.name = name
    type = .any
    fallback = nil
    isRequired = false
    changesNumbers = true
    isRefused = true
    self.summary = summary
    self.example = example
  }
}
