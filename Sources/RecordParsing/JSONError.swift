/// Which grammar a JSON text follows.
package enum JSONDialect: Sendable {
  /// RFC 8259, strictly.
  case json
  /// JSON5: comments, trailing commas, unquoted keys, single quotes, more forms of numbers.
  case json5
}

/// A JSON text that does not follow its grammar or is nested too deeply.
package struct JSONError: Error, Equatable, Sendable {
  /// Byte offset in the text.
  package var offset: Int
  /// Line, counted from 1.
  package var line: Int
  /// Column in characters (Unicode scalars), counted from 1.
  package var column: Int
  /// What was found and what was expected instead.
  package var message: String
}

/// Line and column of a place in a text, both counted from 1; columns in Unicode scalars.
package struct TextPosition: Equatable, Hashable, Sendable {
  /// Byte offset in the text.
  package var offset: Int
  /// Line, counted from 1.
  package var line: Int
  /// Column in Unicode scalars, counted from 1.
  package var column: Int
}

/// An error of the reader, before its line is known.
struct JSONFault: Error {
  var offset: Int
  var message: String
  var code = RecordFaultCode.invalidJSON
}
