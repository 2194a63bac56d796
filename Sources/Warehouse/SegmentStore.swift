import FunnelModel

/// A segment about to be written.
struct NewSegment: Sendable {
  /// Bucket of a segment that holds all buckets, cut by `offsets`.
  static let wide = -1

  let source: Int64
  let bucket: Int
  /// nil for a compacted segment: then `files` says which files its rows come from.
  let file: Int64?
  var files: [Int64] = []
  let rows: Int
  let earliest: Int64
  let latest: Int64
  /// End row of each bucket in a wide segment.
  var offsets: [Int] = []
  let blob: [UInt8]
  let identities: [UInt8]

  /// Encodes rows of one source; the work happens on the calling thread, outside any lock.
  init(
    _ batch: EventBatch, identities: [UInt64], source: Int64, bucket: Int, file: Int64?,
    schema: EventSchema
  ) throws(WarehouseError) {
    self.source = source
    self.bucket = bucket
    self.file = file
    rows = batch.count
    let times = batch.integers(.time)?.values ?? []
    earliest = times.min() ?? 0
    latest = times.max() ?? 0
    blob = try SegmentCodec.encode(batch, schema: schema)
    self.identities = IdentityCodec.encode(identities, of: batch)
    if file == nil { files = Set(batch.integers(.file)?.values ?? []).sorted() }
  }

  func insert(into database: borrowing Database) throws(WarehouseError) {
    let insert = try database.prepare(
      """
      INSERT INTO segments(source_id, bucket, file_id, rows, min_time, max_time, offsets, blob)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      """)
    try insert.bind(1, source)
    try insert.bind(2, bucket)
    try insert.bind(3, file)
    try insert.bind(4, rows)
    try insert.bind(5, earliest)
    try insert.bind(6, latest)
    if !offsets.isEmpty {
      var writer = ByteWriter()
      for offset in offsets { writer.varint(offset) }
      try insert.bind(7, blob: writer.bytes)
    }
    try insert.run(binding: blob, at: 8)
    let id = database.lastInsertedID
    let side = try database.prepare("INSERT INTO segment_identities VALUES(?, ?)")
    try side.bind(1, id)
    try side.run(binding: identities, at: 2)
    for file in files { try database.run("INSERT INTO segment_files VALUES(?, ?)", file, id) }
  }
}

/// A segment as it lies in the database.
struct StoredSegment {
  static let columns = "id, source_id, bucket, file_id, rows, offsets, blob"
  /// `columns` and the identities.
  static let allColumns =
    columns + ", (SELECT i.blob FROM segment_identities i WHERE i.segment_id = segments.id)"

  let id: Int64
  let source: Int64
  let bucket: Int
  let file: Int64?
  let rows: Int
  private let offsetBytes: [UInt8]
  let blob: [UInt8]
  private let identityBlob: [UInt8]

  /// Reads a row of `columns`, or of `allColumns` where the identities are wanted.
  init(row: borrowing Statement, withIdentities: Bool = false) {
    id = row.integer(0)
    source = row.integer(1)
    bucket = Int(row.integer(2))
    file = row.optionalInteger(3)
    rows = Int(clamping: row.integer(4))
    offsetBytes = row.blob(5)
    blob = row.blob(6)
    identityBlob = withIdentities ? row.blob(7) : []
  }

  /// All segments that meet a condition, with their identities, by id.
  static func select(
    where condition: String, _ arguments: [Int64], from database: borrowing Database
  ) throws(WarehouseError) -> [StoredSegment] {
    let select = try database.prepare(
      "SELECT \(allColumns) FROM segments WHERE \(condition) ORDER BY id")
    for (index, value) in arguments.enumerated() { try select.bind(Int32(index + 1), value) }
    var segments: [StoredSegment] = []
    while try select.step() { segments.append(StoredSegment(row: select, withIdentities: true)) }
    return segments
  }

  /// The events, or some of them; an error names the segment.
  func batch(
    columns: Set<EventColumn>?, picking picked: [Int]? = nil, schema: EventSchema
  ) throws(WarehouseError) -> EventBatch {
    try keyed(columns: columns, keys: [], picking: picked, schema: schema).batch
  }

  /// The events with the texts of `keys` apart; an error names the segment.
  func keyed(
    columns: Set<EventColumn>?, keys: Set<EventColumn>, picking picked: [Int]? = nil,
    schema: EventSchema
  ) throws(WarehouseError) -> (batch: EventBatch, keys: [EventColumn: StoredTexts]) {
    do throws(WarehouseError) {
      return try SegmentCodec.decode(
        blob, rows: rows, columns: columns, picking: picked, keys: keys, schema: schema)
    } catch {
      throw named(error)
    }
  }

  /// Rows of a bucket: all rows of a narrow segment, a part of a wide one.
  func range(of bucket: Int) throws(WarehouseError) -> Range<Int> {
    if self.bucket != NewSegment.wide { return bucket == self.bucket ? 0..<rows : 0..<0 }
    var reader = ByteReader(offsetBytes, 0..<offsetBytes.count)
    var start = 0
    for _ in 0..<bucket { start = try reader.varint(limit: rows) }
    let end = try reader.varint(limit: rows)
    guard start <= end else { throw named(.damagedSegment("its bucket offsets fall")) }
    return start..<end
  }

  /// The identities of its rows; it must have been read with `allColumns`.
  func identities() throws(WarehouseError) -> [UInt64] {
    do throws(WarehouseError) {
      return try IdentityCodec.decode(identityBlob, rows: rows, segment: blob)
    } catch {
      throw named(error)
    }
  }

  /// The file of each of its rows.
  func owners() throws(WarehouseError) -> [Int64] {
    if let file { return Array(repeating: file, count: rows) }
    let files = try batch(columns: [.file], schema: EventSchema()).integers(.file)?.values ?? []
    guard files.count == rows else { throw named(.damagedSegment("its files are missing")) }
    return files
  }

  /// Deletes it with everything beside it.
  func delete(from database: borrowing Database) throws(WarehouseError) {
    try database.run("DELETE FROM segment_identities WHERE segment_id = ?", id)
    try database.run("DELETE FROM segment_files WHERE segment_id = ?", id)
    try database.run("DELETE FROM segments WHERE id = ?", id)
  }

  private func named(_ error: WarehouseError) -> WarehouseError {
    var named = error
    named.message += " Segment \(id), bucket \(bucket)."
    return named
  }
}
