import FunnelModel

/// Integers of one column in whichever form is shortest.
///
/// | form | holds |
/// |---|---|
/// | sequence | first value and step: constants, row numbers |
/// | offset | least value, scale, packed (value − least) ÷ scale |
/// | delta | first value, scale, packed zig-zag (value − previous) ÷ scale |
/// | runs | lengths and values of runs, each as integers again |
/// | sparse | which rows have a value, then those values as integers again |
///
/// The scale takes out zeros that all values share (whole seconds of microseconds, whole cents of
/// micro-units). All arithmetic wraps, so every bit pattern survives.
enum IntegerCodec {
  private enum Form: UInt8 { case sequence, offset, delta, runs, sparse }

  static func encode(_ values: [Int64], into writer: inout ByteWriter) {
    let shape = IntegerShape(values)
    if shape.missing > 0 && shape.missing < values.count {
      encodeSparse(values, present: values.count - shape.missing, into: &writer)
    } else if shape.isSequence {
      writer.byte(Form.sequence.rawValue)
      writer.word(UInt64(bitPattern: values.first ?? 0))
      writer.word(UInt64(bitPattern: values.count > 1 ? values[1] &- values[0] : 0))
    } else if shape.runs <= values.count / 16 {
      encodeRuns(values, count: shape.runs, into: &writer)
    } else {
      encodePacked(values, shape, into: &writer)
    }
  }

  static func decode(
    _ count: Int, from reader: inout ByteReader, depth: Int = 0
  ) throws(WarehouseError) -> [Int64] {
    guard depth <= 3 else { throw .damagedSegment("forms are nested too deeply") }
    guard let form = Form(rawValue: try reader.byte()) else {
      throw .damagedSegment("an integer form is unknown")
    }
    switch form {
    case .sequence:
      let first = Int64(bitPattern: try reader.word())
      return sequence(first, step: Int64(bitPattern: try reader.word()), count: count)
    case .offset: return try decodeOffset(count, from: &reader)
    case .delta: return try decodeDelta(count, from: &reader)
    case .runs: return try decodeRuns(count, from: &reader, depth: depth)
    case .sparse: return try decodeSparse(count, from: &reader, depth: depth)
    }
  }

  // MARK: Packed forms

  private static func encodePacked(
    _ values: [Int64], _ shape: IntegerShape, into writer: inout ByteWriter
  ) {
    let bits = shape.packedBits(values)
    let scale = shape.scale(of: values)
    let useDelta = bits.delta < bits.offset
    let first = useDelta ? values[0] : shape.least
    writer.byte((useDelta ? Form.delta : Form.offset).rawValue)
    writer.word(UInt64(bitPattern: first))
    writer.word(UInt64(bitPattern: scale))
    BlockPacking.encode(
      useDelta ? deltas(values, scale: scale) : offsets(values, from: first, scale: scale),
      into: &writer)
  }

