import Foundation
import Testing

/// `audiences`: what a reader may not see stands in no byte of the report that is made for him.
@Suite struct AudienceTests {
  private static let header =
    "event_id,time,type,customer_id,session_id,order_id,amount,currency,channel,region,owner"

  /// Forty visits of forty people in four regions, each region with a channel and an owner of its
  /// own. Only the visit's first event says where it was, as in most exports; the order does not.
  private static func rows(_ regions: Set<String>) -> String {
    let all = ["north", "south", "atlantis", "lemuria"]
    let lines = (0..<40).flatMap { index -> [String] in
      let region = all[index % 4]
      guard regions.contains(region) else { return [] }
      let day = "2025-03-\(String(format: "%02d", index / 4 + 1))T1"
      let buyer = "c\(index),s\(index)"
      let labels = "from-\(region),\(region),owner-\(region)"
      var lines = [
        "e\(index)a,\(day)0:00:00Z,session_start,\(buyer),,,,\(labels)",
        "e\(index)b,\(day)1:00:00Z,add_to_cart,\(buyer),,,,,,",
      ]
      if index % 3 != 0 {
        lines.append(
          "e\(index)c,\(day)2:00:00Z,purchase,\(buyer),o\(index),\(index + 1).50,EUR,,,")
      }
      return lines
    }
    return header + "\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func configuration(_ audiences: String) -> String {
    """
    { dimensions: ["channel"], asOf: "2025-03-31", \(audiences)
      costs: [{ from: "2025-03-01", to: "2025-04-01", category: "media", amount: "700" }],
      sources: [{ name: "shop", files: "events.csv", profile: "canonical.events" }] }
    """
  }

  private func workspace(_ regions: Set<String>, _ audiences: String) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write("events.csv", Self.rows(regions))
    try workspace.write("salesfunnel.json", Self.configuration(audiences))
    let run = try workspace.run("run", "--quiet")
    #expect(run.code == 0, "\(run)")
    return workspace
  }

  private static let everywhere: Set<String> = ["north", "south", "atlantis", "lemuria"]

  @Test(arguments: [
    "region, is: [\"north\", \"south\"]",
    "owner, not: [\"owner-atlantis\", \"owner-lemuria\", \"\"]",
  ])
  func aReportHoldsItsRecordsAndNoOther(condition: String) throws {
    let parts = condition.split(separator: ",", maxSplits: 1)
    let workspace = try workspace(
      Self.everywhere,
      "audiences: [{ name: \"emea\", where: [{ field: \"\(parts[0])\",\(parts[1]) }] }],")
    let files = try workspace.report("salesfunnel-report/audiences/emea")
    #expect(files.keys.contains("report.html") && files.keys.contains("csv/metrics.csv"))
    #expect(!workspace.exists("salesfunnel-report/audiences/emea/run.json"))
    for (name, data) in files {
      for secret in ["atlantis", "lemuria"] {
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains(secret), "\(name) tells of \(secret)")
      }
    }

    // The same numbers as where nothing else was ever delivered; costs are nobody's share.
    let alone = try self.workspace(["north", "south"], "")
    func lines(_ workspace: Workspace, _ path: String) throws -> [String] {
      try workspace.text(path).split(whereSeparator: \.isNewline).map(String.init)
        .filter { !$0.hasPrefix("unit.") }
    }
    let own = try lines(workspace, "salesfunnel-report/audiences/emea/csv/metrics.csv")
    let expected = try lines(alone, "salesfunnel-report/csv/metrics.csv")
    #expect(own == expected)
    #expect(own.contains { $0.hasPrefix("b2c.orders,b2c,all,,,,,,13,") })
    // And the whole report is what it is without audiences.
    let whole = try self.workspace(Self.everywhere, "")
    let shared = try whole.report()
    let here = try workspace.report().filter { !$0.key.hasPrefix("audiences/") }
    #expect(here == shared)
  }

  @Test func hiddenFieldsTakeEverythingAlongThatIsMadeOfThem() throws {
    let workspace = try workspace(
      Self.everywhere,
      """
      audiences: [{ name: "board", where: [{ field: "region", is: ["north"] }],
        hide: ["channel", "amount"] }],
      """)
    let files = try workspace.report("salesfunnel-report/audiences/board")
    for (name, data) in files {
      let text = String(decoding: data, as: UTF8.self)
      #expect(!text.contains("from-north"), "\(name) shows a channel")
      #expect(!text.contains("1.50") && !text.contains("5.50"), "\(name) shows an amount")
    }
    let metrics = PrintedMetrics(
      try workspace.text("salesfunnel-report/audiences/board/csv/metrics.csv"))
    #expect(metrics.total("b2c.orders") != nil && metrics.total("b2c.aov") == nil)
  }

  @Test func aHiddenFieldMaySelectTheRecordsAndIsNotTold() throws {
    let workspace = try workspace(
      Self.everywhere,
      """
      audiences: [{ name: "board", where: [{ field: "owner", is: ["owner-north"] }],
        hide: ["owner"] }],
      """)
    for (name, data) in try workspace.report("salesfunnel-report/audiences/board") {
      let text = String(decoding: data, as: UTF8.self)
      #expect(!text.contains("owner-"), "\(name) shows an owner")
    }
  }

  @Test func smallCellsAreHiddenThereToo() throws {
    let workspace = try workspace(
      Self.everywhere,
      "audiences: [{ name: \"one\", where: [{ field: \"region\", is: [\"north\"] }] }], "
        + "privacy: { k: 8 },")
    let metrics = PrintedMetrics(
      try workspace.text("salesfunnel-report/audiences/one/csv/metrics.csv"))
    #expect(metrics.row("b2c.orders", market: "b2c")?["status"] == "suppressed")
    #expect(metrics.total("b2c.sessions") == "10")
  }

  @Test func anAudienceWithoutRecordsIsAnErrorAndANameOnceOnly() throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", Self.rows(Self.everywhere))
    let audience = "{ name: \"x\", where: [{ field: \"region\", is: [\"mu\"] }] }"
    try workspace.write("salesfunnel.json", Self.configuration("audiences: [\(audience)],"))
    let run = try workspace.run("run")
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("audience x: no event meets its conditions"), "\(run)")
    #expect(!workspace.exists("salesfunnel-report/report.html"))
    #expect(try workspace.run("run", "--allow-empty", "--quiet").code == 0)
    try workspace.write(
      "salesfunnel.json", Self.configuration("audiences: [\(audience), \(audience)],"))
    let twice = try workspace.run("run")
    #expect(twice.code == 2 && twice.stderr.contains("audience"), "\(twice)")
  }
}
