import Foundation
import Glibc

/// The bytes of one file from its beginning, decompressed where its name ends in `.gz` or `.zst`.
///
/// Compressed files are read through the system's own `gzip` or `zstd`, as a pipe: memory stays
/// bounded by what the caller reads, whatever the file expands to.
struct ByteStream: ~Copyable {
  private let name: String
  private let descriptor: Int32
  private let tool: Process?
  private let toolName: String

  private init(name: String, descriptor: Int32, tool: Process?, toolName: String) {
    self.name = name
    self.descriptor = descriptor
    self.tool = tool
    self.toolName = toolName
  }

  /// Opens a file; `name` is what messages call it.
  static func open(path: String, name: String) throws(IngestionError) -> ByteStream {
    if let tool = Compression(path: path) {
      let (process, descriptor) = try tool.start(path: path, name: name)
      return ByteStream(
        name: name, descriptor: descriptor, tool: process, toolName: tool.rawValue)
    }
    // Safety: a C call with a string that lives through it.
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw FileErrors.system(name, "cannot be opened", code: errno) }
    return ByteStream(name: name, descriptor: descriptor, tool: nil, toolName: "")
  }

  deinit {
    close(descriptor)
    // Nobody reads the rest: a tool that still writes is stopped.
    if let tool, tool.isRunning {
      tool.terminate()
      tool.waitUntilExit()
    }
  }

  /// Appends up to `limit` bytes and returns their number; less than `limit` means the end.
  func append(to bytes: inout [UInt8], upTo limit: Int) throws(IngestionError) -> Int {
    var filled = 0
    var failure: Int32 = 0
    bytes.append(addingCapacity: limit) { (output: inout OutputSpan<UInt8>) in
      // Safety: the kernel writes only inside the buffer, and `filled` counts what it wrote.
      unsafe output.withUnsafeMutableBufferPointer { memory, initialized in
        while filled < limit {
          let target = unsafe memory.baseAddress?.advanced(by: initialized + filled)
          let count = unsafe Glibc.read(descriptor, target, limit - filled)
          if count == 0 { break }
          if count > 0 {
            filled += count
          } else if errno != EINTR {
            failure = errno
            break
          }
        }
        initialized += filled
      }
    }
    if failure != 0 { throw FileErrors.system(name, "cannot be read", code: failure) }
    return filled
  }

  /// Call at the end of the bytes: a decompressor that failed means that they are not all there.
  func checkEnd() throws(IngestionError) {
    guard let tool else { return }
    tool.waitUntilExit()
    if tool.terminationStatus != 0 {
      throw IngestionError(
        .data, file: name, problem: "\(toolName) could not decompress the file to its end",
        remedy: "deliver the file again, it is damaged or was cut off")
    }
  }
}

/// The compressed forms of exports, each opened by the tool of its name.
enum Compression: String {
  case gzip, zstd

  /// The compression that a file name says; nil for a plain file.
  init?(path: String) {
    if path.hasSuffix(".gz") {
      self = .gzip
    } else if path.hasSuffix(".zst") {
      self = .zstd
    } else {
      return nil
    }
  }

  /// Starts the tool on a file; returns it with the reading end of its output.
  func start(path: String, name: String) throws(IngestionError) -> (Process, Int32) {
    guard let tool = Self.find(rawValue) else {
      throw IngestionError(
        .inputOutput, file: name,
        problem: "the file is compressed and \(rawValue) is not installed",
        remedy: "install \(rawValue), or decompress the file first")
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = ["-dc", "--", path]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw IngestionError(
        .inputOutput, file: name, problem: "\(rawValue) cannot be started",
        remedy: "check that \(tool) may be executed")
    }
    // The stream keeps its own descriptor. The pipe's must be closed, or the tool would wait for
    // ever for a reader that has gone, and its end would never be seen.
    let descriptor = fcntl(pipe.fileHandleForReading.fileDescriptor, F_DUPFD_CLOEXEC, 0)
    try? pipe.fileHandleForReading.close()
    try? pipe.fileHandleForWriting.close()
    if descriptor < 0 { throw FileErrors.system(name, "cannot be read", code: errno) }
    return (process, descriptor)
  }

  private static func find(_ tool: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(tool)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
