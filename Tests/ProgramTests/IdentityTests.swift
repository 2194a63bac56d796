import Foundation
import Testing

/// A run whose numbers contradict each other fails, and names records.
@Suite struct IdentityTests {
  @Test(arguments: ["b2c.orders", "b2c.sessions", "b2c.revenue_net"])
  func aContradictionFailsTheRunAndNamesRecords(metric: String) throws {
    let workspace = try Workspace()
    try workspace.write("in/events.csv", ShopExport.file())
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let report = try workspace.report()
    let run = try workspace.run(["run", "in"], environment: ["SALESFUNNEL_FAULT_IN": metric])
    #expect(run.code == 4, "\(run)")
    #expect(run.stderr.contains("contradict each other; nothing was published"), "\(run)")
    #expect(run.stderr.contains("\(metric) of b2c"), "\(run)")
    #expect(run.stderr.contains("the segments of channel sum to"), "\(run)")
    let record = try Regex("\(metric) rests on in/events\\.csv:\\d+ \\([a-z_]+\\)")
    #expect(run.stderr.contains(record), "\(run)")
    // The old report stays, and the account says why.
    #expect(try workspace.report() == report)
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("the segments of channel sum to"))
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
  }
}
