package import FunnelModel

/// Erasure and retention: `forget` and `prune`.
extension Warehouse {
  /// What an erasure changed.
  package struct ErasureCount: Sendable, Hashable {
    /// Events that were deleted.
    package var events = 0
    /// Cells that were emptied in events of others.
    package var cells = 0
    /// Cost rows that were deleted.
    package var costs = 0
    /// The ids that stood in some event.
    package var found: Set<[UInt8]> = []
  }

  /// What later loads must leave out.
  package func erasureRules() throws(WarehouseError) -> ErasureRules {
    try withDatabase { (database) throws(WarehouseError) in try Self.rules(database) }
  }

  /// Deletes everything about some ids and remembers them by keyed hashes, all or nothing.
  ///
  /// The freed pages are overwritten; what the write-ahead log still holds goes with
  /// `truncateLog(patience:)`.
  package func forget(
    _ identifiers: [ErasureRules.Identifier]
  ) throws(WarehouseError) -> ErasureCount {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        let before = try Self.rules(database)
        let insert = try database.prepare("INSERT OR IGNORE INTO tombstones VALUES(?, ?)")
        for identifier in identifiers {
          let tombstone = before.tombstone(identifier)
          try insert.bind(1, blob: tombstone.hash)
          try insert.bind(2, Int64(tombstone.tag))
          try insert.run()
        }
        for identifier in identifiers where identifier.column == nil {
          try Self.removeMentions(
            of: String(decoding: identifier.id, as: UTF8.self), from: database)
        }
        return try Self.clean(database)
      }
    }
  }

  /// Deletes events before a moment and costs that ended before its day, and keeps them out from
  /// now on. A floor never moves back.
  /// - Parameter day: the local day that begins at `floor`.
  package func prune(before floor: Instant, day: LocalDay) throws(WarehouseError) -> ErasureCount {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        let known = try Self.setting("floor", database) ?? Int64.min
        try Self.set("floor", max(known, floor.microseconds), database)
        let knownDay = try Self.setting("floor_day", database) ?? Int64.min
        try Self.set("floor_day", max(knownDay, Int64(day.number)), database)
        let costs = try database.integer("SELECT count(*) FROM costs") ?? 0
        try database.run(
          "DELETE FROM costs WHERE last_day < (SELECT value FROM settings WHERE name = 'floor_day')"
        )
        var count = try Self.clean(database)
        count.costs = Int(costs - (try database.integer("SELECT count(*) FROM costs") ?? 0))
        return count
      }
    }
  }

  /// The first local day whose costs are kept; nil where everything is.
  package func costFloor() throws(WarehouseError) -> LocalDay? {
    try withDatabase { (database) throws(WarehouseError) in
      try Self.setting("floor_day", database).map { LocalDay(number: Int32(clamping: $0)) }
    }
  }

  /// The last run that began before the latest erasure; nil where nothing was ever erased.
  package func lastRunBeforeErasure() throws(WarehouseError) -> Int64? {
    try withDatabase { (database) throws(WarehouseError) in
      try Self.setting("erased_after", database)
    }
  }

  // MARK: Cleaning

  /// Rewrites every segment that holds something to be left out, and drops what was computed
  /// from it.
  private static func clean(_ database: borrowing Database) throws(WarehouseError) -> ErasureCount {
    let rules = try rules(database)
    var count = ErasureCount()
    let select = try database.prepare("SELECT id FROM segments ORDER BY id")
    var ids: [Int64] = []
    while try select.step() { ids.append(select.integer(0)) }
    for id in ids {
      for segment in try StoredSegment.select(where: "id = ?", [id], from: database) {
        try clean(segment, rules, &count, database)
      }
    }
    try set("erased_after", database.integer("SELECT max(id) FROM runs") ?? 0, database)
    return count
  }

  private static func clean(
    _ segment: StoredSegment, _ rules: ErasureRules, _ count: inout ErasureCount,
    _ database: borrowing Database
  ) throws(WarehouseError) {
    let schema = try SegmentCodec.schema(of: segment.blob)
    let batch = try segment.batch(columns: nil, schema: schema)
    let identities = try segment.identities()
    guard let whole = rules.cleaned(batch, identities: identities) else { return }
    count.found.formUnion(whole.found)
    // A wide segment is cleaned bucket by bucket, so that its offsets stay right.
    let isWide = segment.bucket == NewSegment.wide
    var parts: [EventBatch] = []
    var kept: [UInt64] = []
    var offsets: [Int] = []
    for bucket in isWide ? 0..<Buyer.bucketCount : segment.bucket..<segment.bucket + 1 {
      let range = try segment.range(of: bucket)
      if !range.isEmpty {
        let part = batch.gathered(Array(range))
        let own = Array(identities[range])
        let clean = rules.cleaned(part, identities: own)
        parts.append(clean?.batch ?? part)
        kept += clean?.identities ?? own
        count.events += clean?.removed ?? 0
        count.cells += clean?.emptied ?? 0
      }
      offsets.append(kept.count)
    }
    try segment.delete(from: database)
    if kept.isEmpty { return }
    var rest = try NewSegment(
      EventBatch.concatenated(parts.filter { $0.count > 0 }), identities: kept,
      source: segment.source, bucket: segment.bucket, file: segment.file, schema: schema)
    if isWide { rest.offsets = offsets }
    try rest.insert(into: database)
  }

  /// Takes an id out of everything that is text: rejected cells and labels of results.
  private static func removeMentions(
    of id: String, from database: borrowing Database
  ) throws(WarehouseError) {
    for sql in [
      "DELETE FROM rejects WHERE instr(cell, ?1) > 0 OR instr(message, ?1) > 0",
      "UPDATE labels SET text = '(forgotten ' || id || ')' WHERE text = ?1",
    ] {
      let statement = try database.prepare(sql)
      try statement.bind(1, id)
      try statement.run()
    }
  }

  // MARK: Rules

  private static func rules(_ database: borrowing Database) throws(WarehouseError) -> ErasureRules {
    let select = try database.prepare("SELECT hash, tag FROM tombstones")
    var tombstones: [Tombstone] = []
    while try select.step() {
      tombstones.append(
        Tombstone(hash: select.blob(0), tag: UInt32(clamping: select.integer(1))))
    }
    return ErasureRules(
      key: try key(database), tombstones: tombstones,
      floor: try setting("floor", database).map(Instant.init(microseconds:)))
  }

  /// The key of the warehouse's hashes, made when it is first needed.
  private static func key(_ database: borrowing Database) throws(WarehouseError) -> [UInt8] {
    let select = try database.prepare("SELECT value FROM settings WHERE name = 'key'")
    if try select.step() { return select.blob(0) }
    guard database.isInTransaction else { return [] }
    var generator = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let insert = try database.prepare("INSERT INTO settings VALUES('key', ?)")
    try insert.bind(1, blob: key)
    try insert.run()
    return key
  }

  private static func setting(
    _ name: String, _ database: borrowing Database
  ) throws(WarehouseError) -> Int64? {
    let select = try database.prepare("SELECT value FROM settings WHERE name = ?")
    try select.bind(1, name)
    return try select.step() ? select.integer(0) : nil
  }

  private static func set(
    _ name: String, _ value: Int64, _ database: borrowing Database
  ) throws(WarehouseError) {
    let insert = try database.prepare("INSERT OR REPLACE INTO settings VALUES(?, ?)")
    try insert.bind(1, name)
    try insert.bind(2, value)
    try insert.run()
  }
}
