import Foundation
import Testing

/// `salesfunnel.json` seen from outside: paths, errors, freshness.
@Suite struct ConfigurationTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("job/in/events.csv", ShopExport.file())
  }

  private func configure(_ more: String = "", source: String = "") throws {
    try workspace.write(
      "job/salesfunnel.json",
      """
      // comments and trailing commas are fine
      { timezone: "Europe/Berlin", output: "report", warehouse: "w.sqlite",
        sources: [{ name: "shop", files: "in/*.csv", profile: "canonical.events", \(source) }],
        \(more)
      }
      """)
  }

  @Test func pathsStartAtTheConfigurationsFolder() throws {
    try configure()
    let run = try workspace.run("run", "--config", "job/salesfunnel.json")
    #expect(run.code == 0, "\(run)")
    #expect(workspace.exists("job/report/report.html") && workspace.exists("job/w.sqlite"))
  }

  @Test func rootMovesThem() throws {
    try configure()
    try workspace.write("elsewhere/in/events.csv", ShopExport.file(1...3))
    let run = try workspace.run("run", "--config", "job/salesfunnel.json", "--root", "elsewhere")
    #expect(run.code == 0, "\(run)")
    let metrics = PrintedMetrics(try workspace.text("elsewhere/report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "3")
  }

  @Test func commandLineStartsAtTheWorkingDirectory() throws {
    try configure()
    let run = try workspace.run(
      "run", "--config", "job/salesfunnel.json", "--output", "here", "--warehouse", "w2.sqlite")
    #expect(run.code == 0, "\(run)")
    #expect(workspace.exists("here/report.html") && workspace.exists("w2.sqlite"))
  }

  @Test func pathsAddToTheConfiguration() throws {
    try workspace.write("job/in/events.csv", ShopExport.file(1...5))
    try workspace.write("more.csv", ShopExport.file(6...10))
    try configure()
    let run = try workspace.run("run", "more.csv", "--config", "job/salesfunnel.json")
    #expect(run.code == 0, "\(run)")
    let metrics = PrintedMetrics(try workspace.text("job/report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "10")
  }

  @Test(arguments: [
    ("timezon: \"UTC\",", "timezon", "timezone"),
    ("dimension: [\"channel\"],", "dimension", "dimensions"),
    ("funels: [],", "funels", "funnels"),
    ("windows: [{ name: \"a\", form: \"2025-01-01\", to: \"2025-02-01\" }],", "form", "from"),
    ("checks: [{ metric: \"b2c.aov\", tolerence: {} }],", "tolerence", "tolerance"),
    ("bands: [{ metirc: \"b2c.aov\", low: 1 }],", "metirc", "metric"),
  ])
  func typoNamesFileLineKeyAndTheNearest(text: String, key: String, nearest: String) throws {
    try configure(text)
    let run = try workspace.run("run", "--config", "job/salesfunnel.json")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("salesfunnel.json:4"), "\(run)")
    #expect(run.stderr.contains(key) && run.stderr.contains(nearest), "\(run)")
  }

  @Test func missingConfigurationIsAUsageError() throws {
    let run = try workspace.run("run", "--config", "nowhere.json")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("nowhere.json"), "\(run)")
  }

  @Test func staleSourceStillReportsAndExitsEight() throws {
    try configure(source: "maxAge: \"36h\"")
    let run = try workspace.run("run", "--config", "job/salesfunnel.json")
    #expect(run.code == 8, "\(run)")
    #expect(run.stderr.contains("shop"), "\(run)")
    #expect(workspace.exists("job/report/report.html"))
    #expect(try workspace.text("job/report/run.json").contains("\"stale\": true"))
  }

  @Test(arguments: [("2025-03-10", 0), ("2025-03-11", 8)])
  func expectThroughLooksAtEverySource(day: String, code: Int32) throws {
    try configure()
    let run = try workspace.run(
      "run", "--config", "job/salesfunnel.json", "--expect-through", day)
    #expect(run.code == code, "\(run)")
    #expect(workspace.exists("job/report/report.html"))
  }

  @Test func sourceWithoutAnyFileIsMissing() throws {
    try workspace.write(
      "job/salesfunnel.json",
      """
      { sources: [
        { name: "shop", files: "in/*.csv", profile: "canonical.events" },
        { name: "web", files: "web/*.csv", profile: "canonical.events" } ] }
      """)
    let run = try workspace.run("run", "--config", "job/salesfunnel.json")
    #expect(run.code == 8, "\(run)")
    #expect(run.stderr.contains("web"), "\(run)")
    #expect(workspace.exists("job/salesfunnel-report/report.html"))
  }

  @Test func sourcesListsTheLedger() throws {
    try configure()
    #expect(try workspace.run("run", "--config", "job/salesfunnel.json", "--quiet").code == 0)
    let run = try workspace.run("sources", "--config", "job/salesfunnel.json")
    #expect(run.code == 0, "\(run)")
    #expect(run.stdout.contains("shop") && run.stdout.contains("events.csv"), "\(run)")
    #expect(run.stdout.contains("24"), "rows: \(run)")
    let json = try workspace.run(
      "sources", "--config", "job/salesfunnel.json", "--format", "json")
    #expect(try JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) is [String: Any])
  }

  @Test func sourcesWithoutAWarehouseSaysWhatToDo() throws {
    let run = try workspace.run("sources")
    #expect(run.code == 2 || run.code == 6, "\(run)")
    #expect(run.stderr.contains("salesfunnel run"), "\(run)")
    #expect(!workspace.exists("salesfunnel.sqlite"))
  }
}
