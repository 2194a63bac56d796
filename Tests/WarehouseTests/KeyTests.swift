import FunnelModel
import Testing

@testable import Warehouse

@Suite struct KeyTests {
  /// Joined codes are equal exactly where the texts are: for every kind of text and mixtures.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func jointCodesStandForTexts(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let shape = random.below(9)
    let dictionaries = (0..<1 + random.below(4)).map { _ in
      let count = 1 + random.below(200)
      // Few texts and long ones differ in their digits: both numbered forms meet.
      return SegmentCodecTests.texts(
        shape == 8 ? random.below(8) : shape, random.percent(30) ? 5 : count, &random
      ).dictionary
    }
    let (tables, count) = KeyJoin.tables(dictionaries.map { StoredTexts($0) })
    var codeOfText: [[UInt8]: UInt32] = [:]
    for (dictionary, table) in zip(dictionaries, tables) {
      #expect(table.count == dictionary.count)
      #expect(table[0] == 0)
      for code in 1..<max(1, dictionary.count) {
        let text = Array(dictionary.bytes[dictionary.range(of: UInt32(code))])
        let joint = codeOfText[text, default: table[code]]
        #expect(joint == table[code], "seed \(seed): \(text)")
        codeOfText[text] = joint
      }
    }
    #expect(Set(codeOfText.values).count == codeOfText.count, "seed \(seed)")
    #expect(count == codeOfText.count + 1, "seed \(seed)")
  }

  @Test(arguments: [
    (["c9", "c10"], ["c10", "c11"]), (["c007", "c010"], ["c07", "c10"]),
    (["a1", "a2"], ["b1", "b2"]), (["1", "2"], ["01", "02"]), (["x"], ["x", "y"]),
  ])
  func nearlyEqualTextsStayApart(left: [String], right: [String]) {
    func stored(_ texts: [String]) -> StoredTexts {
      var interner = ByteInterner()
      for text in texts { _ = interner.intern(text) }
      return StoredTexts(interner.dictionary)
    }
    let (tables, _) = KeyJoin.tables([stored(left), stored(right)])
    for (a, first) in left.enumerated() {
      for (b, second) in right.enumerated() {
        #expect((tables[0][a + 1] == tables[1][b + 1]) == (first == second))
      }
    }
  }

  /// A bucket of several segments and of wide rows: unnamed ids mean the same events.
  @Test(arguments: [true, false]) func bucketsComeUnnamed(isWide: Bool) throws {
    let test = try TestWarehouse(limits: isWide ? WarehouseLimits() : TestWarehouse.narrow)
    try test.load(TestEvent.series(2_000), as: "a.csv")
    try test.load(TestEvent.series(2_000, from: 3_000), as: "b.csv")
    let reader = try test.warehouse.reader(schema: TestEvent.schema)
    for bucket in [0, 1, 77] {
      let named = try reader.loadBucket(bucket)
      let keys = try reader.loadBucket(bucket, keys: [.eventID, .custom(0), .sessionID])
      #expect(named.map(\.count) == keys.map(\.count))
      var codeOfText: [String: UInt32] = [:]
      for (batch, unnamed) in zip(named, keys) {
        for (column, kind) in [(EventColumn.eventID, "id"), (.custom(0), "plan")] {
          guard let texts = batch.texts(column), let codes = unnamed.texts(column) else {
            #expect(unnamed.texts(column) == nil)
            continue
          }
          #expect(codes.dictionary.isUnnamed || codes.dictionary.count == 1)
          for row in 0..<batch.count {
            let text = kind + (texts.string(at: row) ?? "")
            #expect(codeOfText[text, default: codes.codes[row]] == codes.codes[row])
            codeOfText[text] = codes.codes[row]
          }
        }
      }
      #expect(
        Set(codeOfText.filter { $0.key.hasPrefix("id") }.values).count
          == codeOfText.count { $0.key.hasPrefix("id") })
    }
  }

  /// Chosen rows equal those of the whole bucket.
  @Test(arguments: [true, false]) func someRowsOfABucket(isWide: Bool) throws {
    let test = try TestWarehouse(limits: isWide ? WarehouseLimits() : TestWarehouse.narrow)
    try test.load(TestEvent.series(3_000), as: "a.csv")
    try test.load(TestEvent.series(2_000, from: 4_000), as: "b.csv")
    let reader = try test.warehouse.reader(schema: TestEvent.schema)
    for bucket in [0, 5] {
      let all = try reader.loadBucket(bucket).flatMap { TestEvent.events(of: $0, bucket: bucket) }
      for step in [1, 3, 1_000] {
        let rows = stride(from: 0, to: all.count, by: step).map { Int32($0) }
        let some = try reader.loadBucket(
          bucket, columns: [.eventID, .time, .line, .amount, .custom(0)], rows: rows[...])
        #expect(
          some.flatMap { TestEvent.events(of: $0, bucket: bucket) } == rows.map { all[Int($0)] })
      }
    }
  }
}
