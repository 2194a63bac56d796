import Foundation
import Testing

/// Bad rows: refused with a clear message, set aside where the user allows it, never half loaded.
@Suite struct RejectTests {
  let workspace: Workspace
  /// Two of 102 rows are bad: lines 51 (time) and 80 (amount).
  static let damaged: String = {
    var rows = (1...102).map { index in
      "e\(index),2025-03-01T10:00:00Z,purchase,c\(index),,o\(index),10.00,EUR,mail"
    }
    rows[49] = "e50,2025-02-30T10:00:00Z,purchase,c50,,o50,10.00,EUR,mail"
    rows[78] = "e79,2025-03-01T10:00:00Z,purchase,c79,,o79,ten,EUR,mail"
    return ShopExport.text(rows)
  }()

  init() throws { workspace = try Workspace() }

  @Test func badRowRefusesTheFileAndNamesEverything() throws {
    try workspace.write("bad.csv", Self.damaged)
    let run = try workspace.run("run", "bad.csv")
    #expect(run.code == 4, "\(run)")
    for part in ["bad.csv:51", "time", "2025-02-30T10:00:00Z", "bad.csv:80", "amount", "ten"] {
      #expect(run.stderr.contains(part), "\(part) in \(run)")
    }
    #expect(run.stderr.contains("--max-rejects"), "the remedy: \(run)")
    #expect(!workspace.exists("salesfunnel-report/report.html"))
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("\"exit_code\": 4") && account.contains("bad.csv:51"), "\(account)")
    // Nothing of it is stored: mending the file gives a clean run's report.
    try workspace.write("bad.csv", ShopExport.file())
    #expect(try workspace.run("run", "bad.csv", "--quiet").code == 0)
    let clean = try Workspace()
    try clean.write("bad.csv", ShopExport.file())
    #expect(try clean.run("run", "bad.csv", "--quiet").code == 0)
    #expect(try workspace.report() == clean.report())
  }

  @Test func oldReportStandsAndOtherFilesStayLoaded() throws {
    try workspace.write("in/a.csv", ShopExport.file(1...5))
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let before = try workspace.report()
    try workspace.write("in/b.csv", Self.damaged)
    try workspace.write("in/c.csv", ShopExport.file(6...10))
    let run = try workspace.run("run", "in")
    #expect(run.code == 4, "\(run)")
    #expect(try workspace.report() == before)
    #expect(try workspace.text("salesfunnel-report/run.json").contains("\"exit_code\": 4"))
    // c.csv is in: without b.csv the next run has nothing to load and reports all ten sessions.
    try FileManager.default.removeItem(at: workspace.path("in/b.csv"))
    let next = try workspace.run("run", "in")
    #expect(next.code == 0, "\(next)")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "10")
    #expect(!(try workspace.text("salesfunnel-report/run.json")).contains("\"action\": \"loaded\""))
  }

  @Test func everyBadFileIsListedInOneRun() throws {
    try workspace.write("in/a.csv", Self.damaged)
    try workspace.write("in/b.csv", ShopExport.header + "\nx,y\n")
    try workspace.write("in/c.csv", "")
    let run = try workspace.run("run", "in")
    #expect(run.code == 4, "\(run)")
    for name in ["a.csv:51", "b.csv:2", "c.csv"] {
      #expect(run.stderr.contains(name), "\(name) in \(run)")
    }
  }

  @Test(arguments: [("2", 0), ("1", 4), ("1.960785%", 0), ("1.960784%", 4), ("100%", 0)])
  func limitIsExactAtItsEdge(limit: String, code: Int32) throws {
    // 2 of 102 rows are 1.9607843… %.
    try workspace.write("bad.csv", Self.damaged)
    let run = try workspace.run("run", "bad.csv", "--max-rejects", limit)
    #expect(run.code == code, "\(run)")
    if code == 0 {
      #expect(run.stderr.contains("warning:"), "\(run)")
      let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
      #expect(metrics.total("b2c.orders") == "100")
      let account = try workspace.text("salesfunnel-report/run.json")
      #expect(
        account.contains("\"read\": 102, \"loaded\": 100")
          && account.contains(
            "\"rejected\": 2"),
        "\(account)")
    }
  }

  @Test func strictTurnsRejectsIntoAnExitCode() throws {
    try workspace.write("bad.csv", Self.damaged)
    let run = try workspace.run("run", "bad.csv", "--max-rejects", "2", "--strict")
    #expect(run.code == 3, "\(run)")
    #expect(workspace.exists("salesfunnel-report/report.html"))
  }

  @Test func eventsOfTheFutureAreRejected() throws {
    try workspace.write(
      "events.csv", ShopExport.file() + "f1,2199-01-01T00:00:00Z,purchase,c1,,o99,1,EUR,mail\n")
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 4, "\(run)")
    #expect(run.stderr.contains("events.csv:26") && run.stderr.contains("2199"), "\(run)")
  }

  @Test func twoCurrenciesWithoutAChoiceAreAConfigurationError() throws {
    try workspace.write(
      "events.csv",
      ShopExport.file() + "d1,2025-03-02T00:00:00Z,purchase,c1,,o99,1,USD,mail\n")
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("EUR") && run.stderr.contains("USD"), "\(run)")
  }
}
