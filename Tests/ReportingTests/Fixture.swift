import FunnelModel

/// A small report made by hand: a shop and a software maker, before and after a change.
enum Fixture {
  static func decimal(_ text: String) -> FixedDecimal {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.count > 1 ? parts[1].count : 0
    return FixedDecimal(units: Int128(parts.joined()) ?? 0, digits: digits)
  }

  static func rate(
    _ metric: String, _ market: Market?, _ grain: Grain, _ period: String, _ hits: Int,
    _ trials: Int, status: MetricStatus = .ok
  ) -> MetricRow {
    // A plain normal interval: the renderers only show it.
    let p = Double(hits) / Double(trials)
    let half = 1.96 * (p * (1 - p) / Double(trials)).squareRoot()
    return MetricRow(
      metric: metric, market: market, grain: grain, period: period,
      value: FixedDecimal(ratio: Int128(hits), Int128(trials), digits: 6), unit: .ratio,
      numerator: FixedDecimal(hits), denominator: FixedDecimal(trials), n: trials,
      low: FixedDecimal(max(0, p - half), digits: 6), high: FixedDecimal(p + half, digits: 6),
      status: status)
  }

  static func mean(
    _ metric: String, _ market: Market?, _ grain: Grain, _ period: String, _ value: String,
    half: String, n: Int, unit: MetricUnit
  ) -> MetricRow {
    let center = decimal(value)
    let width = decimal(half)
    return MetricRow(
      metric: metric, market: market, grain: grain, period: period, value: center, unit: unit,
      n: n, low: FixedDecimal(units: center.units - width.units, digits: center.digits),
      high: FixedDecimal(units: center.units + width.units, digits: center.digits))
  }

  static func plain(
    _ metric: String, _ market: Market?, _ grain: Grain, _ period: String, _ value: String,
    _ unit: MetricUnit
  ) -> MetricRow {
    MetricRow(
      metric: metric, market: market, grain: grain, period: period, value: decimal(value),
      unit: unit)
  }

  static func leak(_ market: Market, _ step: String, _ cost: String) -> MetricRow {
    var row = plain("change.shortfall_net_revenue", market, .window, "after", cost, .money)
    (row.dimension, row.segment) = ("step", step)
    return row
  }

  static func definition(
    _ id: String, _ title: String, _ unit: MetricUnit, _ direction: MetricDirection
  ) -> MetricDefinition {
    MetricDefinition(
      id: id, title: title, formula: "numerator ÷ denominator of \(title)", unit: unit,
      direction: direction, population: "sessions", periodOf: "session start",
      interval: "Wilson 95 %", source: "metrics.md", eventTypes: [], fields: [])
  }

  static func heading(_ markets: [Market], windows: Bool) -> Report.Heading {
    let berlin = ZoneTable(name: "Europe/Berlin", transitions: [], offsets: [3600])
    let spans: [WindowDefinition] = [
      ("before", "2025-01-01", "2025-04-01"), ("after", "2025-07-01", "2025-10-01"),
    ].compactMap { name, from, to in
      guard let from = LocalDay(from), let to = LocalDay(to) else { return nil }
      return WindowDefinition(name: name, from: from, to: to)
    }
    return Report.Heading(
      version: "1.0.0", configurationDigest: "0123456789abcdef",
      // 2025-12-31 22:41:00 UTC
      asOf: Instant(microseconds: 1_767_220_860_000_000), zone: berlin, currency: "EUR",
      windows: windows ? spans : [], dimensions: ["channel", "device"], markets: markets)
  }

  /// Both markets with two windows, every known table, and one that nobody knows.
  static func full() -> Report {
    var report = Report(heading: heading([.b2c, .b2b], windows: true))
    report.definitions = definitions
    report.metrics = consumerMetrics + businessMetrics
    report.sortMetrics()
    report.tables = consumerTables + businessTables
    report.bands = [
      BandDefinition(metric: "b2c.session_conversion_rate", low: 0.018, high: 0.04),
      BandDefinition(metric: "b2b.opportunity_to_win_rate", low: 0.18, high: 0.30),
    ]
    report.policies = [
      "Amounts are net of tax and shipping.", "Shared cost follows new customers.",
    ]
    return report
  }

  /// The shop alone.
  static func consumerOnly() -> Report {
    var report = Report(heading: heading([.b2c], windows: true))
    report.definitions = definitions.filter { !$0.id.hasPrefix("b2b") }
    report.metrics = consumerMetrics
    report.sortMetrics()
    report.tables = consumerTables
    return report
  }

  /// No rows at all.
  static func empty() -> Report { Report(heading: heading([], windows: false)) }

  /// One number.
  static func single() -> Report {
    var report = Report(heading: heading([.b2c], windows: false))
    report.definitions = [definition("b2c.orders", "Orders", .count, .higher)]
    report.metrics = [plain("b2c.orders", .b2c, .all, "", "1", .count)]
    return report
  }

