package import FunnelModel

/// What identifies a number among those of a report.
package struct MetricKey: Sendable, Hashable {
  package var metric: String
  /// nil = all markets together.
  package var market: Market?
  package var grain: Grain
  package var period: String
  package var dimension = ""
  package var segment = ""
  package var dimension2 = ""
  package var segment2 = ""

  /// The key of a total.
  package init(metric: String, market: Market?, grain: Grain, period: String) {
    self.metric = metric
    self.market = market
    self.grain = grain
    self.period = period
  }

  /// The key of a row.
  package init(_ row: MetricRow) {
    metric = row.metric
    market = row.market
    grain = row.grain
    period = row.period
    dimension = row.dimension
    segment = row.segment
    dimension2 = row.dimension2
    segment2 = row.segment2
  }

  /// `b2c`, `b2b` or `all`.
  package var marketName: String { market?.name ?? "all" }
}

extension MetricKey: Comparable {
  /// The order of `csv/metrics.csv`.
  package static func < (a: MetricKey, b: MetricKey) -> Bool {
    if a.metric != b.metric { return a.metric < b.metric }
    let left = a.market?.rawValue ?? .max
    let right = b.market?.rawValue ?? .max
    if left != right { return left < right }
    if a.grain != b.grain { return a.grain < b.grain }
    return (a.period, a.dimension, a.segment, a.dimension2, a.segment2)
      < (b.period, b.dimension, b.segment, b.dimension2, b.segment2)
  }
}
