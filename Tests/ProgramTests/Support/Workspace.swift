import Foundation

/// A temporary directory in which the program is run; removed with its last reference.
final class Workspace: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("salesfunnel-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs the program in the workspace and waits for its end.
  func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ProgramRun {
    try start(arguments, environment: environment).wait()
  }

  /// Runs the program in the workspace and waits for its end.
  func run(_ arguments: String...) throws -> ProgramRun { try run(arguments) }

  /// Starts the program without waiting.
  func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> StartedProgram {
    try StartedProgram(arguments, in: folder, environment: environment)
  }

  func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name).path)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws {
    let target = path(name)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: target)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: path(name)), as: UTF8.self)
  }

  /// Everything below a directory that must not depend on how the data arrived: path → bytes.
  func report(_ name: String = "salesfunnel-report") throws -> [String: Data] {
    let arrival: Set<String> = ["run.json", "metrics.prom", "csv/restatements.csv"]
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: path(name).path) {
      var isFolder: ObjCBool = false
      let full = self.path(name).appendingPathComponent(path)
      // Safety: the flag outlives the call.
      _ = unsafe FileManager.default.fileExists(atPath: full.path, isDirectory: &isFolder)
      if isFolder.boolValue || arrival.contains(path) { continue }
      files[path] = try Data(contentsOf: full)
    }
    return files
  }

  /// Names of all entries of the workspace itself, sorted.
  func entries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}

/// The program while it runs; its output goes to files, so that no pipe can fill.
final class StartedProgram {
  let process = Process()
  private let command: String
  private let output: URL
  private let errors: URL

  init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
    let base = FileManager.default.temporaryDirectory
      .appendingPathComponent("salesfunnel-output-\(UUID().uuidString)")
    output = base.appendingPathExtension("out")
    errors = base.appendingPathExtension("err")
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // A zone and a locale that would show in the numbers if anything read them.
    process.environment = [
      "PATH": "/usr/bin:/bin", "TZ": "Pacific/Apia", "LC_ALL": "de_DE.UTF-8",
    ].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    command = (["salesfunnel"] + arguments).joined(separator: " ")
    try process.run()
  }

  deinit {
    try? FileManager.default.removeItem(at: output)
    try? FileManager.default.removeItem(at: errors)
  }

  /// Waits for the end.
  func wait() throws -> ProgramRun {
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return ProgramRun(
      command: command,
      code: signalled ? 128 + process.terminationStatus : process.terminationStatus,
      stdout: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      stderr: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
