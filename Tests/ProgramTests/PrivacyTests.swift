import Foundation
import Testing

/// `privacy.k` in the published files.
@Suite struct PrivacyTests {
  @Test func smallCellsStandInNoFile() throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    try workspace.write(
      "salesfunnel.json",
      #"""
      { sources: [{ name: "shop", files: "events.csv" }], privacy: { k: 5 },
        dimensions: ["channel", "currency", ["channel", "currency"]] }
      """#)
    let run = try workspace.run("run", "--quiet")
    #expect(run.code == 0, "\(run)")
    // Four orders of 55.00 on average: neither the count nor the money may stand anywhere.
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    let orders = try #require(metrics.row("b2c.orders", market: "b2c"))
    #expect(orders["status"] == "suppressed" && orders["value"] == "" && orders["n"] == "")
    let sessions = try #require(metrics.row("b2c.sessions", market: "b2c"))
    #expect(sessions["value"] == "10")
    for (name, data) in try workspace.report() {
      let text = String(decoding: data, as: UTF8.self)
      for secret in ["220.00", "55.00"] {
        #expect(!text.contains(secret), "\(name) shows \(secret)")
      }
    }
  }
}
