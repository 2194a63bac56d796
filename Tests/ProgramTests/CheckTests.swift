import Foundation
import Testing

/// `salesfunnel check`: the gate of continuous integration.
@Suite struct CheckTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write(
      "salesfunnel.json",
      """
      { sources: [{ name: "shop", files: "in/*.csv", profile: "canonical.events" }],
        checks: [
          { metric: "b2c.session_conversion_rate", better: "higher", grain: "all",
            tolerance: { absolute: 0.01 }, minimumN: 10 },
        ] }
      """)
  }

  /// `sessions` sessions of which the first `orders` buy.
  private func deliver(sessions: Int, orders: Int) throws {
    try write(sessions: sessions, orders: orders)
    let run = try workspace.run("run", "--quiet")
    #expect(run.code == 0, "\(run)")
  }

  private func write(sessions: Int, orders: Int) throws {
    let rows = (1...sessions).flatMap { index -> [String] in
      let start = "a\(index),2025-03-0\(index % 9 + 1)T10:00:00Z,session_start,c\(index),s\(index)"
      guard index <= orders else { return [start + ",,,,mail"] }
      return [
        start + ",,,,mail",
        "b\(index),2025-03-0\(index % 9 + 1)T10:05:00Z,purchase,c\(index),s\(index),o\(index),"
          + "10.00,EUR,mail",
      ]
    }
    try workspace.write("in/events.csv", ShopExport.text(rows))
  }

  @Test func runCheckedAgainstItselfPasses() throws {
    try deliver(sessions: 400, orders: 100)
    for baseline in ["salesfunnel-report/report.json", "last"] {
      if baseline == "last" { #expect(try workspace.run("run", "--quiet").code == 0) }
      let check = try workspace.run("check", "--baseline", baseline)
      #expect(check.code == 0, "\(check)")
      #expect(check.stdout.contains("pass"), "\(check)")
    }
  }

  @Test func regressionExitsOneInEveryFormat() throws {
    try deliver(sessions: 4000, orders: 1000)
    let written = try workspace.run("check", "--write-baseline", "baseline.json")
    #expect(written.code == 0, "\(written)")
    try deliver(sessions: 4000, orders: 400)
    for format in ["text", "json", "junit", "markdown", "github"] {
      let check = try workspace.run("check", "--baseline", "baseline.json", "--format", format)
      #expect(check.code == 1, "\(check)")
      #expect(check.stdout.contains("conversion") && check.stdout.contains("regressed"), "\(check)")
    }
    let last = try workspace.run("check", "--baseline", "last")
    #expect(last.code == 1, "\(last)")
  }

  @Test func improvementPasses() throws {
    try deliver(sessions: 4000, orders: 400)
    #expect(try workspace.run("check", "--write-baseline", "b.json").code == 0)
    try deliver(sessions: 4000, orders: 1000)
    let check = try workspace.run("check", "--baseline", "b.json")
    #expect(check.code == 0, "\(check)")
    #expect(check.stdout.contains("improved"), "\(check)")
  }

  @Test func tooFewIsUndecidedAndSevenOnlyWithStrict() throws {
    try deliver(sessions: 40, orders: 10)
    #expect(try workspace.run("check", "--write-baseline", "b.json").code == 0)
    try deliver(sessions: 40, orders: 8)
    let check = try workspace.run("check", "--baseline", "b.json")
    #expect(check.code == 0, "\(check)")
    #expect(check.stdout.contains("undecided"), "\(check)")
    #expect(try workspace.run("check", "--baseline", "b.json", "--strict").code == 7)
  }

  @Test func runWithABaselineWritesEverythingBeforeItFails() throws {
    try deliver(sessions: 4000, orders: 1000)
    #expect(try workspace.run("check", "--write-baseline", "b.json").code == 0)
    try write(sessions: 4000, orders: 400)
    let run = try workspace.run("run", "--baseline", "b.json")
    #expect(run.code == 1, "\(run)")
    #expect(run.stdout.contains("regressed"), "\(run)")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.orders") == "400")
    #expect(try workspace.text("salesfunnel-report/run.json").contains("\"exit_code\": 1"))
  }

  @Test func damagedBaselineIsAUsageError() throws {
    try deliver(sessions: 40, orders: 10)
    try workspace.write("b.json", "{ \"metrics\": [")
    let check = try workspace.run("check", "--baseline", "b.json")
    #expect(check.code == 2, "\(check)")
    #expect(check.stderr.contains("b.json"), "\(check)")
  }

  @Test func metricsPrintsTheCatalogue() throws {
    let text = try workspace.run("metrics")
    #expect(text.code == 0 && text.stdout.contains("b2c.aov"), "\(text)")
    let one = try workspace.run("metrics", "b2c.aov")
    #expect(one.code == 0 && one.stdout.contains("÷"), "\(one)")
    let json = try workspace.run("metrics", "--format", "json")
    let list = try JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [[String: Any]]
    #expect((list?.count ?? 0) > 15)
    let markdown = try workspace.run("metrics", "--format", "markdown")
    #expect(markdown.stdout.contains("b2c.aov"))
    // Tables of their own follow, and say what a row is.
    #expect(text.stdout.contains("\ncohorts "), "\(text)")
    let table = try workspace.run("metrics", "loss_reasons")
    #expect(table.code == 0 && table.stdout.contains("csv/loss_reasons.csv"), "\(table)")
    #expect(list?.last?["row"] != nil && list?.first?["unit"] != nil)
  }
}
