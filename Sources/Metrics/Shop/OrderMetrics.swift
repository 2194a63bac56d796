package import FunnelModel
import Statistics

/// Orders, their money and their refunds (metrics.md, "B2C").
package struct OrderMetrics: MetricFamily {
  package static let name = "orders"
  package static let isSelfContained = true
  private enum Counter {
    static let orders = 0
    static let refunded = 1
    static let width = 2
  }
  private enum Sum {
    static let gross = 0
    static let discount = 1
    static let refund = 2
    static let units = 3
    static let grossSquares = 4
    static let netSquares = 5
    static let width = 6
  }
  private var cells: SegmentCells<Int64>
  private var sums: SegmentCells<Int128>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.orderID, .amount, .quantity, .discount]
  }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    cells = SegmentCells(plan: plan, width: Counter.width)
    sums = SegmentCells(plan: plan, width: Sum.width)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let orders = view.orders
    var index = 0
    while index < orders.count {
      let day = Int(view.timeline.day[Int(orders.row[index])])
      let slot = plan.periods.slot(.day, dayOffset: day)
      cells.add(
        segments: orders.segments, row: index, slot: slot, counter: Counter.orders, 1)
      if orders.isRefunded[index] == 1 {
        cells.add(
          segments: orders.segments, row: index, slot: slot, counter: Counter.refunded, 1)
      }
      let gross = Int128(orders.gross[index])
      let net = gross - Int128(orders.refund[index])
      let values = [
        gross, Int128(orders.discount[index]), Int128(orders.refund[index]),
        Int128(orders.quantity[index]), gross * gross, net * net,
      ]
      for counter in 0..<Sum.width where values[counter] != 0 {
        sums.add(
          segments: orders.segments, row: index, slot: slot, counter: counter, values[counter])
      }
      index &+= 1
    }
  }

  package mutating func merge(_ other: OrderMetrics, mapping: SegmentMapping) {
    cells.merge(other.cells, mapping: mapping)
    sums.merge(other.sums, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) {
    cells.encode(to: &writer)
    sums.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    cells = try SegmentCells(plan: plan, width: Counter.width, from: &reader)
    sums = try SegmentCells(plan: plan, width: Sum.width, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var cells = cells
    var sums = sums
    cells.rollUp(output.plan.periods)
    sums.rollUp(output.plan.periods)
    guard cells.tables[0].value(row: 0, slot: 0, counter: Counter.orders) > 0 else { return }
    for key in output.keys(cells) {
      let count = Int(cells[key, Counter.orders])
      let gross = sums[key, Sum.gross]
      let discount = sums[key, Sum.discount]
      let refund = sums[key, Sum.refund]
      let units = sums[key, Sum.units]
      let net = gross - refund
      output.addCount(Self.orders, market: .b2c, at: key, count)
      output.add(
        Self.units, market: .b2c, at: key, value: FixedDecimal(micro: units, digits: 0), n: count)
      output.addMoney(Self.gross, market: .b2c, at: key, gross, n: count)
      output.addMoney(Self.discounts, market: .b2c, at: key, discount, n: count)
      output.addMoney(Self.refunds, market: .b2c, at: key, refund, n: count)
      output.addMoney(Self.net, market: .b2c, at: key, net, n: count)
      output.addMean(
        Self.aov, market: .b2c, at: key, gross, over: count,
        interval: Self.interval(count, gross, sums[key, Sum.grossSquares]))
      output.addMean(
        Self.aovNet, market: .b2c, at: key, net, over: count,
        interval: Self.interval(count, net, sums[key, Sum.netSquares]))
      output.addMean(Self.unitsPerOrder, market: .b2c, at: key, units, over: count)
      output.addQuotient(
        Self.discountRate, market: .b2c, at: key, discount, over: gross + discount, n: count)
      output.addRate(
        Self.refundRate, market: .b2c, at: key, Int(cells[key, Counter.refunded]), of: count)
    }
    let names = output.plan.recordNames(output.plan.isPurchaseRecord, type: "purchase")
    if !names.isEmpty {
      output.policies.append("Orders come from \(names.joined(separator: ", ")).")
    }
  }

  /// The t interval of a mean in whole currency units; nil where the squares left 128 bits.
  static func interval(
    _ count: Int, _ sum: Int128, _ squares: Int128
  ) -> (low: Double, high: Double)? {
    guard squares >= 0, squares < Int128.max else { return nil }
    let sample = SampleMoments(count: count, sum: sum, sumOfSquares: UInt128(squares))
    guard let bounds = meanInterval(sample) else { return nil }
    let scale = Double(Micro.scale)
    return (bounds.lower / scale, bounds.upper / scale)
  }
}
