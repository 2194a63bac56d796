package import FunnelModel

/// A read-only connection for one thread that folds buckets.
package final class WarehouseReader {
  private let database: Database
  private let schema: EventSchema
  private let cache: WideRowCache

  init(path: String, schema: EventSchema, cache: WideRowCache) throws(WarehouseError) {
    database = try Database.open(path, readOnly: true)
    try database.execute("PRAGMA cache_size = -8192")
    self.schema = schema
    self.cache = cache
  }

  /// All live events of a bucket, in batches of no particular order.
  ///
  /// The `file` column is always among them; `sourceOfFile()` leads from it to the source.
  /// - Parameter columns: The columns to decode; nil = all. Others are nil in the batches.
  package func loadBucket(
    _ bucket: Int, columns: Set<EventColumn>? = nil
  ) throws(WarehouseError) -> [EventBatch] {
    let wanted = columns?.union([.file])
    let select = try database.prepare(
      "SELECT \(StoredSegment.columns) FROM segments WHERE bucket = ? ORDER BY id")
    try select.bind(1, bucket)
    var batches: [EventBatch] = []
    while try select.step() {
      batches.append(try StoredSegment(row: select).batch(columns: wanted, schema: schema))
    }
    if let slice = try wideRows(wanted)?.slice(bucket: bucket) { batches.append(slice) }
    return batches
  }

  /// The source of each live file: ledger id → source id.
  package func sourceOfFile() throws(WarehouseError) -> [Int64: Int64] {
    let select = try database.prepare("SELECT id, source_id FROM files WHERE state = 'loaded'")
    var sources: [Int64: Int64] = [:]
    while try select.step() { sources[select.integer(0)] = select.integer(1) }
    return sources
  }

  /// Live events per bucket, for scheduling the fullest first and for memory estimates; events of
  /// wide segments are spread evenly.
  package func rowsPerBucket() throws(WarehouseError) -> [Int] {
    var rows = Array(repeating: 0, count: Buyer.bucketCount)
    let select = try database.prepare("SELECT bucket, sum(rows) FROM segments GROUP BY bucket")
    while try select.step() {
      let bucket = Int(select.integer(0))
      let count = Int(select.integer(1))
      if rows.indices.contains(bucket) {
        rows[bucket] += count
      } else {
        for index in rows.indices { rows[index] += count / rows.count + 1 }
      }
    }
    return rows
  }

  private func wideRows(_ columns: Set<EventColumn>?) throws(WarehouseError) -> WideRowCache.Rows? {
    let ids = try database.prepare("SELECT id FROM segments WHERE bucket = ? ORDER BY id")
    try ids.bind(1, NewSegment.wide)
    var segments: [Int64] = []
    while try ids.step() { segments.append(ids.integer(0)) }
    if segments.isEmpty { return nil }
    let key = WideRowCache.Key(columns: columns, schema: schema, segments: segments)
    return try cache.rows(key) { () throws(WarehouseError) in
      let select = try database.prepare(
        "SELECT \(StoredSegment.columns) FROM segments WHERE bucket = ? ORDER BY id")
      try select.bind(1, NewSegment.wide)
      var found: [StoredSegment] = []
      while try select.step() { found.append(StoredSegment(row: select)) }
      return found
    }
  }
}
