package import FunnelModel

/// What was loaded from where: sources, files, rejects, costs.
extension Warehouse {
  /// The id of a source, entered where it is new. Profile and kind are brought up to date.
  package func source(
    named name: String, profile: String, kind: String
  ) throws(WarehouseError) -> Int64 {
    try withDatabase { (database) throws(WarehouseError) in
      let insert = try database.prepare(
        """
        INSERT INTO sources(name, profile, kind) VALUES(?, ?, ?)
        ON CONFLICT(name) DO UPDATE SET profile = excluded.profile, kind = excluded.kind
        """)
      for (index, text) in [name, profile, kind].enumerated() {
        try insert.bind(Int32(index + 1), text)
      }
      try insert.run()
      let select = try database.prepare("SELECT id FROM sources WHERE name = ?")
      try select.bind(1, name)
      return try select.step() ? select.integer(0) : 0
    }
  }

  /// All sources, by id.
  package func sources() throws(WarehouseError) -> [SourceRecord] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare("SELECT id, name, profile, kind FROM sources ORDER BY id")
      var sources: [SourceRecord] = []
      while try select.step() {
        sources.append(
          SourceRecord(
            id: select.integer(0), name: select.text(1), profile: select.text(2),
            kind: select.text(3)))
      }
      return sources
    }
  }

  /// The loaded file of a source with a content; nil where there is none. The same content may
  /// stand in the ledger as superseded, and is then to be loaded again.
  package func file(
    source: Int64, contentHash: String
  ) throws(WarehouseError) -> FileRecord? {
    try files("source_id = ?1 AND content_hash = ?2 AND state = 'loaded'", source, contentHash).last
  }

  /// The loaded file of a source with a name: its last version; nil where there is none.
  package func latestFile(source: Int64, name: String) throws(WarehouseError) -> FileRecord? {
    try files("source_id = ?1 AND name = ?2 AND state = 'loaded'", source, name).last
  }

  /// The files of one source, or of all, in the order of loading.
  /// - Parameter includingGone: Whether superseded and deleted ones are listed, too.
  package func files(
    source: Int64? = nil, includingGone: Bool = false
  ) throws(WarehouseError) -> [FileRecord] {
    let state = includingGone ? "?2 = ''" : "state = 'loaded' AND ?2 = ''"
    return try files("(?1 IS NULL OR source_id = ?1) AND \(state)", source, "")
  }

  /// The ledger entry with an id; nil where there is none.
  package func file(id: Int64) throws(WarehouseError) -> FileRecord? {
    try files("id = ?1 AND ?2 = ''", id, "").first
  }

  private func files(
    _ condition: String, _ integer: Int64?, _ text: String
  ) throws(WarehouseError) -> [FileRecord] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        "SELECT \(FileRecord.columns) FROM files WHERE \(condition) ORDER BY id")
      try select.bind(1, integer)
      try select.bind(2, text)
      var files: [FileRecord] = []
      while try select.step() { files.append(FileRecord(row: select)) }
      for index in files.indices { try files[index].readCounts(from: database) }
      return files
    }
  }

  /// Events by type in the loaded files of each source: which source can be the record of a fact.
  /// Keys: source id, then type.
  package func typeCounts() throws(WarehouseError) -> [Int64: [String: Int]] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        """
        SELECT f.source_id, t.type, sum(t.events) FROM file_types t
        JOIN files f ON f.id = t.file_id WHERE f.state = 'loaded' GROUP BY 1, 2
        """)
      var counts: [Int64: [String: Int]] = [:]
      while try select.step() {
        counts[select.integer(0), default: [:]][select.text(1)] = Int(select.integer(2))
      }
      return counts
    }
  }

  /// Until when each source has delivered: the latest watermark, else event, of its loaded files.
  /// Sources without any are missing.
  package func watermarks() throws(WarehouseError) -> [Int64: Instant] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        """
        SELECT source_id, max(coalesce(watermark, latest)) FROM files
        WHERE state = 'loaded' GROUP BY 1
        """)
      var watermarks: [Int64: Instant] = [:]
      while try select.step() {
        watermarks[select.integer(0)] =
          select.optionalInteger(1).map(Instant.init(microseconds:))
      }
      return watermarks
    }
  }

  /// The rows of a file that were set aside, by line.
  package func rejects(file: Int64) throws(WarehouseError) -> [RejectedRow] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        """
        SELECT line, byte_offset, column_name, code, cell, message FROM rejects
        WHERE file_id = ? ORDER BY line, byte_offset, rowid
        """)
      try select.bind(1, file)
      var rows: [RejectedRow] = []
      while try select.step() {
        rows.append(
          RejectedRow(
            line: Int(select.integer(0)), byteOffset: Int(select.integer(1)),
            column: select.text(2), code: select.text(3), cell: select.text(4),
            message: select.text(5)))
      }
      return rows
    }
  }

  /// The cost rows of all loaded files, by file and line.
  package func costs() throws(WarehouseError) -> [CostRow] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        """
        SELECT first_day, last_day, market, category, channel, campaign, amount, currency,
          impressions, clicks, file_id, line FROM costs ORDER BY file_id, line, rowid
        """)
      var rows: [CostRow] = []
      while try select.step() {
        rows.append(
          CostRow(
            from: LocalDay(number: Int32(clamping: select.integer(0))),
            through: LocalDay(number: Int32(clamping: select.integer(1))),
            market: Market(name: select.text(2)), category: select.text(3),
            channel: select.text(4), campaign: select.text(5), amount: select.integer(6),
            currency: select.text(7), impressions: select.optionalInteger(8),
            clicks: select.optionalInteger(9), file: select.integer(10), line: select.integer(11)))
      }
      return rows
    }
  }
}
