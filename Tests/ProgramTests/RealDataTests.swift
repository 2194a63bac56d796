import Foundation
import Testing

/// Real data sets that nobody on this project made, against answers that another tool computed.
@Suite(.enabled(if: Package.hasSharedData, "the real data sets lie beside the repository only"))
struct RealDataTests {
  /// The report of a configuration of `Tests/RealData`.
  private func report(_ configuration: String) throws -> (Workspace, PrintedMetrics) {
    let workspace = try Workspace()
    let file = Package.root.appendingPathComponent("Tests/RealData/\(configuration).json")
    let run = try workspace.run(
      "run", "--config", file.path, "--root", Package.sharedData.path, "--quiet",
      "--warehouse", workspace.path("w.sqlite").path, "--output", workspace.path("report").path)
    #expect(run.code == 0, "\(run)")
    return (workspace, PrintedMetrics(try workspace.text("report/csv/metrics.csv")))
  }

  /// A part of a data set's EXPECTED.json.
  private func expected(_ folder: String, _ section: String) throws -> [String: Any] {
    let file = Package.sharedData.appendingPathComponent("\(folder)/EXPECTED.json")
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    return try #require(all?[section] as? [String: Any])
  }

  @Test(arguments: ["olist_funnel", "olist_funnel_ddmmyyyy"])
  func marketplaceLeads(configuration: String) throws {
    let (_, metrics) = try report(configuration)
    #expect(metrics.total("b2b.mqls") == "8000")
    #expect(metrics.total("b2b.won") == "842")
    #expect(metrics.total("b2b.mql_to_win_rate") == "0.105250")
    for (origin, value) in try expected("olist_funnel", "by_origin") {
      let numbers = try #require(value as? [String: Double])
      let row = metrics.row(
        "b2b.mql_to_win_rate", market: "b2b", dimension: "channel", segment: origin)
      #expect(row?["numerator"].flatMap(Double.init) == numbers["won"], "\(origin)")
      #expect(row?["denominator"].flatMap(Double.init) == numbers["mql"], "\(origin)")
      #expect(Printed.isClose(row?["value"], numbers["rate"] ?? -1, digits: 6), "\(origin)")
    }
    for (month, value) in try expected("olist_funnel", "by_first_contact_month") {
      let numbers = try #require(value as? [String: Double])
      let row = metrics.row(
        "b2b.mql_to_win_rate", market: "b2b", grain: "month", period: "\(month)-01")
      #expect(row?["numerator"].flatMap(Double.init) == numbers["won"], "\(month)")
      #expect(row?["denominator"].flatMap(Double.init) == numbers["mql"], "\(month)")
    }
    let months = try JSONSerialization.jsonObject(
      with: Data(
        contentsOf: Package.sharedData.appendingPathComponent("olist_funnel/EXPECTED.json")))
    let won = (months as? [String: Any])?["won_by_won_month"] as? [String: Int] ?? [:]
    #expect(won.count == 12)
    for (month, count) in won {
      let row = metrics.row("b2b.won", market: "b2b", grain: "month", period: "\(month)-01")
      #expect(row?["value"] == "\(count)", "\(month)")
    }
  }

