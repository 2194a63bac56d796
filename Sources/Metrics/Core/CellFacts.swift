/// Facts of one bucket that count one each, on their way into cells.
///
/// A family gathers what it counts and `SegmentCells.count` takes all of it, one pass per table:
/// the hot loop then reads and writes plain memory, where adding fact by fact would look up
/// storage and prove itself its only owner for every single one.
struct CellFacts: Sendable {
  /// `row << 32 | slot << 8 | counter`, the first `count` of them; the rest is room.
  private(set) var words: [UInt64]
  private(set) var count: Int

  /// No facts.
  init() {
    words = []
    count = 0
  }

  /// The first of some words, for hot loops that write them into a span.
  init(words: [UInt64], count: Int) {
    self.words = words
    self.count = count
  }

  /// A fact: the row that its segments are read from, its slot, and the counter to raise.
  @inline(__always)
  static func word(row: Int, slot: Int, counter: Int) -> UInt64 {
    assert(slot < 1 << 24 && counter < 1 << 8, "a fact must fit its word")
    return UInt64(truncatingIfNeeded: row) &<< 32 | UInt64(truncatingIfNeeded: slot) &<< 8
      | UInt64(truncatingIfNeeded: counter)
  }

  /// Gathers a fact; see `word`.
  mutating func append(row: Int, slot: Int, counter: Int) {
    if count < words.count { words.removeLast(words.count - count) }
    words.append(Self.word(row: row, slot: slot, counter: counter))
    count += 1
  }

  func row(_ index: Int) -> Int { Self.row(words[index]) }
  func slot(_ index: Int) -> Int { Self.slot(words[index]) }

  @inline(__always)
  static func row(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word &>> 32) }
  @inline(__always)
  static func slot(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word &>> 8 & 0xff_ffff) }
  @inline(__always)
  static func counter(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word & 0xff) }
}
