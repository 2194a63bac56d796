import FunnelModel
import Testing

@testable import Warehouse

@Suite struct SegmentCodecTests {
  /// Every integer shape that a form exists for, and random mixtures of them.
  static func integers(_ shape: Int, _ count: Int, _ random: inout SeededRandom) -> [Int64] {
    var value = Int64(random.below(1_000_000)) * 1_000_000
    return (0..<count).map { row in
      switch shape {
      case 0: return 42
      case 1: return Int64(row) * 7 - 3
      case 2: return Int64(random.below(5))
      case 3:
        value += Int64(random.below(900)) * 1_000
        return value
      case 4: return random.percent(3) ? Int64(random.below(100_000)) * 10_000 : .min
      case 5: return Int64(row / 40)
      case 6: return Int64(bitPattern: random.next())
      case 7: return .min
      case 8: return row % 2 == 0 ? .max : .min + 1
      case 9: return random.percent(97) ? Int64(row) : .min
      default: return Int64(bitPattern: random.next() >> UInt64(random.below(64)))
      }
    }
  }

  static func text(_ shape: Int, _ number: Int, _ random: inout SeededRandom) -> [UInt8] {
    let padded = String(String(number + 10_000_000).dropFirst())
    switch shape {
    case 0: return Array("order-\(padded)".utf8)
    case 1: return Array("c\(number)".utf8)
    case 2:
      let digits = "0123456789abcdef".utf8.map { $0 }
      return (0..<32).map {
        $0 < 28 ? digits[random.below(16)] : digits[number >> (($0 - 28) * 4) & 15]
      }
    case 3:
      let digits = "0123456789abcdef".utf8.map { $0 }
      return (0..<36).map { index in
        if [8, 13, 18, 23].contains(index) { return 0x2d }
        return index > 31 ? digits[number >> ((index - 32) * 4) & 15] : digits[random.below(16)]
      }
    case 4: return Array("0\(number)".utf8)
    case 5: return (0..<random.below(40)).map { _ in UInt8(random.below(256)) } + Array(padded.utf8)
    case 6: return Array("9999999999999999999\(number)".utf8)
    default: return Array("Grüße \u{0}\(number)".utf8)
    }
  }

  static func texts(_ shape: Int, _ count: Int, _ random: inout SeededRandom) -> TextColumn {
    var interner = ByteInterner()
    let distinct = 1 + random.below(max(1, count))
    let pool = (0..<distinct).map { text(shape, $0, &random) }
    let missing = random.below(3) * 45
    let codes = (0..<count).map { _ -> UInt32 in
      if random.percent(missing) { return 0 }
      let bytes = pool[random.below(distinct)]
      return interner.intern(bytes.span, offset: 0, count: bytes.count)
    }
    return TextColumn(codes: codes, dictionary: interner.dictionary)
  }

  static func batch(seed: UInt64) -> EventBatch {
    var random = SeededRandom(seed: seed)
    let sizes = [0, 1, 2, 63, 64, 65, 127, 128, 129, 1000, 2500]
    let count = sizes[random.below(sizes.count)]
    var batch = EventBatch(columnLimit: TestEvent.schema.columnLimit)
    batch.count = count
    for (_, column) in EventColumn.canonical where random.percent(60) {
      if column.storage == .integer {
        batch.integers[column.rawValue] = IntegerColumn(
          integers(random.below(11), count, &random))
      } else {
        batch.texts[column.rawValue] = texts(random.below(8), count, &random)
      }
    }
    batch.texts[EventColumn.custom(0).rawValue] = texts(5, count, &random)
    return batch
  }

  @Test(arguments: 1...60) func roundTripIsTheIdentity(seed: UInt64) throws {
    let batch = Self.batch(seed: seed)
    let blob = try SegmentCodec.encode(batch, schema: TestEvent.schema)
    let back = try SegmentCodec.decode(blob, schema: TestEvent.schema)
    #expect(back.count == batch.count, "seed \(seed)")
    #expect(back.integers == batch.integers, "seed \(seed)")
    #expect(back.texts == batch.texts, "seed \(seed)")
  }

  @Test func formsAreShort() throws {
    // 10 000 rows: a constant needs no byte per row, a unique padded id about one.
    var constant = EventBatch(columnLimit: 64)
    constant.count = 10_000
    constant.integers[EventColumn.market.rawValue] = IntegerColumn(
      Array(repeating: 1, count: 10_000))
    #expect(try SegmentCodec.encode(constant, schema: EventSchema()).count < 64)
    var ids = EventBatch(columnLimit: 64)
    ids.count = 10_000
    var dictionary = ByteDictionary()
    let codes = (0..<10_000).map { dictionary.append("evt_\($0 * 90 + 10_000_000)") }
    ids.texts[EventColumn.eventID.rawValue] = TextColumn(codes: codes, dictionary: dictionary)
    #expect(try SegmentCodec.encode(ids, schema: EventSchema()).count < 200)
  }

