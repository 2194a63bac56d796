import FunnelModel

/// Cells that hold one of a few words.
enum WordDecoders {
  /// 1 or 0 for yes and no in their usual spellings, or a reserved value of `Decoded`.
  static func flag(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    if count == 0 { return Decoded.missing }
    func isWord(_ text: StaticString) -> Bool { ASCII.matches(bytes, offset, count, text) }
    if isWord("true") || isWord("1") || isWord("yes") || isWord("y") || isWord("t") { return 1 }
    if isWord("false") || isWord("0") || isWord("no") || isWord("n") || isWord("f") { return 0 }
    return Decoded.invalid
  }

  /// `Market.rawValue` for `b2c` and `b2b`, or a reserved value of `Decoded`.
  static func market(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    if count == 0 { return Decoded.missing }
    if ASCII.matches(bytes, offset, count, "b2c") { return Int64(Market.b2c.rawValue) }
    if ASCII.matches(bytes, offset, count, "b2b") { return Int64(Market.b2b.rawValue) }
    return Decoded.invalid
  }

  /// Whether an identifier is a placeholder that systems write where they know none.
  @inline(__always)
  static func isPlaceholder(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Bool {
    guard count == 4 || count == 9 else { return false }
    return ASCII.matches(bytes, offset, count, "null")
      || ASCII.matches(bytes, offset, count, "(not set)")
      || ASCII.matches(bytes, offset, count, "undefined")
  }
}
