package import FunnelModel

/// What discounts do in the shop: order value with and without one, conversion of sessions that
/// were shown one, and both by discount band (metrics.md, "price levers").
///
/// A session was shown a discount where an event of it that is no purchase carries one: a discount
/// that stands on the purchase alone is known for buyers only and would convert by definition.
package struct PriceLevers: MetricFamily {
  package static let name = "price_levers"
  package static let dependencies = [SessionMetrics.name]
  enum Order {
    static let count = 0
    static let gross = 1
    static let squares = 2
    /// Counters of orders with a discount, then of those without.
    static let width = 3
  }
  enum Session {
    static let shown = 0
    static let bought = 1
    static let width = 2
  }
  private(set) var orders: SegmentCells<Int128>
  private(set) var sessions: SegmentCells<Int64>
  /// By band.
  private(set) var orderBands: SlotTable<Int128>
  private(set) var sessionBands: SlotTable<Int64>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.orderID, .amount, .discount, .sessionID]
  }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    orders = SegmentCells(plan: plan, width: 2 * Order.width)
    sessions = SegmentCells(plan: plan, width: Session.width)
    orderBands = SlotTable(slotCount: plan.periods.count, width: Order.width)
    sessionBands = SlotTable(slotCount: plan.periods.count, width: Session.width)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    foldOrders(view, plan)
    if let discounts = view.timeline.integers(.discount) { foldSessions(view, discounts, plan) }
  }

  private mutating func foldOrders(_ view: BucketView, _ plan: MetricPlan) {
    let table = view.orders
    var index = 0
    while index < table.count {
      let day = Int(view.timeline.day[Int(table.row[index])])
      let slot = plan.periods.slot(.day, dayOffset: day)
      let gross = Int128(table.gross[index])
      let band = DiscountBand.index(
        discount: table.discount[index], amount: table.gross[index])
      count(Order.count, 1, view, index, slot, band)
      if gross != 0 {
        count(Order.gross, gross, view, index, slot, band)
        count(Order.squares, gross * gross, view, index, slot, band)
      }
      index &+= 1
    }
  }

  /// Adds to the orders with or without a discount, and to the band.
  @inline(__always)
  private mutating func count(
    _ counter: Int, _ value: Int128, _ view: BucketView, _ order: Int, _ slot: Int, _ band: Int
  ) {
    orders.add(
      segments: view.orders.segments, row: order, slot: slot,
      counter: band == 0 ? Order.width &+ counter : counter, value)
    orderBands.add(row: band, slot: slot, counter: counter, value)
  }

  private mutating func foldSessions(
    _ view: BucketView, _ discounts: [Int64], _ plan: MetricPlan
  ) {
    let timeline = view.timeline
    guard let codes = timeline.texts(.sessionID)?.codes else { return }
    // By session number: the greatest band shown.
    var shown: [Int: Int] = [:]
    let amounts = timeline.integers(.amount)
    var row = 0
    while row < timeline.count {
      let kind = timeline.kind[row]
      if discounts[row] > 0, kind != EventKind.purchase.rawValue,
        kind != EventKind.refund.rawValue, codes[row] != 0
      {
        let number = Int(view.sessions.numberOfCode[Int(codes[row])])
        let amount = amounts?[row] ?? IntegerColumn.missing
        if number >= 0 {
          let band = DiscountBand.index(
            discount: discounts[row], amount: amount == IntegerColumn.missing ? 0 : amount)
          shown[number] = max(shown[number] ?? 0, band)
        }
      }
      row &+= 1
    }
    for (number, band) in shown {
      let entry = Int(view.sessions.entry[number])
      let slot = plan.periods.slot(.day, dayOffset: Int(timeline.day[entry]))
      let marks = SessionTable.Marks(rawValue: view.sessions.marks[number])
      for counter in [Session.shown] + (marks.contains(.purchase) ? [Session.bought] : []) {
        sessions.add(segments: timeline.segments, row: entry, slot: slot, counter: counter, 1)
        sessionBands.add(row: band, slot: slot, counter: counter, 1)
      }
    }
  }

  package mutating func merge(_ other: PriceLevers, mapping: SegmentMapping) {
    orders.merge(other.orders, mapping: mapping)
    sessions.merge(other.sessions, mapping: mapping)
    let bands = DiscountBand.names.indices.map { UInt32($0) }
    orderBands.merge(other.orderBands, rows: bands)
    sessionBands.merge(other.sessionBands, rows: bands)
  }

  package func encode(to writer: inout StateWriter) {
    orders.encode(to: &writer)
    sessions.encode(to: &writer)
    orderBands.encode(to: &writer)
    sessionBands.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    orders = try SegmentCells(plan: plan, width: 2 * Order.width, from: &reader)
    sessions = try SegmentCells(plan: plan, width: Session.width, from: &reader)
    orderBands = try SlotTable(
      slotCount: plan.periods.count, width: Order.width, from: &reader)
    sessionBands = try SlotTable(
      slotCount: plan.periods.count, width: Session.width, from: &reader)
    guard max(orderBands.rowCount, sessionBands.rowCount) <= DiscountBand.names.count else {
      throw .damaged
    }
  }

  package func finalise(into output: inout ReportOutput) {
    var rolled = self
    rolled.orders.rollUp(output.plan.periods)
    rolled.sessions.rollUp(output.plan.periods)
    rolled.orderBands.rollUp(output.plan.periods)
    rolled.sessionBands.rollUp(output.plan.periods)
    PriceReport(levers: rolled).add(to: &output)
  }
}
