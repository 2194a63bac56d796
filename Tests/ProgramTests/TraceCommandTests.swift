import Foundation
import Testing

/// `salesfunnel trace` from the command line.
@Suite struct TraceCommandTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    let run = try workspace.run("run", "events.csv", "--quiet")
    try #require(run.code == 0, "\(run)")
  }

  @Test func ordersOfASegmentComeWithFileAndLine() throws {
    // Sessions 4 and 10 of `search` buy: lines 2 + 2·3 + 1 + … counted in the export itself.
    let lines = try workspace.text("events.csv").split(separator: "\n").enumerated()
      .filter { $0.element.contains(",purchase,") && $0.element.hasSuffix(",search") }
      .map { $0.offset + 1 }
    let trace = try workspace.run(
      "trace", "b2c.orders", "--segment", "channel=search", "--period", "2025-03")
    #expect(trace.code == 0, "\(trace)")
    #expect(lines.count == 2)
    for line in lines { #expect(trace.stdout.contains("events.csv:\(line)\n"), "\(trace)") }
    #expect(!trace.stdout.contains("session_start"), "\(trace)")
    #expect(trace.stdout.contains("gives the number"), "\(trace)")
    #expect(trace.stdout.hasPrefix("b2c.orders: Orders\n  formula     distinct orders"), "\(trace)")
  }

  @Test func jsonHoldsTheNumberAndItsRecords() throws {
    let trace = try workspace.run("trace", "b2c.session_conversion_rate", "--format", "json")
    let tree = try #require(
      try JSONSerialization.jsonObject(with: Data(trace.stdout.utf8)) as? [String: Any])
    #expect(tree["recomputed"] as? Bool == true)
    #expect(tree["denominator"] as? Int == 10)
    let buyers = try #require(tree["buyers"] as? [[String: Any]])
    #expect(buyers.compactMap { $0["numerator"] as? Int }.reduce(0, +) == 4)
    #expect(buyers.count == 9)
  }

  @Test func classesListTheirBuyers() throws {
    let all = try workspace.run("trace", "rfm")
    #expect(all.stdout.contains("\ncustomer_id c1: "), "\(all)")
    #expect(all.stdout.contains("(3.00 days, 2 orders, 80.0000)"), "\(all)")
    let none = try workspace.run("trace", "rfm", "--segment", "nobody")
    #expect(none.code == 2, "\(none)")
  }

  @Test(arguments: [
    ["trace"], ["trace", "b2c.nothing"], ["trace", "b2c.orders", "--period", "1999-01"],
    ["trace", "b2c.orders", "--segment", "channel=carrier-pigeon"],
    ["trace", "b2c.orders", "--segment", "channel"], ["trace", "b2c.orders", "--grain", "month"],
    ["trace", "b2c.orders", "--market", "b2d"],
  ])
  func aNumberThatDoesNotExistIsAnError(arguments: [String]) throws {
    let run = try workspace.run(arguments)
    #expect(run.code == 2, "\(run)")
    #expect(run.stdout.isEmpty, "\(run)")
  }

  @Test func noDataIsAnAnswerWhereAllowed() throws {
    let run = try workspace.run(
      "trace", "b2c.orders", "--segment", "channel=carrier-pigeon", "--allow-empty")
    #expect(run.code == 0 && run.stdout == "no data\n", "\(run)")
  }

  @Test func aBreakdownThatMatchesNothingIsAnError() throws {
    let run = try workspace.run("run", "events.csv", "--by", "region", "--quiet")
    #expect(run.code == 2 && run.stderr.contains("region"), "\(run)")
    let allowed = try workspace.run(
      "run", "events.csv", "--by", "region", "--allow-empty", "--quiet")
    #expect(allowed.code == 0, "\(allowed)")
  }

  @Test func pairsFillTheSecondDimension() throws {
    let pairs = try workspace.run("run", "events.csv", "--by", "channel,currency", "--quiet")
    #expect(pairs.code == 0, "\(pairs)")
    let table = try PrintedTable(workspace.text("salesfunnel-report/csv/metrics.csv"))
    let keys = ["metric", "grain", "dimension", "segment", "dimension2", "segment2"]
    let rows = table.indexed(by: keys)
    for segment in ["mail", "search"] {
      let row = rows[["b2c.orders", "all", "channel", segment, "currency", "EUR"]]
      #expect(row?["value"] == "2", "\(rows.keys)")
    }
    let traced = try workspace.run(
      "trace", "b2c.orders", "--segment", "channel=mail,currency=EUR")
    #expect(traced.code == 0 && traced.stdout.contains("gives the number"), "\(traced)")
  }

  /// Fitted models depend on all buyers together; the sample companies have enough of them.
  /// Models take minutes in a debug build.
  private static let traced: [(company: String, metric: String, market: String)] = {
    let quick = [("hybrid-plg", "b2b.won", "b2b")]
    #if DEBUG
      return quick
    #else
      return quick + [
        ("industrial-saas", "b2b.win_rate", "b2b"), ("hybrid-plg", "unit.cac", "b2c"),
        ("skincare-shop", "unit.ltv_predicted", "b2c"),
        ("skincare-shop", "unit.gammagamma_p", "b2c"),
        ("skincare-shop", "unit.gammagamma_q", "b2c"),
        ("skincare-shop", "unit.gammagamma_v", "b2c"), ("skincare-shop", "unit.ltv", "b2c"),
        ("skincare-shop", "unit.ltv_cac", "b2c"), ("industrial-saas", "unit.ltv_cac", "b2b"),
      ]
    #endif
  }()

  @Test(arguments: traced)
  func numbersOfTheSampleCompaniesAreTraced(
    company: String, metric: String, market: String
  ) throws {
    let made = try SampleDataTests.report(company)
    let configuration = Package.root.appendingPathComponent(
      "SampleData/\(company)/salesfunnel.json")
    let trace = try made.run(
      "trace", metric, "--market", market, "--config", configuration.path,
      "--warehouse", made.path("w.sqlite").path)
    #expect(trace.code == 0, "\(trace)")
    #expect(trace.stdout.contains("gives the number"), "\(trace)")
    let printed = PrintedMetrics(try made.text("report/csv/metrics.csv"))
    let value = try #require(printed.total(metric, market: market))
    let shown = try #require(trace.stdout.firstMatch(of: /number .*: ([-0-9.]+)/)?.1)
    #expect(Printed.isEqual(value, String(shown)), "\(value) \(trace)")
  }

  @Test func whatChangedIsMadeOfNumbers() throws {
    let run = try workspace.run("trace", "change.shortfall_net_revenue")
    #expect(run.code == 2 && run.stderr.contains("trace those"), "\(run)")
  }
}
