/// Gives equal byte strings equal codes: a dictionary with an open-addressing index.
///
/// How this works: most keys are identifiers of up to fifteen bytes. Such a key is two words, the
/// second with its length in the top byte, and two keys are equal exactly where the words are; a
/// longer key has two hashes for words and its bytes are compared besides. The words stand in a
/// dense table by code, so that a look-up touches one slot and one entry. A slot holds 32 bits of
/// the hash beside the code, so that an unequal key is almost always turned away at the slot.
/// Codes are dense and in order of first appearance.
public struct ByteInterner: Sendable {
  /// What a key is compared by.
  @usableFromInline
  struct Key: Sendable, Equatable {
    @usableFromInline var low: UInt64
    /// Bytes 8 to 14, and the length in the top byte; `longMark` there for longer keys.
    @usableFromInline var high: UInt64

    @inlinable
    init(low: UInt64, high: UInt64) {
      self.low = low
      self.high = high
    }

    @inlinable var isLong: Bool { high >= Self.longMark }

    /// More than the top byte of any short key.
    @usableFromInline static var longMark: UInt64 { 0xff << 56 }
    @usableFromInline static var longestShort: Int { 15 }

    /// The key of `count` bytes from `offset`; `count` is not 0.
    @inlinable @inline(__always)
    init(_ source: Span<UInt8>, _ offset: Int, _ count: Int) {
      if count > Self.longestShort {
        low = WordHash.hash(source, offset: offset, count: count)
        high = WordHash.hash(source, offset: offset, count: count, seed: 1) | Self.longMark
      } else {
        low = WordHash.tail(source, offset, min(count, 8))
        high =
          (count > 8 ? WordHash.tail(source, offset &+ 8, count &- 8) : 0)
          | UInt64(truncatingIfNeeded: count) &<< 56
      }
    }

    @inlinable @inline(__always)
    var hash: UInt64 { WordHash.combine(low, high) }
  }

  /// The strings seen so far.
  public private(set) var dictionary = ByteDictionary()
  /// The key of each code; that of the missing one equals no other.
  @usableFromInline var keys = [Key(low: 0, high: 0)]
  /// `hash high half << 32 | code`; 0 = free. The count is a power of two.
  private var slots: [UInt64]
  private var mask: Int
  /// The code given last and its key: runs of equal keys are common in exports.
  @usableFromInline var last: UInt32 = 0
  @usableFromInline var lastKey = Key(low: 0, high: 0)

  /// An empty interner with room for about `capacity` strings before it grows.
  public init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    mask = size - 1
  }

  /// Number of codes given, the missing one included.
  public var count: Int { dictionary.count }

  /// The code of `count` bytes from `offset`; the empty string is code 0.
  @inlinable @inline(__always)
  public mutating func intern(_ source: Span<UInt8>, offset: Int, count: Int) -> UInt32 {
    if count == 0 { return 0 }
    let key = Key(source, offset, count)
    if key == lastKey && !key.isLong { return last }
    return find(key, source, offset, count)
  }

  /// The code of a text; the empty string is code 0.
  public mutating func intern(_ text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return intern(bytes.span, offset: 0, count: bytes.count)
  }

  /// Codes of this interner for all entries of another dictionary: `result[theirs] = ours`.
  public mutating func codes(for other: ByteDictionary) -> [UInt32] {
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

  @usableFromInline
  mutating func find(
    _ key: Key, _ source: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> UInt32 {
    let hash = key.hash
    let tag = hash & 0xffff_ffff_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      let code = UInt32(truncatingIfNeeded: entry)
      if entry & 0xffff_ffff_0000_0000 == tag && keys[Int(code)] == key
        && (!key.isLong || isEqual(code, source, offset, count))
      {
        last = code
        lastKey = key
        return code
      }
      slot = (slot &+ 1) & mask
    }
    let code = dictionary.append(source, offset: offset, count: count)
    keys.append(key)
    slots[slot] = tag | UInt64(code)
    last = code
    lastKey = key
    if dictionary.count * 2 > slots.count { grow() }
    return code
  }

  private func isEqual(_ code: UInt32, _ source: Span<UInt8>, _ offset: Int, _ count: Int) -> Bool {
    let range = dictionary.range(of: code)
    guard range.count == count else { return false }
    let mine = dictionary.bytes.span
    var index = 0
    while index < count {
      if mine[range.lowerBound &+ index] != source[offset &+ index] { return false }
      index &+= 1
    }
    return true
  }

  private mutating func grow() {
    let size = slots.count * 2
    var larger = [UInt64](repeating: 0, count: size)
    let largerMask = size - 1
    var code = 1
    while code < keys.count {
      let hash = keys[code].hash
      var slot = Int(truncatingIfNeeded: hash) & largerMask
      while larger[slot] != 0 { slot = (slot &+ 1) & largerMask }
      larger[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(code)
      code += 1
    }
    slots = larger
    mask = largerMask
  }
}
