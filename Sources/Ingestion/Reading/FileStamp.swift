import Foundation

/// What the file system says about a file, to notice a change while it is read.
package struct FileStamp: Sendable, Hashable {
  /// Size in bytes.
  package var size: Int
  /// Time of the last change of its content, nanoseconds since the epoch.
  package var modified: Int64
  /// Device and node: another file under the same name differs here.
  package var device: UInt64
  package var node: UInt64

  /// The stamp of the file at a path, links followed; nil where there is none.
  package init?(path: String) {
    var status = stat()
    // Safety: the kernel fills the structure that the pointer covers.
    guard unsafe stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    device = UInt64(status.st_dev)
    node = UInt64(status.st_ino)
  }
}
