import FunnelModel

/// Collects the bytes of a segment. Numbers are little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Seven bits per byte, low bits first; the top bit says that more follow.
  mutating func varint(_ value: Int) {
    var rest = UInt(bitPattern: value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func word(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value &>> shift))
    }
  }

  mutating func text(_ text: String) {
    varint(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }

  /// Makes room for `count` zero bytes and returns where they start.
  mutating func extend(by count: Int) -> Int {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    return start
  }

  /// Overwrites one byte.
  mutating func set(_ value: UInt8, at offset: Int) { bytes[offset] = value }

  /// Packs values of at most `width` bits each into whole words from `offset`.
  mutating func pack(_ values: Span<UInt64>, from: Int, count: Int, width: Int, at offset: Int) {
    var raw = bytes.mutableSpan
    // Safety: any bit pattern is a valid UInt8, and stores check their bounds.
    var target = unsafe raw.mutableBytes
    var position = offset
    var word: UInt64 = 0
    var filled = 0
    var index = from
    let end = from &+ count
    while index < end {
      let value = values[index]
      word |= value &<< UInt64(truncatingIfNeeded: filled)
      filled &+= width
      if filled >= 64 {
        target.storeBytes(of: word.littleEndian, toByteOffset: position, as: UInt64.self)
        position &+= 8
        filled &-= 64
        word = filled == 0 ? 0 : value &>> UInt64(truncatingIfNeeded: width &- filled)
      }
      index &+= 1
    }
    if filled > 0 {
      target.storeBytes(of: word.littleEndian, toByteOffset: position, as: UInt64.self)
    }
  }
}
