import Foundation
import Testing

/// `salesfunnel run FILE` without a configuration: what a newcomer does first.
@Suite struct FirstReportTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
  }

  @Test func canonicalFileNeedsNothingElse() throws {
    let run = try workspace.run("run", "events.csv")
    #expect(run.code == 0, "\(run)")
    for file in [
      "report.html", "report.md", "report.json", "csv/metrics.csv", "csv/datapackage.json",
      "run.json", "metrics.prom",
    ] {
      #expect(workspace.exists("salesfunnel-report/\(file)"), "\(file)\n\(run)")
    }
    #expect(workspace.exists("salesfunnel.sqlite"))
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "10")
    #expect(metrics.total("b2c.orders") == "4")
    #expect(metrics.total("b2c.revenue_gross") == "220.0000")
    #expect(metrics.total("b2c.aov") == "55.0000")
    #expect(metrics.total("b2c.session_conversion_rate") == "0.400000")
    #expect(metrics.total("b2c.session_conversion_rate", "numerator") == "4")
    #expect(metrics.total("b2c.repeat_purchase_rate", "numerator") == "1")
    #expect(metrics.total("b2c.repeat_purchase_rate", "denominator") == "3")
    #expect(metrics.total("b2c.aov", "as_of")?.hasPrefix("2025-03-10") == true)
  }

  @Test func folderOfMixedExportsIsRecognisedFileByFile() throws {
    try workspace.write("exports/shop.csv", ShopExport.file())
    try workspace.write(
      "exports/costs.csv",
      "date,market,category,channel,amount,currency\n2025-03-05,b2c,media,search,30.00,EUR\n")
    let run = try workspace.run("run", "exports")
    #expect(run.code == 0, "\(run)")
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("exports/shop.csv") && account.contains("exports/costs.csv"))
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    // 30.00 for the three new customers c1, c4 and c10.
    #expect(metrics.total("unit.cac", market: "b2c") == "10.0000", "\(run)")
  }

  @Test func quietSuccessPrintsNothing() throws {
    let run = try workspace.run("run", "events.csv", "--quiet")
    #expect(run.code == 0 && run.stdout.isEmpty && run.stderr.isEmpty, "\(run)")
  }

  @Test func pipedOutputHoldsNoEscapeBytes() throws {
    let run = try workspace.run("run", "events.csv", "--verbose")
    #expect(run.code == 0, "\(run)")
    #expect(!run.stdout.contains("\u{1b}") && !run.stderr.contains("\u{1b}"), "\(run)")
    #expect(run.stderr.contains("events.csv"), "a line per file: \(run)")
  }

  @Test(arguments: ["json", "markdown"])
  func formatPutsTheReportOnStandardOutput(format: String) throws {
    let run = try workspace.run("run", "events.csv", "--format", format)
    #expect(run.code == 0, "\(run)")
    let name = format == "json" ? "report.json" : "report.md"
    #expect(run.stdout == (try workspace.text("salesfunnel-report/\(name)")))
  }

  @Test func messagesCanBeObjects() throws {
    let run = try workspace.run("run", "events.csv", "missing.csv", "--log-format", "json")
    #expect(run.code == 2, "\(run)")
    let lines = run.stderr.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["level"] is String && object?["message"] is String, "\(line)")
      #expect((object?["time"] as? String)?.hasSuffix("Z") == true, "\(line)")
    }
  }

  @Test func grainAndByLimitWhatIsPrinted() throws {
    let run = try workspace.run(
      "run", "events.csv", "--grain", "all,month", "--by", "device", "--allow-empty")
    #expect(run.code == 0, "\(run)")
    let csv = try workspace.text("salesfunnel-report/csv/metrics.csv")
    let grains = Set(
      csv.split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(
          separator: ",", omittingEmptySubsequences: false)[2]
      })
    #expect(grains == ["all", "month"])
    #expect(csv.contains(",device,(blank),") && !csv.contains(",channel,"))
  }

  @Test func asOfIgnoresWhatCameLater() throws {
    let run = try workspace.run("run", "events.csv", "--as-of", "2025-03-06")
    #expect(run.code == 0, "\(run)")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "6")
    #expect(metrics.total("b2c.orders") == "2")
  }

  @Test func selectionOfNothingIsAnErrorUnlessAllowed() throws {
    let refused = try workspace.run("run", "events.csv", "--as-of", "2024-01-01")
    #expect(refused.code == 2, "\(refused)")
    let allowed = try workspace.run(
      "run", "events.csv", "--as-of", "2024-01-01", "--allow-empty")
    #expect(allowed.code == 0, "\(allowed)")
    #expect(workspace.exists("salesfunnel-report/report.html"))
  }

  @Test func headerWithoutRowsIsZeroRowsAndAnEmptyFileIsRefused() throws {
    try workspace.write("events.csv", ShopExport.header + "\n")
    let none = try workspace.run("run", "events.csv", "--allow-empty")
    #expect(none.code == 0, "\(none)")
    try workspace.write("blank.csv", "")
    let refused = try workspace.run("run", "blank.csv", "--allow-empty")
    #expect(refused.code == 4, "\(refused)")
    #expect(refused.stderr.contains("blank.csv"), "\(refused)")
  }

  @Test func validateWritesNothingAndExitsAsRunWould() throws {
    let before = try workspace.entries()
    let good = try workspace.run("validate", "events.csv")
    #expect(good.code == 0, "\(good)")
    try workspace.write("bad.csv", ShopExport.file() + "e99,yesterday,purchase,c1,s1,o1,1,EUR,x\n")
    let bad = try workspace.run("validate", "bad.csv")
    #expect(bad.code == 4, "\(bad)")
    #expect(bad.stderr.contains("bad.csv:26"), "\(bad)")
    #expect(try workspace.entries() == (before + ["bad.csv"]).sorted())
  }
}
