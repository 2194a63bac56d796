import Foundation

/// What the file system says about a file, to notice a change while it is read, and to know a file
/// again that nobody has touched since.
package struct FileStamp: Sendable, Hashable {
  /// Size in bytes.
  package var size: Int
  /// Time of the last change of its content, nanoseconds since the epoch.
  package var modified: Int64
  /// Time of the last change of anything about it, nanoseconds since the epoch. Programs set it to
  /// the clock and to nothing else, so that contents cannot change behind it.
  package var changed: Int64
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
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    device = UInt64(status.st_dev)
    node = UInt64(status.st_ino)
  }

  /// All of it as text.
  package var text: String { "\(size) \(modified) \(changed) \(device) \(node)" }

  /// Whether a later change is sure to show in the stamp: not where the last one is so recent that
  /// another may fall on the same tick of the file system's clock (two seconds on some).
  package var isSettled: Bool {
    Date().timeIntervalSince1970 * 1e9 - Double(changed) > 2e9
  }
}
