import FunnelModel

/// The cohort table: buyers by the month of their first order, followed through the months since.
struct BuyerCohorts: Sendable {
  private enum Counter {
    static let active = 0
    static let orders = 1
    static let net = 2
    static let width = 3
  }
  private var matrix: CohortMatrix
  private let axis: MonthAxis

  init(plan: MetricPlan) {
    axis = MonthAxis(plan.periods)
    matrix = CohortMatrix(monthCount: axis.count, width: Counter.width)
  }

  /// Takes the orders of one buyer, in time order.
  mutating func take(_ view: BucketView, _ range: Range<Int>, _ plan: MetricPlan) {
    let orders = view.orders
    var cohort = -1
    var lastMonth = -1
    var index = range.lowerBound
    while index < range.upperBound {
      let day = Int(view.timeline.day[Int(orders.row[index])])
      let month = axis.month(dayOffset: day, plan.periods)
      if cohort < 0 { cohort = month }
      let since = month &- cohort
      if month != lastMonth {
        lastMonth = month
        matrix.add(cohort: cohort, since: since, counter: Counter.active, 1)
      }
      matrix.add(cohort: cohort, since: since, counter: Counter.orders, 1)
      matrix.add(
        cohort: cohort, since: since, counter: Counter.net,
        Int128(orders.gross[index]) - Int128(orders.refund[index]))
      index &+= 1
    }
  }

  mutating func merge(_ other: BuyerCohorts) { matrix.merge(other.matrix) }

  func encode(to writer: inout StateWriter) { matrix.encode(to: &writer) }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    axis = MonthAxis(plan.periods)
    matrix = try CohortMatrix(monthCount: axis.count, width: Counter.width, from: &reader)
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("cohort", "Month of first order"),
    ReportColumn("months_since", "Months since", .months),
    ReportColumn("size", "Buyers", .count), ReportColumn("active", "Active buyers", .count),
    ReportColumn("orders", "Orders", .count), ReportColumn("revenue_net", "Net revenue", .money),
    ReportColumn("share_active", "Share active", .ratio),
    ReportColumn("cumulative_net_per_buyer", "Cumulative net revenue per buyer", .money),
    ReportColumn("status", "Status"),
  ]

  /// One row per cohort and month since; months that are not over are in progress.
  func table(_ output: inout ReportOutput) -> ReportTable {
    var table = ReportTable(
      id: "cohorts", title: "Cohorts by first order", market: .b2c, columns: Self.columns)
    for cohort in 0..<axis.count where matrix.isTouched(cohort) {
      let size = matrix.value(cohort: cohort, since: 0, counter: Counter.active)
      var cumulative: Int128 = 0
      for since in matrix.ages(cohort) {
        func value(_ counter: Int) -> Int128 {
          matrix.value(cohort: cohort, since: since, counter: counter)
        }
        cumulative += value(Counter.net)
        let status = output.status(
          CustomerMetrics.newCustomers, slot: axis.firstSlot + cohort + since)
        table.rows.append([
          .text(Market.b2c.name),
          .text(output.plan.periods.slots[axis.firstSlot + cohort].label),
          .number(FixedDecimal(since)), .number(FixedDecimal(units: size, digits: 0)),
          .number(FixedDecimal(units: value(Counter.active), digits: 0)),
          .number(FixedDecimal(units: value(Counter.orders), digits: 0)),
          .number(FixedDecimal(micro: value(Counter.net), digits: 4)),
          .number(FixedDecimal(ratio: value(Counter.active), size, digits: 6)),
          .number(FixedDecimal(ratio: cumulative, size * Int128(Micro.scale), digits: 4)),
          .text((status == .ok ? MetricStatus.ok : .inProgress).rawValue),
        ])
      }
    }
    return table
  }
}
