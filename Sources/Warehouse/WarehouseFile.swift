import Glibc

/// The warehouse's path on disk: created for its owner alone, never through a symbolic link.
enum WarehouseFile {
  /// Permission bits of the warehouse and its side files: read and write for the owner.
  static let mode: mode_t = 0o600

  /// Creates an empty file, whatever the umask. SQLite gives `-wal`, `-shm` and `-journal` the
  /// permissions of the database.
  static func create(_ path: String) throws(WarehouseError) {
    // Safety: C call with a zero-terminated text; the descriptor is closed below.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      throw systemError("cannot be created", path: path, number: errno)
    }
    let narrowed = fchmod(descriptor, mode)
    let number = errno
    close(descriptor)
    if narrowed != 0 { throw systemError("cannot be made private", path: path, number: number) }
  }

  /// Narrows the permissions of an existing file. By name: closing a descriptor of a database that
  /// this process has open would drop SQLite's locks on it.
  static func makePrivate(_ path: String) throws(WarehouseError) {
    // Safety: C call with a zero-terminated text.
    if unsafe chmod(path, mode) != 0 {
      throw systemError("cannot be made private", path: path, number: errno)
    }
  }

  /// Whether there is a file at the path; throws where it or a side file is a
  /// link or no regular file.
  static func exists(_ path: String) throws(WarehouseError) -> Bool {
    for suffix in ["", "-wal", "-shm", "-journal"] { try refuseLink(path + suffix) }
    var status = stat()
    // Safety: C call that fills `status`, which is not read.
    return unsafe lstat(path, &status) == 0
  }

  /// An error of the operating system, in words.
  static func systemError(_ what: String, path: String, number: Int32) -> WarehouseError {
    let reason = unsafe String(cString: strerror(number))
    return WarehouseError(
      kind: .inputOutput, message: "\(path) \(what): \(reason).",
      remedy: "Check that its directory exists and may be written, and run again.")
  }

  private static func refuseLink(_ path: String) throws(WarehouseError) {
    var status = stat()
    // Safety: C call that fills `status`, which is read only when it succeeded.
    guard unsafe lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT != S_IFREG {
      throw WarehouseError(
        kind: .unsafePath, message: "\(path) is a symbolic link or not a regular file.",
        remedy: "Name the warehouse by its real path.")
    }
  }
}
