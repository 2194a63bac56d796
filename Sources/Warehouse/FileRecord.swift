package import FunnelModel

/// A source as the ledger knows it.
package struct SourceRecord: Sendable, Hashable {
  package var id: Int64
  /// Name in the configuration; unique.
  package var name: String
  /// Profile id such as `shopify.orders`; empty for a mapping of the user's.
  package var profile: String
  /// `events` or `costs`.
  package var kind: String
}

/// One version of one file that was loaded, as the ledger knows it.
package struct FileRecord: Sendable, Hashable {
  /// Whether the file's rows count.
  package enum State: String, Sendable {
    case loaded
    /// A newer version, or a newer snapshot, took its place.
    case superseded
    /// Taken out on request.
    case deleted
  }

  /// Ledger id; 0 until the load gives one. The `file` column of its events.
  package var id: Int64 = 0
  package var sourceID: Int64 = 0
  /// As given on the command line or by the glob.
  package var path: String
  /// The last component of the path: what makes two files versions of one.
  package var name: String
  /// Bytes.
  package var size: Int64
  /// Digest of the content, as text.
  package var contentHash: String
  /// Digest of the header line or of the keys, as text: a change is drift.
  package var headerDigest: String
  /// Digest of the first data row, as text; empty without rows.
  package var firstRowHash: String
  /// Profile that read it.
  package var profile: String
  package var state: State = .loaded
  /// The run that loaded it.
  package var runID: Int64 = 0
  /// Until when the file is known to be complete; nil = its latest event.
  package var watermark: Instant?
  package var accounting = RowAccounting()
  package var summary = EventSummary()
  /// What the file system says of the file while its content is sure to be this one; empty where
  /// that cannot be told.
  package var stamp = ""
  /// Columns of the export that nothing reads.
  package var unmappedColumns: [String] = []

  /// A file that is about to be loaded; see the properties.
  package init(
    path: String, name: String, size: Int64, contentHash: String, headerDigest: String,
    firstRowHash: String, profile: String, watermark: Instant? = nil,
    unmappedColumns: [String] = []
  ) {
    self.path = path
    self.name = name
    self.size = size
    self.contentHash = contentHash
    self.headerDigest = headerDigest
    self.firstRowHash = firstRowHash
    self.profile = profile
    self.watermark = watermark
    self.unmappedColumns = unmappedColumns
  }
}

extension FileRecord {
  static let columns = """
    id, source_id, path, name, size, content_hash, header_digest, first_row_hash, profile, state,
    run_id, watermark, rows_read, rows_loaded, rows_duplicate, rows_superseded, rows_filtered,
    rows_rejected, earliest, latest, events_b2c, events_b2b, adjusted_times, rounded_amounts
    """

  /// Reads a row of `columns`; type counts and notes are left to the caller.
  init(row: borrowing Statement) {
    self.init(
      path: row.text(2), name: row.text(3), size: row.integer(4), contentHash: row.text(5),
      headerDigest: row.text(6), firstRowHash: row.text(7), profile: row.text(8),
      watermark: row.optionalInteger(11).map(Instant.init(microseconds:)))
    id = row.integer(0)
    sourceID = row.integer(1)
    state = State(rawValue: row.text(9)) ?? .deleted
    runID = row.integer(10)
    accounting.read = Int(row.integer(12))
    accounting.loaded = Int(row.integer(13))
    accounting.duplicate = Int(row.integer(14))
    accounting.superseded = Int(row.integer(15))
    accounting.filtered = Int(row.integer(16))
    accounting.rejected = Int(row.integer(17))
    summary.earliest = row.optionalInteger(18).map(Instant.init(microseconds:))
    summary.latest = row.optionalInteger(19).map(Instant.init(microseconds:))
    summary.marketCounts = [Int(row.integer(20)), Int(row.integer(21))]
    summary.adjustedTimes = Int(row.integer(22))
    summary.roundedAmounts = Int(row.integer(23))
  }

  /// Writes the file's ledger entry with its counts and notes.
  func insert(into database: borrowing Database) throws(WarehouseError) {
    let marks = Array(repeating: "?", count: 24).joined(separator: ", ")
    let entry = try database.prepare("INSERT INTO files(\(Self.columns)) VALUES(\(marks))")
    try entry.bind(1, id)
    try entry.bind(2, sourceID)
    for (index, text) in [path, name].enumerated() { try entry.bind(Int32(index + 3), text) }
    try entry.bind(5, size)
    let texts = [contentHash, headerDigest, firstRowHash, profile, state.rawValue]
    for (index, text) in texts.enumerated() { try entry.bind(Int32(index + 6), text) }
    let integers: [Int64?] = [
      runID, watermark?.microseconds, Int64(accounting.read), Int64(accounting.loaded),
      Int64(accounting.duplicate), Int64(accounting.superseded), Int64(accounting.filtered),
      Int64(accounting.rejected), summary.earliest?.microseconds, summary.latest?.microseconds,
      Int64(summary.marketCounts[0]), Int64(summary.marketCounts[1]),
      Int64(summary.adjustedTimes), Int64(summary.roundedAmounts),
    ]
    for (index, value) in integers.enumerated() { try entry.bind(Int32(index + 11), value) }
    try entry.run()
    try insertCounts(into: database)
  }

  private func insertCounts(into database: borrowing Database) throws(WarehouseError) {
    let count = try database.prepare("INSERT INTO file_types VALUES(?, ?, ?)")
    for (type, events) in summary.typeCounts.sorted(by: { $0.key < $1.key }) {
      try count.bind(1, id)
      try count.bind(2, type)
      try count.bind(3, events)
      try count.run()
    }
    let note = try database.prepare("INSERT INTO file_notes VALUES(?, ?, ?, ?)")
    for (kind, texts) in [("currency", summary.currencies), ("unmapped", unmappedColumns)] {
      for (position, text) in texts.enumerated() {
        try note.bind(1, id)
        try note.bind(2, kind)
        try note.bind(3, position)
        try note.bind(4, text)
        try note.run()
      }
    }
  }

  /// Fills in type counts, currencies and unmapped columns.
  mutating func readCounts(from database: borrowing Database) throws(WarehouseError) {
    let counts = try database.prepare("SELECT type, events FROM file_types WHERE file_id = ?")
    try counts.bind(1, id)
    while try counts.step() { summary.typeCounts[counts.text(0)] = Int(counts.integer(1)) }
    let notes = try database.prepare(
      "SELECT kind, text FROM file_notes WHERE file_id = ? ORDER BY kind, position")
    try notes.bind(1, id)
    while try notes.step() {
      if notes.text(0) == "currency" {
        summary.currencies.append(notes.text(1))
      } else {
        unmappedColumns.append(notes.text(1))
      }
    }
  }
}
