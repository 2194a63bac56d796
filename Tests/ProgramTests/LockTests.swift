import Foundation
import Testing

/// Several runs on one warehouse.
@Suite struct LockTests {
  @Test func oneOfTwentyWorksAndTheRestSaySo() throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    // Whoever gets the lock stops, so that no other can come too late to find it held.
    let programs = try (0..<20).map { _ in
      try workspace.start(
        ["run", "events.csv"],
        environment: [
          "SALESFUNNEL_CRASH_AT": "before-commit", "SALESFUNNEL_CRASH_SIGNAL": "\(SIGSTOP)",
        ])
    }
    defer {
      for program in programs where program.process.isRunning {
        kill(program.process.processIdentifier, SIGKILL)
      }
    }
    while programs.filter(\.process.isRunning).count > 1 { Thread.sleep(forTimeInterval: 0.01) }
    let holder = try #require(programs.first { $0.process.isRunning })
    for program in programs where program !== holder {
      let run = try program.wait()
      #expect(run.code == 5, "\(run)")
      #expect(run.stderr.contains("Another run"), "\(run)")
    }
    // A reader of the warehouse waits for nobody.
    #expect(try Database.integrity(workspace.path("salesfunnel.sqlite").path) == "ok")
    while !isStopped(holder) { Thread.sleep(forTimeInterval: 0.01) }
    kill(holder.process.processIdentifier, SIGCONT)
    let run = try holder.wait()
    #expect(run.code == 0, "\(run)")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.orders") == "4")
  }

  /// Whether a process waits for SIGCONT: `T` behind the name in its line of /proc.
  private func isStopped(_ program: StartedProgram) -> Bool {
    let path = "/proc/\(program.process.processIdentifier)/stat"
    let line = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return line.split(separator: ") ").last?.first == "T"
  }

  @Test func killedHolderBlocksNobodyAndIsRecorded() throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    let killed = try workspace.run(
      ["run", "events.csv"], environment: ["SALESFUNNEL_CRASH_AT": "before-publish"])
    #expect(killed.code == 137, "\(killed)")
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 0, "\(run)")
    let states = try Database.texts(
      workspace.path("salesfunnel.sqlite").path, "SELECT state FROM runs ORDER BY id")
    #expect(states == ["interrupted", "done"])
  }
}
