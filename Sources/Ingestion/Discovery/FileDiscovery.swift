import Foundation

/// Finds the files that patterns and folders name, in one order on every machine.
package struct FileDiscovery: Sendable {
  /// Folder in which relative patterns start, absolute.
  package let root: String

  /// A search from a folder.
  package init(root: String) { self.root = root }

  /// Endings of files that a folder is searched for.
  private static let exportEndings = [".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl"]
  private static let compressions = ["", ".gz", ".zst"]

  /// The files that a pattern names, as absolute paths, sorted bytewise.
  ///
  /// `*` and `?` match within a name, `**` any number of folders. A relative pattern must not
  /// leave the root, neither by `..` nor through a symbolic link.
  package func files(matching pattern: String) throws(IngestionError) -> [String] {
    let isAbsolute = pattern.hasPrefix("/")
    var parts = pattern.split(separator: "/").map(String.init).filter { $0 != "." }
    if !isAbsolute && parts.contains("..") {
      throw IngestionError(
        .configuration, file: pattern, problem: "the pattern leaves its folder by \"..\"",
        remedy: "write the pattern from the folder that holds the exports, or set --root")
    }
    var folders = [isAbsolute ? "/" : root]
    guard let last = parts.popLast() else { return [] }
    for part in parts { folders = folders.flatMap { Self.descend($0, part) } }
    if last == "**" { folders = folders.flatMap(Self.tree) }
    var found: [String] = []
    for folder in folders {
      for name in Self.names(folder) where Wildcard(last == "**" ? "*" : last).matches(name) {
        let path = Self.join(folder, name)
        if Self.isFile(path) { found.append(path) }
      }
    }
    if !isAbsolute {
      for path in found { try checkInside(path) }
    }
    return Array(Set(found)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The exports in a folder and the folders below it, as absolute paths, sorted bytewise.
  package func exports(in folder: String) -> [String] {
    var found: [String] = []
    for place in Self.tree(folder) {
      for name in Self.names(place) where !name.hasPrefix(".") && Self.isExport(name) {
        let path = Self.join(place, name)
        if Self.isFile(path) { found.append(path) }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isExport(_ name: String) -> Bool {
    let lower = name.lowercased()
    return exportEndings.contains { ending in
      compressions.contains { lower.hasSuffix(ending + $0) }
    }
  }

  private static func descend(_ folder: String, _ part: String) -> [String] {
    if part == "**" { return tree(folder) }
    return names(folder).filter { Wildcard(part).matches($0) }.map { join(folder, $0) }
      .filter(isFolder)
  }

  /// A folder and all folders below it; symbolic links to folders are not followed.
  private static func tree(_ folder: String) -> [String] {
    var result = [folder]
    for name in names(folder) where !name.hasPrefix(".") {
      let path = join(folder, name)
      if isFolder(path) && !isLink(path) { result += tree(path) }
    }
    return result
  }

  private static func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  private static func isFolder(_ path: String) -> Bool {
    // Foundation's out parameter is an Objective-C heritage; attributes say the same safely.
    (try? URL(fileURLWithPath: path).resolvingSymlinksInPath().resourceValues(
      forKeys: [.isDirectoryKey]).isDirectory) ?? false
  }

  private static func isFile(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path) && !isFolder(path)
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  /// Refuses a file that a symbolic link puts outside the root.
  private func checkInside(_ path: String) throws(IngestionError) {
    let home = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if real == home || real.hasPrefix(home == "/" ? "/" : home + "/") { return }
    throw IngestionError(
      .configuration, file: path, problem: "a symbolic link leads out of \(root)",
      remedy: "move the file into the folder, or name its real place with --root")
  }
}

/// A file name pattern: `*` matches any run of characters, `?` one.
struct Wildcard {
  private let pattern: [Unicode.Scalar]

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  func matches(_ name: String) -> Bool {
    let text = Array(name.unicodeScalars)
    // Greedy with one point to come back to: linear in practice, never exponential.
    var (p, t) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count && pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count && (pattern[p] == "?" || pattern[p] == text[t]) {
        p += 1
        t += 1
      } else if let back = star {
        star = (back.pattern, back.text + 1)
        p = back.pattern + 1
        t = back.text + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
