import CSQLite

/// An open SQLite connection; closed when it goes out of scope.
///
/// Not for several threads at once: whoever shares it guards it with a lock.
@safe
package struct Database: ~Copyable {
  private let handle: OpaquePointer
  private let path: String

  private init(_ handle: OpaquePointer, path: String) {
    unsafe self.handle = handle
    self.path = path
  }

  /// Opens an existing file. `path` must have passed `WarehouseFile.prepare` or `.exists`.
  package static func open(
    _ path: String, readOnly: Bool = false
  ) throws(WarehouseError) -> Database {
    let database = try connect(path)
    try database.execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
    if readOnly { try database.execute("PRAGMA query_only = ON") }
    return database
  }

  private static func connect(_ path: String) throws(WarehouseError) -> Database {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    // Safety: SQLite fills `opened` even on failure, and the handle is closed on each way out.
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened, code == SQLITE_OK else {
      let message = unsafe String(cString: sqlite3_errstr(code))
      _ = unsafe sqlite3_close_v2(opened)
      throw error(code: code, message: message, sql: "", path: path)
    }
    // A nightly run waits for a reader's checkpoint, not for another run (that is the lock's).
    _ = unsafe sqlite3_busy_timeout(handle, 10_000)
    return unsafe Database(handle, path: path)
  }

  deinit {
    // Safety: the handle is owned; version 2 waits for statements that are still alive.
    _ = unsafe sqlite3_close_v2(handle)
  }

  /// Runs one or more statements that return nothing of interest.
  package func execute(_ sql: String) throws(WarehouseError) {
    // Safety: the text outlives the call and no callback is given.
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql: sql) }
  }

  /// Compiles one statement.
  package func prepare(_ sql: String) throws(WarehouseError) -> Statement {
    var compiled: OpaquePointer?
    // Safety: the text outlives the call; -1 means that it is zero-terminated.
    let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
    guard code == SQLITE_OK, let compiled = unsafe compiled else { throw error(code, sql: sql) }
    return unsafe Statement(compiled, sql: sql, path: path)
  }

  /// The integer in the first column of the first row, or nil without a row or with NULL.
  package func integer(_ sql: String, _ arguments: Int64...) throws(WarehouseError) -> Int64? {
    let statement = try prepare(sql)
    for (index, value) in arguments.enumerated() {
      try statement.bind(Int32(index + 1), value)
    }
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// Runs a statement with integer arguments.
  package func run(_ sql: String, _ arguments: Int64...) throws(WarehouseError) {
    let statement = try prepare(sql)
    for (index, value) in arguments.enumerated() {
      try statement.bind(Int32(index + 1), value)
    }
    while try statement.step() {}
  }

  /// Rowid of the row inserted last.
  package var lastInsertedID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// Runs `body` inside a transaction, which is undone if it throws.
  package func transaction<Result>(
    _ body: (borrowing Database) throws(WarehouseError) -> Result
  ) throws(WarehouseError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(WarehouseError) {
      let result = try body(self)
      try execute("COMMIT")
      return result
    } catch {
      // SQLite has already undone the transaction after some errors; then there is nothing to do.
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }

  private func error(_ code: Int32, sql: String) -> WarehouseError {
    let message = unsafe String(cString: sqlite3_errmsg(handle))
    return Self.error(code: code, message: message, sql: sql, path: path)
  }

  /// The error for a result code, with the remedy that fits it.
  static func error(
    code: Int32, message: String, sql: String, path: String
  ) -> WarehouseError {
    let primary = code & 0xff
    let kind: WarehouseError.Kind
    let remedy: String
    switch primary {
    case SQLITE_BUSY, SQLITE_LOCKED:
      kind = .locked
      remedy = "Another program holds the warehouse: wait until it has finished and run again."
    case SQLITE_NOTADB:
      kind = .foreign
      remedy = "Name another file as the warehouse; this one holds something else."
    case SQLITE_CORRUPT:
      kind = .damaged
      remedy = "Restore the warehouse from a backup, or delete it and run again over all exports."
    case SQLITE_FULL:
      kind = .inputOutput
      remedy = "Free some disk space and run again; nothing was lost."
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_IOERR, SQLITE_AUTH:
      kind = .inputOutput
      remedy = "Check that the file and its directory exist and may be written, and run again."
    default:
      kind = .internalFault
      remedy = "This is a defect of the program; please report it with this message."
    }
    return WarehouseError(
      kind: kind, message: "The warehouse \(path) failed: \(message).", remedy: remedy, sql: sql,
      code: primary, extendedCode: code)
  }
}
