/// Line ends are LF, CR LF and a lone CR, also mixed in one text.
enum LineEnds {
  static let lf: UInt8 = 0x0a
  static let cr: UInt8 = 0x0d

  /// Offset after the first line end that starts in `from ..< byteCount`, or nil.
  ///
  /// A CR as the very last byte counts only if the text is complete: an LF could follow it.
  static func first(in bytes: RawSpan, from: Int, isComplete: Bool) -> Int? {
    let count = bytes.byteCount
    var i = from
    while i < count {
      // Skips whole words without control characters; both line ends are control characters.
      if i &+ 8 <= count {
        let hits = ~WordScanner.noControl(WordScanner.word(bytes, at: i)) & WordScanner.high
        if hits == 0 {
          i &+= 8
          continue
        }
        i &+= WordScanner.firstIndex(hits)
      }
      let byte = WordScanner.byte(bytes, at: i)
      if byte == lf { return i &+ 1 }
      if byte == cr { return end(ofCarriageReturnAt: i, in: bytes, isComplete: isComplete) }
      i &+= 1
    }
    return nil
  }

  /// Offset after the last line end that starts in `from ..< byteCount`, or nil.
  static func last(in bytes: RawSpan, from: Int, to: Int, isComplete: Bool) -> Int? {
    var i = to
    while i > from {
      i &-= 1
      let byte = WordScanner.byte(bytes, at: i)
      if byte == lf { return i &+ 1 }
      if byte == cr, let end = end(ofCarriageReturnAt: i, in: bytes, isComplete: isComplete) {
        return end
      }
    }
    return nil
  }

  /// Number of line ends.
  static func count(in bytes: RawSpan, _ range: Range<Int>) -> Int {
    var lines = 0
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = WordScanner.byte(bytes, at: i)
      if byte == lf {
        if i == 0 || WordScanner.byte(bytes, at: i &- 1) != cr { lines &+= 1 }
      } else if byte == cr {
        lines &+= 1
      }
      i &+= 1
    }
    return lines
  }

  private static func end(ofCarriageReturnAt i: Int, in bytes: RawSpan, isComplete: Bool) -> Int? {
    guard i &+ 1 < bytes.byteCount else { return isComplete ? i &+ 1 : nil }
    return WordScanner.byte(bytes, at: i &+ 1) == lf ? i &+ 2 : i &+ 1
  }
}
