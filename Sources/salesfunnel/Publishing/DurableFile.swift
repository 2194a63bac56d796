import Foundation

/// Files that are on the disk when the call returns.
enum DurableFile {
  /// Creates a file, writes it and waits for the disk. It must not exist yet.
  static func create(_ path: FilePath, _ bytes: [UInt8], mode: mode_t = 0o644) throws(Failure) {
    // Safety: the path is a terminated copy that lives through the call.
    let descriptor = unsafe open(
      path.text, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    if descriptor < 0 { throw failure("create", path, errno) }
    defer { close(descriptor) }
    let code = OutputStream.write(bytes, to: descriptor)
    if code != 0 { throw failure("write", path, code) }
    if fsync(descriptor) != 0 { throw failure("write", path, errno) }
  }

  /// Puts a file in the place of another in one step; `scratch` is a path on the same disk.
  static func replace(
    _ path: FilePath, _ bytes: [UInt8], scratch: FilePath, mode: mode_t = 0o644
  ) throws(Failure) {
    remove(scratch)
    try create(scratch, bytes, mode: mode)
    try rename(scratch, to: path)
    sync(path.parent)
  }

  /// Waits until a directory's entries are on the disk; a file system that cannot is let be.
  static func sync(_ directory: FilePath) {
    // Safety: the path is a terminated copy that lives through the call.
    let descriptor = unsafe open(directory.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes a directory; one that is there already is fine.
  static func makeDirectory(_ path: FilePath) throws(Failure) {
    // Safety: the path is a terminated copy that lives through the call.
    if unsafe mkdir(path.text, 0o755) != 0 && errno != EEXIST {
      throw failure("create directory", path, errno)
    }
  }

  /// Makes a directory and those above it.
  static func makeDirectories(_ path: FilePath) throws(Failure) {
    if FileKind(at: path.text, followLinks: true) != nil { return }
    try makeDirectories(path.parent)
    try makeDirectory(path)
  }

  /// Renames within one file system.
  static func rename(_ from: FilePath, to: FilePath) throws(Failure) {
    // Safety: both paths are terminated copies that live through the call.
    if unsafe Foundation.rename(from.text, to.text) != 0 {
      throw failure("rename \(from) to", to, errno)
    }
  }

  /// Removes a file or an empty directory; the result says whether nothing stands there now.
  @discardableResult
  static func remove(_ path: FilePath) -> Bool {
    // Safety: the path is a terminated copy that lives through the call.
    unsafe Foundation.remove(path.text) == 0 || errno == ENOENT
  }

  /// Removes a directory with everything in it; links are removed, never followed.
  static func removeTree(_ path: FilePath) {
    if path.kind == .directory {
      for name in names(in: path) { removeTree(path.appending(name)) }
    }
    remove(path)
  }

  /// The names in a directory, sorted; none where it cannot be read.
  static func names(in directory: FilePath) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory.text)) ?? []).sorted()
  }

  /// The bytes of a file, or nil where it cannot be read.
  static func read(_ path: FilePath) -> [UInt8]? {
    FileManager.default.contents(atPath: path.text).map { Array($0) }
  }

  private static func failure(_ action: String, _ path: FilePath, _ code: Int32) -> Failure {
    Failure(.inputOutput, "cannot \(action) \(path): \(ErrorText.of(code))")
  }
}
