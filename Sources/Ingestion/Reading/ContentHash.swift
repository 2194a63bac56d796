import FunnelModel

/// 128 bits by which a file's content is known again, under any name.
package struct ContentHash: Sendable, Hashable {
  /// The two independent words.
  package var low: UInt64
  package var high: UInt64

  /// A hash from its words.
  package init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// 32 hexadecimal digits.
  package var text: String { Self.hex(high) + Self.hex(low) }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Builds a `ContentHash` of blocks that arrive in any order, on any thread.
///
/// How this works: every aligned unit of sixteen bytes is multiplied with itself after keys that
/// depend on its position (the products are folded as in `WordHash`), and the results are added
/// up. A sum knows no order, so workers hash the blocks that they happen to read and the parts are
/// merged; the keys make the position of every byte count. The last unit is filled with zeros, and
/// the length ends the hash. It tells exports apart; it is no protection against forgery.
package struct ContentHasher: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var length = 0

  /// Bytes of a unit: blocks must begin at multiples of it.
  package static let alignment = 16

  /// A hasher of nothing.
  package init() {}

  /// Adds `count` bytes from `offset`, which stand at `position` of the file, a multiple of 16.
  /// Only the last block of a file may have a length that is no multiple of 16.
  package mutating func add(_ bytes: Span<UInt8>, offset: Int, count: Int, position: Int) {
    precondition(position % Self.alignment == 0 && offset >= 0 && offset + count <= bytes.count)
    var key = UInt64(position / Self.alignment) &* 0x9e37_79b9_7f4a_7c15
    var index = offset
    let end = offset &+ count
    var low = low
    var high = high
    while index &+ 16 <= end {
      let a = WordHash.word(bytes, index) ^ (key &+ 0x243f_6a88_85a3_08d3)
      let b = WordHash.word(bytes, index &+ 8) ^ (key &+ 0x1319_8a2e_0370_7344)
      let product = a.multipliedFullWidth(by: b)
      low &+= product.low ^ product.high
      high &+= WordHash.mix(a &+ 0xa409_3822_299f_31d0, b ^ 0x082e_fa98_ec4e_6c89)
      key &+= 0x9e37_79b9_7f4a_7c15
      index &+= 16
    }
    self.low = low
    self.high = high
    length += index - offset
    if index < end {
      addTail(bytes, offset: index, count: end - index, position: position + index - offset)
    }
  }

  /// Adds what another hasher has seen of the same file.
  package mutating func merge(_ other: ContentHasher) {
    low &+= other.low
    high &+= other.high
    length += other.length
  }

  /// The hash of everything added.
  package var hash: ContentHash {
    let size = UInt64(length)
    return ContentHash(
      low: WordHash.combine(low, size), high: WordHash.combine(high, size ^ 0x4528_21e6_38d0_1377))
  }

  private mutating func addTail(
    _ bytes: Span<UInt8>, offset: Int, count: Int, position: Int
  ) {
    var unit = [UInt8](repeating: 0, count: Self.alignment)
    for index in 0..<count { unit[index] = bytes[offset + index] }
    add(unit.span, offset: 0, count: Self.alignment, position: position)
    length -= Self.alignment - count
  }
}
