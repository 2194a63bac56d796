/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Validation {
  /// Offset of the first byte that does not begin a well-formed sequence, or nil.
  ///
  /// ASCII is skipped eight bytes at a time.
  package static func firstInvalid(in bytes: Span<UInt8>) -> Int? {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    unsafe firstInvalid(in: bytes.bytes, 0..<bytes.count)
  }

  static func firstInvalid(in bytes: RawSpan, _ range: Range<Int>) -> Int? {
    let end = range.upperBound
    var i = range.lowerBound
    while true {
      i = WordScanner.firstNonASCII(in: bytes, i..<end)
      if i == end { return nil }
      // Most non-ASCII text is a run of multi-byte characters.
      while i < end, WordScanner.byte(bytes, at: i) >= 0x80 {
        let length = sequenceLength(in: bytes, at: i, end: end)
        if length == 0 { return i }
        i &+= length
      }
    }
  }

  /// True if the invalid sequence at `offset` is only cut off by the end of the bytes.
  static func isCutOff(in bytes: RawSpan, at offset: Int) -> Bool {
    let lead = WordScanner.byte(bytes, at: offset)
    let needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    guard lead >= 0xc2, lead <= 0xf4, offset &+ needed > bytes.byteCount else { return false }
    var i = offset &+ 1
    while i < bytes.byteCount {
      if WordScanner.byte(bytes, at: i) & 0xc0 != 0x80 { return false }
      i &+= 1
    }
    return true
  }

  /// Length of the well-formed multi-byte sequence at `i`, or 0.
  ///
  /// Table 3-7 of the Unicode standard: the second byte's range depends on the first.
  private static func sequenceLength(in bytes: RawSpan, at i: Int, end: Int) -> Int {
    let lead = WordScanner.byte(bytes, at: i)
    guard lead >= 0xc2, lead <= 0xf4, i &+ 1 < end else { return 0 }
    let second = WordScanner.byte(bytes, at: i &+ 1)
    if lead < 0xe0 { return second & 0xc0 == 0x80 ? 2 : 0 }
    guard i &+ 2 < end, WordScanner.byte(bytes, at: i &+ 2) & 0xc0 == 0x80 else { return 0 }
    if lead < 0xf0 {
      let lowest: UInt8 = lead == 0xe0 ? 0xa0 : 0x80
      let highest: UInt8 = lead == 0xed ? 0x9f : 0xbf
      return second >= lowest && second <= highest ? 3 : 0
    }
    guard i &+ 3 < end, WordScanner.byte(bytes, at: i &+ 3) & 0xc0 == 0x80 else { return 0 }
    let lowest: UInt8 = lead == 0xf0 ? 0x90 : 0x80
    let highest: UInt8 = lead == 0xf4 ? 0x8f : 0xbf
    return second >= lowest && second <= highest ? 4 : 0
  }
}
