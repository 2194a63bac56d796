import FunnelModel

/// Reads a part of a segment and refuses to leave it: damaged bytes throw, they never crash.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  /// Reads `range` of `bytes`; the range must lie inside them.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Bytes not read yet.
  var left: Int { end - position }

  mutating func byte() throws(WarehouseError) -> UInt8 {
    guard position < end else { throw .damagedSegment("it ends early") }
    position += 1
    return bytes[position - 1]
  }

  mutating func word() throws(WarehouseError) -> UInt64 {
    let start = try skip(8)
    return WordHash.word(bytes.span, start)
  }

  /// A count or length from 0 to `limit`.
  mutating func varint(limit: Int) throws(WarehouseError) -> Int {
    var value: UInt = 0
    var shift: UInt = 0
    while true {
      let next = try byte()
      guard shift < 63 else { throw .damagedSegment("a number is too long") }
      value |= UInt(next & 0x7f) << shift
      shift += 7
      if next < 0x80 { break }
    }
    guard value <= UInt(limit) else {
      throw .damagedSegment("the number \(value) exceeds \(limit)")
    }
    return Int(value)
  }

  mutating func text(limit: Int) throws(WarehouseError) -> String {
    let count = try varint(limit: limit)
    let start = try skip(count)
    return String(decoding: bytes[start..<start + count], as: UTF8.self)
  }

  /// Passes over `count` bytes and returns where they start.
  mutating func skip(_ count: Int) throws(WarehouseError) -> Int {
    guard count <= left else { throw .damagedSegment("it ends early") }
    position += count
    return position - count
  }
}
