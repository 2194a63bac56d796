import FunnelModel

/// Recurring revenue of one market, or of all: movements by month and retention by period.
struct RecurringState: Sendable {
  /// Sums over months, kept at the day on which a month begins.
  enum Sum {
    static let opening = 0
    static let new = 1
    static let expansion = 2
    static let contraction = 3
    static let churn = 4
    static let reactivation = 5
    static let closing = 6
    static let openingBuyers = 7
    static let churnedBuyers = 8
    static let activeBuyers = 9
    static let width = 10
  }
  /// Per period: opening MRR, what those buyers pay at its end, and the smaller of both.
  enum Retention {
    static let base = 0
    static let kept = 1
    static let held = 2
    /// The same over the twelve months to the period's end.
    static let trailing = 3
    static let width = 6
  }
  private(set) var months: SegmentCells<Int128>
  private(set) var retention: SegmentCells<Int128>

  init(plan: MetricPlan) {
    months = SegmentCells(plan: plan, width: Sum.width)
    retention = SegmentCells(plan: plan, width: Retention.width)
  }

  /// Takes one buyer.
  mutating func take(
    _ balances: SubscriptionBalances, segments: [UInt32], spans: RecurringSpans, plan: MetricPlan
  ) {
    for month in 0..<spans.axis.count {
      let opening = month == 0 ? 0 : balances.balance[month - 1]
      let closing = balances.balance[month]
      if opening == 0 && closing == 0 { continue }
      let slot = spans.daySlot[month]
      func add(_ counter: Int, _ delta: Int64) {
        self.add(&months, segments, slot, counter, Int128(delta))
      }
      if closing > 0 {
        add(Sum.closing, closing)
        add(Sum.activeBuyers, 1)
      }
      if opening > 0 {
        add(Sum.opening, opening)
        add(Sum.openingBuyers, 1)
        if closing == 0 { add(Sum.churnedBuyers, 1) }
      }
      if opening != closing {
        let isReturn = (balances.firstPaid ?? month) < month
        add(Self.movement(opening, closing, isReturn: isReturn), closing - opening)
      }
    }
    takeRetention(balances, segments, spans)
  }

  private static func movement(_ opening: Int64, _ closing: Int64, isReturn: Bool) -> Int {
    if opening == 0 { return isReturn ? Sum.reactivation : Sum.new }
    if closing == 0 { return Sum.churn }
    return closing > opening ? Sum.expansion : Sum.contraction
  }

  private mutating func takeRetention(
    _ balances: SubscriptionBalances, _ segments: [UInt32], _ spans: RecurringSpans
  ) {
    for (slot, span) in spans.spans {
      let closing = balances.balance[span.upperBound - 1]
      for (start, counter) in [
        (span.lowerBound, 0), (span.upperBound - 12, Retention.trailing),
      ] where start > 0 {
        let opening = balances.balance[start - 1]
        if opening == 0 { continue }
        add(&retention, segments, slot, counter + Retention.base, Int128(opening))
        add(&retention, segments, slot, counter + Retention.kept, Int128(closing))
        add(&retention, segments, slot, counter + Retention.held, Int128(min(opening, closing)))
      }
    }
  }

  private func add(
    _ cells: inout SegmentCells<Int128>, _ segments: [UInt32], _ slot: Int, _ counter: Int,
    _ delta: Int128
  ) {
    cells.addTotal(slot: slot, counter: counter, delta)
    for dimension in segments.indices {
      cells.add(
        dimension: dimension, segment: segments[dimension], slot: slot, counter: counter, delta)
    }
  }

  mutating func merge(_ other: RecurringState, mapping: SegmentMapping) {
    months.merge(other.months, mapping: mapping)
    retention.merge(other.retention, mapping: mapping)
  }

  /// Brings the monthly sums into every period.
  mutating func rollUp(_ periods: PeriodSlots) { months.rollUp(periods) }

  func encode(to writer: inout StateWriter) {
    months.encode(to: &writer)
    retention.encode(to: &writer)
  }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    months = try SegmentCells(plan: plan, width: Sum.width, from: &reader)
    retention = try SegmentCells(plan: plan, width: Retention.width, from: &reader)
  }
}

/// The periods of recurring revenue as runs of months: a period holds the months that begin in it.
struct RecurringSpans: Sendable {
  let axis: MonthAxis
  /// By month: the day slot at which its sums are kept.
  let daySlot: [Int]
  /// Slots of months, quarters, years, windows and all with their months; none is empty.
  let spans: [(slot: Int, months: Range<Int>)]

  init(plan: MetricPlan) {
    let periods = plan.periods
    let axis = MonthAxis(periods)
    self.axis = axis
    daySlot = (0..<axis.count).map {
      periods.slot(.day, dayOffset: axis.start(of: $0, periods))
    }
    var spans: [(slot: Int, months: Range<Int>)] = []
    for slot in periods.slots.indices where Self.grains.contains(periods.slots[slot].grain) {
      let months = axis.months(startingIn: slot, periods)
      if !months.isEmpty { spans.append((slot, months)) }
    }
    self.spans = spans
  }

  static let grains: Set<Grain> = [.all, .year, .quarter, .month, .window]
}
