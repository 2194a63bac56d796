package import FunnelModel

/// Wholesale orders and the days between an account's orders (metrics.md, "B2B").
package struct WholesaleMetrics: MetricFamily {
  package static let name = "wholesale"

  private var orders: SegmentCells<Int64>
  /// Distinct accounts with an order, by period.
  private var accounts: SegmentCells<Int64>
  private var intervals: DurationSamples

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.orderID] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2b) }

  package init(plan: MetricPlan) {
    orders = SegmentCells(plan: plan, width: 1)
    accounts = SegmentCells(plan: plan, width: 1)
    intervals = DurationSamples(plan: plan)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let table = view.wholesaleOrders
    var visits = PeriodVisits()
    for index in 0..<table.count {
      let row = Int(table.row[index])
      let day = view.timeline.day[row]
      let isFirst = index == 0 || table.buyer[index - 1] != table.buyer[index]
      orders.add(
        segments: table.segments, row: index,
        slot: plan.periods.slot(.day, dayOffset: Int(day)), counter: 0, 1)
      if isFirst { visits.begin() }
      visits.visit(day: Int(day), plan.periods) { slot in
        accounts.addTotal(slot: slot, counter: 0, 1)
      }
      if isFirst { continue }
      let before = view.timeline.time[Int(table.row[index - 1])]
      intervals.add(
        view.timeline.time[row] - before, day: day, segments: table.segments, row: index)
    }
  }

  package mutating func merge(_ other: WholesaleMetrics, mapping: SegmentMapping) {
    orders.merge(other.orders, mapping: mapping)
    accounts.merge(other.accounts, mapping: mapping)
    intervals.merge(other.intervals, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) {
    orders.encode(to: &writer)
    accounts.encode(to: &writer)
    intervals.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    orders = try SegmentCells(plan: plan, width: 1, from: &reader)
    accounts = try SegmentCells(plan: plan, width: 1, from: &reader)
    intervals = try DurationSamples(plan: plan, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var orders = orders
    orders.rollUp(output.plan.periods)
    guard orders[.total(0), 0] > 0 else { return }
    let cells = intervals.cells(output.plan.periods)
    for key in output.keys(orders) {
      let count = Int(orders[key, 0])
      output.addCount(Self.orderCount, market: .b2b, at: key, count)
      output.addDistribution(Self.reorder, market: .b2b, at: key, cells[key] ?? [])
      guard key.dimension < 0 else { continue }
      let buyers = Int(accounts[key, 0])
      output.add(
        Self.perAccount, market: .b2b, at: key,
        value: buyers == 0
          ? nil : FixedDecimal(ratio: Int128(count), Int128(buyers), digits: 6),
        numerator: FixedDecimal(count), denominator: FixedDecimal(buyers), n: buyers)
    }
  }
}

extension WholesaleMetrics {
  package static var definitions: [MetricDefinition] { [orderCount, perAccount] + reorder }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String, interval: String = ""
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2b." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: "order", interval: interval, source: "metrics.md, B2B",
      eventTypes: ["purchase"], fields: ["order_id", "account_id", "time"])
  }

  static let orderCount = define(
    "orders", "Wholesale orders", "distinct orders of the B2B market", .count, .higher,
    population: "wholesale orders")
  static let perAccount = define(
    "orders_per_account", "Orders per account", "orders ÷ accounts with an order", .number,
    .higher, population: "accounts with an order")
  static let reorder = [
    ("mean", "t 95 %"), ("median", "order statistics 95 %"), ("p90", ""),
  ].map { suffix, interval in
    define(
      "reorder_interval_days_\(suffix)", "Days between orders, \(suffix)",
      "\(suffix) of (order − the account's order before) ÷ 24 h", .days, .lower,
      population: "orders with an earlier one of the same account", interval: interval)
  }
}