  private static func offsets(_ values: [Int64], from least: Int64, scale: Int64) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: values.count)
    let source = values.span
    var target = result.mutableSpan
    var index = 0
    while index < source.count {
      target[index] = UInt64(bitPattern: source[index] &- least)
      index &+= 1
    }
    DecimalScale.divide(&target, by: scale)
    return result
  }

  private static func deltas(_ values: [Int64], scale: Int64) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: values.count)
    let source = values.span
    var target = result.mutableSpan
    var previous = values[0]
    var index = 1
    while index < source.count {
      let value = source[index]
      target[index] = UInt64(bitPattern: value &- previous)
      previous = value
      index &+= 1
    }
    DecimalScale.divideSigned(&target, by: scale)
    index = 0
    while index < target.count {
      let step = Int64(bitPattern: target[index])
      target[index] = UInt64(bitPattern: (step &<< 1) ^ (step &>> 63))
      index &+= 1
    }
    return result
  }

  private static func decodeOffset(
    _ count: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [Int64] {
    let least = Int64(bitPattern: try reader.word())
    let scale = Int64(bitPattern: try reader.word())
    var values = try BlockPacking.decode(count, from: &reader)
    if least == 0 && scale == 1 { return values }
    var target = values.mutableSpan
    var index = 0
    while index < target.count {
      target[index] = least &+ target[index] &* scale
      index &+= 1
    }
    return values
  }

  private static func decodeDelta(
    _ count: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [Int64] {
    var value = Int64(bitPattern: try reader.word())
    let scale = Int64(bitPattern: try reader.word())
    var values = try BlockPacking.decode(count, from: &reader)
    var target = values.mutableSpan
    var index = 0
    while index < target.count {
      let folded = UInt64(bitPattern: target[index])
      let step = Int64(bitPattern: folded &>> 1) ^ (0 &- Int64(bitPattern: folded & 1))
      value = value &+ step &* scale
      target[index] = value
      index &+= 1
    }
    return values
  }

  private static func sequence(_ first: Int64, step: Int64, count: Int) -> [Int64] {
    var values = [Int64](repeating: first, count: count)
    if step == 0 { return values }
    var target = values.mutableSpan
    var index = 1
    var value = first
    while index < count {
      value = value &+ step
      target[index] = value
      index &+= 1
    }
    return values
  }

  // MARK: Runs

  private static func encodeRuns(_ values: [Int64], count: Int, into writer: inout ByteWriter) {
    var lengths: [Int64] = []
    var heads: [Int64] = []
    lengths.reserveCapacity(count)
    heads.reserveCapacity(count)
    var start = 0
    var index = 1
    while index <= values.count {
      if index == values.count || values[index] != values[start] {
        lengths.append(Int64(index - start))
        heads.append(values[start])
        start = index
      }
      index += 1
    }
    writer.byte(Form.runs.rawValue)
    writer.varint(heads.count)
    encodeFlat(lengths, into: &writer)
    encodeFlat(heads, into: &writer)
  }

  /// The packed forms only, so that forms nest once.
  private static func encodeFlat(_ values: [Int64], into writer: inout ByteWriter) {
    encodePacked(values, IntegerShape(values), into: &writer)
  }

  private static func decodeRuns(
    _ count: Int, from reader: inout ByteReader, depth: Int
  ) throws(WarehouseError) -> [Int64] {
    let runs = try reader.varint(limit: count)
    let lengths = try decode(runs, from: &reader, depth: depth + 1)
    let heads = try decode(runs, from: &reader, depth: depth + 1)
    var values = [Int64](repeating: 0, count: count)
    var target = values.mutableSpan
    var position = 0
    var run = 0
    while run < runs {
      let length = lengths[run]
      guard length > 0, length <= Int64(count - position) else {
        throw .damagedSegment("a run leaves its column")
      }
      let end = position + Int(length)
      let head = heads[run]
      while position < end {
        target[position] = head
        position &+= 1
      }
      run += 1
    }
    guard position == count else { throw .damagedSegment("the runs do not fill their column") }
    return values
  }

  // MARK: Sparse

  private static func encodeSparse(
    _ values: [Int64], present: Int, into writer: inout ByteWriter
  ) {
    var dense = [Int64](repeating: 0, count: present)
    var flags = [UInt64](repeating: 0, count: (values.count + 63) / 64)
    let source = values.span
    var target = dense.mutableSpan
    var bits = flags.mutableSpan
    var found = 0
    var index = 0
    while index < source.count {
      let value = source[index]
      if value != IntegerColumn.missing {
        target[found] = value
        found &+= 1
        bits[index &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: index & 63)
      }
      index &+= 1
    }
    writer.byte(Form.sparse.rawValue)
    writer.varint(present)
    BlockPacking.encode(flags, into: &writer)
    encode(dense, into: &writer)
  }

  private static func decodeSparse(
    _ count: Int, from reader: inout ByteReader, depth: Int
  ) throws(WarehouseError) -> [Int64] {
    let present = try reader.varint(limit: count)
    let flags = try BlockPacking.decode((count + 63) / 64, from: &reader)
    let dense = try decode(present, from: &reader, depth: depth + 1)
    var values = [Int64](repeating: IntegerColumn.missing, count: count)
    var target = values.mutableSpan
    let source = dense.span
    var taken = 0
    var word = 0
    while word < flags.count {
      var bits = UInt64(bitPattern: flags[word])
      while bits != 0 {
        let row = word &* 64 &+ bits.trailingZeroBitCount
        guard row < count, taken < present else {
          throw .damagedSegment("more rows are marked as present than there are values")
        }
        target[row] = source[taken]
        taken &+= 1
        bits &= bits &- 1
      }
      word &+= 1
    }
    guard taken == present else {
      throw .damagedSegment("fewer rows are marked as present than there are values")
    }
    return values
  }
}
