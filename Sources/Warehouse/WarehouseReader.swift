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
  /// - Parameters:
  ///   - columns: The columns to decode; nil = all. Others are nil in the batches.
  ///   - keys: Text columns whose texts do not matter, only which events share one: their
  ///     dictionaries are unnamed and their codes are of one space for all batches.
  package func loadBucket(
    _ bucket: Int, columns: Set<EventColumn>? = nil, keys: Set<EventColumn> = []
  ) throws(WarehouseError) -> [EventBatch] {
    let wanted = columns?.union([.file])
    var batches: [EventBatch] = []
    var texts: [[EventColumn: StoredTexts]] = []
    try forEachSegment(bucket) { (segment) throws(WarehouseError) in
      let (batch, keyTexts) = try segment.keyed(columns: wanted, keys: keys, schema: schema)
      batches.append(batch)
      texts.append(keyTexts)
    }
    if let slice = try wideRows(wanted)?.slice(bucket: bucket) {
      batches.append(slice)
      texts.append([:])
      for column in keys {
        texts[texts.count - 1][column] = slice.texts(column).map { StoredTexts($0.dictionary) }
      }
    }
    for column in keys { Self.join(column, texts.map { $0[column] }, in: &batches) }
    return batches
  }

  /// Some events of a bucket: those with the given numbers, which count through the batches of
  /// `loadBucket` and ascend.
  package func loadBucket(
    _ bucket: Int, columns: Set<EventColumn>, rows: ArraySlice<Int32>
  ) throws(WarehouseError) -> [EventBatch] {
    var batches: [EventBatch] = []
    var left = rows
    var start = 0
    /// Takes off what lies in the next `count` rows.
    func next(_ count: Int) -> [Int] {
      let end = left.firstIndex { Int($0) >= start + count } ?? left.endIndex
      defer {
        left = left[end...]
        start += count
      }
      return left[..<end].map { Int($0) - start }
    }
    try forEachSegment(bucket) { (segment) throws(WarehouseError) in
      let own = next(segment.rows)
      if own.isEmpty { return }
      batches.append(try segment.batch(columns: columns, picking: own, schema: schema))
    }
    if !left.isEmpty, let slice = try wideRows(columns)?.slice(bucket: bucket) {
      batches.append(slice.gathered(next(slice.count)))
    }
    return batches
  }

  private func forEachSegment(
    _ bucket: Int, _ body: (StoredSegment) throws(WarehouseError) -> Void
  ) throws(WarehouseError) {
    let select = try database.prepare(
      "SELECT \(StoredSegment.columns) FROM segments WHERE bucket = ? ORDER BY id")
    try select.bind(1, bucket)
    while try select.step() { try body(StoredSegment(row: select)) }
  }

  /// Gives a column of all batches codes of one space.
  private static func join(
    _ column: EventColumn, _ texts: [StoredTexts?], in batches: inout [EventBatch]
  ) {
    let holders = batches.indices.filter { texts[$0] != nil }
    let (tables, count) = KeyJoin.tables(texts.compactMap(\.self))
    for (index, table) in zip(holders, tables) {
      // Taken out, so that its codes are changed where they are.
      guard var own = batches[index].texts[column.rawValue] else { continue }
      batches[index].texts[column.rawValue] = nil
      // The first table changes nothing, unless its dictionary names a text twice.
      if index != holders[0] || table.last != UInt32(table.count - 1) {
        own.translate(table.span)
      }
      own.dictionary = ByteDictionary(unnamed: count)
      batches[index].texts[column.rawValue] = own
    }
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

extension TextColumn {
  fileprivate mutating func translate(_ table: Span<UInt32>) {
    var target = codes.mutableSpan
    var row = 0
    while row < target.count {
      target[row] = table[Int(target[row])]
      row &+= 1
    }
  }
}
