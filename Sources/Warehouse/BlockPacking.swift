import FunnelModel

/// Unsigned integers packed in blocks of 64, each with the width its largest value needs.
///
/// Layout: one width byte (0–64) per block, then per block `width` words of 64 bits. A block of 64
/// values of w bits fills exactly w words; the last block is filled up with zeros.
enum BlockPacking {
  static let block = 64

  static func encode(_ values: [UInt64], into writer: inout ByteWriter) {
    let source = values.span
    let blocks = (values.count + block - 1) / block
    let widths = writer.extend(by: blocks)
    var words = 0
    var index = 0
    while index < blocks {
      let width = self.width(source, block: index)
      writer.set(UInt8(width), at: widths + index)
      words += width
      index += 1
    }
    var offset = writer.extend(by: words * 8)
    index = 0
    while index < blocks {
      let width = Int(writer.bytes[widths + index])
      if width > 0 {
        let start = index * block
        let count = min(block, values.count - start)
        writer.pack(source, from: start, count: count, width: width, at: offset)
        offset += width * 8
      }
      index += 1
    }
  }

  /// Reads `count` values as bit patterns. The blob must have eight spare bytes after the reader's
  /// end, as every segment has, so that words may be read across it.
  /// - Throws: `.damaged` too where a block is wider than a value.
  static func decode<Value: FixedWidthInteger>(
    _ count: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [Value] {
    let blocks = (count + block - 1) / block
    let widths = try reader.skip(blocks)
    var words = 0
    var index = 0
    while index < blocks {
      let width = Int(reader.bytes[widths + index])
      guard width <= Value.bitWidth else {
        throw .damagedSegment("a width exceeds \(Value.bitWidth) bits")
      }
      words += width
      index += 1
    }
    var offset = try reader.skip(words * 8)
    guard reader.position + 8 <= reader.bytes.count else {
      throw .damagedSegment("the spare bytes at its end are missing")
    }
    var values = [Value](repeating: 0, count: count)
    let source = reader.bytes.span
    var target = values.mutableSpan
    index = 0
    while index < blocks {
      let width = Int(source[widths + index])
      let start = index * block
      let end = min(start + block, count)
      if width > 57 {
        unpackWide(source, offset, width, into: &target, start, end)
      } else if width > 0 {
        unpack(source, offset, width, into: &target, start, end)
      }
      offset += width * 8
      index += 1
    }
    return values
  }

  private static func width(_ values: Span<UInt64>, block index: Int) -> Int {
    var all: UInt64 = 0
    var position = index * block
    let end = min(position + block, values.count)
    while position < end {
      all |= values[position]
      position &+= 1
    }
    return 64 - all.leadingZeroBitCount
  }

  /// Up to 57 bits lie within eight bytes from any bit of the first.
  @inline(__always)
  private static func unpack<Value: FixedWidthInteger>(
    _ source: Span<UInt8>, _ offset: Int, _ width: Int, into target: inout MutableSpan<Value>,
    _ start: Int, _ end: Int
  ) {
    let mask: UInt64 = (1 &<< UInt64(truncatingIfNeeded: width)) &- 1
    var bit = 0
    var index = start
    while index < end {
      let word = WordHash.word(source, offset &+ (bit &>> 3))
      let value = (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask
      target[index] = Value(truncatingIfNeeded: value)
      bit &+= width
      index &+= 1
    }
  }

  private static func unpackWide<Value: FixedWidthInteger>(
    _ source: Span<UInt8>, _ offset: Int, _ width: Int, into target: inout MutableSpan<Value>,
    _ start: Int, _ end: Int
  ) {
    let mask: UInt64 = width == 64 ? .max : (1 &<< UInt64(width)) &- 1
    var bit = 0
    var index = start
    while index < end {
      let first = offset + (bit >> 6) * 8
      let shift = UInt64(bit & 63)
      var value = WordHash.word(source, first) >> shift
      if shift + UInt64(width) > 64 {
        value |= WordHash.word(source, first + 8) << (64 - shift)
      }
      target[index] = Value(truncatingIfNeeded: value & mask)
      bit += width
      index += 1
    }
  }
}
