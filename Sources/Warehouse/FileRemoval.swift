import FunnelModel

/// Takes all rows of a file out of the warehouse, inside the caller's transaction.
enum FileRemoval {
  /// - Returns: Loaded files whose rows were left out as duplicates of its rows, by id.
  static func remove(
    _ file: Int64, as state: FileRecord.State, from database: borrowing Database
  ) throws(WarehouseError) -> [Int64] {
    let dependants = try dependants(of: file, database)
    // Still accounted for: what was loaded of it is superseded now.
    let update = try database.prepare(
      """
      UPDATE files SET state = ?, rows_superseded = rows_superseded + rows_loaded, rows_loaded = 0
      WHERE id = ?
      """)
    try update.bind(1, state.rawValue)
    try update.bind(2, file)
    try update.run()
    try database.run(
      """
      DELETE FROM segment_identities
      WHERE segment_id IN (SELECT id FROM segments WHERE file_id = ?)
      """, file)
    try database.run("DELETE FROM segments WHERE file_id = ?", file)
    try removeFromCompacted(file, database)
    for table in ["link_segments", "costs", "rejects", "duplicates"] {
      try database.run("DELETE FROM \(table) WHERE file_id = ?", file)
    }
    return dependants
  }

  private static func dependants(
    of file: Int64, _ database: borrowing Database
  ) throws(WarehouseError) -> [Int64] {
    let select = try database.prepare(
      """
      SELECT d.file_id FROM duplicates d JOIN files f ON f.id = d.file_id
      WHERE d.original_id = ? AND f.state = 'loaded' ORDER BY 1
      """)
    try select.bind(1, file)
    var files: [Int64] = []
    while try select.step() { files.append(select.integer(0)) }
    return files
  }

  private static func removeFromCompacted(
    _ file: Int64, _ database: borrowing Database
  ) throws(WarehouseError) {
    let segments = try StoredSegment.select(
      where: "id IN (SELECT segment_id FROM segment_files WHERE file_id = ?)", [file],
      from: database)
    for segment in segments {
      let schema = try SegmentCodec.schema(of: segment.blob)
      let batch = try segment.batch(columns: nil, schema: schema)
      let identities = try segment.identities()
      let files = try segment.owners()
      let kept = files.indices.filter { files[$0] != file }
      try segment.delete(from: database)
      if kept.isEmpty { continue }
      let rest = try NewSegment(
        batch.gathered(kept), identities: kept.map { identities[$0] }, source: segment.source,
        bucket: segment.bucket, file: nil, schema: schema)
      try rest.insert(into: database)
    }
  }
}
