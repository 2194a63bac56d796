import CSQLite
import Glibc

/// What can be said of a warehouse without changing anything in it.
package struct WarehouseExamination: Sendable {
  /// `PRAGMA user_version`: the layout of its tables.
  package let version: Int64
  /// Bytes of the file.
  package let size: Int64
  /// Whether others than its owner may read it.
  package let isPublic: Bool
  /// State of the last run; nil without one.
  package let lastRun: String?
}

extension Warehouse {
  /// Version of the SQLite library in use, such as `3.45.1`.
  package static var engineVersion: String {
    // Safety: SQLite returns a constant, terminated text.
    unsafe String(cString: sqlite3_libversion())
  }

  /// Opens a warehouse for reading only and checks the structure of the whole file.
  /// - Throws: `.foreign`, `.newer`, `.damaged`, `.unsafePath` or `.inputOutput`.
  package static func examine(_ path: String) throws(WarehouseError) -> WarehouseExamination {
    _ = try WarehouseFile.exists(path)
    var status = stat()
    // Safety: C call that fills `status`, which is read only when it succeeded.
    guard unsafe lstat(path, &status) == 0 else {
      throw WarehouseFile.systemError("cannot be examined", path: path, number: errno)
    }
    let database = try Database.open(path, readOnly: true)
    try verify(database, path: path)
    let version = try database.integer("PRAGMA user_version") ?? 0
    if version > WarehouseSchema.version {
      throw WarehouseError(
        kind: .newer, message: "The warehouse \(path) has version \(version).",
        remedy: "Use the newer program that wrote it, or name another warehouse.")
    }
    let check = try database.prepare("PRAGMA quick_check(1)")
    let finding = try check.step() ? check.text(0) : ""
    if finding != "ok" {
      throw WarehouseError(
        kind: .damaged, message: "The warehouse \(path) is damaged: \(finding).",
        remedy: "Restore it from a backup, or delete it and run again over all exports.")
    }
    var lastRun: String?
    if version > 0 {
      let select = try database.prepare("SELECT state FROM runs ORDER BY id DESC LIMIT 1")
      if try select.step() { lastRun = select.text(0) }
    }
    return WarehouseExamination(
      version: version, size: Int64(status.st_size), isPublic: status.st_mode & 0o077 != 0,
      lastRun: lastRun)
  }
}

extension RunLock {
  /// Whether a run holds the lock of a warehouse at this moment: asks for a share of it and gives
  /// that back at once.
  package static func isHeld(warehouse: String) -> Bool {
    // Safety: C call with a zero-terminated text; the descriptor is closed below.
    let descriptor = unsafe open(warehouse + "-lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }
}
