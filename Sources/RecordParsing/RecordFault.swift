/// Why a record could not be shaped. The raw value is a stable code for reject files.
package enum RecordFaultCode: String, Sendable, CaseIterable {
  /// A CSV record has more or fewer fields than the header.
  case raggedRow = "ragged_row"
  /// A quote was opened and not closed before the end of the text or the record limit.
  case unclosedQuote = "unclosed_quote"
  /// Text follows the closing quote of a field.
  case textAfterQuote = "text_after_quote"
  /// A NUL byte.
  case nulByte = "nul_byte"
  /// Bytes that are not UTF-8.
  case invalidEncoding = "invalid_encoding"
  /// The record is longer than the limit.
  case recordTooLong = "record_too_long"
  /// A JSON record that does not follow the grammar.
  case invalidJSON = "invalid_json"
  /// A JSON record nested more deeply than the limit.
  case nestingTooDeep = "nesting_too_deep"
  /// A JSON record that is not an object.
  case notAnObject = "not_an_object"
  /// The text ended inside an array of JSON records or its wrapper.
  case unterminatedArray = "unterminated_array"
  /// Something other than white space follows the array of JSON records.
  case trailingContent = "trailing_content"
}

/// A record that could not be shaped, with its position and its raw text.
package struct RecordFault: Equatable, Sendable {
  /// What is wrong.
  package var code: RecordFaultCode
  /// Byte offset within the chunk where the fault was noticed.
  package var offset: Int
  /// Line on which the record starts, counted from 0 at the chunk's first line.
  package var line: Int
  /// Field index (0-based, in the file's order) of the fault, or nil where there is none.
  package var column: Int?
  /// The raw record without its line end (quotes as written); for a record over the limit, its
  /// first bytes. Lets the caller show an excerpt and recognise footers.
  package var record: FieldRef
  /// Number of fields that the header asks for; 0 where it does not matter.
  package var expected: Int
  /// Number of fields found; 0 where it does not matter.
  package var found: Int
  /// A sentence fragment that says what was wrong; empty where the code says it all.
  package var detail: String

  /// A fault at `offset`; see the properties for units.
  package init(
    code: RecordFaultCode, offset: Int, line: Int, column: Int? = nil, record: FieldRef,
    expected: Int = 0, found: Int = 0, detail: String = ""
  ) {
    self.code = code
    self.offset = offset
    self.line = line
    self.column = column
    self.record = record
    self.expected = expected
    self.found = found
    self.detail = detail
  }

  /// Bytes of a record over the limit that its fault keeps.
  static let excerptOfLongRecord = 256

  /// What is wrong, in words, without the position.
  package var message: String {
    switch code {
    case .raggedRow: "expected \(expected) fields, found \(found)"
    case .unclosedQuote: "a quote is opened and never closed"
    case .textAfterQuote: "text follows a closing quote"
    case .nulByte: "a NUL byte"
    case .invalidEncoding: "bytes that are not UTF-8"
    case .recordTooLong: "longer than the limit for one record"
    case .invalidJSON: "not JSON: " + detail
    case .nestingTooDeep: "nested more deeply than the limit"
    case .notAnObject: "a record must be a JSON object"
    case .unterminatedArray: "the text ends inside the array of records"
    case .trailingContent: "text follows the array of records"
    }
  }
}
