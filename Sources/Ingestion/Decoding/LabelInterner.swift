import FunnelModel
import RecordParsing

/// Gives the texts of a label column codes, one interner per worker and column.
///
/// How this works: labels are few, short and repeat. A text of up to sixteen bytes is held in its
/// slot as two words and its length, so that a look-up touches one cache line and compares no
/// bytes. Longer texts have two hashes in place of the words, and their bytes are compared. A
/// column is looked up by a loop that only reads, so that no row waits for the one before it; it
/// stops at each text that is new or long.
struct LabelInterner: Sendable {
  private struct Slot: Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// `length << 32 | code`; 0 = free.
    var meta: UInt64 = 0
  }

  private static let longestShort = 16

  /// The texts seen so far.
  private(set) var dictionary = ByteDictionary()
  private var slots = [Slot](repeating: Slot(), count: 64)

  /// The code of `bytes[offset ..< offset + count]`; 0 for the empty text.
  mutating func code(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> UInt32 {
    if count == 0 { return 0 }
    if count > Self.longestShort { return codeOfLong(bytes, offset, count) }
    let (low, high) = Self.words(bytes, offset, count)
    return find(bytes, offset, count, low, high)
  }

  /// The codes of the cells of a view, from `base` on.
  mutating func read(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    into codes: inout MutableSpan<UInt32>, base: Int
  ) {
    var row = 0
    while true {
      row = Self.readKnown(slots.span, bytes, refs, view, from: row, into: &codes, base: base)
      if row == view.count { return }
      let ref = CellReader.trimmed(bytes, refs[view.start + row * view.stride])
      codes[base + row] = code(bytes, Int(ref.start), Int(ref.length))
      row += 1
    }
  }

  /// Reads up to the first cell whose text is long or not known, and returns its row.
  private static func readKnown(
    _ slots: Span<Slot>, _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    from first: Int, into codes: inout MutableSpan<UInt32>, base: Int
  ) -> Int {
    let mask = slots.count &- 1
    var row = first
    var cell = view.start &+ first &* view.stride
    while row < view.count {
      let ref = CellReader.trimmed(bytes, refs[cell])
      let count = Int(ref.length)
      var code: UInt32 = 0
      if count > 0 {
        if count > longestShort { return row }
        let (low, high) = words(bytes, Int(ref.start), count)
        var index = place(low, high, count) & mask
        while true {
          let slot = slots[index]
          if slot.meta == 0 { return row }
          if slot.low == low && slot.high == high && slot.meta &>> 32 == UInt64(count) {
            code = UInt32(truncatingIfNeeded: slot.meta)
            break
          }
          index = (index &+ 1) & mask
        }
      }
      codes[base &+ row] = code
      cell &+= view.stride
      row &+= 1
    }
    return row
  }

  @inline(__always)
  private static func words(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> (low: UInt64, high: UInt64) {
    (
      WordHash.tail(bytes, offset, min(count, 8)),
      count > 8 ? WordHash.tail(bytes, offset &+ 8, count &- 8) : 0
    )
  }

  @inline(__always)
  private static func place(_ low: UInt64, _ high: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: WordHash.combine(low, high) &+ UInt64(count))
  }

  private mutating func find(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, _ low: UInt64, _ high: UInt64
  ) -> UInt32 {
    let mask = slots.count &- 1
    var index = Self.place(low, high, count) & mask
    while true {
      let slot = slots[index]
      if slot.meta == 0 { break }
      if slot.low == low && slot.high == high && slot.meta >> 32 == UInt64(count)
        && (count <= Self.longestShort
          || isEqual(UInt32(truncatingIfNeeded: slot.meta), bytes, offset))
      {
        return UInt32(truncatingIfNeeded: slot.meta)
      }
      index = (index &+ 1) & mask
    }
    let code = dictionary.append(bytes, offset: offset, count: count)
    slots[index] = Slot(low: low, high: high, meta: UInt64(count) << 32 | UInt64(code))
    if dictionary.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func codeOfLong(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> UInt32 {
    let low = WordHash.hash(bytes, offset: offset, count: count)
    let high = WordHash.hash(bytes, offset: offset, count: count, seed: 1)
    return find(bytes, offset, count, low, high)
  }

  private func isEqual(_ code: UInt32, _ bytes: Span<UInt8>, _ offset: Int) -> Bool {
    let range = dictionary.range(of: code)
    let mine = dictionary.bytes.span
    var index = 0
    while index < range.count {
      if mine[range.lowerBound &+ index] != bytes[offset &+ index] { return false }
      index &+= 1
    }
    return true
  }

  private mutating func grow() {
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    let mask = larger.count - 1
    for slot in slots where slot.meta != 0 {
      var index = Self.place(slot.low, slot.high, Int(slot.meta >> 32)) & mask
      while larger[index].meta != 0 { index = (index &+ 1) & mask }
      larger[index] = slot
    }
    slots = larger
  }
}
