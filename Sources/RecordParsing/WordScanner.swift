/// Searches eight bytes at a time in an ordinary 64-bit word.
///
/// How this works: for a word `x`, `((x & 0x7f…) + 0x7f…) | x` has the high bit of each byte set
/// exactly where the byte is not zero (no carry can leave a byte, as the highest sum is 0xfe). Xor
/// with a repeated byte `b` before turns "equal to b" into "zero", and adding 0x60 instead of 0x7f
/// turns "not zero" into "at least 0x20". Loads are little-endian, so that the lowest set bit
/// belongs to the first byte.
enum WordScanner {
  static let low7: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
  static let high: UInt64 = 0x8080_8080_8080_8080

  /// `byte` in all eight bytes of a word.
  @inline(__always)
  static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// High bits where the byte of `word` differs from zero.
  @inline(__always)
  static func nonZero(_ word: UInt64) -> UInt64 { ((word & low7) &+ low7) | word }

  /// High bits where the byte of `word` is 0x20 or more, that is, no control character.
  @inline(__always)
  static func noControl(_ word: UInt64) -> UInt64 {
    ((word & low7) &+ 0x6060_6060_6060_6060) | word
  }

  /// Index of the first byte whose high bit is set in `mask`, which must not be 0.
  @inline(__always)
  static func firstIndex(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

  /// The eight bytes from `index`, first byte lowest.
  @inline(__always)
  static func word(_ bytes: RawSpan, at index: Int) -> UInt64 {
    // Safety: a word of plain bits has no invalid pattern, and the load checks the bounds.
    unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  /// The byte at `index`.
  @inline(__always)
  static func byte(_ bytes: RawSpan, at index: Int) -> UInt8 {
    // Safety: a byte has no invalid pattern, and the load checks the bounds.
    unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }

  /// The last fewer-than-eight bytes from `index`, with zeros after the end.
  static func tailWord(_ bytes: RawSpan, at index: Int) -> UInt64 {
    var word: UInt64 = 0
    var i = bytes.byteCount
    while i > index {
      i &-= 1
      word = word &<< 8 | UInt64(byte(bytes, at: i))
    }
    return word
  }

  /// Offset of the first `value` in `from ..< byteCount`, or `byteCount`.
  static func first(_ value: UInt8, in bytes: RawSpan, from: Int) -> Int {
    let count = bytes.byteCount
    let pattern = repeated(value)
    var i = from
    while i &+ 32 <= count {
      let a = nonZero(word(bytes, at: i) ^ pattern)
      let b = nonZero(word(bytes, at: i &+ 8) ^ pattern)
      let c = nonZero(word(bytes, at: i &+ 16) ^ pattern)
      let d = nonZero(word(bytes, at: i &+ 24) ^ pattern)
      if a & b & c & d & high != high { break }
      i &+= 32
    }
    while i &+ 8 <= count {
      let hits = ~nonZero(word(bytes, at: i) ^ pattern) & high
      if hits != 0 { return i &+ firstIndex(hits) }
      i &+= 8
    }
    while i < count, byte(bytes, at: i) != value { i &+= 1 }
    return i
  }

  /// Offset of the first byte of 0x80 or more in `range`, or its upper bound.
  static func firstNonASCII(in bytes: RawSpan, _ range: Range<Int>) -> Int {
    var i = range.lowerBound
    while i &+ 8 <= range.upperBound {
      let hits = word(bytes, at: i) & high
      if hits != 0 { return i &+ firstIndex(hits) }
      i &+= 8
    }
    while i < range.upperBound, byte(bytes, at: i) < 0x80 { i &+= 1 }
    return i
  }

  /// How often `value` occurs in `range`.
  static func count(_ value: UInt8, in bytes: RawSpan, _ range: Range<Int>) -> Int {
    let pattern = repeated(value)
    var found = 0
    var i = range.lowerBound
    while i &+ 8 <= range.upperBound {
      found &+= (~nonZero(word(bytes, at: i) ^ pattern) & high).nonzeroBitCount
      i &+= 8
    }
    while i < range.upperBound {
      if byte(bytes, at: i) == value { found &+= 1 }
      i &+= 1
    }
    return found
  }
}
