package import FunnelModel

/// Sessions, visitors and the rates of what happens in a session (metrics.md, "B2C").
package struct SessionMetrics: MetricFamily {
  package static let name = "sessions"
  package static let isSelfContained = true
  private enum Counter {
    static let sessions = 0
    static let carts = 1
    static let checkouts = 2
    static let purchases = 3
    static let cartsLost = 4
    static let checkoutsLost = 5
    static let width = 6
  }
  /// Additive by the day of the session's start.
  private var cells: SegmentCells<Int64>
  /// Distinct buyers by period.
  private var visitors: SegmentCells<Int64>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.sessionID] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    cells = SegmentCells(plan: plan, width: Counter.width)
    visitors = SegmentCells(plan: plan, width: 1)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let sessions = view.sessions
    let timeline = view.timeline
    var visits = PeriodVisits()
    var buyer: Int32 = -1
    var index = 0
    while index < sessions.count {
      let entry = Int(sessions.entry[index])
      let day = Int(timeline.day[entry])
      let slot = plan.periods.slot(.day, dayOffset: day)
      count(sessions.marks[index], timeline.segments, entry, slot)
      if sessions.buyer[index] != buyer {
        buyer = sessions.buyer[index]
        visits.begin()
      }
      visits.visit(day: day, plan.periods) { slot in
        visitors.add(segments: timeline.segments, row: entry, slot: slot, counter: 0, 1)
      }
      index &+= 1
    }
  }

  private mutating func count(_ bits: UInt8, _ segments: [[UInt32]], _ row: Int, _ slot: Int) {
    let marks = SessionTable.Marks(rawValue: bits)
    cells.add(segments: segments, row: row, slot: slot, counter: Counter.sessions, 1)
    let bought = marks.contains(.purchase)
    if marks.contains(.cart) {
      cells.add(segments: segments, row: row, slot: slot, counter: Counter.carts, 1)
      if !bought {
        cells.add(segments: segments, row: row, slot: slot, counter: Counter.cartsLost, 1)
      }
    }
    if marks.contains(.checkout) {
      cells.add(segments: segments, row: row, slot: slot, counter: Counter.checkouts, 1)
      if !bought {
        cells.add(segments: segments, row: row, slot: slot, counter: Counter.checkoutsLost, 1)
      }
    }
    if bought {
      cells.add(segments: segments, row: row, slot: slot, counter: Counter.purchases, 1)
    }
  }

  package mutating func merge(_ other: SessionMetrics, mapping: SegmentMapping) {
    cells.merge(other.cells, mapping: mapping)
    visitors.merge(other.visitors, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) {
    cells.encode(to: &writer)
    visitors.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    cells = try SegmentCells(plan: plan, width: Counter.width, from: &reader)
    visitors = try SegmentCells(plan: plan, width: 1, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var cells = cells
    cells.rollUp(output.plan.periods)
    guard cells.tables[0].value(row: 0, slot: 0, counter: Counter.sessions) > 0 else { return }
    for key in output.keys(cells) {
      func value(_ counter: Int) -> Int { Int(cells[key, counter]) }
      let sessions = value(Counter.sessions)
      let purchases = value(Counter.purchases)
      output.addCount(Self.sessions, market: .b2c, at: key, sessions)
      output.addCount(Self.visitors, market: .b2c, at: key, Int(visitors[key, 0]))
      output.addRate(Self.conversion, market: .b2c, at: key, purchases, of: sessions)
      output.addRate(Self.cartRate, market: .b2c, at: key, value(Counter.carts), of: sessions)
      // A session may pay a cart that an earlier one filled, so the gap can be negative: no
      // proportion of sessions, and no Wilson interval.
      output.add(
        Self.gap, market: .b2c, at: key,
        value: sessions == 0
          ? nil
          : FixedDecimal(
            ratio: Int128(value(Counter.carts) - purchases), Int128(sessions), digits: 6),
        numerator: FixedDecimal(value(Counter.carts) - purchases),
        denominator: FixedDecimal(sessions), n: sessions)
      output.addRate(
        Self.cartAbandonment, market: .b2c, at: key, value(Counter.cartsLost),
        of: value(Counter.carts))
      output.addRate(
        Self.checkoutAbandonment, market: .b2c, at: key, value(Counter.checkoutsLost),
        of: value(Counter.checkouts))
    }
  }
}
