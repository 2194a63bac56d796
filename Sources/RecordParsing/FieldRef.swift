/// Where the content of one field lies in `RecordBatch.bytes`.
///
/// Offsets and lengths are in bytes; a length of 0 means empty or missing.
public struct FieldRef: Equatable, Sendable {
  /// Offset of the first content byte in `RecordBatch.bytes`.
  public var start: UInt32
  /// Number of content bytes; 0 is an empty or missing field.
  public var length: UInt32

  /// A reference to `length` bytes from `start`.
  public init(start: UInt32, length: UInt32) {
    self.start = start
    self.length = length
  }

  /// The empty field.
  public static let empty = FieldRef(start: 0, length: 0)

  /// The byte range of the content in `RecordBatch.bytes`.
  public var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }

  /// A reference built from `Int` offsets that lie inside one chunk.
  @inline(__always)
  init(from start: Int, to end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: end &- start)
  }
}

/// What kind of value a field came from; fields of a CSV record are always `text`.
public enum FieldKind: UInt8, Sendable {
  /// The path does not exist in the record, or leads to `null`.
  case missing
  /// A string; the content is unescaped.
  case text
  /// A number; the content is the number as written.
  case number
  /// `true` or `false`.
  case bool
  /// An object or array; the content is its raw text.
  case structure
}
