import FunnelModel

/// Gives the texts of a label column codes, one interner per worker and column.
///
/// How this works: labels are few, short and repeat in runs. A text of up to sixteen bytes is held
/// in its slot as two words and its length, so that a look-up touches one cache line and compares
/// no bytes; the last text is tried first. Longer texts have two hashes in place of the words, and
/// their bytes are compared.
struct LabelInterner: Sendable {
  private struct Slot: Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// `length << 32 | code`; 0 = free.
    var meta: UInt64 = 0
  }

  /// The texts seen so far.
  private(set) var dictionary = ByteDictionary()
  private var slots = [Slot](repeating: Slot(), count: 64)
  private var last = Slot()

  /// The code of `bytes[offset ..< offset + count]`; 0 for the empty text.
  @inline(__always)
  mutating func code(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> UInt32 {
    if count == 0 { return 0 }
    if count > 16 { return codeOfLong(bytes, offset, count) }
    let low = WordHash.tail(bytes, offset, min(count, 8))
    let high = count > 8 ? WordHash.tail(bytes, offset &+ 8, count &- 8) : 0
    if low == last.low && high == last.high && last.meta >> 32 == UInt64(count) {
      return UInt32(truncatingIfNeeded: last.meta)
    }
    return find(bytes, offset, count, low, high)
  }

  private mutating func find(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, _ low: UInt64, _ high: UInt64
  ) -> UInt32 {
    let mask = slots.count &- 1
    var index = Int(truncatingIfNeeded: WordHash.combine(low, high) &+ UInt64(count)) & mask
    while true {
      let slot = slots[index]
      if slot.meta == 0 { break }
      if slot.low == low && slot.high == high && slot.meta >> 32 == UInt64(count)
        && (count <= 16 || isEqual(UInt32(truncatingIfNeeded: slot.meta), bytes, offset))
      {
        last = slot
        return UInt32(truncatingIfNeeded: slot.meta)
      }
      index = (index &+ 1) & mask
    }
    let code = dictionary.append(bytes, offset: offset, count: count)
    let slot = Slot(low: low, high: high, meta: UInt64(count) << 32 | UInt64(code))
    slots[index] = slot
    last = slot
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
      var index =
        Int(truncatingIfNeeded: WordHash.combine(slot.low, slot.high) &+ (slot.meta >> 32)) & mask
      while larger[index].meta != 0 { index = (index &+ 1) & mask }
      larger[index] = slot
    }
    slots = larger
  }
}
