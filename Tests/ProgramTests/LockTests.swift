import Foundation
import Testing

/// Several runs on one warehouse.
@Suite struct LockTests {
  @Test func oneOfTwentyWorksAndTheRestSaySo() throws {
    let workspace = try Workspace()
    let rows = (1...150_000).map { index in
      "e\(index),2025-03-0\(index % 9 + 1)T10:00:00Z,purchase,c\(index),,o\(index),10.00,EUR,mail"
    }
    try workspace.write("events.csv", ShopExport.text(rows))
    let programs = try (0..<20).map { _ in
      try workspace.start(["run", "events.csv", "--jobs", "1"])
    }
    let runs = try programs.map { try $0.wait() }
    let worked = runs.filter { $0.code == 0 }
    // A late starter may find the lock free again and then works, too; nobody else may fail.
    #expect(!worked.isEmpty)
    for run in runs where run.code != 0 {
      #expect(run.code == 5, "\(run)")
      #expect(run.stderr.contains("Another run"), "\(run)")
    }
    #expect(runs.contains { $0.code == 5 }, "the runs overlapped")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.orders") == "150000")
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
