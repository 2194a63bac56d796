/// What JSON5 adds to white space and keys (https://spec.json5.org, sections 3 and 8).
enum JSON5 {
  /// Offset of the first byte that belongs to neither white space nor a comment.
  static func skipSpace(_ bytes: RawSpan, from: Int, end: Int) throws(JSONFault) -> Int {
    var i = from
    while i < end {
      let byte = WordScanner.byte(bytes, at: i)
      if byte == 0x20 || (0x09...0x0d).contains(byte) {
        i &+= 1
      } else if byte == UInt8(ascii: "/") {
        i = try skipComment(bytes, from: i, end: end)
      } else if byte >= 0x80, let length = spaceLength(bytes, at: i, end: end) {
        i &+= length
      } else {
        return i
      }
    }
    return i
  }

  private static func skipComment(
    _ bytes: RawSpan, from: Int, end: Int
  ) throws(JSONFault) -> Int {
    let kind = from &+ 1 < end ? WordScanner.byte(bytes, at: from &+ 1) : 0
    var i = from &+ 2
    if kind == UInt8(ascii: "/") {
      while i < end, WordScanner.byte(bytes, at: i) != LineEnds.lf,
        WordScanner.byte(bytes, at: i) != LineEnds.cr,
        !isLineSeparator(bytes, at: i, end: end)
      {
        i &+= 1
      }
      return i
    }
    if kind == UInt8(ascii: "*") {
      while i &+ 1 < end {
        if WordScanner.byte(bytes, at: i) == UInt8(ascii: "*"),
          WordScanner.byte(bytes, at: i &+ 1) == UInt8(ascii: "/")
        {
          return i &+ 2
        }
        i &+= 1
      }
      throw JSONFault(offset: from, message: "a comment is never closed")
    }
    throw JSONFault(offset: from, message: "'/' that starts no comment")
  }

  /// Length of a white-space character above ASCII: NBSP, BOM, U+2028/9 and the class Zs.
  private static func spaceLength(_ bytes: RawSpan, at i: Int, end: Int) -> Int? {
    let first = WordScanner.byte(bytes, at: i)
    if first == 0xc2 {
      return i &+ 1 < end && WordScanner.byte(bytes, at: i &+ 1) == 0xa0 ? 2 : nil
    }
    guard i &+ 2 < end else { return nil }
    let second = WordScanner.byte(bytes, at: i &+ 1)
    let third = WordScanner.byte(bytes, at: i &+ 2)
    switch (first, second, third) {
    case (0xef, 0xbb, 0xbf), (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a),
      (0xe2, 0x80, 0xa8...0xa9), (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
      return 3
    default: return nil
    }
  }

  /// U+2028 or U+2029.
  static func isLineSeparator(_ bytes: RawSpan, at i: Int, end: Int) -> Bool {
    i &+ 2 < end && WordScanner.byte(bytes, at: i) == 0xe2
      && WordScanner.byte(bytes, at: i &+ 1) == 0x80
      && WordScanner.byte(bytes, at: i &+ 2) | 1 == 0xa9
  }

  /// The unquoted key at `from`, or nil if there is none.
  ///
  /// Letters above ASCII are accepted without asking for their class, except for white space.
  static func identifier(
    _ bytes: RawSpan, from: Int, end: Int
  ) throws(JSONFault) -> (end: Int, hasEscapes: Bool)? {
    var hasEscapes = false
    var i = from
    while i < end {
      let byte = WordScanner.byte(bytes, at: i)
      if byte == JSONString.backslash {
        guard i &+ 1 < end, WordScanner.byte(bytes, at: i &+ 1) == UInt8(ascii: "u"),
          JSONString.hexValue(bytes, at: i &+ 2, digits: 4, end: end) != nil
        else { throw JSONFault(offset: i, message: "a key may only contain \\u escapes") }
        hasEscapes = true
        i &+= 6
        continue
      }
      let isDigit = byte &- 0x30 < 10
      let isLetter =
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "$")
        || byte == UInt8(ascii: "_")
      let isHigh = byte >= 0x80 && spaceLength(bytes, at: i, end: end) == nil
      guard isLetter || isHigh || isDigit && i > from else { break }
      i &+= 1
    }
    if let invalid = UTF8Validation.firstInvalid(in: bytes, from..<i) {
      throw JSONFault(offset: invalid, message: "a key contains bytes that are not UTF-8")
    }
    return i > from ? (i, hasEscapes) : nil
  }

  /// True if `word` stands at `at`.
  static func hasWord(_ word: StaticString, _ bytes: RawSpan, at: Int, end: Int) -> Bool {
    let count = word.utf8CodeUnitCount
    guard at &+ count <= end else { return false }
    for i in 0..<count {
      // Safety: `i` is below the number of code units, and the words are ASCII literals.
      if unsafe word.utf8Start[i] != WordScanner.byte(bytes, at: at &+ i) { return false }
    }
    return true
  }
}