  @Test func timeFromContactToClosing() throws {
    let (_, metrics) = try report("olist_funnel")
    let days = try #require(
      try expected("olist_funnel", "days_to_close_exact") as? [String: Double])
    for (suffix, key) in [("mean", "mean"), ("median", "median"), ("p90", "p90")] {
      let printed = metrics.total("b2b.mql_cycle_days_\(suffix)")
      #expect(Printed.isClose(printed, days[key] ?? -1, digits: 4), "\(suffix)")
    }
    let byOrigin = try #require(
      try expected("olist_funnel", "days_to_close_median_by_origin") as? [String: Double])
    for (origin, median) in byOrigin {
      let row = metrics.row(
        "b2b.mql_cycle_days_median", market: "b2b", dimension: "channel", segment: origin)
      #expect(Printed.isClose(row?["value"], median, digits: 4), "\(origin)")
    }
  }

  @Test(arguments: ["maven_crm", "maven_crm_ddmmyyyy", "maven_crm_closed_only"])
  func opportunities(configuration: String) throws {
    let (_, metrics) = try report(configuration)
    let overall = try #require(try expected("maven_crm", "overall") as? [String: Double])
    #expect(metrics.total("b2b.won").flatMap(Double.init) == overall["won"])
    #expect(metrics.total("b2b.lost").flatMap(Double.init) == overall["lost"])
    #expect(Printed.isClose(metrics.total("b2b.win_rate"), overall["win_rate"] ?? -1, digits: 6))
    #expect(metrics.total("b2b.won_amount").flatMap(Double.init) == overall["won_value"])
    #expect(
      Printed.isClose(metrics.total("b2b.deal_size"), overall["avg_won_value"] ?? -1, digits: 4))
    let cycle = try #require(try expected("maven_crm", "cycle_days_won") as? [String: Double])
    #expect(
      Printed.isClose(metrics.total("b2b.sales_cycle_days_mean"), cycle["mean"] ?? -1, digits: 4))
    #expect(
      Printed.isClose(
        metrics.total("b2b.sales_cycle_days_median"), cycle["median"] ?? -1, digits: 4))
    for (section, dimension) in [("by_product", "product"), ("by_agent", "owner")] {
      for (segment, value) in try expected("maven_crm", section) {
        let numbers = try #require(value as? [String: Double])
        let row = metrics.row(
          "b2b.win_rate", market: "b2b", dimension: dimension, segment: segment)
        #expect(row?["numerator"].flatMap(Double.init) == numbers["won"], "\(segment)")
        #expect(Printed.isClose(row?["value"], numbers["win_rate"] ?? -1, digits: 6), "\(segment)")
        let amount = metrics.row(
          "b2b.won_amount", market: "b2b", dimension: dimension, segment: segment)
        #expect(amount?["value"].flatMap(Double.init) == numbers["won_value"], "\(segment)")
      }
    }
    for (quarter, value) in try expected("maven_crm", "by_close_quarter") {
      let numbers = try #require(value as? [String: Double])
      let start = try #require(["1": "01", "2": "04", "3": "07", "4": "10"][quarter.suffix(1)])
      let row = metrics.row(
        "b2b.win_rate", market: "b2b", grain: "quarter", period: "\(quarter.prefix(4))-\(start)-01")
      #expect(row?["numerator"].flatMap(Double.init) == numbers["won"], "\(quarter)")
      #expect(Printed.isClose(row?["value"], numbers["win_rate"] ?? -1, digits: 6), "\(quarter)")
    }
  }

  @Test func purchaseLog() throws {
    let (workspace, metrics) = try report("cdnow")
    let sample = try #require(try expected("cdnow", "sample")["transactions"] as? Int)
    #expect(metrics.total("b2c.orders") == "\(sample)")
    #expect(metrics.total("b2c.revenue_gross") == "244091.9400")
    #expect(metrics.total("b2c.repeat_purchase_rate", "numerator") == "1152")
    #expect(metrics.total("b2c.repeat_purchase_rate", "denominator") == "2357")
    let cohorts = PrintedTable(try workspace.text("report/csv/cohorts.csv"))
      .indexed(by: ["cohort", "months_since"])
    for (month, value) in try expected("cdnow", "sample_cohorts") {
      let cohort = try #require(value as? [String: Any])
      for (since, active) in try #require(cohort["active"] as? [String: Int]) {
        let row = cohorts[["\(month)-01", since]]
        #expect(row?["active"] == "\(active)", "\(month) + \(since)")
      }
    }
  }

  /// The published fits of the sample's first 39 weeks, from its purchase log.
  @Test func predictedLifetimeValue() throws {
    let (workspace, metrics) = try report("cdnow")
    let published = try #require(try expected("cdnow", "bg_nbd")["published"] as? [String: Double])
    for (name, digits) in [("r", 3), ("alpha", 3), ("a", 3), ("b", 3), ("log_likelihood", 1)] {
      let printed = metrics.total("unit.bgnbd_\(name)", market: "b2c")
      #expect(Printed.isClose(printed, published[name] ?? 0, digits: digits), "\(name)")
    }
    let spend = try #require(
      try expected("cdnow", "gamma_gamma")["published"] as? [String: Double])
    for (name, key) in [("p", "p"), ("q", "q"), ("v", "gamma")] {
      let printed = metrics.total("unit.gammagamma_\(name)", market: "b2c")
      #expect(Printed.isClose(printed, spend[key] ?? 0, digits: 2), "\(name)")
    }
    #expect(metrics.total("unit.gammagamma_p", "n", market: "b2c") == "946")
    let histories = PrintedTable(try workspace.text("report/csv/ltv_histories.csv"))
      .indexed(by: ["repeat_days", "recency_weeks", "age_weeks"])
    let known = histories[["2", "30.428571", "38.857143"]]
    #expect(Printed.isClose(known?["orders_horizon"], 1.226, digits: 3))
    // Another implementation, fitted to the published (rounded) summary.
    let other = try expected("cdnow", "bg_nbd")
    let byClass = PrintedTable(try workspace.text("report/csv/ltv_predicted.csv"))
      .indexed(by: ["repeat_days"])
    let alive = try #require(other["mean_prob_alive"] as? Double)
    #expect(Printed.isClose(byClass[["all"]]?["probability_alive"], alive, digits: 5))
    let holdOut = PrintedTable(try workspace.text("report/csv/ltv_calibration.csv"))
      .indexed(by: ["repeat_days"])
    let orders = try #require(other["expected_purchases_39_weeks_all"] as? Double)
    #expect(Printed.isClose(holdOut[["all"]]?["expected_orders"], orders, digits: 1))
  }

  @Test func adSpendAndClicks() throws {
    let (_, metrics) = try report("kag_facebook_ads")
    let overall = try #require(try expected("kag_facebook_ads", "overall") as? [String: Double])
    func spend(_ row: [String: String]?) -> Double { Double(row?["numerator"] ?? "") ?? -1 }
    let cpc = metrics.row("unit.cpc", market: "b2c")
    // Each of 1 143 amounts is rounded to six decimals.
    #expect(abs(spend(cpc) - (overall["spent"] ?? 0)) < 0.0006)
    #expect(cpc?["denominator"].flatMap(Double.init) == overall["clicks"])
    #expect(Printed.isClose(cpc?["value"], overall["cpc"] ?? -1, digits: 4))
    let ctr = metrics.row("unit.ctr", market: "b2c")
    #expect(ctr?["numerator"].flatMap(Double.init) == overall["clicks"])
    #expect(ctr?["denominator"].flatMap(Double.init) == overall["impressions"])
    #expect(Printed.isClose(ctr?["value"], overall["ctr"] ?? -1, digits: 6))
    let campaigns = try expected("kag_facebook_ads", "by_campaign")
    #expect(campaigns.count == 3)
    for (campaign, value) in campaigns {
      let numbers = try #require(value as? [String: Double])
      let row = metrics.row(
        "unit.cpc", market: "b2c", dimension: "campaign", segment: campaign)
      #expect(Printed.isClose(row?["value"], numbers["cpc"] ?? -1, digits: 4), "\(campaign)")
      #expect(abs(spend(row) - (numbers["spent"] ?? 0)) < 0.0006, "\(campaign)")
    }
  }

  /// There is no EXPECTED.json: counted with awk over the 1 000 rows of the file. Nine of the
  /// sessions hold the ten purchases.
  @Test func firstEventsOfAnOctober() throws {
    let (_, metrics) = try report("rees46")
    #expect(metrics.total("b2c.sessions") == "372")
    #expect(metrics.total("b2c.orders") == "10")
    #expect(metrics.total("b2c.revenue_gross") == "2387.8400")
    #expect(metrics.total("b2c.session_conversion_rate", "numerator") == "9")
    #expect(metrics.total("b2c.session_conversion_rate", "denominator") == "372")
  }
}
