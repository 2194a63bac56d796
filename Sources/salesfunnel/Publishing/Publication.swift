import CSystem
import Foundation
import FunnelModel
import Reporting

/// The output directory: checked before the work, exchanged as a whole after it.
///
/// A report is built in `.<name>.new-<pid>` beside the directory and exchanged for it in one step,
/// so that a reader sees the old report or the new one. What a run that was killed left beside it
/// is cleared away by the next.
struct Publication: Sendable {
  let directory: FilePath
  /// Files that the last publication wrote, by its own `run.json`.
  private let known: Set<String>
  private let exists: Bool

  /// Name of the file that says what was written, and how the run went.
  static let runFile = "run.json"

  /// Checks that the directory may be written.
  ///
  /// - Throws: usage, where it is a link, no directory, holds foreign files or the warehouse.
  init(_ directory: FilePath, warehouse: FilePath?) throws(Failure) {
    self.directory = directory
    if let warehouse, warehouse.resolved.isInside(directory.resolved) {
      throw Failure(
        .usage, "the warehouse \(warehouse) lies inside the output directory \(directory)",
        remedy: "the output is published: keep the warehouse outside it (--warehouse)")
    }
    switch directory.kind {
    case nil:
      exists = false
      known = []
      return
    case .directory: exists = true
    case .link:
      throw Failure(
        .usage, "the output \(directory) is a symbolic link",
        remedy: "name the directory itself with --output")
    default:
      throw Failure(.usage, "the output \(directory) is not a directory")
    }
    let files = Self.files(below: directory, prefix: "")
    known = Self.written(directory)
    if let foreign = files.first(where: { !known.contains($0) }) {
      throw Failure(
        .usage, "the output directory \(directory) holds \(foreign), which no run wrote",
        remedy: "choose another directory with --output, or move the file away")
    }
  }

  /// Publishes a whole report in one step; `threads` files are written at once.
  func publish(_ files: [ReportFile], threads: Int) throws(Failure) {
    let building = scratch
    DurableFile.removeTree(building)
    try DurableFile.makeDirectories(directory.parent)
    do {
      try build(files, in: building, threads: threads)
    } catch {
      DurableFile.removeTree(building)
      throw error
    }
    CrashPoint.beforePublish.reached()
    if exists {
      try exchange(building)
    } else {
      try DurableFile.rename(building, to: directory)
    }
    DurableFile.sync(directory.parent)
    CrashPoint.afterPublish.reached()
    DurableFile.removeTree(building)
  }

  /// After a failure: puts `run.json` into the directory and leaves everything else as it is.
  func replaceRunFile(_ contents: (_ published: [String]) -> [UInt8]) throws(Failure) {
    try DurableFile.makeDirectories(directory)
    let written = known.union([Self.runFile]).sorted()
    try DurableFile.replace(
      directory.appending(Self.runFile), contents(written), scratch: scratch)
  }

  /// Clears away what killed runs left beside the directory.
  func removeLeftovers() {
    let prefix = ".\(directory.name).new-"
    for name in DurableFile.names(in: directory.parent) where name.hasPrefix(prefix) {
      guard let process = Int32(name.dropFirst(prefix.count)) else { continue }
      if process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) {
        DurableFile.removeTree(directory.parent.appending(name))
      }
    }
  }

  private var scratch: FilePath {
    directory.parent.appending(".\(directory.name).new-\(getpid())")
  }

  private func build(
    _ files: [ReportFile], in building: FilePath, threads: Int
  ) throws(Failure) {
    try DurableFile.makeDirectory(building)
    var folders: Set<FilePath> = [building]
    for file in files {
      var folder = building.appending(file.path).parent
      try DurableFile.makeDirectories(folder)
      while folders.insert(folder).inserted { folder = folder.parent }
    }
    // Most of the time is spent waiting for the disk, which takes several files at once.
    let failures = parallelMap(files.count, threads: threads) { index -> Failure? in
      do throws(Failure) {
        try DurableFile.create(building.appending(files[index].path), files[index].bytes)
        return nil
      } catch {
        return error
      }
    }
    if let failure = failures.compactMap({ $0 }).first { throw failure }
    for folder in folders { DurableFile.sync(folder) }
  }

  private func exchange(_ building: FilePath) throws(Failure) {
    // Safety: both paths are terminated copies that live through the call.
    let code = unsafe csystem_exchange_paths(building.text, directory.text)
    if code == 0 { return }
    guard code == ENOSYS || code == EINVAL || code == EOPNOTSUPP else {
      throw Failure(.inputOutput, "cannot publish \(directory): \(ErrorText.of(code))")
    }
    // This file system has no exchange: two renames, the shortest gap there is.
    let aside = directory.parent.appending(".\(directory.name).old-\(getpid())")
    try DurableFile.rename(directory, to: aside)
    try DurableFile.rename(building, to: directory)
    DurableFile.removeTree(aside)
  }

  /// Paths of all files below a directory; links and odd things count as files.
  private static func files(below directory: FilePath, prefix: String) -> [String] {
    var result: [String] = []
    for name in DurableFile.names(in: directory) {
      let path = directory.appending(name)
      if path.kind == .directory {
        result += files(below: path, prefix: prefix + name + "/")
      } else {
        result.append(prefix + name)
      }
    }
    return result
  }

  private static func written(_ directory: FilePath) -> Set<String> {
    let path = directory.appending(runFile)
    guard path.kind == .file, let bytes = DurableFile.read(path) else { return [] }
    return Set(RunFile.publishedFiles(in: bytes))
  }
}
