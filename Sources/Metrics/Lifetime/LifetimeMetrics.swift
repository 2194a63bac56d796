package import FunnelModel

/// What B2C buyers are expected to bring: BG/NBD for when they order, Gamma-Gamma for how much
/// (metrics.md, "ltv_predicted").
///
/// The fold keeps a few numbers per buyer; everything fitted is computed from their sorted values
/// at the end, so that neither threads nor the order of merging change a bit of it.
package struct LifetimeMetrics: MetricFamily {
  package static let name = "lifetime"
  package static let isSelfContained = true
  package static let isFitted = true
  private(set) var histories: LifetimeHistories
  /// Positions in the plan's dimensions that are broken down: where costs name segments.
  private let dimensions: [Int]
  /// Day offset of the last day of calibration; negative where that is before the data.
  private let end: Int32
  private let isHeldOut: Bool

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.orderID, .amount] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    dimensions = Self.dimensions(plan)
    (end, isHeldOut) = Self.end(plan)
    histories = LifetimeHistories(dimensionCount: dimensions.count)
  }

  private static func dimensions(_ plan: MetricPlan) -> [Int] {
    plan.dimensionNames.indices.filter {
      ["channel", "campaign"].contains(plan.dimensionNames[$0])
    }
  }

  /// The last day of calibration, and whether days follow it.
  private static func end(_ plan: MetricPlan) -> (day: Int32, isHeldOut: Bool) {
    let last = Int32(plan.periods.dayCount - 1)
    guard let day = plan.lifetime.calibrateTo else { return (last, false) }
    let offset = day.number - plan.periods.firstDay.number
    return offset < last ? (offset, true) : (last, false)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let orders = view.orders
    var buyer = 0
    while buyer < view.timeline.buyerCount {
      let start = Int(orders.starts[buyer])
      let stop = Int(orders.starts[buyer &+ 1])
      if start < stop {
        var reading = LifetimeHistories.Reading()
        var index = start
        while index < stop {
          reading.take(
            day: view.timeline.day[Int(orders.row[index])],
            net: Int128(orders.gross[index]) - Int128(orders.refund[index]), end: end)
          index &+= 1
        }
        if reading.first >= 0 {
          histories.add(reading) { orders.segments[dimensions[$0]][start] }
        }
      }
      buyer &+= 1
    }
  }

  package mutating func merge(_ other: LifetimeMetrics, mapping: SegmentMapping) {
    histories.merge(other.histories, codes: dimensions.map { mapping.codes[$0] })
  }

  package func encode(to writer: inout StateWriter) { histories.encode(to: &writer) }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    dimensions = Self.dimensions(plan)
    (end, isHeldOut) = Self.end(plan)
    histories = try LifetimeHistories(
      dimensionCount: dimensions.count, dayCount: plan.periods.dayCount, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    guard histories.count > 0 else { return }
    let groups = histories.groups(end: end)
    let model = LifetimeModel(histories, groups)
    let forecast = LifetimeForecast(
      model, groups, settings: output.plan.lifetime,
      holdOutDays: isHeldOut ? output.plan.periods.dayCount - 1 - Int(end) : nil)
    let values = LifetimeValues(
      histories, groups, forecast, model, dimensions: dimensions, plan: output.plan)
    // With one market in the data, its numbers are those of all.
    let markets: [Market?] = output.plan.markets.count == 1 ? [.b2c, nil] : [.b2c]
    for market in markets {
      output.predicted[market] = values
      values.addRows(market: market, dimensions: dimensions, to: &output)
    }
    model.addRows(to: &output)
    let tables = LifetimeTables(
      histories: histories, groups: groups, model: model, forecast: forecast)
    tables.add(to: &output)
  }
}
