import Foundation
import Testing

/// A disk that is full, a folder that may not be written, a reader that goes away.
@Suite struct DiskTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// Runs the program under a shell that first gives an order such as `ulimit`.
  private func shell(_ order: String, _ arguments: String) throws -> (code: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "\(order); exec '\(Program.path)' \(arguments)"]
    process.currentDirectoryURL = workspace.folder
    process.environment = ["PATH": "/usr/bin:/bin"]
    // A pipe, which the limit of a file's size does not concern; messages are short.
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return (
      signalled ? 128 + process.terminationStatus : process.terminationStatus,
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    )
  }

  /// The limit of a file's size stands for a disk that fills at that point.
  @Test(arguments: [0, 16, 64, 128, 200, 280, 400, 560])
  func whereverTheDiskFillsTheOldReportStands(kibibytes: Int) throws {
    try workspace.write("in/a.csv", ShopExport.file(1...5))
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let before = try workspace.report()
    let rows = (1...3000).map { index in
      "n\(index),2025-03-0\(index % 9 + 1)T10:00:00Z,purchase,buyer \(index * 7919 % 10007)/x,,"
        + "order \(index)/x,10.00,EUR,mail"
    }
    try workspace.write("in/b.csv", ShopExport.text(rows))
    // The signal of the limit is ignored, so that writing fails as on a full disk.
    let full = try shell("trap '' XFSZ; ulimit -f \(kibibytes)", "run in --quiet")
    if full.code != 0 {
      #expect(full.code == 6, "\(full)")
      #expect(!full.errors.isEmpty, "\(full)")
      #expect(try workspace.report() == before)
    }
    #expect(try Database.integrity(workspace.path("salesfunnel.sqlite").path) == "ok")
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let clean = try Workspace()
    try clean.write("in/a.csv", ShopExport.file(1...5))
    try clean.write("in/b.csv", ShopExport.text(rows))
    #expect(try clean.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.report() == clean.report())
    #expect(try workspace.entries() == ["in", "salesfunnel-report", "salesfunnel.sqlite"])
  }

  @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
  func folderThatMayNotBeWritten() throws {
    try workspace.write("in/a.csv", ShopExport.file())
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: workspace.folder.path)
    defer {
      try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workspace.folder.path)
    }
    let run = try workspace.run("run", "in")
    #expect(run.code == 6, "\(run)")
  }

  @Test func outputBelowAFileIsAnError() throws {
    try workspace.write("in/a.csv", ShopExport.file())
    try workspace.write("file", "x")
    let run = try workspace.run("run", "in", "--output", "file/report")
    #expect(run.code == 2 || run.code == 6, "\(run)")
    #expect(try workspace.text("file") == "x")
  }

  @Test(arguments: ["metrics", "help --man", "run in", "completion zsh"])
  func aReaderThatGoesAwayIsQuiet(arguments: String) throws {
    try workspace.write("in/a.csv", ShopExport.file())
    let piped = try shell(
      "'\(Program.path)' \(arguments) | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", "")
    // A text that fits the pipe is written before anyone can close it.
    #expect([0, 6].contains(piped.code), "\(piped)")
    #expect(!piped.errors.contains("error"), "\(piped)")
    if arguments == "run in" { #expect(workspace.exists("salesfunnel-report/report.html")) }
  }
}
