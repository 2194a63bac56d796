import Foundation
import Testing

/// What a run does whose numbers contradict each other.
@Suite struct ContradictionTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    let run = try workspace.run("run", "events.csv", "--quiet")
    try #require(run.code == 0, "\(run)")
  }

  /// Exit 4, the old report stands, the records stand on the terminal and in no file.
  @Test(arguments: ["b2c.orders", "b2c.sessions"])
  func aContradictionPublishesNothingAndNamesRecords(metric: String) throws {
    let before = try workspace.report()
    try workspace.write(
      "more.csv",
      "event_id,time,type,customer_id,session_id,order_id,amount,currency,channel\n"
        + "x1,2025-05-01T10:00:00Z,session_start,late-buyer,late,,,,mail\n"
        + "x2,2025-05-01T10:05:00Z,purchase,late-buyer,late,late-order,99.00,EUR,mail\n")
    let run = try workspace.run(
      ["run", "events.csv", "more.csv"], environment: ["SALESFUNNEL_MISCOUNT": metric])
    #expect(run.code == 4, "\(run)")
    #expect(run.stderr.contains("numbers of this report contradict each other"), "\(run)")
    #expect(run.stderr.contains("\(metric), b2c, all: the segments of channel sum to"), "\(run)")
    // Behind the number that contradicts stand these lines.
    #expect(run.stderr.contains("customer_id late-buyer\n"), "\(run)")
    let line = metric == "b2c.orders" ? "purchase" : "session_start"
    let records = run.stderr.split(separator: "\n").filter { $0.contains("more.csv:") }
    #expect(
      records.contains { $0.contains(" \(line) ") || $0.contains(" purchase ") }, "\(run)")
    #expect(try workspace.report() == before)
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("the segments of channel sum to"), "\(account)")
    #expect(!account.contains("late-buyer"), "\(account)")
    // Nothing was lost: without the defect the same files give the report.
    let sound = try workspace.run("run", "events.csv", "more.csv", "--quiet")
    #expect(sound.code == 0, "\(sound)")
  }
}
