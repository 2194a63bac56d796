import Foundation
import Testing

/// `csv/restatements.csv`: which numbers of past periods moved since the last run, and why.
@Suite struct RestatementTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let header =
    "event_id,time,type,customer_id,session_id,order_id,amount,currency,channel"

  private static func order(
    _ number: Int, _ day: String, _ amount: String, customer: String? = nil,
    channel: String = "mail"
  ) -> String {
    "e\(number),2025-\(day)T10:00:00Z,purchase,\(customer ?? "c\(number)"),,o\(number),"
      + "\(amount),EUR,\(channel)"
  }

  private func write(_ name: String, _ rows: [String]) throws {
    try workspace.write("in/\(name)", ([Self.header] + rows).joined(separator: "\n") + "\n")
  }

  @discardableResult
  private func run(_ arguments: [String] = []) throws -> ProgramRun {
    let run = try workspace.run(["run", "in"] + arguments)
    #expect(run.code == 0, "\(run)")
    return run
  }

  /// The rows of the file by metric, grain, period and segment.
  private func restated() throws -> [[String]: [String: String]] {
    PrintedTable(try workspace.text("salesfunnel-report/csv/restatements.csv"))
      .indexed(by: ["metric", "market", "grain", "period", "segment"])
  }

  private func parts(_ row: [String: String]?) -> [String?] {
    ["late_events", "identity_merges", "definition_changes", "deletions", "cause"].map { row?[$0] }
  }

  private static let january = [
    order(1, "01-05", "10.00"), order(2, "01-20", "20.00"), order(3, "02-10", "40.00"),
  ]

  @Test func nothingIsRestatedWhereNothingMoved() throws {
    try write("a.csv", Self.january)
    try run()
    #expect(try restated().isEmpty)
    let header = try workspace.text("salesfunnel-report/csv/restatements.csv")
    #expect(header.hasPrefix("metric,market,grain,period,dimension,segment,"))
    // A later night: more is known, nothing that was final moves.
    try write("b.csv", [Self.order(4, "03-02", "80.00")])
    try run()
    #expect(try restated().isEmpty)
    #expect(try workspace.text("salesfunnel-report/run.json").contains("\"restated\": 0"))
  }

  @Test func lateEventsMoveAPastMonth() throws {
    try write("a.csv", Self.january)
    try run()
    // One order of January arrives with those of March.
    try write("b.csv", [Self.order(4, "03-02", "80.00"), Self.order(5, "01-25", "5.50")])
    let night = try run()
    #expect(night.stderr.contains("numbers of past periods differ from the last run"), "\(night)")
    let rows = try restated()
    let revenue = rows[["b2c.revenue_net", "b2c", "month", "2025-01-01", ""]]
    #expect(revenue?["before"] == "30.0000" && revenue?["after"] == "35.5000")
    #expect(revenue?["difference"] == "5.5000" && revenue?["unit"] == "money")
    #expect(parts(revenue) == ["5.5000", "0.0000", "0.0000", "0.0000", "late_events"])
    let orders = rows[["b2c.orders", "b2c", "month", "2025-01-01", "mail"]]
    #expect(orders?["before"] == "2" && orders?["after"] == "3")
    // February was not over when the first night ended, and March did not exist.
    #expect(!rows.keys.contains { $0[2] == "month" && $0[3] > "2025-01-01" })
    #expect(!rows.keys.contains { $0[2] == "all" })
    // Said once: the next night has nothing to say.
    try run()
    #expect(try restated().isEmpty)
  }

  @Test func aRedeliveredFileIsDeletionsAndLateEvents() throws {
    try write("a.csv", Self.january + [Self.order(9, "03-01", "1.00")])
    try run()
    try write(
      "a.csv",
      [
        Self.order(1, "01-05", "10.00"), Self.order(3, "02-10", "44.00"),
        Self.order(9, "03-01", "1.00"),
      ])
    try run()
    let rows = try restated()
    let january = rows[["b2c.revenue_net", "b2c", "month", "2025-01-01", ""]]
    #expect(january?["before"] == "30.0000" && january?["after"] == "10.0000")
    #expect(parts(january) == ["10.0000", "0.0000", "0.0000", "-30.0000", "deletions"])
    let february = rows[["b2c.revenue_net", "b2c", "month", "2025-02-01", ""]]
    #expect(parts(february) == ["44.0000", "0.0000", "0.0000", "-40.0000", "late_events"])
    #expect(february?["difference"] == "4.0000")
  }

  @Test func buyersThatTurnOutToBeOneMoveThePast() throws {
    try write("a.csv", Self.january + [Self.order(9, "03-01", "1.00")])
    try run()
    // A session of March that both buyers of January had: they were one all the time.
    try write(
      "b.csv",
      [
        "l1,2025-03-05T10:00:00Z,session_start,c1,shared,,,,mail",
        "l2,2025-03-05T10:01:00Z,view_item,c2,shared,,,,mail",
      ])
    try run()
    let rows = try restated()
    let buyers = rows[["b2c.new_customers", "b2c", "month", "2025-01-01", ""]]
    #expect(buyers?["before"] == "2" && buyers?["after"] == "1", "\(rows.keys)")
    #expect(parts(buyers) == ["0", "-1", "0", "0", "identity_merges"])
    #expect(rows[["b2c.revenue_net", "b2c", "month", "2025-01-01", ""]] == nil)
  }

  /// No file came and no setting changed, and still the past moved.
  @Test func forgettingIsADeletion() throws {
    try write("a.csv", Self.january + [Self.order(9, "03-01", "1.00")])
    try run()
    let forget = try workspace.run("forget", "c1")
    #expect(forget.code == 0, "\(forget)")
    try run()
    let january = try restated()[["b2c.revenue_net", "b2c", "month", "2025-01-01", ""]]
    #expect(january?["before"] == "30.0000" && january?["after"] == "20.0000")
    #expect(parts(january) == ["0.0000", "0.0000", "0.0000", "-10.0000", "deletions"])
    try run()
    #expect(try restated().isEmpty)
  }

  @Test func anotherMarginIsADefinition() throws {
    try write("a.csv", Self.january + [Self.order(9, "03-01", "1.00")])
    for margin in ["0.5", "0.25"] {
      try workspace.write(
        "salesfunnel.json",
        """
        { grossMargin: \(margin), sources: [{ name: "shop", files: "in/*.csv" }],
          costs: [{ from: "2025-01-01", to: "2025-02-01", category: "media", amount: "10",
            market: "b2c", channel: "mail" }] }
        """)
      let run = try workspace.run("run", "--quiet")
      #expect(run.code == 0, "\(run)")
    }
    let rows = try restated()
    #expect(!rows.isEmpty)
    #expect(Set(rows.values.map { $0["cause"] ?? "" }) == ["definition_changes"])
    for row in rows.values { #expect(["", "0"].contains(row["deletions"] ?? "?"), "\(row)") }
    #expect(rows.keys.allSatisfy { !$0[0].hasPrefix("b2c.orders") })
  }
}
