import Foundation

/// A glob over the files below a folder: `*` and `?` within a name, `**` for any folders.
package struct FilePattern: Sendable {
  private let folder: String
  private let parts: [String]

  /// A pattern; a relative one starts at `root`, an absolute path.
  package init(_ pattern: String, root: String) {
    var parts: [String] = []
    for part in (pattern.hasPrefix("/") ? pattern : root + "/" + pattern).split(separator: "/")
    where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    let fixed = parts.prefix { !Self.isGlob($0) }
    let depth = min(fixed.count, max(0, parts.count - 1))
    folder = "/" + parts.prefix(depth).joined(separator: "/")
    self.parts = Array(parts.dropFirst(depth))
  }

  /// Absolute paths of the regular files that match, links followed, sorted bytewise. Names that
  /// begin with a dot match only a pattern that does.
  package func files() -> [String] {
    var found: Set<String> = []
    Self.search(folder, parts[...], &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isGlob(_ part: String) -> Bool {
    part.contains { $0 == "*" || $0 == "?" }
  }

  private static func search(
    _ folder: String, _ parts: ArraySlice<String>, _ found: inout Set<String>
  ) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    if part == "**" {
      search(folder, rest, &found)
      for name in names(in: folder) where !name.hasPrefix(".") {
        let path = join(folder, name)
        if isFolder(path) == true { search(path, parts, &found) }
      }
      return
    }
    let candidates =
      isGlob(part) ? names(in: folder).filter { matches(part, $0) } : [part]
    for name in candidates {
      let path = join(folder, name)
      switch (isFolder(path), rest.isEmpty) {
      case (false, true): found.insert(path)
      case (true, false): search(path, rest, &found)
      default: break
      }
    }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// nil where there is nothing.
  private static func isFolder(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    // Safety: the flag outlives the call.
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists ? isFolder.boolValue : nil
  }

  /// Glob matching in linear time per star: on a mismatch the last star takes one byte more.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    if name.hasPrefix(".") && !pattern.hasPrefix(".") { return false }
    let glob = Array(pattern.utf8)
    let text = Array(name.utf8)
    var at = 0
    var position = 0
    var star: (at: Int, position: Int)?
    while position < text.count {
      if at < glob.count, glob[at] == UInt8(ascii: "*") {
        star = (at, position)
        at += 1
      } else if at < glob.count, glob[at] == text[position] || glob[at] == UInt8(ascii: "?") {
        at += 1
        position += 1
      } else if let last = star {
        star = (last.at, last.position + 1)
        at = last.at + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return glob[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
