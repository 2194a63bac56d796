import FunnelModel
import Testing

@testable import Warehouse

@Suite struct LedgerTests {
  @Test func aFileComesBackAsItWasEntered() throws {
    let test = try TestWarehouse()
    var file = TestWarehouse.record("a.csv", hash: "abc")
    file.unmappedColumns = ["zeta", "'; DROP TABLE files; --"]
    file.watermark = Instant(microseconds: 99)
    var accounting = RowAccounting()
    accounting.read = 10
    accounting.loaded = 7
    accounting.rejected = 3
    var summary = EventSummary()
    summary.typeCounts = ["purchase": 5, "refund": 2]
    summary.earliest = Instant(microseconds: 1)
    summary.latest = Instant(microseconds: 70)
    summary.marketCounts = [4, 3]
    summary.currencies = ["EUR", "USD"]
    summary.adjustedTimes = 1
    summary.roundedAmounts = 2
    let reject = RejectedRow(
      line: 4, byteOffset: 120, column: "time", code: "time", cell: "32.13.2025",
      message: "No such day.")
    let cost = CostRow(
      from: LocalDay(number: 20_000), through: LocalDay(number: 20_006), market: nil,
      category: "media", channel: "google", campaign: "", amount: 12_500_000, currency: "EUR",
      impressions: nil, clicks: 3_000_000, file: 0, line: 2)
    let load = try test.warehouse.beginLoad(source: test.source, run: 3, schema: EventSchema())
    try load.commit(
      file: file, accounting: accounting, summary: summary, rejects: [reject],
      rejectsExpire: Instant(microseconds: 1_000), costs: [cost])
    file.id = load.fileID
    file.sourceID = test.source
    file.runID = 3
    file.accounting = accounting
    file.summary = summary
    #expect(try test.warehouse.file(source: test.source, contentHash: "abc") == file)
    #expect(try test.warehouse.latestFile(source: test.source, name: "a.csv") == file)
    #expect(try test.warehouse.file(source: test.source, contentHash: "abd") == nil)
    #expect(try test.warehouse.files() == [file])
    #expect(try test.warehouse.rejects(file: load.fileID) == [reject])
    var stored = cost
    stored.file = load.fileID
    #expect(try test.warehouse.costs() == [stored])
    #expect(try test.warehouse.typeCounts() == [test.source: ["purchase": 5, "refund": 2]])
    #expect(try test.warehouse.watermarks() == [test.source: Instant(microseconds: 99)])
    _ = try test.warehouse.startRun(
      at: Instant(microseconds: 1_000), configurationDigest: "", version: "1")
    #expect(try test.warehouse.rejects(file: load.fileID).isEmpty)
  }

  @Test func costsAndCountsGoWithTheirFile() throws {
    let test = try TestWarehouse()
    let cost = CostRow(
      from: LocalDay(number: 1), through: LocalDay(number: 1), market: .b2b, category: "people",
      channel: "", campaign: "", amount: 1, currency: "", impressions: 1, clicks: nil, file: 0,
      line: 2)
    var summary = EventSummary()
    summary.typeCounts = ["won": 1]
    let first = try test.warehouse.beginLoad(source: test.source, run: 1, schema: EventSchema())
    try first.appendLinks([1, 2, 3], bucket: 4)
    try first.commit(
      file: TestWarehouse.record("a.csv"), accounting: RowAccounting(), summary: summary,
      costs: [cost])
    let block = LinkBlock(file: first.fileID, bucket: 4, blob: [1, 2, 3])
    #expect(try test.warehouse.links() == [block])
    try test.load([], as: "a.csv", superseding: first.fileID)
    #expect(try test.warehouse.costs().isEmpty)
    #expect(try test.warehouse.links().isEmpty)
    #expect(try test.warehouse.typeCounts().isEmpty)
  }

  @Test func runsThatNeverEndedAreInterrupted() throws {
    let test = try TestWarehouse()
    let first = try test.warehouse.startRun(
      at: Instant(microseconds: 10), configurationDigest: "d", version: "1.0")
    let second = try test.warehouse.startRun(
      at: Instant(microseconds: 20), configurationDigest: "d", version: "1.0")
    try test.warehouse.finishRun(
      second, at: Instant(microseconds: 30), state: .done, exitCode: 8,
      asOf: Instant(microseconds: 5))
    let runs = try test.warehouse.runs()
    #expect(runs.map(\.id) == [first, second])
    #expect(runs.map(\.state) == [.interrupted, .done])
    #expect(runs[1].exitCode == 8 && runs[1].asOf == Instant(microseconds: 5))
  }

  @Test func statesAreFoundUnderTheirDigestOnly() throws {
    let test = try TestWarehouse()
    try test.warehouse.storeStates([("b1", [1]), ("b2", [])], digest: "x")
    try test.warehouse.storeStates([("b1", [2])], digest: "y")
    #expect(try test.warehouse.state("b1", digest: "x") == nil)
    #expect(try test.warehouse.state("b1", digest: "y") == [2])
    #expect(try test.warehouse.state("b2", digest: "x") == [])
  }

  /// Whoever adds, rewrites or removes a segment, what was made from all of them goes.
  @Test(arguments: [
    "INSERT INTO segments SELECT id + 1000, source_id, bucket, file_id, rows, min_time, max_time, "
      + "offsets, blob FROM segments LIMIT 1",
    "UPDATE segments SET rows = rows",
    "DELETE FROM segments WHERE id IN (SELECT min(id) FROM segments)",
  ])
  func statesGoWithAnyChangeOfASegment(change: String) throws {
    let test = try TestWarehouse()
    _ = try test.load(TestEvent.series(3), as: "a.csv")
    try test.warehouse.storeStates([("links", [7])], digest: "x")
    #expect(try test.warehouse.state("links", digest: "x") == [7])
    do { try Database.open(test.path).execute(change) }
    #expect(try test.warehouse.state("links", digest: "x") == nil)
  }
}
