/// The grammar of numbers; their value is for the caller to decode.
enum JSONNumber {
  /// Offset behind the number at `from`, or nil if there is none.
  static func end(
    _ bytes: RawSpan, from: Int, end: Int, isJSON5: Bool
  ) throws(JSONFault) -> Int? {
    var i = from
    let first = peek(bytes, i, end)
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") && isJSON5 { i &+= 1 }
    if isJSON5, let special = special(bytes, from: i, end: end) { return special }
    let integer = skipDigits(bytes, i, end)
    let digits = integer &- i
    if digits > 1, peek(bytes, i, end) == UInt8(ascii: "0") {
      throw JSONFault(offset: i, message: "a number must not start with a superfluous 0")
    }
    i = integer
    var fraction = 0
    let hasPoint = peek(bytes, i, end) == UInt8(ascii: ".")
    if hasPoint {
      let behind = skipDigits(bytes, i &+ 1, end)
      fraction = behind &- i &- 1
      if !isJSON5, digits > 0, fraction == 0 {
        throw JSONFault(offset: i, message: "a decimal point needs digits behind it")
      }
      i = behind
    }
    if digits == 0, fraction == 0 || !isJSON5 {
      if from == i { return nil }
      throw JSONFault(offset: from, message: "a number needs digits")
    }
    return try exponentEnd(bytes, i, end)
  }

  private static func exponentEnd(
    _ bytes: RawSpan, _ from: Int, _ end: Int
  ) throws(JSONFault) -> Int {
    guard peek(bytes, from, end) | 0x20 == UInt8(ascii: "e") else { return from }
    var i = from &+ 1
    let sign = peek(bytes, i, end)
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { i &+= 1 }
    let behind = skipDigits(bytes, i, end)
    if behind == i { throw JSONFault(offset: from, message: "an exponent needs digits") }
    return behind
  }

  /// `Infinity`, `NaN` or a hexadecimal number of JSON5.
  private static func special(_ bytes: RawSpan, from: Int, end: Int) -> Int? {
    if JSON5.hasWord("Infinity", bytes, at: from, end: end) { return from &+ 8 }
    if JSON5.hasWord("NaN", bytes, at: from, end: end) { return from &+ 3 }
    guard peek(bytes, from, end) == UInt8(ascii: "0"),
      peek(bytes, from &+ 1, end) | 0x20 == UInt8(ascii: "x")
    else { return nil }
    var i = from &+ 2
    while JSONString.hexValue(peek(bytes, i, end)) != nil { i &+= 1 }
    return i > from &+ 2 ? i : nil
  }

  @inline(__always)
  private static func skipDigits(_ bytes: RawSpan, _ from: Int, _ end: Int) -> Int {
    var i = from
    while i < end, WordScanner.byte(bytes, at: i) &- 0x30 < 10 { i &+= 1 }
    return i
  }

  @inline(__always)
  private static func peek(_ bytes: RawSpan, _ i: Int, _ end: Int) -> UInt8 {
    i < end ? WordScanner.byte(bytes, at: i) : 0
  }
}
