package import FunnelModel
import Statistics

/// Whether the last complete day and week are like those before them (metrics.md, "What changed":
/// anomaly). A step over finished rows: every input is a printed number.
///
/// A day is held against the same weekday of the weeks before, a week against the weeks before:
/// its distance from their median in robust standard deviations (`robustZ`). Days and weeks that
/// touch a configured incident are no measure of others. Beyond ±3.5 it is called high or low
/// (B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, 1993).
package struct Anomalies: Sendable {
  /// What is watched: shops day by day and week by week, selling to businesses by the week.
  static let watched: [(metric: String, market: Market, grains: [Grain])] = [
    ("b2c.sessions", .b2c, [.day, .week]), ("b2c.session_conversion_rate", .b2c, [.day, .week]),
    ("b2c.orders", .b2c, [.day, .week]), ("b2c.revenue_net", .b2c, [.day, .week]),
    ("b2c.new_customers", .b2c, [.day, .week]), ("b2b.leads", .b2b, [.week]),
    ("b2b.mqls", .b2b, [.week]), ("b2b.opportunities", .b2b, [.week]),
    ("b2b.won_amount", .b2b, [.week]),
  ]
  /// Weeks that are looked back: half a year, so that the season is the same.
  static let mostWeeks = 26
  /// Fewest values that make a history.
  static let fewestValues = 6
  static let limit = 3.5

  private struct Key: Hashable {
    let metric: String
    let grain: Grain
    let period: String
  }

  private let rows: [Key: MetricRow]
  private let plan: MetricPlan

  /// Prepares the judgement of finished numbers, in any order.
  package init(plan: MetricPlan, rows: [MetricRow]) {
    self.plan = plan
    var index: [Key: MetricRow] = [:]
    let names = Dictionary(uniqueKeysWithValues: Self.watched.map { ($0.metric, $0.market) })
    for row in rows
    where (row.grain == .day || row.grain == .week) && row.dimension.isEmpty && row.status == .ok
      && names[row.metric] == row.market && row.market != nil
    {
      index[Key(metric: row.metric, grain: row.grain, period: row.period)] = row
    }
    self.rows = index
  }

  /// The table `anomalies`: one row for each watched number; empty where none has a history.
  package func table() -> ReportTable {
    var table = ReportTable(
      id: "anomalies", title: "The last day and week against those before", market: nil,
      columns: [
        ReportColumn("market", "Market"), ReportColumn("metric", "Metric"),
        ReportColumn("grain", "Grain"), ReportColumn("period", "Period"),
        ReportColumn("value", "Value", .number), ReportColumn("usual", "Usual", .number),
        ReportColumn("z", "Robust z", .number), ReportColumn("history", "Compared with", .count),
        ReportColumn("verdict", "Verdict"),
      ])
    for (metric, market, grains) in Self.watched where plan.markets.contains(market) {
      for grain in grains {
        if let cells = cells(metric, market, grain) { table.rows.append(cells) }
      }
    }
    return table
  }

  private func cells(_ metric: String, _ market: Market, _ grain: Grain) -> [Cell]? {
    let today = plan.zone.day(of: plan.asOf)
    let over = plan.periods.slots(of: grain).map { plan.periods.slots[$0] }
      .filter { $0.last <= today && $0.first >= plan.periods.firstDay }
    func row(_ label: String) -> MetricRow? {
      rows[Key(metric: metric, grain: grain, period: label)]
    }
    guard let last = over.last(where: { row($0.label) != nil }), let judged = row(last.label),
      let value = judged.value
    else { return nil }
    let spans = Dictionary(over.map { ($0.first, $0) }) { first, _ in first }
    let history = (1...Self.mostWeeks).compactMap { weeks -> FixedDecimal? in
      guard let slot = spans[last.first.advanced(by: -7 * weeks)],
        !plan.incidents.contains(where: { $0.from <= slot.last && $0.to > slot.first })
      else { return nil }
      return row(slot.label)?.value
    }
    guard history.count >= Self.fewestValues,
      let usual = quantile(sorted: history.map(\.double).sorted(), 0.5)
    else { return nil }
    let z = robustZ(value.double, history: history.map(\.double))
    func number(_ value: Double?, _ digits: Int) -> Cell {
      value.flatMap { FixedDecimal($0, digits: digits) }.map(Cell.number) ?? .missing
    }
    return [
      .text(market.name), .text(metric), .text(grain.name), .text(last.label), .number(value),
      number(usual, judged.unit.digits), number(z, 6), .number(FixedDecimal(history.count)),
      .text(Self.verdict(z, isUsual: value.double == usual)),
    ]
  }

  private static func verdict(_ z: Double?, isUsual: Bool) -> String {
    guard let z else { return isUsual ? "usual" : "no spread" }
    return z > limit ? "high" : z < -limit ? "low" : "usual"
  }
}
