package import FunnelModel
import Synchronization

/// The loading of one file: its rows and its ledger entry enter the warehouse together or not.
///
/// One at a time per warehouse. `append` and `appendLinks` may be called from several threads;
/// `supersede` comes before the first `append`, `commit` or `rollback` after the last. A load that
/// is dropped without either is rolled back.
package final class LoadTransaction: EventSink {
  /// Ledger id of the file: what its events will carry in the `file` column.
  package let fileID: Int64
  /// The source that it is a delivery of.
  package let sourceID: Int64
  let runID: Int64
  let warehouse: Warehouse
  let schema: EventSchema
  private let buckets: [BucketSlot]
  private let admitted = Atomic<Int>(0)
  private let earlier: Mutex<WideIdentities?>
  private let isOpen = Atomic<Bool>(true)

  init(
    warehouse: Warehouse, source: Int64, run: Int64, schema: EventSchema
  ) throws(WarehouseError) {
    fileID = try warehouse.withDatabase { (database) throws(WarehouseError) in
      try database.execute("BEGIN IMMEDIATE")
      // Within the transaction the next number cannot be taken by anyone else.
      return try database.integer("SELECT coalesce(max(id), 0) + 1 FROM files") ?? 1
    }
    self.warehouse = warehouse
    sourceID = source
    runID = run
    self.schema = schema
    buckets = (0..<Buyer.bucketCount).map { _ in BucketSlot() }
    earlier = Mutex(nil)
  }

  deinit {
    if isOpen.load(ordering: .acquiring) { try? undo() }
  }

  /// Adds events of one bucket; see `EventSink`. Their `file` column is set here.
  /// - Throws: `WarehouseError`; the load can then only be rolled back.
  package func append(
    _ batch: EventBatch, identities: [UInt64], bucket: Int
  ) throws(WarehouseError) -> Int {
    precondition(identities.count == batch.count, "one identity per event")
    if batch.count == 0 { return 0 }
    return try buckets[bucket].load.withLock { (load) throws(WarehouseError) in
      if load.stored == nil { load.stored = try storedIdentities(bucket: bucket) }
      let (duplicates, events) = load.admit(batch, identities: identities, file: fileID)
      let total = admitted.add(events, ordering: .relaxed).newValue
      if total > warehouse.limits.wideLoadRows && load.rows >= warehouse.limits.flushRows {
        try write(&load, bucket: bucket)
      }
      return duplicates
    }
  }

  /// Writes what a bucket of a large load still holds. `commit` does so for all buckets, one by
  /// one; calling this from several threads before it spreads the work.
  package func flush(bucket: Int) throws(WarehouseError) {
    if admitted.load(ordering: .relaxed) <= warehouse.limits.wideLoadRows { return }
    try buckets[bucket].load.withLock { (load) throws(WarehouseError) in
      try write(&load, bucket: bucket)
    }
  }

  /// Adds a block of the link index; what is in it is the caller's business.
  package func appendLinks(_ blob: [UInt8], bucket: Int) throws(WarehouseError) {
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      let insert = try database.prepare(
        "INSERT INTO link_segments(file_id, bucket, blob) VALUES(?, ?, ?)")
      try insert.bind(1, fileID)
      try insert.bind(2, bucket)
      try insert.run(binding: blob, at: 3)
    }
  }

  /// Takes the rows of an earlier file out: this load, or a request, takes its place.
  ///
  /// Rows of later files that were left out as duplicates of its rows would be missing then.
  /// - Returns: Ledger ids of loaded files with such rows. Load each of them again (a new load that
  ///   first supersedes its old entry), after this load has committed.
  package func supersede(
    _ file: Int64, as state: FileRecord.State = .superseded
  ) throws(WarehouseError) -> [Int64] {
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      try FileRemoval.remove(file, as: state, from: database)
    }
  }

  /// Writes the remaining rows and the ledger entry, and makes the whole load durable.
  /// - Parameters:
  ///   - file: The file; its id, source, run, accounting and summary are filled in here.
  ///   - rejects: Rows set aside; kept until `expires`, for ever where that is nil.
  ///   - costs: Cost rows of the file; their `file` is set here.
  package func commit(
    file: FileRecord, accounting: RowAccounting, summary: EventSummary,
    rejects: [RejectedRow] = [], rejectsExpire expires: Instant? = nil, costs: [CostRow] = []
  ) throws(WarehouseError) {
    let isWide = admitted.load(ordering: .relaxed) <= warehouse.limits.wideLoadRows
    if isWide {
      try writeWide()
    } else {
      for bucket in buckets.indices { try flush(bucket: bucket) }
    }
    var record = file
    record.id = fileID
    record.sourceID = sourceID
    record.runID = runID
    record.accounting = accounting
    record.summary = summary
    let duplicates = duplicatesOfFile()
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      try record.insert(into: database)
      try ContentStamps.remember(record, in: database)
      for (original, rows) in duplicates.sorted(by: { $0.key < $1.key }) {
        try database.run("INSERT INTO duplicates VALUES(?, ?, ?)", fileID, original, Int64(rows))
      }
      try LedgerRows.insert(
        rejects, file: fileID, run: runID, expires: expires, into: database)
      try LedgerRows.insert(costs, file: fileID, into: database)
      try database.execute("COMMIT")
    }
    isOpen.store(false, ordering: .releasing)
  }

  /// Undoes the load: nothing of it stays.
  package func rollback() throws(WarehouseError) { try undo() }

  private func undo() throws(WarehouseError) {
    isOpen.store(false, ordering: .releasing)
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      // After some errors SQLite has undone it already.
      if database.isInTransaction { try database.execute("ROLLBACK") }
    }
  }

  /// What earlier files of the source hold in a bucket. Blobs are read under the database's lock
  /// and decoded outside it, so that threads with different buckets decode side by side.
  private func storedIdentities(bucket: Int) throws(WarehouseError) -> StoredIdentities {
    let wide = try earlier.withLock { (wide) throws(WarehouseError) in
      if let wide { return wide }
      let fresh = try WideIdentities(earlierSegments(bucket: NewSegment.wide))
      wide = fresh
      return fresh
    }
    return try wide.joined(bucket: bucket, narrow: earlierSegments(bucket: bucket))
  }

  private func earlierSegments(bucket: Int) throws(WarehouseError) -> [StoredSegment] {
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      try StoredSegment.select(
        where: "bucket = ? AND source_id = ? AND file_id IS NOT ?",
        [Int64(bucket), sourceID, fileID], from: database)
    }
  }

  private func duplicatesOfFile() -> [Int64: Int] {
    var sums: [Int64: Int] = [:]
    for bucket in buckets {
      for (file, rows) in bucket.load.withLock({ $0.duplicatesOfFile }) {
        sums[file, default: 0] += rows
      }
    }
    return sums
  }

  // MARK: Writing

  private func write(_ load: inout BucketLoad, bucket: Int) throws(WarehouseError) {
    if load.rows == 0 { return }
    let (batch, identities) = load.take()
    for part in EventBatch.parts(of: batch.count, limit: warehouse.limits.segmentRows) {
      let isWhole = part.count == batch.count
      let segment = try NewSegment(
        isWhole ? batch : batch.gathered(Array(part)), identities: Array(identities[part]),
        source: sourceID, bucket: bucket, file: fileID, schema: schema)
      try warehouse.withDatabase { (database) throws(WarehouseError) in
        try segment.insert(into: database)
      }
    }
  }

  private func writeWide() throws(WarehouseError) {
    var batches: [EventBatch] = []
    var identities: [UInt64] = []
    var offsets: [Int] = []
    for bucket in buckets {
      bucket.load.withLock { load in
        if load.rows > 0 {
          let taken = load.take()
          batches.append(taken.batch)
          identities.append(contentsOf: taken.identities)
        }
        offsets.append(identities.count)
      }
    }
    if identities.isEmpty { return }
    var segment = try NewSegment(
      EventBatch.concatenated(batches), identities: identities, source: sourceID,
      bucket: NewSegment.wide, file: fileID, schema: schema)
    segment.offsets = offsets
    let wide = segment
    try warehouse.withDatabase { (database) throws(WarehouseError) in
      try wide.insert(into: database)
    }
  }
}

/// The place of one bucket's rows while they are loaded.
private final class BucketSlot: Sendable {
  let load = Mutex(BucketLoad())
}

extension EventBatch {
  /// Consecutive ranges of at most `limit` rows.
  static func parts(of count: Int, limit: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: limit).map { $0..<min($0 + limit, count) }
  }
}

extension Warehouse {
  /// Starts to load a file of a source; see `LoadTransaction`.
  /// - Throws: `.locked` where another program writes.
  package func beginLoad(
    source: Int64, run: Int64, schema: EventSchema
  ) throws(WarehouseError) -> LoadTransaction {
    try LoadTransaction(warehouse: self, source: source, run: run, schema: schema)
  }
}
