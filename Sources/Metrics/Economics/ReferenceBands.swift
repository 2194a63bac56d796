package import FunnelModel

/// Judges finished numbers against the ranges in which they are called healthy (metrics.md,
/// "Reference bands").
package enum ReferenceBands {
  /// A band of one market; nil = any.
  struct Band: Sendable {
    var market: Market?
    var metric: String
    var low: Double?
    var high: Double?
  }

  /// The bands of metrics.md, and the two alarms as open bands: a gap above 0.10 and an MQL to SQL
  /// rate at or below 0.02 are out of bounds.
  static let builtIn: [Band] = [
    Band(market: .b2c, metric: "unit.ctr", low: 0.015, high: 0.035),
    Band(market: .b2b, metric: "unit.ctr", low: 0.006, high: 0.012),
    Band(market: .b2c, metric: "b2c.session_conversion_rate", low: 0.018, high: 0.04),
    Band(market: .b2b, metric: "b2b.lead_to_opportunity_rate", low: 0.05, high: 0.12),
    Band(market: .b2b, metric: "b2b.opportunity_to_win_rate", low: 0.18, high: 0.3),
    Band(market: .b2b, metric: "b2b.sales_cycle_days_mean", low: 30, high: 180),
    Band(market: .b2c, metric: "unit.ltv_cac", low: 2, high: 4),
    Band(market: .b2b, metric: "unit.ltv_cac", low: 3, high: 7),
    Band(market: .b2c, metric: "unit.cac_payback_months", low: 0, high: 1),
    Band(market: .b2b, metric: "unit.cac_payback_months", low: 3, high: 18),
    Band(market: .b2c, metric: "b2c.aov", low: 5, high: 199),
    Band(market: .b2b, metric: "b2b.deal_size", low: 2000, high: nil),
    Band(market: .b2c, metric: "b2c.cart_payment_gap", low: nil, high: 0.1),
    Band(market: .b2b, metric: alarm, low: 0.020001, high: nil),
  ]
  private static let alarm = "b2b.mql_to_sql_rate"

  private static let columns = [
    ReportColumn("metric", "Metric"), ReportColumn("market", "Market"),
    ReportColumn("grain", "Grain"), ReportColumn("period", "Period"),
    ReportColumn("value", "Value", .number), ReportColumn("low", "From", .number),
    ReportColumn("high", "To", .number), ReportColumn("verdict", "Verdict"),
  ]

  /// A verdict (`below`, `within`, `above`, `undefined`) for each band: on the latest complete
  /// week and month of B2C and quarter of B2B, and on every window.
  ///
  /// - Parameters:
  ///   - metrics: finished rows, in any order.
  ///   - bands: the configuration's; they replace the built-in ones of the same metric.
  package static func judge(
    _ metrics: [MetricRow], bands: [BandDefinition], plan: MetricPlan
  ) -> ReportTable {
    let named = Set(bands.map(\.metric))
    let inForce =
      builtIn.filter { !named.contains($0.metric) }
      + bands.map { Band(market: nil, metric: $0.metric, low: $0.low, high: $0.high) }
    var table = ReportTable(
      id: "benchmarks", title: "Against reference bands", market: nil, columns: columns)
    for band in inForce.sorted(by: {
      ($0.metric, $0.market?.rawValue ?? 9) < ($1.metric, $1.market?.rawValue ?? 9)
    }) {
      for market in Market.allCases where band.market == nil || band.market == market {
        let mine = metrics.filter {
          $0.metric == band.metric && $0.market == market && $0.dimension.isEmpty
        }
        for row in judged(mine, market, plan) { table.rows.append(cells(row, band)) }
      }
    }
    return table
  }

  /// The rows of a metric that are judged, coarse to fine, windows last.
  private static func judged(
    _ rows: [MetricRow], _ market: Market, _ plan: MetricPlan
  ) -> [MetricRow] {
    let covered = plan.zone.day(of: plan.asOf)
    var result: [MetricRow] = []
    for grain in market == .b2c ? [Grain.month, .week] : [.quarter] {
      let over = plan.periods.slots(of: grain).map { plan.periods.slots[$0] }
        .filter { $0.last <= covered }.map(\.label)
      let complete = rows.filter {
        $0.grain == grain && over.contains($0.period) && $0.status != .partial
      }
      if let latest = complete.max(by: { $0.period < $1.period }) { result.append(latest) }
    }
    for window in plan.windows {
      result += rows.filter { $0.grain == .window && $0.period == window.name }
    }
    return result
  }

  private static func cells(_ row: MetricRow, _ band: Band) -> [Cell] {
    let verdict: String
    if let value = row.value?.double {
      if let low = band.low, value < low {
        verdict = "below"
      } else if let high = band.high, value > high {
        verdict = "above"
      } else {
        verdict = "within"
      }
    } else {
      verdict = "undefined"
    }
    func bound(_ value: Double?) -> Cell {
      value.flatMap { FixedDecimal($0, digits: 6) }.map { .number($0) } ?? .missing
    }
    return [
      .text(row.metric), .text(row.market?.name ?? "all"), .text(row.grain.name),
      .text(row.period), row.value.map { .number($0) } ?? .missing, bound(band.low),
      bound(band.high), .text(verdict),
    ]
  }
}
