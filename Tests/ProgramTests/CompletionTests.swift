import Foundation
import Testing

/// A second file that completes the first by id takes over the columns that the first one maps.
@Suite struct CompletionTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    // Leads know channel, region and planned amount; the second file knows when they ordered, and
    // for one of them a region of its own.
    try workspace.write(
      "salesfunnel.json",
      """
      { dimensions: ["channel", "region"],
        sources: [{ name: "leads", files: "leads*.csv",
          columns: { customer_id: "lead", channel: "origin", region: "land", amount: "worth",
            currency: { constant: "EUR" } },
          events: [{ type: "sign_up", time: "seen" }],
          complete: [{ files: "orders*.csv", on: { who: "lead" }, columns: { region: "to" },
            events: [{ type: "purchase", time: "ordered" }] }] }] }
      """)
  }

  private let leads = """
    lead,origin,land,worth,seen
    l1,mail,DE,10.00,2025-01-01
    l2,search,FR,20.00,2025-01-02
    l3,mail,FR,30.00,2025-01-03

    """
  private let orders = "who,ordered,to\nl1,2025-02-01,\nl3,2025-02-02,AT\nl9,2025-02-03,PL\n"

  private func revenue(_ dimension: String, _ segment: String) throws -> String? {
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    return metrics.row(
      "b2c.revenue_gross", market: "b2c", dimension: dimension, segment: segment)?["value"]
  }

  private func run(_ code: Int32 = 0) throws {
    let run = try workspace.run("run", "--quiet")
    #expect(run.code == code, "\(run)")
  }

  @Test func mappedColumnsAreCarriedOver() throws {
    try workspace.write("leads.csv", leads)
    try workspace.write("orders.csv", orders)
    try run()
    // Both orders are of leads from mail; the lead that nobody knows brings nothing.
    #expect(try revenue("channel", "mail") == "40.0000")
    #expect(try revenue("region", "DE") == "10.0000")
    #expect(try revenue("region", "AT") == "30.0000", "a filled cell of its own wins")
    #expect(try revenue("region", "FR") ?? "0.0000" == "0.0000")
  }

  @Test func arrivalDoesNotShow() throws {
    try workspace.write("leads.csv", leads)
    try workspace.write("orders.csv", orders)
    try run()
    let atOnce = try workspace.report()
    let other = try Workspace()
    try other.write("salesfunnel.json", try workspace.text("salesfunnel.json"))
    try other.write("orders.csv", orders)
    #expect(try other.run("run", "--quiet").code == 0)
    try other.write("leads.csv", leads)
    #expect(try other.run("run", "--quiet").code == 0)
    #expect(try other.report() == atOnce)
    // A lead behind the first row, which tells a changed file from a new one. A lead that changes changes its order, too; nothing is read when nothing changed.
    let idle = try other.run("run")
    #expect(!idle.stderr.contains("rows read"), "\(idle)")
    let changed = leads.replacing("l3,mail", with: "l3,search")
    try other.write("leads.csv", changed)
    #expect(try other.run("run", "--quiet").code == 0)
    try workspace.write("leads.csv", changed)
    try FileManager.default.removeItem(at: workspace.path("salesfunnel.sqlite"))
    try run()
    #expect(try other.report() == workspace.report())
    #expect(try revenue("channel", "search") == "30.0000")
  }
}
