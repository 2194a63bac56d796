import Foundation
import FunnelModel

/// Reads the key with which ids are hashed.
enum KeyFile {
  private static let recipe = "make one with: (umask 077; head -c 32 /dev/urandom | base64 > FILE)"

  /// The key in a file, without the white space around it.
  ///
  /// - Throws: usage where the file is missing, short, or readable by others.
  static func read(_ path: FilePath) throws(Failure) -> IDKey {
    let name = path.relative(to: .current)
    let problem = "`privacy.hashKeyFile`: \(name)"
    guard path.kind == .file, let bytes = DurableFile.read(path) else {
      throw Failure(.usage, "\(problem) does not exist or cannot be read", remedy: recipe)
    }
    let mode =
      (try? FileManager.default.attributesOfItem(atPath: path.text))?[.posixPermissions] as? Int
    if (mode ?? 0o777) & 0o077 != 0 {
      throw Failure(
        .usage, "\(problem) may be read by other users", remedy: "run: chmod 600 \(name)")
    }
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let key = Array(Array(bytes.drop(while: isSpace)).reversed().drop(while: isSpace).reversed())
    guard key.count >= IDKey.leastBytes else {
      throw Failure(
        .usage, "\(problem) holds \(key.count) bytes; a key has at least \(IDKey.leastBytes)",
        remedy: recipe)
    }
    return IDKey(key)
  }
}
