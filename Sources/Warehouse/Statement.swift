import CSQLite

/// A compiled SQL statement; released when it goes out of scope.
///
/// Parameters count from 1, result columns from 0, as in SQLite.
@safe
package struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let sql: String
  private let path: String

  init(_ handle: OpaquePointer, sql: String, path: String) {
    unsafe self.handle = handle
    self.sql = sql
    self.path = path
  }

  deinit {
    // Safety: the handle is owned and finalised once.
    _ = unsafe sqlite3_finalize(handle)
  }

  /// Advances to the next row; false when there is none (any more).
  package func step() throws(WarehouseError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw error(code)
    }
  }

  /// Runs a statement that yields no rows, and makes it ready for the next values.
  package func run() throws(WarehouseError) {
    _ = try step()
    reset()
  }

  /// Makes the statement ready to run again; bound values stay.
  package func reset() { _ = unsafe sqlite3_reset(handle) }

  /// Binds an integer, or NULL for nil.
  package func bind(_ index: Int32, _ value: Int64?) throws(WarehouseError) {
    let code =
      if let value {
        unsafe sqlite3_bind_int64(handle, index, value)
      } else {
        unsafe sqlite3_bind_null(handle, index)
      }
    if code != SQLITE_OK { throw error(code) }
  }

  /// Binds an integer, or NULL for nil.
  package func bind(_ index: Int32, _ value: Int?) throws(WarehouseError) {
    try bind(index, value.map(Int64.init))
  }

  /// Binds a text, or NULL for nil. Zero bytes inside it are kept.
  package func bind(_ index: Int32, _ value: String?) throws(WarehouseError) {
    guard var value else { return try bind(index, Int64?.none) }
    // Safety: SQLITE_TRANSIENT makes SQLite copy the bytes before the closure ends.
    let code = value.withUTF8 { bytes in
      unsafe sqlite3_bind_text64(
        handle, index, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
        sqlite3_uint64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
    }
    if code != SQLITE_OK { throw error(code) }
    // An empty string has no address, and SQLite would bind NULL.
    if value.isEmpty {
      let code = unsafe sqlite3_bind_text(handle, index, "", 0, Self.transient)
      if code != SQLITE_OK { throw error(code) }
    }
  }

  /// Binds a blob by copying it.
  package func bind(_ index: Int32, blob: [UInt8]) throws(WarehouseError) {
    // Safety: SQLITE_TRANSIENT makes SQLite copy the bytes before the closure ends.
    let code = unsafe blob.withUnsafeBytes { bytes in
      unsafe bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, index, 0)
        : sqlite3_bind_blob64(
          handle, index, bytes.baseAddress, sqlite3_uint64(bytes.count), Self.transient)
    }
    if code != SQLITE_OK { throw error(code) }
  }

  /// Binds a large blob without copying it, runs the statement and forgets the blob.
  package func run(binding blob: [UInt8], at index: Int32) throws(WarehouseError) {
    // Safety: the bytes stay in place until the statement has run, and are unbound before the
    // closure ends.
    let code = unsafe blob.withUnsafeBytes { bytes in
      let bound = unsafe sqlite3_bind_blob64(
        handle, index, bytes.baseAddress, sqlite3_uint64(bytes.count), nil)
      guard bound == SQLITE_OK else { return bound }
      let stepped = unsafe sqlite3_step(handle)
      _ = unsafe sqlite3_reset(handle)
      _ = unsafe sqlite3_bind_null(handle, index)
      return stepped
    }
    if code != SQLITE_DONE && code != SQLITE_ROW { throw error(code) }
  }

  /// Binds UTF-8 text without copying it, runs the statement and forgets the text.
  package func run(bindingText text: [UInt8], at index: Int32) throws(WarehouseError) {
    // Safety: the bytes stay in place until the statement has run, and are unbound before the
    // closure ends.
    let code = unsafe text.withUnsafeBytes { bytes in
      let bound = unsafe sqlite3_bind_text64(
        handle, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        sqlite3_uint64(bytes.count), nil, UInt8(SQLITE_UTF8))
      guard bound == SQLITE_OK else { return bound }
      let stepped = unsafe sqlite3_step(handle)
      _ = unsafe sqlite3_reset(handle)
      _ = unsafe sqlite3_bind_null(handle, index)
      return stepped
    }
    if code != SQLITE_DONE && code != SQLITE_ROW { throw error(code) }
  }

  /// Whether a result column is NULL.
  package func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// Whether a result column is a text.
  package func isText(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_TEXT
  }

  /// A result column as an integer; 0 where it is NULL.
  package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  /// A result column as an integer, nil where it is NULL.
  package func optionalInteger(_ column: Int32) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  /// A result column as a text; empty where it is NULL. Invalid UTF-8 is repaired.
  package func text(_ column: Int32) -> String {
    guard let bytes = unsafe sqlite3_column_text(handle, column) else { return "" }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    // Safety: the pointer is valid for `count` bytes until the next call on this statement.
    return unsafe String(
      decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// A result column as a text, nil where it is NULL.
  package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// A result column as bytes; empty where it is NULL.
  package func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    // Safety: the pointer is valid for `count` bytes until the next call on this statement.
    return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
  }

  private static var transient: sqlite3_destructor_type {
    // Safety: the documented value of SQLITE_TRANSIENT; it is compared, never called.
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  private func error(_ code: Int32) -> WarehouseError {
    let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
    return Database.error(code: code, message: message, sql: sql, path: path)
  }
}
