package import FunnelModel
import Glibc
import Synchronization

/// The one SQLite file that holds events, ledger, runs and results, opened for writing.
///
/// One `Warehouse` per process, under a `RunLock`. Its methods may be called from any thread; they
/// take turns. Reading events in parallel goes through `reader(schema:)`, one per thread.
package final class Warehouse: Sendable {
  /// Where the file is.
  package let path: String
  let limits: WarehouseLimits
  let wideRows = WideRowCache()
  private let database: Mutex<Database>

  /// Opens a warehouse, creating or upgrading it where needed.
  /// - Parameters:
  ///   - create: Whether a missing file is created; otherwise it is an error.
  ///   - limits: Layout sizes, for tests.
  /// - Throws: `.foreign`, `.newer`, `.damaged`, `.unsafePath` or `.inputOutput`.
  package init(
    path: String, create: Bool = true, limits: WarehouseLimits = WarehouseLimits()
  ) throws(WarehouseError) {
    self.path = path
    self.limits = limits
    database = Mutex(try Self.open(path, create: create))
  }

  private static func open(_ path: String, create: Bool) throws(WarehouseError) -> Database {
    let exists = try WarehouseFile.exists(path)
    if !exists {
      guard create else {
        throw WarehouseError(
          kind: .inputOutput, message: "There is no warehouse at \(path).",
          remedy: "Run `salesfunnel run` first, or name another file with --warehouse.")
      }
      try WarehouseFile.create(path)
    }
    let database = try Database.open(path)
    try database.execute("PRAGMA page_size = \(pageSize); PRAGMA secure_delete = ON")
    try verify(database, path: path)
    try WarehouseFile.makePrivate(path)
    // A fresh file is loaded under a rollback journal: each page is written once, not twice.
    let isNew = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
    if isNew { try database.execute("PRAGMA journal_mode = DELETE") }
    try WarehouseSchema.migrate(database, path: path)
    if try database.integer("SELECT EXISTS(SELECT 1 FROM files)") == 1 {
      try enterSteadyState(database)
    }
    try database.execute("PRAGMA cache_size = -65536")
    return database
  }

  /// Refuses a file that is some other program's database, before anything is changed in it.
  static func verify(_ database: borrowing Database, path: String) throws(WarehouseError) {
    let id = try database.integer("PRAGMA application_id") ?? 0
    let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    if id == WarehouseSchema.applicationID || (id == 0 && tables == 0) { return }
    throw WarehouseError(
      kind: .foreign, message: "\(path) is a database of another program.",
      remedy: "Name another file as the warehouse; nothing was changed in this one.")
  }

  private static func enterSteadyState(_ database: borrowing Database) throws(WarehouseError) {
    try database.execute("PRAGMA journal_mode = WAL")
  }

  /// Large pages: segments of some hundred kilobytes then chain few overflow pages.
  private static let pageSize = 32_768

  /// Ends the loading of a new warehouse: from here on readers never wait for a writer. Does
  /// nothing where this is so already.
  package func finishBulkLoad() throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in try Self.enterSteadyState(database) }
  }

  /// Moves all committed pages from the write-ahead log into the file and empties the log.
  /// - Parameter patience: Seconds to wait for readers that hold the log.
  /// - Throws: `.locked` where a reader holds the log longer than that.
  package func truncateLog(patience: Int = 10) throws(WarehouseError) {
    let isBusy = try withDatabase { (database) throws(WarehouseError) in
      try database.execute("PRAGMA busy_timeout = \(patience * 1000)")
      let isBusy = try database.integer("PRAGMA wal_checkpoint(TRUNCATE)")
      try database.execute("PRAGMA busy_timeout = 10000")
      return isBusy
    }
    if isBusy == 1 {
      throw WarehouseError(
        kind: .locked, message: "A reader holds the log of \(path).",
        remedy: "Close the programs that read the warehouse and run again.")
    }
  }

  /// Checks the structure of the whole file.
  /// - Throws: `.damaged` with SQLite's first finding.
  package func checkIntegrity() throws(WarehouseError) {
    let finding = try withDatabase { (database) throws(WarehouseError) in
      let statement = try database.prepare("PRAGMA quick_check(1)")
      return try statement.step() ? statement.text(0) : ""
    }
    if finding != "ok" {
      throw WarehouseError(
        kind: .damaged, message: "The warehouse \(path) is damaged: \(finding).",
        remedy: "Restore it from a backup, or delete it and run again over all exports.")
    }
  }

  /// A connection of its own for one thread that reads events.
  package func reader(schema: EventSchema) throws(WarehouseError) -> sending WarehouseReader {
    try WarehouseReader(path: path, schema: schema, cache: wideRows)
  }

  /// Runs `body` with the writing connection to itself.
  func withDatabase<Result: Sendable>(
    _ body: (borrowing Database) throws(WarehouseError) -> Result
  ) throws(WarehouseError) -> Result {
    try database.withLock { (database) throws(WarehouseError) in try body(database) }
  }
}
