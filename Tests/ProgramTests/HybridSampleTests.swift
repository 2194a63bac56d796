import Foundation
import Testing

/// The notes app that individuals bring to their teams and companies: the tables that the witness
/// computed from the same exports, and what the generator planted.
@Suite struct HybridSampleTests {
  private static func expected() throws -> [[String: String]] {
    let file = Package.root.appendingPathComponent("Tests/SampleData/hybrid-plg.expected.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]]
    return try #require(list).map { row in row.compactMapValues { $0 as? String } }
  }

  @Test func experimentsEqualTheWitness() throws {
    let workspace = try SampleDataTests.report("hybrid-plg")
    let printed = PrintedTable(try workspace.text("report/csv/experiments.csv"))
      .indexed(by: ["experiment", "variant"])
    var compared = 0
    for row in try Self.expected() where row["metric"]?.hasPrefix("experiments.") == true {
      let column = String(row["metric"]!.dropFirst("experiments.".count))
      let cell = printed[[row["dimension"]!, row["segment"]!]]?[column]
      compared += 1
      #expect(Printed.isEqual(row["value"] ?? "", cell ?? "not there"), "\(row)")
    }
    #expect(compared == 20)
    // Planted: 12 of 100 against 30 of 100, and an assignment that was broken.
    let onboarding = printed[["onboarding", "b"]]
    #expect(onboarding?["difference"] == "0.180000")
    #expect(onboarding?["verdict"] == "better")
    #expect(onboarding?["srm"] == "as intended")
    #expect(printed[["price page", "compare"]]?["srm"] == "mismatch")
    #expect(printed[["price page", "compare"]]?["verdict"] == "split not as intended")
  }

  @Test func handoverEqualsTheWitness() throws {
    let workspace = try SampleDataTests.report("hybrid-plg")
    let printed = PrintedTable(try workspace.text("report/csv/funnel_handover.csv"))
      .indexed(by: ["grain", "period", "step_name"])
    var compared = 0
    for row in try Self.expected() where row["metric"]?.hasPrefix("funnel.handover.") == true {
      let column = String(row["metric"]!.dropFirst("funnel.handover.".count))
      let cell = printed[[row["grain"]!, row["period"]!, row["segment"]!]]?[column]
      if cell == nil && row["value"] == "0" { continue }
      compared += 1
      #expect(Printed.isEqual(row["value"] ?? "", cell ?? "not there"), "\(row)")
    }
    #expect(compared >= 40)
  }

  @Test func twoMarketsHaveAPageEachAndOneOverview() throws {
    let workspace = try SampleDataTests.report("hybrid-plg")
    let overview = try workspace.text("report/report.html")
    #expect(overview.contains("id=\"funnel-handover\""))
    #expect(overview.contains("id=\"business\""))
    for page in ["b2c.html", "b2b.html"] {
      let html = try workspace.text("report/\(page)")
      #expect(html.contains("id=\"support\""), "\(page)")
      #expect(!html.contains("id=\"funnel-handover\""), "\(page)")
      #expect(html.contains("id=\"experiments\"") == (page == "b2c.html"), "\(page)")
    }
    let business = PrintedTable(try workspace.text("report/csv/business.csv"))
      .indexed(by: ["product_line", "signal"])
    #expect(business[["(all)", "self serve share"]]?["verdict"] == "hybrid")
    #expect(business[["notes", "deciders per deal"]]?["vote"] == "B2B")
    #expect(business[["templates", "self serve share"]]?["verdict"] == "B2C")
  }

  /// Ids of customers, accounts and persons stay in the warehouse.
  @Test func noIDReachesAReportFile() throws {
    let workspace = try SampleDataTests.report("hybrid-plg")
    for (name, data) in try workspace.report("report") {
      let text = String(decoding: data, as: UTF8.self)
      for id in ["acct-1", "u1003", "d27-p0", "T5001"] {
        #expect(!text.contains(id), "\(name) holds \(id)")
      }
    }
  }
}
