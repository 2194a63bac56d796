import Foundation
import FunnelModel
import Glibc
import Testing

@testable import Warehouse

/// Serialized: the umask belongs to the whole process.
@Suite(.serialized) struct WarehouseFileTests {
  func kind(_ body: () throws -> Void) -> WarehouseError.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? WarehouseError)?.kind
    }
  }

  @Test func everyFileIsPrivateWhateverTheUmask() throws {
    let old = umask(0)
    defer { umask(old) }
    let test = try TestWarehouse(limits: TestWarehouse.narrow)
    let lock = try RunLock(warehouse: test.path)
    #expect(test.directory.mode("w.sqlite-lock") == 0o600)
    let load = try test.warehouse.beginLoad(source: test.source, run: 1, schema: TestEvent.schema)
    _ = try TestWarehouse.append(TestEvent.series(3_000), to: load)
    #expect(test.directory.mode("w.sqlite-journal") == 0o600)
    try load.commit(
      file: TestWarehouse.record("a.csv"), accounting: RowAccounting(), summary: EventSummary())
    try test.warehouse.finishBulkLoad()
    try test.load(TestEvent.series(3, prefix: "b"), as: "b.csv")
    for name in ["w.sqlite", "w.sqlite-wal", "w.sqlite-shm"] {
      #expect(test.directory.mode(name) == 0o600, "\(name)")
    }
    withExtendedLifetime(lock) {}
  }

  @Test func aWiderModeIsNarrowed() throws {
    let directory = try TestDirectory()
    let path = directory.path + "/w.sqlite"
    do { _ = try Warehouse(path: path) }
    try directory.setMode(0o644, of: "w.sqlite")
    _ = try Warehouse(path: path)
    #expect(directory.mode("w.sqlite") == 0o600)
  }

  @Test(arguments: ["w.sqlite", "w.sqlite-wal", "w.sqlite-journal"])
  func linksAreRefused(name: String) throws {
    let directory = try TestDirectory()
    do { _ = try Warehouse(path: directory.path + "/real.sqlite") }
    try FileManager.default.createSymbolicLink(
      atPath: "\(directory.path)/\(name)", withDestinationPath: directory.path + "/real.sqlite")
    #expect(kind { _ = try Warehouse(path: directory.path + "/w.sqlite") } == .unsafePath)
  }

  @Test func oneRunAtATime() throws {
    let directory = try TestDirectory()
    let path = directory.path + "/w.sqlite"
    do {
      let first = try RunLock(warehouse: path)
      for _ in 0..<3 { #expect(kind { _ = try RunLock(warehouse: path) } == .locked) }
      withExtendedLifetime(first) {}
    }
    let next = try RunLock(warehouse: path)
    #expect(kind { _ = try RunLock(warehouse: path) } == .locked)
    withExtendedLifetime(next) {}
  }

  @Test func foreignFilesAreRefusedAndLeftAlone() throws {
    let directory = try TestDirectory()
    let path = directory.path + "/other.sqlite"
    try directory.write([], to: "other.sqlite")
    do {
      try Database.open(path).execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    }
    try directory.setMode(0o644, of: "other.sqlite")
    #expect(kind { _ = try Warehouse(path: path) } == .foreign)
    #expect(directory.mode("other.sqlite") == 0o644)
    try directory.write(Array("time,type\n2025-01-01,purchase\n".utf8), to: "events.csv")
    #expect(kind { _ = try Warehouse(path: directory.path + "/events.csv") } == .foreign)
    #expect(
      kind { _ = try Warehouse(path: directory.path + "/none.sqlite", create: false) }
        == .inputOutput)
    #expect(directory.mode("none.sqlite") == nil)
    #expect(kind { _ = try Warehouse(path: directory.path + "/no/w.sqlite") } == .inputOutput)
  }

  @Test func aNewerWarehouseIsRefused() throws {
    let directory = try TestDirectory()
    let path = directory.path + "/w.sqlite"
    do { _ = try Warehouse(path: path) }
    do { try Database.open(path).execute("PRAGMA user_version = 999") }
    #expect(kind { _ = try Warehouse(path: path) } == .newer)
  }

  @Test func damageIsNamed() throws {
    let test = try TestWarehouse()
    try test.load(TestEvent.series(100), as: "a.csv")
    do {
      // One bit of one segment.
      let database = try Database.open(test.path)
      let select = try database.prepare("SELECT blob FROM segments")
      #expect(try select.step())
      var blob = select.blob(0)
      select.reset()
      blob[blob.count / 2] ^= 4
      let update = try database.prepare("UPDATE segments SET blob = ?")
      try update.bind(1, blob: blob)
      try update.run()
    }
    #expect(kind { _ = try test.contents() } == .damaged)
  }

  @Test func errorsNameTheStatementAndTheRemedy() throws {
    let directory = try TestDirectory()
    try directory.write([], to: "w.sqlite")
    let database = try Database.open(directory.path + "/w.sqlite")
    do {
      try database.execute("SELECT * FROM nowhere")
      Issue.record("a missing table was found")
    } catch {
      #expect(error.code == 1 && error.sql == "SELECT * FROM nowhere")
      #expect(error.message.contains("nowhere") && !error.remedy.isEmpty)
    }
  }

  @Test func valuesSurviveTheirTrip() throws {
    let directory = try TestDirectory()
    try directory.write([], to: "w.sqlite")
    let database = try Database.open(directory.path + "/w.sqlite")
    let select = try database.prepare("SELECT ?, ?, ?, ?, ?, ?")
    try select.bind(1, Int64.min)
    try select.bind(2, "")
    try select.bind(3, "Grüße \u{0}'; --")
    try select.bind(4, blob: [])
    try select.bind(5, blob: [0, 255])
    try select.bind(6, Int64?.none)
    #expect(try select.step())
    #expect(select.integer(0) == .min)
    #expect(!select.isNull(1) && select.text(1).isEmpty)
    #expect(select.text(2) == "Grüße \u{0}'; --")
    #expect(!select.isNull(3) && select.blob(3).isEmpty)
    #expect(select.blob(4) == [0, 255])
    #expect(select.isNull(5) && select.optionalInteger(5) == nil)
  }
}
