import Foundation

/// A path on this machine, made absolute and free of `.`, `..` and double slashes.
struct FilePath: Sendable, Hashable, CustomStringConvertible {
  /// Absolute path without a slash at its end (except `/` itself).
  let text: String

  var description: String { text }

  /// A path; a relative one starts at `base`.
  init(_ path: String, base: FilePath) {
    self.init(parts: (path.hasPrefix("/") ? path : base.text + "/" + path))
  }

  /// The working directory.
  static var current: FilePath { FilePath(parts: FileManager.default.currentDirectoryPath) }

  private init(parts path: String) {
    var kept: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = kept.popLast() } else { kept.append(part) }
    }
    text = "/" + kept.joined(separator: "/")
  }

  /// The folder that holds it.
  var parent: FilePath { FilePath(parts: text + "/..") }

  /// The last component.
  var name: String { String(text.split(separator: "/").last ?? "") }

  /// A path below this one.
  func appending(_ relative: String) -> FilePath { FilePath(relative, base: self) }

  /// Whether this is `folder` or lies in it, as far as the names say.
  func isInside(_ folder: FilePath) -> Bool {
    text == folder.text || text.hasPrefix(folder.text == "/" ? "/" : folder.text + "/")
  }

  /// The path as a person in a folder would name it: relative where it lies inside.
  func relative(to folder: FilePath) -> String {
    guard isInside(folder), text != folder.text else { return text }
    return String(text.dropFirst(folder.text == "/" ? 1 : folder.text.count + 1))
  }

  /// What stands at the path, symbolic links not followed; nil where there is nothing.
  var kind: FileKind? { FileKind(at: text, followLinks: false) }

  /// The same place with every symbolic link of its existing part resolved.
  var resolved: FilePath {
    var existing = self
    var rest: [String] = []
    while existing.text != "/" && FileKind(at: existing.text, followLinks: true) == nil {
      rest.insert(existing.name, at: 0)
      existing = existing.parent
    }
    let real = URL(fileURLWithPath: existing.text).resolvingSymlinksInPath().path
    return FilePath(parts: ([real] + rest).joined(separator: "/"))
  }
}

/// What stands at a path.
enum FileKind: Sendable {
  case directory, file, link, other

  init?(at path: String, followLinks: Bool) {
    var status = stat()
    // Safety: the path is a terminated copy and the structure outlives the call.
    let code = unsafe followLinks ? stat(path, &status) : lstat(path, &status)
    guard code == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .directory
    case S_IFREG: self = .file
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}
