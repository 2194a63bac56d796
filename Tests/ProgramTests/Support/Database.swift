import CSQLite

/// Looks into a warehouse with SQLite itself, as a user's tool would.
enum Database {
  /// The first line of `PRAGMA integrity_check`; `ok` for a sound file.
  static func integrity(_ path: String) throws -> String {
    try texts(path, "PRAGMA integrity_check").first ?? "nothing"
  }

  /// The first column of every row of a query.
  static func texts(_ path: String, _ sql: String) throws -> [String] {
    var handle: OpaquePointer?
    // Safety: the handle is closed on each way out; all texts outlive their calls.
    defer { unsafe sqlite3_close(handle) }
    guard unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw QueryError(sql: sql)
    }
    unsafe sqlite3_busy_timeout(handle, 5000)
    var statement: OpaquePointer?
    defer { unsafe sqlite3_finalize(statement) }
    guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw QueryError(sql: sql)
    }
    var result: [String] = []
    while unsafe sqlite3_step(statement) == SQLITE_ROW {
      if let text = unsafe sqlite3_column_text(statement, 0) {
        result.append(unsafe String(cString: text))
      }
    }
    return result
  }

  struct QueryError: Error {
    let sql: String
  }
}
