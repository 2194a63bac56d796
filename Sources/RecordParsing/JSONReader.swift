/// Reads one JSON value into a flat list of nodes.
///
/// The reader never recurses: open containers are kept on a stack of node indices, so the depth of
/// a text costs memory of the heap, and only up to the limit. It is reused for many records.
struct JSONReader {
  private(set) var nodes: [JSONNode] = []
  private var open: [UInt32] = []
  let isJSON5: Bool
  private let maximumDepth: Int
  private var end = 0

  init(dialect: JSONDialect, maximumDepth: Int) {
    isJSON5 = dialect == .json5
    self.maximumDepth = maximumDepth
  }

  /// Reads the value that starts at or behind `from`, within `from ..< end`, as `nodes[0]`.
  ///
  /// Returns the offset behind the value.
  mutating func read(_ bytes: RawSpan, from: Int, end: Int) throws(JSONFault) -> Int {
    self.end = end
    nodes.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    var i = try skipSpace(bytes, from)
    while true {
      let (next, isOpened) = try readValue(bytes, i)
      if isOpened {
        i = next
        continue
      }
      guard let value = try closeContainers(bytes, next) else { return closedEnd }
      i = value
    }
  }

  /// Offset behind the outermost value once it is closed.
  private var closedEnd = 0

  /// Reads a scalar, an empty container, or the opening of a container up to its first value.
  private mutating func readValue(
    _ bytes: RawSpan, _ i: Int
  ) throws(JSONFault) -> (next: Int, isOpened: Bool) {
    switch peek(bytes, i) {
    case UInt8(ascii: "\""): return (try readString(bytes, i), false)
    case UInt8(ascii: "{"):
      try openContainer(.object, i)
      let first = try skipSpace(bytes, i &+ 1)
      if peek(bytes, first) == UInt8(ascii: "}") {
        closeContainer(first &+ 1)
        return (first &+ 1, false)
      }
      return (try readKey(bytes, first), true)
    case UInt8(ascii: "["):
      try openContainer(.array, i)
      let first = try skipSpace(bytes, i &+ 1)
      if peek(bytes, first) == UInt8(ascii: "]") {
        closeContainer(first &+ 1)
        return (first &+ 1, false)
      }
      return (first, true)
    case UInt8(ascii: "t"): return (try readWord(bytes, i, "true", .bool), false)
    case UInt8(ascii: "f"): return (try readWord(bytes, i, "false", .bool), false)
    case UInt8(ascii: "n"): return (try readWord(bytes, i, "null", .null), false)
    case UInt8(ascii: "'") where isJSON5: return (try readString(bytes, i), false)
    default:
      let next = try JSONNumber.end(bytes, from: i, end: end, isJSON5: isJSON5)
      guard let next else { throw unexpected(bytes, i, "a value") }
      append(.number, i, next)
      return (next, false)
    }
  }

  /// Behind a value: closes containers that end, and returns where the next value starts, or nil
  /// if the outermost value is complete.
  private mutating func closeContainers(_ bytes: RawSpan, _ from: Int) throws(JSONFault) -> Int? {
    var i = from
    while let top = open.last {
      let isObject = nodes[Int(top)].kind == .object
      let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      i = try skipSpace(bytes, i)
      var byte = peek(bytes, i)
      if byte == UInt8(ascii: ",") {
        i = try skipSpace(bytes, i &+ 1)
        byte = peek(bytes, i)
        if !isJSON5 || byte != closing { return isObject ? try readKey(bytes, i) : i }
      }
      guard byte == closing else {
        throw unexpected(bytes, i, isObject ? "',' or '}'" : "',' or ']'")
      }
      i &+= 1
      closeContainer(i)
    }
    closedEnd = i
    return nil
  }

