/// Why a file or a source cannot be read at all; faults of single rows are `RejectedRow`s.
package struct IngestionError: Error, Sendable, Hashable {
  /// Who has to act, and so the exit code.
  package enum Kind: Sendable, Hashable {
    /// The configuration or the command line.
    case configuration
    /// The content of a file.
    case data
    /// The file system, a device or a tool.
    case inputOutput
    /// Nobody: the file is still being written.
    case unfinished
  }

  /// Who has to act.
  package var kind: Kind
  /// Name of the file, or of the pattern; empty where none is concerned.
  package var file: String
  /// Line in the file, 1 = the first line; nil where the whole file is meant.
  package var line: Int?
  /// Header name of the column; nil where none is concerned.
  package var column: String?
  /// The offending text, cut to 200 characters.
  package var value: String?
  /// One sentence: what is wrong.
  package var problem: String
  /// One sentence: what to do about it.
  package var remedy: String

  /// An error; see the properties.
  package init(
    _ kind: Kind, file: String, line: Int? = nil, column: String? = nil, value: String? = nil,
    problem: String, remedy: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.value = value
    self.problem = problem
    self.remedy = remedy
  }
}

extension IngestionError: CustomStringConvertible {
  /// `file:line: column "X": problem: "value"; remedy`.
  package var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if !text.isEmpty { text += ": " }
    if let column { text += "column \"\(column)\": " }
    text += problem
    if let value { text += ": \"\(value)\"" }
    return text + "; " + remedy
  }
}