  static let definitions = [
    definition("b2c.session_conversion_rate", "Session conversion", .ratio, .higher),
    definition("b2c.aov", "Order value", .money, .higher),
    definition("b2c.repeat_rate_60d", "Second order within 60 days", .ratio, .higher),
    definition("unit.cac", "Customer acquisition cost", .money, .lower),
    definition("unit.ltv_cac", "LTV ÷ CAC", .number, .higher),
    definition("b2c.cart_payment_gap", "Cart to payment gap", .ratio, .lower),
    definition("b2c.revenue_net", "Net revenue", .money, .higher),
    definition("b2c.orders", "Orders", .count, .higher),
    definition("change.shortfall_net_revenue", "Net revenue lost at a step", .money, .lower),
    definition("b2b.opportunity_to_win_rate", "Opportunity to win", .ratio, .higher),
    definition("b2b.sales_cycle_days_mean", "Sales cycle, mean", .days, .lower),
    definition("b2b.won_amount", "Won amount", .money, .higher),
    definition("b2b.pipeline_velocity", "Pipeline velocity", .moneyPerDay, .higher),
  ]

  static let consumerMetrics: [MetricRow] = {
    let market = Market.b2c
    var rows: [MetricRow] = [
      rate("b2c.session_conversion_rate", market, .window, "before", 315, 15_000),
      rate("b2c.session_conversion_rate", market, .window, "after", 540, 15_000),
      mean("b2c.aov", market, .window, "before", "71.9000", half: "2.4100", n: 315, unit: .money),
      mean("b2c.aov", market, .window, "after", "72.4000", half: "2.3000", n: 540, unit: .money),
      rate("b2c.repeat_rate_60d", market, .window, "before", 47, 315),
      rate("b2c.repeat_rate_60d", market, .window, "after", 113, 540, status: .inProgress),
      plain("unit.cac", market, .window, "before", "35.0000", .money),
      plain("unit.cac", market, .window, "after", "28.7000", .money),
      plain("unit.ltv_cac", market, .window, "before", "2.200000", .number),
      plain("unit.ltv_cac", market, .window, "after", "3.100000", .number),
      plain("b2c.cart_payment_gap", market, .window, "before", "0.105000", .ratio),
      plain("b2c.cart_payment_gap", market, .window, "after", "0.093000", .ratio),
      plain("b2c.revenue_net", market, .window, "before", "22648.5000", .money),
      plain("b2c.revenue_net", market, .window, "after", "39096.0000", .money),
      plain("b2c.orders", market, .window, "before", "315", .count),
      leak(market, "session: view_item → add_to_cart", "1779.4500"),
      plain("b2c.orders", market, .window, "after", "540", .count),
      plain("b2c.orders", market, .all, "", "1710", .count),
    ]
    guard let monday = LocalDay("2025-06-30") else { return rows }
    let hits = [21, 24, 22, 26, 29, 27, 31, 35, 38, 36, 41, 44, 43, 47, 12]
    for (week, hits) in hits.enumerated() {
      rows.append(
        rate(
          "b2c.session_conversion_rate", market, .week,
          monday.advanced(by: 7 * week).description, hits, week == 14 ? 400 : 1150,
          status: week == 14 ? .partial : .ok))
      rows.append(
        plain(
          "b2c.orders", market, .week, monday.advanced(by: 7 * week).description, "\(hits)",
          .count))
    }
    for (device, hits, trials) in [("mobile", 330, 9000), ("desktop", 210, 6000)] {
      var row = rate("b2c.session_conversion_rate", market, .window, "after", hits, trials)
      row.dimension = "device"
      row.segment = device
      rows.append(row)
    }
    return rows
  }()

  static let businessMetrics: [MetricRow] = {
    let market = Market.b2b
    return [
      rate("b2b.opportunity_to_win_rate", market, .window, "before", 38, 200),
      rate("b2b.opportunity_to_win_rate", market, .window, "after", 54, 200),
      mean(
        "b2b.sales_cycle_days_mean", market, .window, "before", "94.000000", half: "9.200000",
        n: 38, unit: .days),
      mean(
        "b2b.sales_cycle_days_mean", market, .window, "after", "61.000000", half: "6.100000",
        n: 54, unit: .days),
      plain("unit.ltv_cac", market, .window, "before", "3.200000", .number),
      plain("unit.ltv_cac", market, .window, "after", "4.500000", .number),
      plain("b2b.won_amount", market, .window, "before", "1140000.0000", .money),
      plain("b2b.won_amount", market, .window, "after", "1620000.0000", .money),
      plain("b2b.pipeline_velocity", market, .window, "after", "26557.3770", .moneyPerDay),
    ]
      + zip(["2025-07-01", "2025-08-01", "2025-09-01", "2025-10-01"], [14, 17, 23, 19]).map {
        rate("b2b.opportunity_to_win_rate", market, .month, $0, $1, 70)
      }
  }()
}
