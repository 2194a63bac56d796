import Foundation
import Testing

/// `--from` and `--to`, files that change while they are read, definitions that change.
@Suite struct SelectionTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("a.csv", ShopExport.file())
  }

  private func metrics() throws -> PrintedMetrics {
    PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
  }

  // Sessions 1, 4, 7 and 10 buy for ten times their number.
  @Test(arguments: [
    (["--from", "2025-03-04"], "7", "210.0000"), (["--to", "2025-03-05"], "4", "50.0000"),
    (["--from", "2025-03-04", "--to", "2025-03-08"], "4", "110.0000"),
    (["--from", "2025-03-01", "--to", "2025-03-11"], "10", "220.0000"),
  ])
  func daysAreSelected(options: [String], sessions: String, revenue: String) throws {
    let run = try workspace.run(["run", "a.csv"] + options)
    #expect(run.code == 0, "\(run)")
    let metrics = try metrics()
    #expect(metrics.total("b2c.sessions") == sessions)
    #expect(metrics.total("b2c.revenue_gross") == revenue)
    #expect(try workspace.text("salesfunnel-report/report.md").isEmpty == false)
  }

  @Test func selectionEqualsAFileThatHoldsNothingElse() throws {
    #expect(
      try workspace.run("run", "a.csv", "--from", "2025-03-03", "--to", "2025-03-09").code == 0)
    let selected = try workspace.text("salesfunnel-report/csv/metrics.csv")
    let other = try Workspace()
    try other.write("a.csv", ShopExport.file(3...8))
    #expect(try other.run("run", "a.csv", "--as-of", "2025-03-08").code == 0)
    #expect(try selected == other.text("salesfunnel-report/csv/metrics.csv"))
  }

  @Test(arguments: [
    ["--from", "2025-04-01"], ["--to", "2025-03-01"],
    ["--from", "2024-01-01", "--to", "2024-02-01"],
  ])
  func nothingIsAnErrorUnlessAllowed(options: [String]) throws {
    let run = try workspace.run(["run", "a.csv"] + options)
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("--allow-empty"), "\(run)")
    let tried = try workspace.run(["validate", "a.csv"] + options)
    #expect(tried.code == 2, "\(tried)")
    let empty = try workspace.run(["run", "a.csv", "--allow-empty"] + options)
    #expect(empty.code == 0, "\(empty)")
  }

  @Test func aGapInTheMiddleIsNothing() throws {
    try workspace.write("a.csv", ShopExport.text(ShopExport.rows(1...2) + ShopExport.rows(9...10)))
    let run = try workspace.run("run", "a.csv", "--from", "2025-03-04", "--to", "2025-03-06")
    #expect(run.code == 2, "\(run)")
  }

  @Test func changedDefinitionIsNoRegression() throws {
    try workspace.write(
      "salesfunnel.json",
      """
      { sources: [{ name: "s", files: "a.csv", profile: "canonical.events" }],
        checks: [{ metric: "b2c.aov", better: "higher" }] }
      """)
    #expect(try workspace.run("run", "--quiet").code == 0)
    let path = workspace.path("salesfunnel.sqlite").path
    let stored = try Database.texts(
      path, "SELECT digest FROM definitions WHERE metric = 'b2c.aov'")
    let printed = try workspace.run("metrics", "b2c.aov").stdout
    #expect(stored.count == 1 && printed.contains(stored[0]), "\(printed)")
    // Other numbers, so that equality does not decide before the definition does.
    try workspace.write("a.csv", ShopExport.file(1...9))
    #expect(try workspace.run("run", "--quiet").code == 0)
    let regressed = try workspace.run("check", "--baseline", "last")
    #expect(!regressed.stdout.contains("redefined"), "\(regressed)")
    _ = try Database.texts(path, "UPDATE definitions SET digest = '0' WHERE run_id = 1")
    for baseline in ["last", "1"] {
      let run = try workspace.run("check", "--baseline", baseline)
      #expect(run.code == 0, "\(run)")
      #expect(run.stdout.contains("redefined"), "\(run)")
    }
  }

  @Test func aFileStillBeingWrittenIsNotRefusedForGood() throws {
    let rows = (1...40_000).map { index in
      "e\(index),2025-03-0\(index % 9 + 1)T10:00:00Z,purchase,c\(index),,o\(index),1.00,EUR,mail"
    }
    let whole = Array(ShopExport.text(rows).utf8)
    try workspace.write("a.csv", Data())
    let handle = try FileHandle(forWritingTo: workspace.path("a.csv"))
    let program = try workspace.start(["run", "a.csv"])
    // Pieces that end anywhere, also inside a row.
    for start in stride(from: 0, to: whole.count, by: whole.count / 23 + 1) {
      try handle.write(
        contentsOf: Data(whole[start..<min(whole.count, start + whole.count / 23 + 1)]))
      Thread.sleep(forTimeInterval: 0.03)
    }
    try handle.close()
    let first = try program.wait()
    // Put off (8; nothing else to report: 2), refused for a row that was cut (4), or taken.
    #expect([0, 2, 4, 8].contains(first.code), "\(first)")
    let next = try workspace.run("run", "a.csv")
    #expect(next.code == 0, "\(next)")
    #expect(try metrics().total("b2c.orders") == "40000")
  }
}
