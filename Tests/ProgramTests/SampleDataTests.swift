import Foundation
import Testing

/// The two sample companies: every number that their independent witness computed from the same
/// exports, and the figures of the two worked cases.
@Suite struct SampleDataTests {
  /// The reports, made once.
  private static let workspaces: [String: Result<Workspace, any Error>] = Dictionary(
    uniqueKeysWithValues: ["skincare-shop", "industrial-saas"].map { company in
      (company, Result { try make(company) })
    })

  private static func report(_ company: String) throws -> Workspace {
    try #require(workspaces[company]).get()
  }

  private static func make(_ company: String) throws -> Workspace {
    let workspace = try Workspace()
    let configuration = Package.root.appendingPathComponent(
      "SampleData/\(company)/salesfunnel.json")
    let run = try workspace.run(
      "run", "--config", configuration.path, "--warehouse", workspace.path("w.sqlite").path,
      "--output", workspace.path("report").path, "--quiet")
    #expect(run.code == 0, "\(run)")
    return workspace
  }

  @Test(arguments: [("skincare-shop", 2000), ("industrial-saas", 2500)])
  func everyNumberEqualsTheWitness(company: String, least: Int) throws {
    let workspace = try Self.report(company)
    let metrics = PrintedMetrics(try workspace.text("report/csv/metrics.csv"))
    let known = metrics.metrics
    let file = Package.root.appendingPathComponent("Tests/SampleData/\(company).expected.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]]
    var wrong: [String] = []
    var compared = 0
    for expected in try #require(list) {
      func text(_ key: String) -> String { expected[key] as? String ?? "" }
      // Cohorts and funnel steps are tables of their own; other tests compare them.
      guard known.contains(text("metric")) else { continue }
      compared += 1
      let printed = metrics.row(
        text("metric"), market: text("market"), grain: text("grain"), period: text("period"),
        dimension: text("dimension"), segment: text("segment"))
      // A segment in which nothing happened need not be printed.
      if printed == nil && !text("segment").isEmpty && ["", "0"].contains(text("value")) {
        continue
      }
      for column in ["value", "numerator", "denominator"] {
        if column != "value" && text(column).isEmpty { continue }
        if !Printed.isEqual(text(column), printed?[column] ?? "no row") {
          wrong.append("\(expected): \(column) is \(printed?[column] ?? "not there")")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong:\n\(wrong.prefix(20).joined(separator: "\n"))")
    #expect(compared >= least)
  }

  @Test func cohortsAndFunnelOfTheShopEqualTheWitness() throws {
    let workspace = try Self.report("skincare-shop")
    let cohorts = PrintedTable(try workspace.text("report/csv/cohorts.csv"))
      .indexed(by: ["cohort", "months_since"])
    let steps = PrintedTable(try workspace.text("report/csv/funnel_checkout.csv"))
      .indexed(by: ["grain", "period", "dimension", "segment", "step_name"])
    let columns = [
      "b2c.cohort_active_buyers": "active", "b2c.cohort_orders": "orders",
      "b2c.cohort_revenue_net": "revenue_net", "b2c.cohort_share_active": "share_active",
      "b2c.cohort_cumulative_revenue_per_buyer": "cumulative_net_per_buyer",
    ]
    let file = Package.root.appendingPathComponent("Tests/SampleData/skincare-shop.expected.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]]
    var compared = 0
    for expected in try #require(list) {
      func text(_ key: String) -> String { expected[key] as? String ?? "" }
      var printed: String?
      if let column = columns[text("metric")] {
        printed = cohorts[[text("period"), text("segment")]]?[column]
      } else if text("metric") == "funnel.checkout.reached" {
        printed = steps[[text("grain"), text("period"), "", "", text("segment")]]?["reached"]
      } else {
        continue
      }
      compared += 1
      #expect(Printed.isEqual(text("value"), printed ?? "not there"), "\(expected)")
    }
    #expect(compared >= 600)
  }

  @Test(arguments: [
    ("b2c.session_conversion_rate", "0.021000", "0.036000"),
    ("b2c.repeat_rate_60d", "0.200000", "0.280000"),
  ])
  func skinCareCase(metric: String, before: String, after: String) throws {
    try Self.expectCase("skincare-shop", "b2c", metric, before, after)
  }

  @Test(arguments: [
    ("b2b.opportunity_to_win_rate", "0.190000", "0.270000"),
    ("b2b.sales_cycle_days_mean", "94.000000", "61.000000"),
  ])
  func industrialSaaSCase(metric: String, before: String, after: String) throws {
    try Self.expectCase("industrial-saas", "b2b", metric, before, after)
  }

  private static func expectCase(
    _ company: String, _ market: String, _ metric: String, _ before: String, _ after: String
  ) throws {
    let workspace = try report(company)
    let metrics = PrintedMetrics(try workspace.text("report/csv/metrics.csv"))
    func value(_ window: String) -> String? {
      metrics.row(metric, market: market, grain: "window", period: window)?["value"]
    }
    #expect(value("before") == before && value("after") == after)
  }

  /// What the generator changed: the landing page on mobile, the security and legal review.
  @Test(arguments: [
    ("skincare-shop", "device “mobile”"),
    ("industrial-saas", "stage “Security &amp; Legal Review”"),
  ])
  func theFirstSentenceNamesTheDriver(company: String, driver: String) throws {
    let lines = try Self.report(company).text("report/report.md").split(separator: "\n")
    let first = try #require(lines.first { $0.hasPrefix("**") })
    #expect(first.contains("driven by \(driver)"), "\(first)")
  }

  /// Numbers that a careless reading of the same exports would print.
  @Test(arguments: [("skincare-shop", "b2c"), ("industrial-saas", "b2b")])
  func noTrapIsFallenInto(company: String, market: String) throws {
    let workspace = try Self.report(company)
    let metrics = PrintedMetrics(try workspace.text("report/csv/metrics.csv"))
    let known = metrics.metrics
    let file = Package.root.appendingPathComponent("Tests/SampleData/\(company).traps.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: String]]
    var compared = 0
    for trap in try #require(list) {
      guard let metric = trap["metric"], known.contains(metric), let period = trap["period"],
        let right = trap["right"], let naive = trap["naive"]
      else { continue }
      let grain = period.isEmpty ? "all" : "window"
      guard
        let printed = metrics.row(
          metric, market: market, grain: grain, period: period)?["value"]
      else { continue }
      compared += 1
      #expect(
        Printed.isEqual(printed, right) && !Printed.isEqual(printed, naive),
        "\(trap["trap"] ?? ""): \(printed)")
    }
    #expect(compared >= 3)
  }
}