  private mutating func openContainer(_ kind: JSONKind, _ i: Int) throws(JSONFault) {
    guard open.count < maximumDepth else {
      throw JSONFault(
        offset: i, message: "nested more than \(maximumDepth) levels deep",
        code: .nestingTooDeep)
    }
    open.append(UInt32(truncatingIfNeeded: nodes.count))
    append(kind, i, i)
  }

  private mutating func closeContainer(_ behind: Int) {
    let index = Int(open.removeLast())
    nodes[index].length = UInt32(truncatingIfNeeded: behind) &- nodes[index].start
    nodes[index].next = UInt32(truncatingIfNeeded: nodes.count)
  }

  @inline(__always)
  private mutating func append(
    _ kind: JSONKind, _ start: Int, _ end: Int, hasEscapes: Bool = false
  ) {
    nodes.append(
      JSONNode(
        start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start),
        next: UInt32(truncatingIfNeeded: nodes.count &+ 1), kind: kind, hasEscapes: hasEscapes))
  }

  /// Reads a key and its colon; returns where the value starts.
  private mutating func readKey(_ bytes: RawSpan, _ from: Int) throws(JSONFault) -> Int {
    let byte = peek(bytes, from)
    var i: Int
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") && isJSON5 {
      i = try readString(bytes, from)
    } else if isJSON5, let name = try JSON5.identifier(bytes, from: from, end: end) {
      append(.string, from, name.end, hasEscapes: name.hasEscapes)
      i = name.end
    } else {
      throw unexpected(bytes, from, "a key")
    }
    i = try skipSpace(bytes, i)
    guard peek(bytes, i) == UInt8(ascii: ":") else { throw unexpected(bytes, i, "':'") }
    return try skipSpace(bytes, i &+ 1)
  }

  private mutating func readWord(
    _ bytes: RawSpan, _ i: Int, _ word: StaticString, _ kind: JSONKind
  ) throws(JSONFault) -> Int {
    guard JSON5.hasWord(word, bytes, at: i, end: end) else {
      throw unexpected(bytes, i, "a value")
    }
    append(kind, i, i &+ word.utf8CodeUnitCount)
    return i &+ word.utf8CodeUnitCount
  }

  private mutating func readString(_ bytes: RawSpan, _ open: Int) throws(JSONFault) -> Int {
    let (close, hasEscapes) = try JSONString.scan(bytes, open: open, end: end, isJSON5: isJSON5)
    append(.string, open &+ 1, close, hasEscapes: hasEscapes)
    return close &+ 1
  }

  // MARK: Bytes

  /// The byte at `i`; 0, which no JSON text may contain between values, at the end.
  @inline(__always)
  private func peek(_ bytes: RawSpan, _ i: Int) -> UInt8 {
    i < end ? WordScanner.byte(bytes, at: i) : 0
  }

  /// Offset of the first byte from `i` on that is neither white space nor, in JSON5, a comment.
  @inline(__always)
  func skipSpace(_ bytes: RawSpan, _ i: Int) throws(JSONFault) -> Int {
    var i = i
    while i < end {
      let byte = WordScanner.byte(bytes, at: i)
      if byte > 0x20, !isJSON5 { return i }
      if byte != 0x20, byte != 0x0a, byte != 0x0d, byte != 0x09 {
        return isJSON5 ? try JSON5.skipSpace(bytes, from: i, end: end) : i
      }
      i &+= 1
    }
    return i
  }

  /// An error that names what is at `i` and what should be there.
  func unexpected(_ bytes: RawSpan, _ i: Int, _ expected: String) -> JSONFault {
    guard i < end else {
      return JSONFault(offset: i, message: "the text ends where \(expected) is expected")
    }
    let byte = WordScanner.byte(bytes, at: i)
    let found =
      byte > 0x20 && byte < 0x7f
      ? "'\(Unicode.Scalar(byte))'" : "byte 0x" + String(byte, radix: 16, uppercase: true)
    return JSONFault(offset: i, message: "\(found) where \(expected) is expected")
  }
}
