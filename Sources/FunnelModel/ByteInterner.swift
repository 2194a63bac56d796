/// Gives equal byte strings equal codes: a dictionary with an open-addressing index.
///
/// The index holds 32 bits of each hash beside the code, so that an unequal key is almost always
/// turned away without touching its bytes. Codes are dense and in order of first appearance.
package struct ByteInterner: Sendable {
  /// The strings seen so far.
  package private(set) var dictionary = ByteDictionary()
  /// `hash high half << 32 | code`; 0 = free. The count is a power of two.
  private var slots: [UInt64]
  private var mask: Int
  /// The code given last: runs of equal keys are common in exports.
  private var last: UInt32 = 0

  /// An empty interner with room for about `capacity` strings before it grows.
  package init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    mask = size - 1
  }

  /// Number of codes given, the missing one included.
  package var count: Int { dictionary.count }

  /// The code of `count` bytes from `offset`; the empty string is code 0.
  package mutating func intern(_ source: Span<UInt8>, offset: Int, count: Int) -> UInt32 {
    if count == 0 { return 0 }
    if last != 0 && equal(last, source, offset, count) { return last }
    let hash = WordHash.hash(source, offset: offset, count: count)
    let tag = hash & 0xffff_ffff_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      let code = UInt32(truncatingIfNeeded: entry)
      if entry & 0xffff_ffff_0000_0000 == tag && equal(code, source, offset, count) {
        last = code
        return code
      }
      slot = (slot &+ 1) & mask
    }
    let code = dictionary.append(source, offset: offset, count: count)
    slots[slot] = tag | UInt64(code)
    last = code
    if dictionary.count * 2 > slots.count { grow() }
    return code
  }

  /// The code of a text; the empty string is code 0.
  package mutating func intern(_ text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return intern(bytes.span, offset: 0, count: bytes.count)
  }

  /// Codes of this interner for all entries of another dictionary: `result[theirs] = ours`.
  package mutating func codes(for other: ByteDictionary) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: other.count)
    let source = other.bytes.span
    var code = 1
    while code < other.count {
      let start = Int(other.ends[code - 1])
      result[code] = intern(source, offset: start, count: Int(other.ends[code]) - start)
      code += 1
    }
    return result
  }

  private func equal(_ code: UInt32, _ source: Span<UInt8>, _ offset: Int, _ count: Int) -> Bool {
    let range = dictionary.range(of: code)
    guard range.count == count else { return false }
    let mine = dictionary.bytes.span
    let theirs = source
    var index = 0
    while index &+ 8 <= count {
      if WordHash.word(mine, range.lowerBound &+ index) != WordHash.word(theirs, offset &+ index) {
        return false
      }
      index &+= 8
    }
    let left = count &- index
    return left == 0
      || WordHash.tail(mine, range.lowerBound &+ index, left)
        == WordHash.tail(theirs, offset &+ index, left)
  }

  private mutating func grow() {
    let size = slots.count * 2
    var larger = [UInt64](repeating: 0, count: size)
    let largerMask = size - 1
    let strings = dictionary
    let bytes = strings.bytes.span
    var code = 1
    while code < strings.count {
      let range = strings.range(of: UInt32(code))
      let hash = WordHash.hash(bytes, offset: range.lowerBound, count: range.count)
      var slot = Int(truncatingIfNeeded: hash) & largerMask
      while larger[slot] != 0 { slot = (slot &+ 1) & largerMask }
      larger[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(code)
      code += 1
    }
    slots = larger
    mask = largerMask
  }
}
