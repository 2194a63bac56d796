import FunnelModel

/// Where a number stands, without what it counts.
struct SuppressionCell: Hashable {
  var market: Market?
  var grain: Grain
  var period: String
  var dimension = ""
  var segment = ""
  var dimension2 = ""
  var segment2 = ""

  init(_ row: MetricRow) {
    market = row.market
    grain = row.grain
    period = row.period
    dimension = row.dimension
    segment = row.segment
    dimension2 = row.dimension2
    segment2 = row.segment2
  }

  init(market: Market?, grain: Grain, period: String) {
    self.market = market
    self.grain = grain
    self.period = period
  }

  /// A fixed order, so that ties are broken alike everywhere.
  var order: String {
    [market?.name ?? "all", grain.name, period, dimension, segment, dimension2, segment2]
      .joined(separator: "\0")
  }
}
