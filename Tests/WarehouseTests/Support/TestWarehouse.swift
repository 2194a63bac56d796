import Foundation
import FunnelModel
import Testing

@testable import Warehouse

/// A directory of its own for a test, removed with everything in it at the end.
final class TestDirectory: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("salesfunnel-warehouse-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Permission bits of a file in it; nil where there is none.
  func mode(_ name: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
    return (attributes?[.posixPermissions] as? NSNumber)?.intValue
  }

  /// Sets the permission bits of a file in it.
  func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: NSNumber(value: mode)], ofItemAtPath: "\(path)/\(name)")
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }
}

/// A warehouse in a directory of its own, with one source.
struct TestWarehouse {
  let directory: TestDirectory
  let warehouse: Warehouse
  let source: Int64

  var path: String { directory.path + "/w.sqlite" }

  init(limits: WarehouseLimits = WarehouseLimits()) throws {
    directory = try TestDirectory()
    warehouse = try Warehouse(path: directory.path + "/w.sqlite", limits: limits)
    source = try warehouse.source(named: "shop", profile: "test", kind: "events")
  }

  /// Limits under which every load of more than a few rows is written bucket by bucket.
  static var narrow: WarehouseLimits {
    var limits = WarehouseLimits()
    limits.wideLoadRows = 0
    limits.flushRows = 8
    return limits
  }

  static func record(_ name: String, hash: String = "") -> FileRecord {
    FileRecord(
      path: "exports/\(name)", name: name, size: 1, contentHash: hash.isEmpty ? name : hash,
      headerDigest: "h", firstRowHash: "f", profile: "test")
  }

  /// Loads events as a file, `part` of them per call; returns the file's id and the rows left out.
  @discardableResult
  func load(
    _ events: [TestEvent], as name: String, source other: Int64? = nil, part: Int = 7,
    superseding old: Int64? = nil
  ) throws -> (file: Int64, duplicates: Int, reload: [Int64]) {
    let load = try warehouse.beginLoad(
      source: other ?? source, run: 1, schema: TestEvent.schema)
    let reload = try old.map { try load.supersede($0) } ?? []
    let duplicates = try Self.append(events, to: load, part: part)
    var accounting = RowAccounting()
    accounting.read = events.count
    accounting.duplicate = duplicates
    accounting.loaded = events.count - duplicates
    try load.commit(file: Self.record(name), accounting: accounting, summary: EventSummary())
    return (load.fileID, duplicates, reload)
  }

  static func append(_ events: [TestEvent], to load: LoadTransaction, part: Int = 7) throws -> Int {
    var duplicates = 0
    for (bucket, members) in Dictionary(grouping: events, by: \.bucket).sorted(by: {
      $0.key < $1.key
    }) {
      for range in EventBatch.parts(of: members.count, limit: part) {
        let some = Array(members[range])
        duplicates += try load.append(
          TestEvent.batch(some), identities: some.map(\.identity), bucket: bucket)
      }
    }
    return duplicates
  }

  /// All live events, sorted, with the file that each came from.
  func contents() throws -> [TestEvent] {
    let reader = try warehouse.reader(schema: TestEvent.schema)
    var events: [TestEvent] = []
    for bucket in 0..<Buyer.bucketCount {
      for batch in try reader.loadBucket(bucket) {
        events += TestEvent.events(of: batch, bucket: bucket)
      }
    }
    return events.sorted()
  }

  func count(_ sql: String) throws -> Int64? {
    try Database.open(path, readOnly: true).integer(sql)
  }
}
