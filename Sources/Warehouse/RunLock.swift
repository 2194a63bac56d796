import Glibc

/// The lock that lets one run at a time work on a warehouse; released when it goes out of scope.
///
/// A kernel lock (`flock`) on a file beside the warehouse: it vanishes with its holder, however
/// that ends, and it is never waited for.
package struct RunLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock of a warehouse, or throws `.locked` at once where another run holds it.
  package init(warehouse: String) throws(WarehouseError) {
    let path = warehouse + "-lock"
    while true {
      let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
      // Safety: C call with a zero-terminated text; the descriptor is owned from here on.
      let descriptor = unsafe open(path, flags, WarehouseFile.mode)
      guard descriptor >= 0 else {
        throw WarehouseFile.systemError("cannot be opened", path: path, number: errno)
      }
      guard fchmod(descriptor, WarehouseFile.mode) == 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0
      else {
        let number = errno
        close(descriptor)
        if number == EWOULDBLOCK { throw Self.held(warehouse) }
        throw WarehouseFile.systemError("cannot be locked", path: path, number: number)
      }
      // The last holder removes the file; a lock on a removed file guards nothing.
      if Self.isCurrent(descriptor, path) {
        self.descriptor = descriptor
        self.path = path
        return
      }
      close(descriptor)
    }
  }

  deinit {
    // Removed while still held, so that no other run can hold the file that vanishes.
    // Safety: C call with a zero-terminated text.
    _ = unsafe unlink(path)
    close(descriptor)
  }

  private static func isCurrent(_ descriptor: Int32, _ path: String) -> Bool {
    var held = stat()
    var named = stat()
    // Safety: C calls that fill the records, which are read only when they succeeded.
    guard unsafe fstat(descriptor, &held) == 0, unsafe lstat(path, &named) == 0 else {
      return false
    }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  private static func held(_ warehouse: String) -> WarehouseError {
    WarehouseError(
      kind: .locked, message: "Another run holds the lock of \(warehouse).",
      remedy: "Wait until it has finished, or name another warehouse.")
  }
}
