import CSQLite
import Foundation

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

  /// Free pages of a database file that hold anything but zeros: the file format's list of them
  /// begins at byte 32, and each trunk page of it names the next one and its leaves. Behind the
  /// leaves a trunk page may still hold numbers of pages that it named before.
  static func usedFreePages(_ file: Data) -> Int {
    let bytes = [UInt8](file)
    func number(_ offset: Int) -> Int {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let size = bytes[16] == 0 && bytes[17] == 1 ? 65_536 : Int(bytes[16]) << 8 | Int(bytes[17])
    var count = 0
    var trunk = number(32)
    while trunk != 0 {
      let start = (trunk - 1) * size
      let leaves = number(start + 4)
      let end = start + 8 + 4 * leaves
      let pages = bytes.count / size
      if stride(from: end, to: start + size, by: 4).contains(where: { number($0) > pages }) {
        count += 1
      }
      for leaf in 0..<leaves {
        let first = (number(start + 8 + 4 * leaf) - 1) * size
        if bytes[first..<first + size].contains(where: { $0 != 0 }) { count += 1 }
      }
      trunk = number(start)
    }
    return count
  }

  struct QueryError: Error {
    let sql: String
  }
}
