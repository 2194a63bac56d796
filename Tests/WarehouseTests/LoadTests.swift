import FunnelModel
import Testing

@testable import Warehouse

@Suite struct LoadTests {
  @Test(arguments: [true, false]) func whatGoesInComesOut(isWide: Bool) throws {
    let limits = isWide ? WarehouseLimits() : TestWarehouse.narrow
    let test = try TestWarehouse(limits: limits)
    let events = TestEvent.series(3_000)
    let loaded = try test.load(events, as: "a.csv")
    #expect(loaded.duplicates == 0)
    #expect(try test.contents() == events.sorted())
    let segments = try test.count("SELECT count(*) FROM segments")
    #expect(isWide ? segments == 1 : (segments ?? 0) >= 128)
    let reader = try test.warehouse.reader(schema: TestEvent.schema)
    #expect(try reader.sourceOfFile() == [loaded.file: test.source])
    let only = try reader.loadBucket(0, columns: [.time])
    #expect(!only.isEmpty)
    for batch in only {
      #expect(batch.texts(.eventID) == nil)
      #expect(batch.integers(.file)?.values == Array(repeating: loaded.file, count: batch.count))
    }
  }

  @Test(arguments: [true, false]) func manyThreadsAppend(isWide: Bool) async throws {
    let test = try TestWarehouse(limits: isWide ? WarehouseLimits() : TestWarehouse.narrow)
    let events = TestEvent.series(4_000)
    let load = try test.warehouse.beginLoad(
      source: test.source, run: 1, schema: TestEvent.schema)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask { @concurrent in
          let mine = events.filter { $0.bucket % 8 == worker }
          _ = try TestWarehouse.append(mine, to: load, part: 3)
          try load.appendLinks([UInt8(worker)], bucket: worker)
        }
      }
      try await group.waitForAll()
    }
    for bucket in 0..<Buyer.bucketCount { try load.flush(bucket: bucket) }
    try load.commit(
      file: TestWarehouse.record("a.csv"), accounting: RowAccounting(), summary: EventSummary())
    #expect(try test.contents() == events.sorted())
    #expect(try test.warehouse.links().map(\.blob).sorted { $0[0] < $1[0] } == (0..<8).map { [$0] })
  }

  @Test(arguments: [true, false]) func duplicatesAreLeftOut(isWide: Bool) throws {
    let test = try TestWarehouse(limits: isWide ? WarehouseLimits() : TestWarehouse.narrow)
    let first = TestEvent.series(200)
    // Within one load: the same rows again, further down in the file.
    let again = first.map { event in
      var event = event
      event.line += 1_000
      return event
    }
    let one = try test.load(first + again, as: "a.csv", part: 5)
    #expect(one.duplicates == 200)
    // Across files: 150 known, 50 new.
    let overlap = TestEvent.series(200, from: 50)
    let two = try test.load(overlap, as: "b.csv")
    #expect(two.duplicates == 150)
    #expect(try test.contents() == TestEvent.series(250).sorted())
    // Another source has identities of its own.
    let other = try test.warehouse.source(named: "web", profile: "test", kind: "events")
    #expect(try test.load(first, as: "c.csv", source: other).duplicates == 0)
    #expect(try test.contents().count == 450)
  }

  @Test func theEventsOfOneRowShareItsFate() throws {
    let test = try TestWarehouse()
    // Two rows with the same identity, two events each: the second row is left out whole.
    let rows = [
      TestEvent(id: "r", time: 1, line: 2, bucket: 5),
      TestEvent(id: "r", time: 2, line: 2, bucket: 5),
      TestEvent(id: "r", time: 3, line: 3, bucket: 5),
      TestEvent(id: "r", time: 4, line: 3, bucket: 5),
    ]
    #expect(try test.load(rows, as: "a.csv").duplicates == 1)
    #expect(try test.contents().map(\.time) == [1, 2])
    #expect(try test.load(rows, as: "b.csv", part: 1).duplicates == 2)
  }

  @Test func identitiesThatNoColumnHoldsAreKept() throws {
    let test = try TestWarehouse()
    let events = TestEvent.series(50).map { event in
      var event = event
      event.bucket = 9
      return event
    }
    // Zero is an identity like any other.
    let identities = (0..<50).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 }
    for (name, duplicates) in [("a.csv", 0), ("b.csv", 50)] {
      let load = try test.warehouse.beginLoad(
        source: test.source, run: 1, schema: TestEvent.schema)
      #expect(
        try load.append(TestEvent.batch(events), identities: identities, bucket: 9) == duplicates)
      try load.commit(
        file: TestWarehouse.record(name), accounting: RowAccounting(), summary: EventSummary())
    }
    #expect(try test.contents().count == 50)
  }

  @Test(arguments: [true, false]) func rollbackLeavesNothing(isExplicit: Bool) throws {
    let test = try TestWarehouse(limits: TestWarehouse.narrow)
    try test.load(TestEvent.series(100), as: "a.csv")
    let before = try test.contents()
    do {
      let load = try test.warehouse.beginLoad(
        source: test.source, run: 1, schema: TestEvent.schema)
      let old = try #require(try test.warehouse.latestFile(source: test.source, name: "a.csv"))
      _ = try load.supersede(old.id)
      _ = try TestWarehouse.append(TestEvent.series(500, prefix: "x"), to: load)
      try load.appendLinks([1], bucket: 0)
      if isExplicit { try load.rollback() }
    }
    #expect(try test.contents() == before)
    #expect(try test.warehouse.links().isEmpty)
    #expect(try test.warehouse.files(includingGone: true).map(\.state) == [.loaded])
    #expect(try test.load(TestEvent.series(10, prefix: "y"), as: "c.csv").duplicates == 0)
  }

  @Test func nothingIsSeenBeforeTheCommit() throws {
    let test = try TestWarehouse(limits: TestWarehouse.narrow)
    try test.load(TestEvent.series(50), as: "a.csv")
    try test.warehouse.finishBulkLoad()
    let load = try test.warehouse.beginLoad(
      source: test.source, run: 1, schema: TestEvent.schema)
    _ = try TestWarehouse.append(TestEvent.series(3_000, prefix: "n"), to: load)
    // A second connection, as another process would have: it neither waits nor sees anything.
    #expect(try test.contents() == TestEvent.series(50).sorted())
    try load.commit(
      file: TestWarehouse.record("b.csv"), accounting: RowAccounting(), summary: EventSummary())
    #expect(try test.contents().count == 3_050)
  }

  @Test func supersedingNamesTheFilesToLoadAgain() throws {
    let test = try TestWarehouse()
    let a = try test.load(TestEvent.series(100), as: "a.csv")
    let b = try test.load(TestEvent.series(100, from: 80), as: "b.csv")
    try test.load(TestEvent.series(10, prefix: "z"), as: "c.csv")
    #expect(b.duplicates == 20)
    // The new a.csv lost its rows from 90 on; b.csv had left out 80 to 99 for its sake.
    let new = try test.load(TestEvent.series(90), as: "a.csv", superseding: a.file)
    #expect(new.reload == [b.file])
    #expect(new.duplicates == 0)
    let again = try test.load(
      TestEvent.series(100, from: 80), as: "b.csv", superseding: b.file)
    #expect(again.duplicates == 10)
    let expected = TestEvent.series(180) + TestEvent.series(10, prefix: "z")
    #expect(try test.contents() == expected.sorted())
    let old = try #require(try test.warehouse.file(id: a.file))
    #expect(old.state == .superseded)
    #expect(old.accounting.superseded == 100 && old.accounting.loaded == 0)
    #expect(old.accounting.isBalanced)
  }
}
