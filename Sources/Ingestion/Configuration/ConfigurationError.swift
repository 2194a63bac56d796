/// One thing that is wrong with a configuration, and where.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's name as the user gave it.
  package let file: String
  /// Line and column, counted from 1.
  package let line: Int
  package let column: Int
  /// Where it is in the structure, such as `sources[0].events[1].time`; empty for the whole.
  package let path: String
  /// What is wrong and what to do about it.
  package let message: String

  /// `salesfunnel.json:12:5: unknown key …`.
  package var description: String { "\(file):\(line):\(column): \(message)" }
}

/// Everything that is wrong with a configuration, in the order of the file; never empty.
package struct ConfigurationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package let errors: [ConfigurationError]

  /// One line per error.
  package var description: String { errors.map(\.description).joined(separator: "\n") }
}
