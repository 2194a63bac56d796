package import FunnelModel

/// What customers cost and bring (metrics.md, "Unit economics").
///
/// A new customer is a buyer's first order of the record, won deal or MRR above 0, in each market
/// by itself and once in all. Revenue is orders less refunds, and MRR at each month's end.
package struct UnitMetrics: MetricFamily {
  package static let name = "units"
  package static let dependencies = [RecurringMetrics.name, LifetimeMetrics.name]
  /// By position in `RecurringMetrics.scopes`.
  private var states: [UnitState]
  private let axis: MonthAxis
  /// Whether the data hold deals or subscriptions at all.
  private let hasContracts: Bool
  /// The position of the only market with data, whose numbers are those of all.
  private let only: Int?

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.amount, .subscriptionID, .dealID]
  }

  package static func applies(to plan: MetricPlan) -> Bool { true }

  package init(plan: MetricPlan) {
    self.init(plan, RecurringMetrics.scopes.map { _ in UnitState(plan: plan) })
  }

  private init(_ plan: MetricPlan, _ states: [UnitState]) {
    self.states = states
    axis = MonthAxis(plan.periods)
    only = plan.markets.count == 1 ? Int(plan.markets[0].rawValue) : nil
    hasContracts = plan.sources.contains { source in
      ["won", "mrr"].contains { (source.typeCounts[$0] ?? 0) > 0 }
    }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    var balances = SubscriptionBalances(plan: plan)
    var buyer = 0
    while buyer < view.timeline.buyerCount {
      let ordered =
        view.orders.starts[buyer] < view.orders.starts[buyer &+ 1]
        || view.wholesaleOrders.starts[buyer] < view.wholesaleOrders.starts[buyer &+ 1]
      if ordered || (hasContracts && Self.hasContract(view.timeline, buyer)) {
        for scope in states.indices where only == nil || scope == only {
          take(view, buyer, scope, plan, &balances)
        }
      }
      buyer &+= 1
    }
  }

  private static func hasContract(_ timeline: TimelineBucket, _ buyer: Int) -> Bool {
    (timeline.buyerStarts[buyer]..<timeline.buyerStarts[buyer + 1]).contains {
      timeline.kind[Int($0)] == EventKind.won.rawValue
        || timeline.kind[Int($0)] == EventKind.mrr.rawValue
    }
  }

  private mutating func take(
    _ view: BucketView, _ buyer: Int, _ scope: Int, _ plan: MetricPlan,
    _ balances: inout SubscriptionBalances
  ) {
    let timeline = view.timeline
    let market = RecurringMetrics.scopes[scope]
    var entry: (row: Int, segments: [UInt32])?
    var revenue: [(day: Int, amount: Int128)] = []
    func take(_ orders: OrderTable) {
      for index in Int(orders.starts[buyer])..<Int(orders.starts[buyer + 1]) {
        let row = Int(orders.row[index])
        let segments = orders.segments.map { $0[index] }
        let net = Int128(orders.gross[index]) - Int128(orders.refund[index])
        let day = Int(timeline.day[row])
        states[scope].add(segments, day: day, UnitState.Sum.orders, 1, plan)
        states[scope].add(segments, day: day, UnitState.Sum.net, net, plan)
        revenue.append((day, net))
        if row < entry?.row ?? .max { entry = (row, segments) }
      }
    }
    if market != .b2b { take(view.orders) }
    if market != .b2c { take(view.wholesaleOrders) }
    if hasContracts {
      takeContracts(view, buyer, scope, plan, &balances, &entry, &revenue)
    }
    guard let entry else { return }
    states[scope].take(
      segments: entry.segments, day: Int(timeline.day[entry.row]), revenue: revenue, axis: axis,
      plan: plan)
  }

  /// Won deals and subscriptions: they count, and may come before any order.
  private mutating func takeContracts(
    _ view: BucketView, _ buyer: Int, _ scope: Int, _ plan: MetricPlan,
    _ balances: inout SubscriptionBalances, _ entry: inout (row: Int, segments: [UInt32])?,
    _ revenue: inout [(day: Int, amount: Int128)]
  ) {
    let timeline = view.timeline
    let market = RecurringMetrics.scopes[scope]
    func segments(_ row: Int) -> [UInt32] {
      plan.dimensions.indices.map {
        EntrySegments.segment(timeline, dimension: $0, buyer: buyer, row: row)
      }
    }
    for row in WonDeals.closings(timeline, buyer: buyer, market: market) {
      states[scope].add(
        segments(row), day: Int(timeline.day[row]), UnitState.Sum.won, 1, plan)
    }
    if let row = WonDeals.firstWon(timeline, buyer: buyer, market: market),
      row < entry?.row ?? .max
    {
      entry = (row, segments(row))
    }
    guard balances.read(view, buyer: buyer, markets: market, plan: plan),
      let paid = balances.firstPaidRow
    else { return }
    if paid < entry?.row ?? .max { entry = (paid, segments(paid)) }
    for month in 0..<axis.count where balances.balance[month] > 0 {
      let end = plan.periods.slots[axis.firstSlot + month].last.number
      let day = min(Int(end - plan.periods.firstDay.number), plan.periods.dayCount - 1)
      revenue.append((day, Int128(balances.balance[month])))
    }
  }

  package mutating func merge(_ other: UnitMetrics, mapping: SegmentMapping) {
    for index in states.indices { states[index].merge(other.states[index], mapping: mapping) }
  }

  package func encode(to writer: inout StateWriter) {
    for state in states { state.encode(to: &writer) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    var states: [UnitState] = []
    for _ in RecurringMetrics.scopes { states.append(try UnitState(plan: plan, from: &reader)) }
    self.init(plan, states)
  }

  package func finalise(into output: inout ReportOutput) {
    var states = states
    for index in states.indices { states[index].rollUp(output.plan.periods) }
    if let only { states[2] = states[only] }
    var report = UnitReport(states: states, axis: axis, output: output)
    report.add(to: &output)
  }
}

/// The won deals of a buyer.
enum WonDeals {
  /// Rows of the deals' last outcomes where that is `won`; a deal without an id is its own.
  static func closings(
    _ timeline: TimelineBucket, buyer: Int, market: Market?
  ) -> [Int] {
    let deals = timeline.texts(.dealID)?.codes
    var last: [UInt32: Int] = [:]
    var rows: [Int] = []
    for row in Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1]) {
      let kind = timeline.kind[row]
      guard kind == EventKind.won.rawValue || kind == EventKind.lost.rawValue,
        market == nil || timeline.market[row] == market?.rawValue
      else { continue }
      let deal = deals?[row] ?? 0
      if deal != 0 {
        last[deal] = row
      } else if kind == EventKind.won.rawValue {
        rows.append(row)
      }
    }
    return rows + last.values.filter { timeline.kind[$0] == EventKind.won.rawValue }
  }

  /// Row of the first `won` event.
  static func firstWon(_ timeline: TimelineBucket, buyer: Int, market: Market?) -> Int? {
    (Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])).first {
      timeline.kind[$0] == EventKind.won.rawValue
        && (market == nil || timeline.market[$0] == market?.rawValue)
    }
  }
}
