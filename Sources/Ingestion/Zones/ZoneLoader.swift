import Foundation
package import FunnelModel

/// Loads time zones from the system's zone files (TZif, RFC 8536) into tables.
///
/// Read once at the start of a run: from then on the numbers depend on the tables alone.
package struct ZoneLoader: Sendable {
  /// Where systems keep zone files, in the order in which they are tried; last, what a package of
  /// this program brings along for systems that have none.
  package static let systemDirectories =
    [
      "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
    ] + (packagedDirectory.map { [$0] } ?? [])

  /// `../share/zoneinfo` beside the program's folder; nil where nobody can tell where that is.
  private static var packagedDirectory: String? {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? ""
    let parts = program.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return nil }
    return parts.dropLast(2).joined(separator: "/") + "/share/salesfunnel/zoneinfo"
  }

  private let directories: [String]

  /// A loader that looks in some directories; the system's unless others are given.
  package init(directories: [String] = ZoneLoader.systemDirectories) {
    self.directories = directories
  }

  /// The zone with an IANA name. `UTC` needs no zone data.
  package func load(_ name: String) throws(ZoneError) -> ZoneTable {
    if name == "UTC" { return .utc }
    guard Self.isValid(name) else { throw ZoneError(name: name, reason: .invalidName) }
    let present = directories.filter { FileManager.default.fileExists(atPath: $0) }
    for directory in present {
      // Notes such as `tzdata.zi` lie beside the zones; only a zone file starts with its magic.
      guard let data = FileManager.default.contents(atPath: directory + "/" + name),
        data.starts(with: ZoneFile.magic)
      else { continue }
      do throws(ZoneFile.Fault) {
        return try ZoneFile(Array(data)).table(name: name)
      } catch {
        throw ZoneError(name: name, reason: .damaged(error.detail))
      }
    }
    let known = names
    if known.isEmpty { throw ZoneError(name: name, reason: .noData) }
    let folded = name.lowercased()
    let nearest =
      known.first { $0.lowercased() == folded } ?? NearestName.find(name, in: known)
    throw ZoneError(name: name, reason: .unknown(nearest: nearest))
  }

  /// All zone names of the first directory that has any, sorted.
  package var names: [String] {
    for directory in directories {
      let paths = FileManager.default.subpaths(atPath: directory) ?? []
      let found = paths.filter { path in
        Self.isValid(path)
          && FileManager.default.contents(atPath: directory + "/" + path)?
            .starts(with: ZoneFile.magic) == true
      }
      if !found.isEmpty { return found.sorted() }
    }
    return []
  }

  /// Up to three parts of letters, digits, `_`, `+` and `-`; never a way out of the directory,
  /// and not the variants whose clocks count leap seconds.
  private static func isValid(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0] != "right", parts[0] != "posix" else {
      return false
    }
    return parts.allSatisfy { part in
      !part.isEmpty && part.utf8.count <= 64
        && part.utf8.allSatisfy { byte in
          (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-")
        }
    }
  }
}
