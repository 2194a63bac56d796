import Foundation
import Testing

/// The output directory: exchanged as a whole, and nothing else in it is ever touched.
@Suite struct PublishingTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
  }

  @Test func foreignFileIsRefusedAndKept() throws {
    try workspace.write("salesfunnel-report/notes.txt", "mine")
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("notes.txt"), "\(run)")
    #expect(try workspace.text("salesfunnel-report/notes.txt") == "mine")
    #expect(!workspace.exists("salesfunnel-report/report.html"))
  }

  @Test func foreignFileAmongPublishedOnesIsRefusedAndKept() throws {
    #expect(try workspace.run("run", "events.csv", "--quiet").code == 0)
    let before = try workspace.report()
    try workspace.write("salesfunnel-report/csv/notes.csv", "mine")
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("csv/notes.csv"), "\(run)")
    try FileManager.default.removeItem(at: workspace.path("salesfunnel-report/csv/notes.csv"))
    #expect(try workspace.report() == before)
    #expect(try workspace.run("run", "events.csv", "--quiet").code == 0)
  }

  @Test func emptyDirectoryIsAccepted() throws {
    try FileManager.default.createDirectory(
      at: workspace.path("out"), withIntermediateDirectories: true)
    let run = try workspace.run("run", "events.csv", "--output", "out")
    #expect(run.code == 0, "\(run)")
    #expect(workspace.exists("out/report.html"))
  }

  @Test func symbolicLinkIsRefused() throws {
    try FileManager.default.createDirectory(
      at: workspace.path("real"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: workspace.path("link"), withDestinationURL: workspace.path("real"))
    let run = try workspace.run("run", "events.csv", "--output", "link")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("symbolic link"), "\(run)")
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: workspace.path("real").path
      ).isEmpty)
  }

  @Test func fileAsOutputIsRefused() throws {
    try workspace.write("out", "a file")
    let run = try workspace.run("run", "events.csv", "--output", "out")
    #expect(run.code == 2, "\(run)")
    #expect(try workspace.text("out") == "a file")
  }

  @Test(arguments: ["out/w.sqlite", "out/deep/w.sqlite", "./out/../out/w.sqlite"])
  func warehouseInsideTheOutputIsRefused(warehouse: String) throws {
    let run = try workspace.run(
      "run", "events.csv", "--output", "out", "--warehouse", warehouse)
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("inside the output"), "\(run)")
    #expect(!workspace.exists("out"))
  }

  @Test func leftoversOfAKilledRunAreCleared() throws {
    try workspace.write(".salesfunnel-report.new-999999999/report.html", "half")
    let run = try workspace.run("run", "events.csv", "--quiet")
    #expect(run.code == 0, "\(run)")
    #expect(!workspace.exists(".salesfunnel-report.new-999999999"))
  }

  @Test func readerNeverSeesAMixture() throws {
    // Two data sets in turn; whoever opens the directory between two steps sees one of them whole.
    try workspace.write("other.csv", ShopExport.file(1...3))
    #expect(try workspace.run("run", "events.csv", "--quiet").code == 0)
    for file in ["other.csv", "events.csv", "other.csv"] {
      let program = try workspace.start([
        "run", file, "--quiet", "--warehouse", "\(file).sqlite",
      ])
      while program.process.isRunning {
        // Safety: the path is a terminated copy that lives through the call.
        let handle = unsafe open(workspace.path("salesfunnel-report").path, O_RDONLY | O_DIRECTORY)
        #expect(handle >= 0, "there is always a report")
        #expect(unsafe faccessat(handle, "report.html", R_OK, 0) == 0 || isGone(handle))
        close(handle)
      }
      let run = try program.wait()
      #expect(run.code == 0, "\(run)")
    }
  }

  /// Whether the directory was exchanged and is being removed: its old name leads elsewhere now.
  private func isGone(_ handle: Int32) -> Bool {
    var held = stat()
    var current = stat()
    // Safety: both structures outlive the calls and the path is a terminated copy.
    let known =
      unsafe fstat(handle, &held) == 0
      && stat(workspace.path("salesfunnel-report").path, &current) == 0
    return known && held.st_ino != current.st_ino
  }

  @Test func privateFilesArePrivateUnderAnyMask() throws {
    let old = umask(0)
    defer { umask(old) }
    #expect(try workspace.run("run", "events.csv", "--quiet").code == 0)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: workspace.path("salesfunnel.sqlite").path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func runFileNamesWhatWasWritten() throws {
    #expect(try workspace.run("run", "events.csv", "--quiet").code == 0)
    let data = try Data(contentsOf: workspace.path("salesfunnel-report/run.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let written = try #require(object["files_written"] as? [String])
    let folder = workspace.path("salesfunnel-report")
    let present = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      var isFolder: ObjCBool = false
      // Safety: the flag outlives the call.
      _ = unsafe FileManager.default.fileExists(
        atPath: folder.appendingPathComponent($0).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }
    #expect(written.sorted() == present.sorted())
  }
}
