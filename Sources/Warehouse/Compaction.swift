import FunnelModel

/// Rewrites many small segments as few large ones. Results never change: the same rows with the
/// same identities lie in the same buckets.
extension Warehouse {
  /// Compacts where small segments have piled up; to be called between loads.
  ///
  /// All in one transaction: a run that is killed meanwhile leaves the old segments or the new.
  /// - Returns: Whether anything was rewritten.
  package func compactIfNeeded() throws(WarehouseError) -> Bool {
    let limits = limits
    return try withDatabase { (database) throws(WarehouseError) in
      let wide = try database.integer(
        "SELECT coalesce(sum(rows), 0) FROM segments WHERE bucket = ?", Int64(NewSegment.wide))
      let crowded = try database.integer(
        """
        SELECT EXISTS(SELECT 1 FROM segments WHERE bucket >= 0 AND rows < ?1 / 2
          GROUP BY bucket, source_id HAVING count(*) > ?2)
        """, Int64(limits.flushRows), Int64(limits.segmentsPerBucket))
      if (wide ?? 0) <= Int64(limits.wideRows) && crowded != 1 { return false }
      try database.transaction { (database) throws(WarehouseError) in
        try Compactor(limits: limits).run(database)
      }
      return true
    }
  }
}

/// One compaction of all sources.
private struct Compactor {
  let limits: WarehouseLimits

  func run(_ database: borrowing Database) throws(WarehouseError) {
    let select = try database.prepare("SELECT DISTINCT source_id FROM segments ORDER BY 1")
    var sources: [Int64] = []
    while try select.step() { sources.append(select.integer(0)) }
    for source in sources { try compact(source, database) }
  }

  private func compact(
    _ source: Int64, _ database: borrowing Database
  ) throws(WarehouseError) {
    let wide = try decoded("source_id = ? AND bucket = ?", [source, -1], database)
    for bucket in 0..<Buyer.bucketCount {
      let small = try decoded(
        "source_id = ? AND bucket = ? AND rows < ?",
        [source, Int64(bucket), Int64(limits.flushRows / 2)], database)
      var parts: [(batch: EventBatch, identities: [UInt64], names: [String])] = []
      for segment in wide + small {
        let range = try segment.stored.range(of: bucket)
        if range.isEmpty { continue }
        let rows = range.count == segment.batch.count ? segment.batch : nil
        parts.append(
          (
            rows ?? segment.batch.gathered(Array(range)), Array(segment.identities[range]),
            segment.names
          ))
      }
      for segment in small { try segment.stored.delete(from: database) }
      try write(parts, source: source, bucket: bucket, into: database)
    }
    for segment in wide { try segment.stored.delete(from: database) }
  }

  private func write(
    _ parts: [(batch: EventBatch, identities: [UInt64], names: [String])], source: Int64,
    bucket: Int, into database: borrowing Database
  ) throws(WarehouseError) {
    if parts.isEmpty { return }
    let schema = EventSchema(customNames: Set(parts.flatMap(\.names)).sorted())
    let whole = EventBatch.concatenated(
      parts.map { $0.batch.renumbered(from: EventSchema(customNames: $0.names), to: schema) })
    let identities = parts.flatMap(\.identities)
    for range in EventBatch.parts(of: whole.count, limit: limits.segmentRows) {
      let segment = try NewSegment(
        range.count == whole.count ? whole : whole.gathered(Array(range)),
        identities: Array(identities[range]), source: source, bucket: bucket, file: nil,
        schema: schema)
      try segment.insert(into: database)
    }
  }

  /// A segment with everything it holds, custom dimensions under the names it knows.
  private struct Decoded {
    let stored: StoredSegment
    let batch: EventBatch
    let identities: [UInt64]
    let names: [String]
  }

  private func decoded(
    _ condition: String, _ arguments: [Int64], _ database: borrowing Database
  ) throws(WarehouseError) -> [Decoded] {
    var result: [Decoded] = []
    for stored in try StoredSegment.select(where: condition, arguments, from: database) {
      let schema = try SegmentCodec.schema(of: stored.blob)
      result.append(
        Decoded(
          stored: stored, batch: try stored.batch(columns: nil, schema: schema),
          identities: try stored.identities(), names: schema.customNames))
    }
    return result
  }
}

extension EventBatch {
  /// The same events with custom columns at the positions of another schema that knows all names.
  fileprivate func renumbered(from old: EventSchema, to new: EventSchema) -> EventBatch {
    if old == new { return self }
    var result = EventBatch(columnLimit: new.columnLimit)
    result.count = count
    for position in integers.indices {
      let column = EventColumn(rawValue: position)
      var target = position
      if column.isCustom {
        guard let name = old.name(of: column), let found = new.column(named: name) else { continue }
        target = found.rawValue
      }
      result.integers[target] = integers[position]
      result.texts[target] = texts[position]
    }
    return result
  }
}
