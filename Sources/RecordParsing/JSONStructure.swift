/// Follows only the brackets and strings of a JSON text, whose grammar is checked later.
///
/// How this works: a word of eight bytes yields a mask of quotes, brackets and commas. `[` and `{`
/// differ in the bit 0x20 only, and so do `]` and `}`, so two comparisons find four brackets.
/// Inside strings only quotes and backslashes are searched. The state can be kept between blocks.
struct JSONStructure: Sendable {
  /// Where following stopped.
  enum Stop: Equatable {
    /// A comma between two elements, at this offset.
    case comma(Int)
    /// A bracket closed the value that was open at depth 0, and this is the offset behind it.
    case valueEnd(Int)
    /// A bracket at this offset closes the container of the elements.
    case end(Int)
    /// The bytes end.
    case needsMore
  }

  /// Brackets open at `position`.
  var depth = 0
  /// Offset up to which the text has been followed.
  var position: Int
  private var isInString = false

  init(position: Int = 0) {
    self.position = position
  }

  /// Follows the text to the next place of interest at depth 0.
  mutating func advance(_ bytes: RawSpan, to end: Int) -> Stop {
    while position < end {
      if isInString {
        guard leaveString(bytes, to: end) else { return .needsMore }
        continue
      }
      position = Self.nextMark(bytes, from: position, to: end)
      guard position < end else { return .needsMore }
      let at = position
      position &+= 1
      switch WordScanner.byte(bytes, at: at) {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
      case UInt8(ascii: ","):
        if depth == 0 { return .comma(at) }
      default:
        if depth == 0 { return .end(at) }
        depth &-= 1
        if depth == 0 { return .valueEnd(position) }
      }
    }
    return .needsMore
  }

  /// Moves behind the closing quote; false, before any byte that is not understood, if it is not
  /// within the bytes.
  private mutating func leaveString(_ bytes: RawSpan, to end: Int) -> Bool {
    let quotes = WordScanner.repeated(UInt8(ascii: "\""))
    let backslashes = WordScanner.repeated(JSONString.backslash)
    while position < end {
      if position &+ 8 <= end {
        let word = WordScanner.word(bytes, at: position)
        let hits =
          ~(WordScanner.nonZero(word ^ quotes) & WordScanner.nonZero(word ^ backslashes))
          & WordScanner.high
        if hits == 0 {
          position &+= 8
          continue
        }
        position &+= WordScanner.firstIndex(hits)
      }
      let byte = WordScanner.byte(bytes, at: position)
      if byte == JSONString.backslash {
        guard position &+ 1 < end else { return false }
        position &+= 2
        continue
      }
      position &+= 1
      if byte == UInt8(ascii: "\"") {
        isInString = false
        return true
      }
    }
    return false
  }

  /// Offset of the next quote, bracket or comma.
  private static func nextMark(_ bytes: RawSpan, from: Int, to end: Int) -> Int {
    let quotes = WordScanner.repeated(UInt8(ascii: "\""))
    let commas = WordScanner.repeated(UInt8(ascii: ","))
    let opening = WordScanner.repeated(UInt8(ascii: "{"))
    let closing = WordScanner.repeated(UInt8(ascii: "}"))
    let fold = WordScanner.repeated(0x20)
    var i = from
    while i &+ 8 <= end {
      let word = WordScanner.word(bytes, at: i)
      let folded = word | fold
      let hits =
        ~(WordScanner.nonZero(word ^ quotes) & WordScanner.nonZero(word ^ commas)
        & WordScanner.nonZero(folded ^ opening) & WordScanner.nonZero(folded ^ closing))
        & WordScanner.high
      if hits != 0 { return i &+ WordScanner.firstIndex(hits) }
      i &+= 8
    }
    while i < end {
      let byte = WordScanner.byte(bytes, at: i)
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",")
        || byte | 0x20 == UInt8(ascii: "{") || byte | 0x20 == UInt8(ascii: "}")
      {
        return i
      }
      i &+= 1
    }
    return end
  }

  // MARK: Beginnings

  /// Offset behind the bracketed value that starts at `from`, or nil if it does not end.
  static func valueEnd(_ bytes: RawSpan, from: Int, to end: Int) -> Int? {
    var structure = JSONStructure(position: from)
    while true {
      switch structure.advance(bytes, to: end) {
      case .valueEnd(let offset): return offset
      case .comma: continue
      case .end, .needsMore: return nil
      }
    }
  }

  /// Offset behind the bracket of the array that `path` leads to from the object at `from`.
  static func arrayStart(_ bytes: RawSpan, from: Int, path: [String]) -> Int? {
    var offset = from
    for name in path {
      guard let value = memberStart(bytes, objectAt: offset, name: Array(name.utf8)) else {
        return nil
      }
      offset = value
    }
    return offset < bytes.byteCount && WordScanner.byte(bytes, at: offset) == UInt8(ascii: "[")
      ? offset + 1 : nil
  }

  /// Offset of the value of a member, or nil.
  private static func memberStart(_ bytes: RawSpan, objectAt open: Int, name: [UInt8]) -> Int? {
    let end = bytes.byteCount
    guard open < end, WordScanner.byte(bytes, at: open) == UInt8(ascii: "{") else { return nil }
    var i = open + 1
    while true {
      i = skipSpace(bytes, i)
      guard i < end, WordScanner.byte(bytes, at: i) == UInt8(ascii: "\""),
        let (close, _) = try? JSONString.scan(bytes, open: i, end: end, isJSON5: false)
      else { return nil }
      var key: [UInt8] = []
      JSONString.unescape(bytes, i + 1..<close, isJSON5: false, to: &key)
      i = skipSpace(bytes, close + 1)
      guard i < end, WordScanner.byte(bytes, at: i) == UInt8(ascii: ":") else { return nil }
      i = skipSpace(bytes, i + 1)
      if key == name { return i }
      var structure = JSONStructure(position: i)
      var stop = structure.advance(bytes, to: end)
      if case .valueEnd = stop { stop = structure.advance(bytes, to: end) }
      guard case .comma(let comma) = stop else { return nil }
      i = comma + 1
    }
  }

  private static func skipSpace(_ bytes: RawSpan, _ from: Int) -> Int {
    var i = from
    while i < bytes.byteCount, WordScanner.byte(bytes, at: i) <= 0x20 { i += 1 }
    return i
  }
}
