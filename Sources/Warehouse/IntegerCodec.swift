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
    encode(values, missing: IntegerColumn.missing, areCodes: false, into: &writer)
  }

  /// Codes of a dictionary; 0 is a missing value.
  static func encode(codes: [UInt32], into writer: inout ByteWriter) {
    encode(codes, missing: 0, areCodes: true, into: &writer)
  }

  private static func encode<Value: FixedWidthInteger>(
    _ values: [Value], missing: Value, areCodes: Bool, into writer: inout ByteWriter
  ) {
    let absent = count(of: missing, in: values.span)
    if absent > 0 && absent < values.count {
      let dense = encodeFlags(
        values, missing: missing, present: values.count - absent, into: &writer)
      encodeDense(dense, areCodes: areCodes, into: &writer)
    } else {
      encodeDense(values, areCodes: areCodes && absent == 0, into: &writer)
    }
  }

  private static func count<Value: FixedWidthInteger>(
    of missing: Value, in values: Span<Value>
  ) -> Int {
    var absent = 0
    var index = 0
    while index < values.count {
      absent &+= values[index] == missing ? 1 : 0
      index &+= 1
    }
    return absent
  }

  /// Codes are at least 1 and mostly packed. A part of them is enough to see that, and at worst
  /// the form is not the shortest one.
  private static let sampledBlocks = 8

  private static func encodeDense<Value: FixedWidthInteger>(
    _ values: [Value], areCodes: Bool, into writer: inout ByteWriter
  ) {
    if areCodes && values.count >= 64 * BlockPacking.block {
      let sample = IntegerShape(values.span, everyBlock: sampledBlocks)
      if !sample.isSequence && sample.runs > sample.count / 16 {
        let useDelta = sample.deltaBits < sample.offsetBits
        let first = useDelta ? Int64(truncatingIfNeeded: values[0]) : 1
        return encodePacked(values, useDelta: useDelta, first: first, scale: 1, into: &writer)
      }
    }
    let shape = IntegerShape(values.span)
    if shape.isSequence {
      let first = Int64(truncatingIfNeeded: values.first ?? 0)
      writer.byte(Form.sequence.rawValue)
      writer.word(UInt64(bitPattern: first))
      writer.word(
        UInt64(bitPattern: values.count > 1 ? Int64(truncatingIfNeeded: values[1]) &- first : 0))
    } else if shape.runs <= values.count / 16 {
      encodeRuns(values, count: shape.runs, into: &writer)
    } else {
      encodePacked(values, shape, into: &writer)
    }
  }

  static func decode(
    _ count: Int, from reader: inout ByteReader, depth: Int = 0
  ) throws(WarehouseError) -> [Int64] {
    try decode(form(from: &reader), count, from: &reader, depth: depth)
  }

  private static func form(from reader: inout ByteReader) throws(WarehouseError) -> Form {
    guard let form = Form(rawValue: try reader.byte()) else {
      throw .damagedSegment("an integer form is unknown")
    }
    return form
  }

  private static func decode(
    _ form: Form, _ count: Int, from reader: inout ByteReader, depth: Int
  ) throws(WarehouseError) -> [Int64] {
    guard depth <= 3 else { throw .damagedSegment("forms are nested too deeply") }
    switch form {
    case .sequence:
      let first = Int64(bitPattern: try reader.word())
      return sequence(first, step: Int64(bitPattern: try reader.word()), count: count)
    case .offset: return try decodeOffset(count, from: &reader)
    case .delta: return try decodeDelta(count, from: &reader)
    case .runs: return try decodeRuns(count, from: &reader, depth: depth)
    case .sparse:
      return try decodeSparse(count, filling: IntegerColumn.missing, from: &reader) {
        (present, reader) throws(WarehouseError) in
        try decode(present, from: &reader, depth: depth + 1)
      }
    }
  }

  // MARK: Codes

  /// What `encode(codes:into:)` wrote.
  ///
  /// - Parameter limit: Number of codes of the dictionary.
  static func decodeCodes(
    _ count: Int, below limit: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [UInt32] {
    let form = try form(from: &reader)
    guard form == .sparse else { return try denseCodes(form, count, below: limit, from: &reader) }
    return try decodeSparse(count, filling: 0, from: &reader) {
      (present, reader) throws(WarehouseError) in
      try denseCodes(self.form(from: &reader), present, below: limit, from: &reader)
    }
  }

  private static func denseCodes(
    _ form: Form, _ count: Int, below limit: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [UInt32] {
    if form == .offset { return try offsetCodes(count, below: limit, from: &reader) }
    let values = try decode(form, count, from: &reader, depth: 1)
    var codes = [UInt32](repeating: 0, count: count)
    let source = values.span
    var target = codes.mutableSpan
    var faults = 0
    var index = 0
    while index < source.count {
      let value = source[index]
      let code = value == IntegerColumn.missing ? 0 : UInt64(bitPattern: value)
      faults |= code >= UInt64(limit) ? 1 : 0
      target[index] = UInt32(truncatingIfNeeded: code)
      index &+= 1
    }
    guard faults == 0 else { throw .damagedSegment("a code leaves its dictionary") }
    return codes
  }

  private static func offsetCodes(
    _ count: Int, below limit: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> [UInt32] {
    let least = try reader.word()
    let scale = try reader.word()
    var codes: [UInt32] = try BlockPacking.decode(count, from: &reader)
    var target = codes.mutableSpan
    var greatest: UInt32 = 0
    let first = UInt32(truncatingIfNeeded: least)
    let factor = UInt32(truncatingIfNeeded: scale)
    var index = 0
    while index < target.count {
      let value = target[index]
      greatest = max(greatest, value)
      target[index] = first &+ value &* factor
      index &+= 1
    }
    // Checked once for the greatest, in numbers wide enough for it.
    let last = UInt128(least) + UInt128(greatest) * UInt128(scale)
    guard count == 0 || last < UInt128(limit) else {
      throw .damagedSegment("a code leaves its dictionary")
    }
    return codes
  }

  // MARK: Packed forms

  private static func encodePacked<Value: FixedWidthInteger>(
    _ values: [Value], _ shape: IntegerShape, into writer: inout ByteWriter
  ) {
    let useDelta = shape.deltaBits < shape.offsetBits
    encodePacked(
      values, useDelta: useDelta,
      first: useDelta ? Int64(truncatingIfNeeded: values[0]) : shape.least,
      scale: shape.scale(of: values.span), into: &writer)
  }

  private static func encodePacked<Value: FixedWidthInteger>(
    _ values: [Value], useDelta: Bool, first: Int64, scale: Int64, into writer: inout ByteWriter
  ) {
    writer.byte((useDelta ? Form.delta : Form.offset).rawValue)
    writer.word(UInt64(bitPattern: first))
    writer.word(UInt64(bitPattern: scale))
    BlockPacking.encode(
      useDelta ? deltas(values, scale: scale) : offsets(values, from: first, scale: scale),
      into: &writer)
  }

  private static func offsets<Value: FixedWidthInteger>(
    _ values: [Value], from least: Int64, scale: Int64
  ) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: values.count)
    let source = values.span
    var target = result.mutableSpan
    var index = 0
    while index < source.count {
      target[index] = UInt64(bitPattern: Int64(truncatingIfNeeded: source[index]) &- least)
      index &+= 1
    }
    DecimalScale.divide(&target, by: scale)
    return result
  }

  private static func deltas<Value: FixedWidthInteger>(
    _ values: [Value], scale: Int64
  ) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: values.count)
    let source = values.span
    var target = result.mutableSpan
    var previous = Int64(truncatingIfNeeded: values[0])
    var index = 1
    while index < source.count {
      let value = Int64(truncatingIfNeeded: source[index])
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
    var values: [Int64] = try BlockPacking.decode(count, from: &reader)
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
    var values: [Int64] = try BlockPacking.decode(count, from: &reader)
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

  private static func encodeRuns<Value: FixedWidthInteger>(
    _ values: [Value], count: Int, into writer: inout ByteWriter
  ) {
    var lengths: [Int64] = []
    var heads: [Int64] = []
    lengths.reserveCapacity(count)
    heads.reserveCapacity(count)
    var start = 0
    var index = 1
    while index <= values.count {
      if index == values.count || values[index] != values[start] {
        lengths.append(Int64(index - start))
        heads.append(Int64(truncatingIfNeeded: values[start]))
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
    encodePacked(values, IntegerShape(values.span), into: &writer)
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

  /// Writes which values are there, and returns those.
  private static func encodeFlags<Value: FixedWidthInteger>(
    _ values: [Value], missing: Value, present: Int, into writer: inout ByteWriter
  ) -> [Value] {
    var dense = [Value](repeating: 0, count: present)
    var flags = [UInt64](repeating: 0, count: (values.count + 63) / 64)
    let source = values.span
    var target = dense.mutableSpan
    var bits = flags.mutableSpan
    var found = 0
    var index = 0
    while index < source.count {
      let value = source[index]
      if value != missing {
        target[found] = value
        found &+= 1
        bits[index &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: index & 63)
      }
      index &+= 1
    }
    writer.byte(Form.sparse.rawValue)
    writer.varint(present)
    BlockPacking.encode(flags, into: &writer)
    return dense
  }

  private static func decodeSparse<Value: FixedWidthInteger>(
    _ count: Int, filling missing: Value, from reader: inout ByteReader,
    dense: (Int, inout ByteReader) throws(WarehouseError) -> [Value]
  ) throws(WarehouseError) -> [Value] {
    let present = try reader.varint(limit: count)
    let flags: [UInt64] = try BlockPacking.decode((count + 63) / 64, from: &reader)
    let dense = try dense(present, &reader)
    var values = [Value](repeating: missing, count: count)
    var target = values.mutableSpan
    let source = dense.span
    var taken = 0
    var word = 0
    while word < flags.count {
      var bits = flags[word]
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
