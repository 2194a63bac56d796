import Foundation
import Testing

/// Experiments and support from exports to report files.
@Suite struct SupportAndExperimentTests {
  /// Exposures of one experiment; the first buyers of each variant buy a day later.
  private static func exposures(_ counts: [(String, exposed: Int, bought: Int)]) -> String {
    var text = "time,type,customer_id,experiment,variant,order_id,amount,currency\n"
    for (variant, exposed, bought) in counts {
      for index in 0..<exposed {
        let who = "\(variant)\(index)"
        text += "2025-01-01T00:00:00Z,exposure,\(who),landing,\(variant),,,\n"
        if index < bought {
          text += "2025-01-02T00:00:00Z,purchase,\(who),,,\(who),10.00,EUR\n"
        }
      }
    }
    return text
  }

  private static func run(
    _ counts: [(String, exposed: Int, bought: Int)], split: String
  ) throws -> (rows: [[String]: [String: String]], workspace: Workspace) {
    let workspace = try Workspace()
    try workspace.write("events.csv", exposures(counts))
    try workspace.write(
      "salesfunnel.json",
      """
      { asOf: "2025-02-01", sources: [{ name: "events", files: "events.csv" }],
        experiments: [{ name: "landing", variants: ["a", "b"], split: \(split), window: "7d" }] }
      """)
    let run = try workspace.run("run", "--config", "salesfunnel.json")
    #expect(run.code == 0, "\(run)")
    let table = PrintedTable(try workspace.text("salesfunnel-report/csv/experiments.csv"))
    return (table.indexed(by: ["variant"]), workspace)
  }

  /// metrics.md, "Published numbers to reproduce".
  @Test(arguments: [
    ([1000, 1200], "[1, 1]", "0.000020079", "mismatch"),
    ([310, 98], "[3, 1]", "0.647434186", "as intended"),
  ])
  func sampleRatioMismatch(counts: [Int], split: String, p: String, judged: String) throws {
    let (rows, workspace) = try Self.run(
      [("a", counts[0], 20), ("b", counts[1], 20)], split: split)
    #expect(rows[["a"]]?["srm_p_value"] == p)
    #expect(rows[["b"]]?["srm"] == judged)
    let html = try workspace.text("salesfunnel-report/report.html")
    #expect(html.contains("so its result is not to be trusted") == (judged == "mismatch"))
    let metrics = try workspace.text("salesfunnel-report/csv/metrics.csv")
    #expect(metrics.contains("experiment.srm_p_value,b2c,all,,experiment,landing,,,\(p),"))
  }

  @Test func differencesReachTheReport() throws {
    let (rows, workspace) = try Self.run([("a", 200, 30), ("b", 200, 50)], split: "[1, 1]")
    #expect(rows[["b"]]?["difference"] == "0.100000")
    #expect(rows[["b"]]?["p_value"] == "0.012419331")
    #expect(rows[["b"]]?["verdict"] == "better")
    let html = try workspace.text("salesfunnel-report/report.html")
    #expect(html.contains("id=\"experiments\""))
    #expect(html.contains("id=\"business\""))
  }

  /// A Zendesk export: Friday evening to Monday morning are few working hours.
  @Test func helpDeskWithBusinessHours() throws {
    let workspace = try Workspace()
    try workspace.write(
      "tickets.csv",
      """
      Id,Requester email,Status,Via,Created at,Solved at,First reply time in minutes,Tier
      1,ann@example.com,Solved,Web,2025-03-28 16:30,2025-03-31 12:00,3855,1
      2,bob@example.com,Open,Web,2025-03-31 08:00,,,1

      """)
    func configuration(_ hours: String) -> String {
      """
      { timezone: "Europe/Berlin", asOf: "2025-03-31T11:00:00Z",
        sources: [{ name: "desk", files: "tickets.csv", profile: "zendesk.csv" }],
        sla: { tiers: { "1": "2h" }, hours: \(hours) } }
      """
    }
    for (hours, met, overdue) in [
      ("\"elapsed\"", "0", "1"), ("{ from: \"09:00\", to: \"17:00\" }", "1", "1"),
      ("{ from: \"12:00\", to: \"17:00\" }", "1", "0"),
    ] {
      try workspace.write("salesfunnel.json", configuration(hours))
      let run = try workspace.run("run", "--config", "salesfunnel.json")
      #expect(run.code == 0, "\(run)")
      let rows = PrintedTable(try workspace.text("salesfunnel-report/csv/support.csv"))
        .indexed(by: ["dimension", "segment"])
      // The clocks went forward on Sunday: 3855 minutes after Friday 16:30 it is Monday 09:45.
      #expect(rows[["", ""]]?["sla_met"] == met, "\(hours)")
      #expect(rows[["", ""]]?["overdue"] == overdue, "\(hours)")
    }
    let html = try workspace.text("salesfunnel-report/report.html")
    #expect(html.contains("id=\"support\""))
    for name in ["csv/support.csv", "csv/metrics.csv", "report.json", "report.html", "report.md"] {
      let text = try workspace.text("salesfunnel-report/\(name)")
      #expect(!text.contains("ann@example.com"), "\(name)")
    }
  }
}
