/// The kinds of JSON values.
package enum JSONKind: UInt8, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool
  /// A number.
  case number
  /// A string.
  case string
  /// An array.
  case array
  /// An object.
  case object
}

/// One value, or one key, of a JSON text.
///
/// Nodes lie in the order of the text. An object's children are pairs of a key node and a value;
/// `next` leads behind a whole subtree, so that a value can be skipped in one step.
struct JSONNode {
  /// Offset of the text; for strings and keys, of the content behind the opening quote.
  var start: UInt32
  /// Length of the text; for strings and keys, of the content as written.
  var length: UInt32
  /// Index of the first node behind this value.
  var next: UInt32
  var kind: JSONKind
  /// True if a string or key contains escapes.
  var hasEscapes = false

  var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }
  var isContainer: Bool { kind == .array || kind == .object }
}
