/// Strings of JSON texts: finding their end, and undoing their escapes.
enum JSONString {
  static let backslash = UInt8(ascii: "\\")

  /// Offset of the quote that closes the string whose quote is at `open`.
  ///
  /// Checks escapes, control characters and, if there are bytes of 0x80 or more, UTF-8.
  static func scan(
    _ bytes: RawSpan, open: Int, end: Int, isJSON5: Bool
  ) throws(JSONFault) -> (close: Int, hasEscapes: Bool) {
    let quote = WordScanner.byte(bytes, at: open)
    let quotes = WordScanner.repeated(quote)
    let backslashes = WordScanner.repeated(backslash)
    var hasEscapes = false
    var collected: UInt64 = 0
    var i = open &+ 1
    while i < end {
      if i &+ 8 <= end {
        let word = WordScanner.word(bytes, at: i)
        collected |= word
        let hits =
          ~(WordScanner.nonZero(word ^ quotes) & WordScanner.nonZero(word ^ backslashes)
          & WordScanner.noControl(word)) & WordScanner.high
        if hits == 0 {
          i &+= 8
          continue
        }
        i &+= WordScanner.firstIndex(hits)
      }
      let byte = WordScanner.byte(bytes, at: i)
      collected |= UInt64(byte)
      if byte == quote {
        try checkEncoding(bytes, open &+ 1..<i, collected)
        return (i, hasEscapes)
      }
      if byte == backslash {
        hasEscapes = true
        i = try checkEscape(bytes, at: i, end: end, isJSON5: isJSON5)
      } else if byte < 0x20, !isJSON5 || byte == LineEnds.lf || byte == LineEnds.cr {
        throw JSONFault(offset: i, message: "a control character in a string must be escaped")
      } else {
        i &+= 1
      }
    }
    throw JSONFault(offset: open, message: "a string is never closed")
  }

  private static func checkEncoding(
    _ bytes: RawSpan, _ range: Range<Int>, _ collected: UInt64
  ) throws(JSONFault) {
    guard collected & WordScanner.high != 0 else { return }
    if let invalid = UTF8Validation.firstInvalid(in: bytes, range) {
      throw JSONFault(
        offset: invalid, message: "a string contains bytes that are not UTF-8",
        code: .invalidEncoding)
    }
  }

  /// Offset behind the escape whose backslash is at `at`.
  private static func checkEscape(
    _ bytes: RawSpan, at: Int, end: Int, isJSON5: Bool
  ) throws(JSONFault) -> Int {
    guard at &+ 1 < end else {
      throw JSONFault(offset: at, message: "the text ends within an escape")
    }
    let byte = WordScanner.byte(bytes, at: at &+ 1)
    switch byte {
    case UInt8(ascii: "\""), backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return at &+ 2
    case UInt8(ascii: "u"):
      guard hexValue(bytes, at: at &+ 2, digits: 4, end: end) != nil else {
        throw JSONFault(offset: at, message: "\\u needs four hexadecimal digits")
      }
      return at &+ 6
    case UInt8(ascii: "x") where isJSON5:
      guard hexValue(bytes, at: at &+ 2, digits: 2, end: end) != nil else {
        throw JSONFault(offset: at, message: "\\x needs two hexadecimal digits")
      }
      return at &+ 4
    default:
      guard isJSON5, !(0x31...0x39).contains(byte) else {
        throw JSONFault(offset: at, message: "unknown escape")
      }
      return at &+ 2
    }
  }

  /// Appends the content of a checked string without its escapes.
  ///
  /// Half a surrogate pair becomes U+FFFD: it has no UTF-8 form, and clipped texts of browsers
  /// contain it too often to refuse their records.
  static func unescape(
    _ bytes: RawSpan, _ range: Range<Int>, isJSON5: Bool, to output: inout [UInt8]
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = WordScanner.byte(bytes, at: i)
      if byte == backslash {
        i = appendEscape(bytes, at: i, end: range.upperBound, to: &output)
      } else {
        output.append(byte)
        i &+= 1
      }
    }
  }

  private static func appendEscape(
    _ bytes: RawSpan, at: Int, end: Int, to output: inout [UInt8]
  ) -> Int {
    let byte = WordScanner.byte(bytes, at: at &+ 1)
    switch byte {
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0c)
    case UInt8(ascii: "n"): output.append(0x0a)
    case UInt8(ascii: "r"): output.append(0x0d)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "v"): output.append(0x0b)
    case UInt8(ascii: "0"): output.append(0x00)
    case UInt8(ascii: "x"):
      UTF8Encoding.append(hexValue(bytes, at: at &+ 2, digits: 2, end: end) ?? 0, to: &output)
      return at &+ 4
    case UInt8(ascii: "u"): return appendUnicode(bytes, at: at, end: end, to: &output)
    case LineEnds.lf: break
    case LineEnds.cr:
      let isPair = at &+ 2 < end && WordScanner.byte(bytes, at: at &+ 2) == LineEnds.lf
      return at &+ (isPair ? 3 : 2)
    case 0xe2 where JSON5.isLineSeparator(bytes, at: at &+ 1, end: end): return at &+ 4
    default: output.append(byte)
    }
    return at &+ 2
  }

  private static func appendUnicode(
    _ bytes: RawSpan, at: Int, end: Int, to output: inout [UInt8]
  ) -> Int {
    let unit = hexValue(bytes, at: at &+ 2, digits: 4, end: end) ?? 0xfffd
    guard unit & 0xf800 == 0xd800 else {
      UTF8Encoding.append(unit, to: &output)
      return at &+ 6
    }
    if unit < 0xdc00, at &+ 7 < end, WordScanner.byte(bytes, at: at &+ 6) == backslash,
      WordScanner.byte(bytes, at: at &+ 7) == UInt8(ascii: "u"),
      let low = hexValue(bytes, at: at &+ 8, digits: 4, end: end), low & 0xfc00 == 0xdc00
    {
      UTF8Encoding.append(0x10000 + (unit & 0x3ff) << 10 | low & 0x3ff, to: &output)
      return at &+ 12
    }
    UTF8Encoding.append(0xfffd, to: &output)
    return at &+ 6
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    if byte &- 0x30 < 10 { return UInt32(byte &- 0x30) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt32(letter) + 10 : nil
  }

  static func hexValue(_ bytes: RawSpan, at: Int, digits: Int, end: Int) -> UInt32? {
    guard at &+ digits <= end else { return nil }
    var value: UInt32 = 0
    for i in 0..<digits {
      guard let digit = hexValue(WordScanner.byte(bytes, at: at &+ i)) else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
