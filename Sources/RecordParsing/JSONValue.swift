/// One value of a `JSONDocument`.
package struct JSONValue: Sendable {
  let document: JSONDocument
  let index: Int

  private var node: JSONNode { document.nodes[index] }

  /// The kind of value.
  package var kind: JSONKind { node.kind }

  /// Where the value starts (a string: its opening quote).
  package var position: TextPosition { document.position(of: rawRange.lowerBound) }

  /// The value as written, with quotes and brackets.
  package var rawText: String { String(decoding: document.bytes[rawRange], as: UTF8.self) }

  /// True if the value is `null`.
  package var isNull: Bool { kind == .null }

  /// The content of a string; nil for other kinds.
  package var string: String? { kind == .string ? document.text(of: index) : nil }

  /// A number as written; nil for other kinds.
  package var numberText: String? { kind == .number ? rawText : nil }

  /// `true` or `false`; nil for other kinds.
  package var bool: Bool? {
    kind == .bool ? document.bytes[Int(node.start)] == UInt8(ascii: "t") : nil
  }

  /// The elements of an array, in order; empty for other kinds.
  package var elements: [JSONValue] {
    guard kind == .array else { return [] }
    var values: [JSONValue] = []
    var i = index + 1
    while i < Int(node.next) {
      values.append(JSONValue(document: document, index: i))
      i = Int(document.nodes[i].next)
    }
    return values
  }

  /// The members of an object, in order and with duplicates; empty for other kinds.
  package var members: [JSONMember] {
    guard kind == .object else { return [] }
    var members: [JSONMember] = []
    var i = index + 1
    while i < Int(node.next) {
      members.append(JSONMember(document: document, keyIndex: i))
      i = Int(document.nodes[i + 1].next)
    }
    return members
  }

  /// The value of the first member of that name, or nil.
  package subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  /// The members of this object whose names occurred before in it, in order.
  package var duplicateMembers: [JSONMember] {
    var seen: Set<String> = []
    return members.filter { !seen.insert($0.name).inserted }
  }

  private var rawRange: Range<Int> {
    let range = node.range
    return kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range
  }
}

/// One member of an object of a `JSONDocument`.
package struct JSONMember: Sendable {
  let document: JSONDocument
  let keyIndex: Int

  /// The key without quotes and escapes.
  package var name: String { document.text(of: keyIndex) }

  /// Where the key's text starts, behind its quote if it has one.
  package var position: TextPosition {
    document.position(of: Int(document.nodes[keyIndex].start))
  }

  /// The member's value.
  package var value: JSONValue { JSONValue(document: document, index: keyIndex + 1) }
}

extension JSONDocument {
  /// The content of a string or key without escapes.
  func text(of index: Int) -> String {
    let node = nodes[index]
    guard node.hasEscapes else { return String(decoding: bytes[node.range], as: UTF8.self) }
    var content: [UInt8] = []
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
    unsafe JSONString.unescape(
      bytes.span.bytes, node.range, isJSON5: dialect == .json5, to: &content)
    return String(decoding: content, as: UTF8.self)
  }
}
