import FunnelModel
import Testing

@testable import Warehouse

@Suite struct CompactionTests {
  static var small: WarehouseLimits {
    var limits = WarehouseLimits()
    limits.wideRows = 500
    limits.flushRows = 64
    limits.segmentsPerBucket = 2
    limits.segmentRows = 10
    return limits
  }

  @Test func nightlyFilesBecomeOneLayoutWithTheSameRows() throws {
    let test = try TestWarehouse(limits: Self.small)
    var expected: [TestEvent] = []
    for night in 0..<12 {
      let events = TestEvent.series(90, from: night * 80)
      expected += TestEvent.series(night == 0 ? 90 : 80, from: night == 0 ? 0 : night * 80 + 10)
      let loaded = try test.load(events, as: "night-\(night).csv")
      #expect(loaded.duplicates == (night == 0 ? 0 : 10), "night \(night)")
      let before = try test.contents()
      _ = try test.warehouse.compactIfNeeded()
      #expect(try test.contents() == before, "night \(night)")
    }
    #expect(try test.contents() == expected.sorted())
    let wide = try test.count("SELECT coalesce(sum(rows), 0) FROM segments WHERE bucket = -1")
    #expect((wide ?? .max) <= 500)
    #expect((try test.count("SELECT count(*) FROM segments WHERE bucket >= 0") ?? 0) > 0)
    #expect(try test.count("SELECT max(rows) FROM segments WHERE bucket >= 0") ?? 99 <= 10)
    try test.warehouse.checkIntegrity()
  }

  @Test func aFileLeavesCompactedSegmentsWhole() throws {
    let test = try TestWarehouse(limits: Self.small)
    let a = try test.load(TestEvent.series(400, prefix: "a"), as: "a.csv")
    let b = try test.load(TestEvent.series(400, prefix: "b"), as: "b.csv")
    #expect(try test.warehouse.compactIfNeeded())
    #expect(try test.count("SELECT count(*) FROM segments WHERE file_id IS NOT NULL") == 0)
    try test.load([], as: "a.csv", superseding: a.file)
    #expect(try test.contents() == TestEvent.series(400, prefix: "b").sorted())
    // Identities went with the rows: a's are new again, b's are known, in both layouts.
    #expect(try test.load(TestEvent.series(5, prefix: "a"), as: "c.csv").duplicates == 0)
    #expect(try test.load(TestEvent.series(5, prefix: "b"), as: "d.csv").duplicates == 5)
    let known = try test.count("SELECT rows FROM duplicates WHERE original_id = \(b.file)")
    #expect(known == 5)
  }

  @Test func customDimensionsSurviveWhateverTheConfigurationKnows() throws {
    let test = try TestWarehouse(limits: Self.small)
    let events = TestEvent.series(600)
    try test.load(events, as: "a.csv")
    let other = EventSchema(customNames: ["seats"])
    var batch = EventBatch(columnLimit: other.columnLimit)
    batch.count = 1
    batch.integers[EventColumn.time.rawValue] = IntegerColumn([5])
    batch.integers[EventColumn.line.rawValue] = IntegerColumn([2])
    var dictionary = ByteDictionary()
    let code = dictionary.append("12")
    batch.texts[EventColumn.custom(0).rawValue] = TextColumn(codes: [code], dictionary: dictionary)
    let load = try test.warehouse.beginLoad(source: test.source, run: 1, schema: other)
    _ = try load.append(batch, identities: [77], bucket: 0)
    try load.commit(
      file: TestWarehouse.record("b.csv"), accounting: RowAccounting(), summary: EventSummary())
    #expect(try test.warehouse.compactIfNeeded())
    let seats = try test.warehouse.reader(schema: other).loadBucket(0).flatMap { batch in
      (0..<batch.count).compactMap { batch.texts(.custom(0))?.string(at: $0) }
    }
    #expect(seats == ["12"])
    #expect(try test.contents().filter { !$0.id.isEmpty } == events.sorted())
  }

  @Test func concatenationSharesTexts() {
    let parts = [TestEvent.series(30), TestEvent.series(30, from: 30)].map(TestEvent.batch)
    let whole = EventBatch.concatenated(parts)
    #expect(
      TestEvent.events(of: whole, bucket: 0).map(\.id) == TestEvent.series(60).map(\.id))
    // Five plans at most, and the missing one.
    #expect((whole.texts(.custom(0))?.dictionary.count ?? 99) <= 6)
    let backwards = whole.gathered((0..<60).reversed())
    #expect(
      TestEvent.events(of: backwards, bucket: 0).map(\.plan)
        == TestEvent.series(60).reversed().map(\.plan))
  }
}
