package import FunnelModel

/// Sessions, visitors and the rates of what happens in a session (metrics.md, "B2C").
package struct SessionMetrics: MetricFamily {
  package static let name = "sessions"
  package static let isSelfContained = true
  /// A session raises one counter, that of what happened in it; rates are made of sums over them.
  private enum Pattern {
    static let cart = 1
    static let checkout = 2
    static let purchase = 4
    static let width = 8

    /// By `SessionTable.Marks.rawValue`.
    static let ofMarks: [Int] = (0..<16).map { bits in
      let marks = SessionTable.Marks(rawValue: UInt8(bits))
      return (marks.contains(.cart) ? cart : 0) + (marks.contains(.checkout) ? checkout : 0)
        + (marks.contains(.purchase) ? purchase : 0)
    }
  }
  /// Additive by the day of the session's start.
  private var cells: SegmentCells<Int64>
  /// Distinct buyers by period.
  private var visitors: SegmentCells<Int64>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.sessionID] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    cells = SegmentCells(plan: plan, width: Pattern.width)
    visitors = SegmentCells(plan: plan, width: 1)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let sessions = view.sessions
    let timeline = view.timeline
    var starts = [UInt64](repeating: 0, count: sessions.count)
    Self.gatherStarts(sessions, timeline.day.span, plan.periods, &starts)
    cells.count(CellFacts(words: starts, count: starts.count), segments: timeline.segments)
    var firsts = [UInt64](repeating: 0, count: sessions.count * PeriodVisits.grains)
    let count = Self.gatherFirsts(sessions, timeline.day.span, plan.periods, &firsts)
    visitors.count(CellFacts(words: firsts, count: count), segments: timeline.segments)
    if !plan.periods.windowSlots.isEmpty { countWindows(view, plan) }
  }

  private static func gatherStarts(
    _ sessions: SessionTable, _ days: Span<Int32>, _ periods: PeriodSlots, _ starts: inout [UInt64]
  ) {
    let entries = sessions.entry.span
    let marks = sessions.marks.span
    let patterns = Pattern.ofMarks
    var target = starts.mutableSpan
    var index = 0
    while index < entries.count {
      let entry = Int(entries[index])
      target[index] = CellFacts.word(
        row: entry, slot: periods.slot(.day, dayOffset: Int(days[entry])),
        counter: patterns[Int(marks[index])])
      index &+= 1
    }
  }

  /// A visitor counts once per period, by the first session there: at all grains but `window`.
  private static func gatherFirsts(
    _ sessions: SessionTable, _ days: Span<Int32>, _ periods: PeriodSlots, _ firsts: inout [UInt64]
  ) -> Int {
    let entries = sessions.entry.span
    let buyers = sessions.buyer.span
    var target = firsts.mutableSpan
    var count = 0
    var index = 0
    while index < entries.count {
      let entry = Int(entries[index])
      let day = Int(days[entry])
      let isNew = index == 0 || buyers[index] != buyers[index &- 1]
      let before = isNew ? -1 : Int(days[Int(entries[index &- 1])])
      index &+= 1
      // Sessions come in time order, so a period has been seen if the session before lies in it.
      if day == before { continue }
      var grain = 0
      while grain < PeriodVisits.grains {
        let slot = periods.slot(rank: grain, dayOffset: day)
        if isNew || periods.slot(rank: grain, dayOffset: before) != slot {
          target[count] = CellFacts.word(row: entry, slot: slot, counter: 0)
          count &+= 1
        }
        grain &+= 1
      }
    }
    return count
  }

  private mutating func countWindows(_ view: BucketView, _ plan: MetricPlan) {
    let sessions = view.sessions
    var facts = CellFacts()
    var visits = PeriodVisits()
    for index in 0..<sessions.count {
      if index == 0 || sessions.buyer[index] != sessions.buyer[index - 1] { visits.begin() }
      let entry = Int(sessions.entry[index])
      visits.visitWindows(day: Int(view.timeline.day[entry]), plan.periods) {
        facts.append(row: entry, slot: $0, counter: 0)
      }
    }
    visitors.count(facts, segments: view.timeline.segments)
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
    cells = try SegmentCells(plan: plan, width: Pattern.width, from: &reader)
    visitors = try SegmentCells(plan: plan, width: 1, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var cells = cells
    cells.rollUp(output.plan.periods)
    guard cells.tables[0].isTouched(row: 0, slot: 0) else { return }
    output.sessions = cells
    for key in output.keys(cells) {
      func count(_ with: Int = 0, without: Int = 0) -> Int {
        Self.count(cells, key, with: with, without: without)
      }
      let sessions = count()
      let carts = count(Pattern.cart)
      let purchases = count(Pattern.purchase)
      output.addCount(Self.sessions, market: .b2c, at: key, sessions)
      output.addCount(Self.visitors, market: .b2c, at: key, Int(visitors[key, 0]))
      output.addRate(Self.conversion, market: .b2c, at: key, purchases, of: sessions)
      output.addRate(Self.cartRate, market: .b2c, at: key, carts, of: sessions)
      // A session may pay a cart that an earlier one filled, so the gap can be negative: no
      // proportion of sessions, and no Wilson interval.
      output.add(
        Self.gap, market: .b2c, at: key,
        value: sessions == 0
          ? nil
          : FixedDecimal(
            ratio: Int128(carts - purchases), Int128(sessions), digits: 6),
        numerator: FixedDecimal(carts - purchases),
        denominator: FixedDecimal(sessions), n: sessions)
      output.addRate(
        Self.cartAbandonment, market: .b2c, at: key,
        count(Pattern.cart, without: Pattern.purchase), of: carts)
      output.addRate(
        Self.checkoutAbandonment, market: .b2c, at: key,
        count(Pattern.checkout, without: Pattern.purchase), of: count(Pattern.checkout))
    }
  }

  /// All sessions of a cell, and those with a purchase.
  static func converted(
    _ cells: SegmentCells<Int64>, _ key: CellKey
  ) -> (sessions: Int, purchases: Int) {
    (count(cells, key), count(cells, key, with: Pattern.purchase))
  }

  /// Sessions in which all of some things happened, and something else did not.
  private static func count(
    _ cells: SegmentCells<Int64>, _ key: CellKey, with: Int = 0, without: Int = 0
  ) -> Int {
    (0..<Pattern.width).reduce(0) {
      $1 & with == with && $1 & without == 0 ? $0 + Int(cells[key, $1]) : $0
    }
  }
}