  @Test func wantedColumnsOnly() throws {
    let batch = Self.batch(seed: 7)
    let blob = try SegmentCodec.encode(batch, schema: TestEvent.schema)
    for (_, column) in EventColumn.canonical {
      let back = try SegmentCodec.decode(blob, columns: [column], schema: TestEvent.schema)
      for position in back.integers.indices {
        let wanted = position == column.rawValue
        #expect(back.integers[position] == (wanted ? batch.integers[position] : nil))
        #expect(back.texts[position] == (wanted ? batch.texts[position] : nil))
      }
    }
  }

  @Test func customColumnsGoByName() throws {
    let batch = TestEvent.batch(TestEvent.series(20))
    let blob = try SegmentCodec.encode(batch, schema: TestEvent.schema)
    let moved = EventSchema(customNames: ["seats", "plan"])
    let back = try SegmentCodec.decode(blob, schema: moved)
    #expect(back.texts(.custom(0)) == nil)
    #expect(back.texts(.custom(1)) == batch.texts(.custom(0)))
    #expect(try SegmentCodec.decode(blob, schema: EventSchema()).texts.count == 64)
  }

  @Test func everyChangedByteIsNoticed() throws {
    let blob = try SegmentCodec.encode(
      TestEvent.batch(TestEvent.series(100)), schema: TestEvent.schema)
    // The last eight bytes are padding that nothing reads.
    for offset in 0..<blob.count - 8 {
      var changed = blob
      changed[offset] ^= 0x10
      #expect(throws: WarehouseError.self, "offset \(offset)") {
        try SegmentCodec.decode(changed, schema: TestEvent.schema)
      }
    }
    for count in 0..<blob.count {
      #expect(throws: WarehouseError.self, "cut to \(count)") {
        try SegmentCodec.decode(Array(blob.prefix(count)), schema: TestEvent.schema)
      }
    }
  }

  /// The inner decoders without the checksums that shield them: damage must throw or decode to
  /// something, never crash, and never exceed the rows asked for.
  @Test(arguments: 1...40) func damagedPayloadsNeverCrash(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for shape in 0..<11 {
      var writer = ByteWriter()
      let values = Self.integers(shape, 300, &random)
      IntegerCodec.encode(values, into: &writer)
      let count = writer.bytes.count
      var bytes = writer.bytes + Array(repeating: 0, count: 8)
      for _ in 0..<1 + random.below(4) {
        bytes[random.below(random.percent(50) ? min(count, 30) : count)] = UInt8(random.below(256))
      }
      var reader = ByteReader(bytes, 0..<count)
      if let decoded = try? IntegerCodec.decode(300, from: &reader) {
        #expect(decoded.count == 300, "seed \(seed), shape \(shape)")
      }
    }
    for shape in 0..<8 {
      var writer = ByteWriter()
      DictionaryCodec.encode(Self.texts(shape, 200, &random).dictionary, into: &writer)
      let count = writer.bytes.count
      var bytes = writer.bytes + Array(repeating: 0, count: 8)
      for _ in 0..<1 + random.below(4) {
        bytes[random.below(random.percent(50) ? min(count, 30) : count)] = UInt8(random.below(256))
      }
      var reader = ByteReader(bytes, 0..<count)
      if let decoded = try? DictionaryCodec.decode(from: &reader).dictionary() {
        #expect(Int(decoded.ends.last ?? 0) == decoded.bytes.count, "seed \(seed) shape \(shape)")
      }
    }
  }

  @Test(arguments: 1...200) func randomBytesNeverCrash(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let noise = (0..<random.below(400)).map { _ in UInt8(random.below(256)) }
    let padded = noise + Array(repeating: 0, count: 8)
    for form in UInt8(0)..<5 {
      var integers = ByteReader([form] + padded, 0..<noise.count + 1)
      _ = try? IntegerCodec.decode(500, from: &integers)
      var texts = ByteReader([form] + padded, 0..<noise.count + 1)
      _ = try? DictionaryCodec.decode(from: &texts)
    }
    #expect(throws: WarehouseError.self, "seed \(seed)") {
      try SegmentCodec.decode([SegmentCodec.version] + noise, schema: EventSchema())
    }
  }

  @Test func tooManyRowsAreRefused() {
    var batch = EventBatch(columnLimit: 64)
    batch.count = SegmentCodec.maximalRows + 1
    #expect(throws: WarehouseError.self) {
      try SegmentCodec.encode(batch, schema: EventSchema())
    }
  }
}
