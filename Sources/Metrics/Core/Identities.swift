package import FunnelModel

/// What must hold between the printed numbers of every run, whatever the data (metrics.md,
/// "Identities"): segments sum to the total, and the orders of the funnel are those of the order
/// value. Families check what only their own sums can show (steps, movements, credit).
package enum Identities {
  /// Metrics whose segments add up to the total, exactly: counts and sums of money in which every
  /// unit is in one segment. Means, distinct counts over segments, numbers that are rounded one by
  /// one, and costs with their impressions and clicks, part of which names no segment, are not.
  static let additive: Set<String> = [
    "b2b.ageing_deals", "b2b.leads", "b2b.lost", "b2b.mqls", "b2b.open_pipeline",
    "b2b.opportunities", "b2b.pilots", "b2b.pilots_without_end", "b2b.slipped_deals", "b2b.sqls",
    "b2b.stalled_deals", "b2b.won", "b2b.won_amount", "b2c.discounts", "b2c.new_customers",
    "b2c.orders", "b2c.refunds", "b2c.returning_customers", "b2c.revenue_gross", "b2c.revenue_net",
    "b2c.sessions", "b2c.units", "b2c.visitors", "revenue.active_accounts", "revenue.churn_mrr",
    "revenue.closing_mrr", "revenue.contraction_mrr", "revenue.expansion_mrr", "revenue.new_mrr",
    "revenue.opening_mrr", "revenue.reactivation_mrr", "support.open_tickets", "support.tickets",
    "support.tickets_at_risk", "support.tickets_overdue",
  ]

  /// Everything that does not hold among some numbers, in their order.
  package static func violations(_ rows: [MetricRow]) -> [Violation] {
    sums(rows) + orders(rows)
  }

  // MARK: Segments sum to the total

  private struct Cell: Hashable {
    let metric: String
    let market: Market?
    let grain: Grain
    let period: String

    init(_ row: MetricRow) {
      metric = row.metric
      market = row.market
      grain = row.grain
      period = row.period
    }
  }

  /// A total and the sums of its segments, by dimension, in order of appearance.
  private struct Breakdown {
    var total: MetricRow?
    var sums:
      [(dimension: String, dimension2: String, units: Int128, addends: Int, isKnown: Bool)] = []

    mutating func add(_ row: MetricRow) {
      guard !row.dimension.isEmpty else {
        total = row
        return
      }
      let known = sums.lastIndex {
        $0.dimension == row.dimension && $0.dimension2 == row.dimension2
      }
      let index = known ?? sums.count
      if known == nil { sums.append((row.dimension, row.dimension2, 0, 0, true)) }
      sums[index].units += row.value?.units ?? 0
      sums[index].addends += 1
      if row.value == nil { sums[index].isKnown = false }
    }
  }

  private static func sums(_ rows: [MetricRow]) -> [Violation] {
    var places: [Cell: Int] = [:]
    var breakdowns: [Breakdown] = []
    var last: (cell: Cell, place: Int)?
    for row in rows where additive.contains(row.metric) {
      // Rows of one cell mostly stand together.
      let cell = Cell(row)
      if last?.cell != cell {
        let place = places[cell] ?? breakdowns.count
        if place == breakdowns.count {
          places[cell] = place
          breakdowns.append(Breakdown())
        }
        last = (cell, place)
      }
      if let place = last?.place { breakdowns[place].add(row) }
    }
    return breakdowns.flatMap { breakdown -> [Violation] in
      guard let total = breakdown.total, let value = total.value else { return [] }
      return breakdown.sums.filter {
        $0.isKnown && 2 * abs($0.units - value.units) > slack(total, value, addends: $0.addends)
      }.map { sum in
        let dimensions = [sum.dimension, sum.dimension2].filter { !$0.isEmpty }
        let units = FixedDecimal(units: sum.units, digits: value.digits)
        return Violation(
          "\(name(total)): the segments of \(dimensions.joined(separator: " × ")) sum to "
            + "\(units), the total is \(value)", total)
      }
    }
  }

  /// How far a sum of printed numbers may lie from the printed total, in halves of a last digit.
  ///
  /// Counts are printed as they are. Money and units of goods (which may be sold by weight) have
  /// six fractional digits and are rounded to fewer: each addend, and the total, by up to one half.
  private static func slack(_ total: MetricRow, _ value: FixedDecimal, addends: Int) -> Int128 {
    value.digits > 0 || total.metric == OrderMetrics.units.id ? Int128(addends + 1) : 0
  }

  // MARK: Orders

  /// Orders counted are the orders of which the order value is the mean.
  private static func orders(_ rows: [MetricRow]) -> [Violation] {
    var counted: [TracedCell: MetricRow] = [:]
    for row in rows where row.metric == "b2c.orders" {
      var cell = TracedCell(row)
      cell.metric = "b2c.aov"
      counted[cell] = row
    }
    return rows.compactMap { row -> Violation? in
      guard row.metric == "b2c.aov", let orders = counted[TracedCell(row)], let n = row.n,
        let count = orders.value, count.units != Int128(n)
      else { return nil }
      return Violation("\(name(orders)): \(count) orders, but the order value is of \(n)", orders)
    }
  }

  private static func name(_ row: MetricRow) -> String {
    var text = "\(row.metric) of \(row.market?.name ?? "all"), \(row.grain.name)"
    if !row.period.isEmpty { text += " \(row.period)" }
    if !row.dimension.isEmpty { text += ", \(row.dimension) \(row.segment)" }
    return text
  }
}
