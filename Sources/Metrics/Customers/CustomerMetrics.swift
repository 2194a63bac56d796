package import FunnelModel
import Statistics

/// New, returning and repeating buyers, and the cohort table (metrics.md, "B2C").
package struct CustomerMetrics: MetricFamily {
  package static let name = "customers"
  /// The horizons of the repeat rates, in days of 24 hours.
  static let horizons = [30, 60, 90]
  private enum Counter {
    static let buyers = 0
    static let repeaters = 1
    /// For each horizon three counters from here on: mature buyers, those of them who came back in
    /// time, and those of the young who have so far.
    static let mature = 2
    static let perHorizon = 3
    static let width = 2 + perHorizon * horizons.count
  }
  /// Additive by the day of the first order.
  private var cells: SegmentCells<Int64>
  /// Distinct buyers by period.
  private var returning: SegmentCells<Int64>
  private var waits: SecondOrderTimes
  private var cohorts: BuyerCohorts
  /// By slot: day offset at which it begins.
  private let slotStarts: [Int32]

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.orderID, .amount, .quantity, .discount]
  }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {
    cells = SegmentCells(plan: plan, width: Counter.width)
    returning = SegmentCells(plan: plan, width: 1)
    waits = SecondOrderTimes(plan: plan)
    cohorts = BuyerCohorts(plan: plan)
    slotStarts = Self.starts(plan)
  }

  private static func starts(_ plan: MetricPlan) -> [Int32] {
    plan.periods.slots.map { $0.first.number - plan.periods.firstDay.number }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    var visits = PeriodVisits()
    var buyer = 0
    while buyer < view.timeline.buyerCount {
      let start = Int(view.orders.starts[buyer])
      let end = Int(view.orders.starts[buyer &+ 1])
      if start < end {
        takeFirst(view, start..<end, plan)
        if end - start > 1 { takeReturns(view, start..<end, plan, &visits) }
        cohorts.take(view, start..<end, plan)
      }
      buyer &+= 1
    }
  }

  /// Counts a buyer once, by the first order.
  private mutating func takeFirst(_ view: BucketView, _ range: Range<Int>, _ plan: MetricPlan) {
    let orders = view.orders
    let first = range.lowerBound
    let row = Int(orders.row[first])
    let time = view.timeline.time[row]
    let second = range.count > 1 ? view.timeline.time[Int(orders.row[first &+ 1])] : nil
    let day = view.timeline.day[row]
    let slot = plan.periods.slot(.day, dayOffset: Int(day))
    cells.add(segments: orders.segments, row: first, slot: slot, counter: Counter.buyers, 1)
    if second != nil {
      cells.add(segments: orders.segments, row: first, slot: slot, counter: Counter.repeaters, 1)
    }
    var index = 0
    while index < Self.horizons.count {
      let limit = time &+ Int64(Self.horizons[index]) &* Instant.microsecondsPerDay
      let isMature = limit <= plan.asOf.microseconds
      let counter = Counter.mature &+ Counter.perHorizon &* index
      if isMature {
        cells.add(segments: orders.segments, row: first, slot: slot, counter: counter, 1)
      }
      if let second, second <= limit {
        let hits = counter &+ (isMature ? 1 : 2)
        cells.add(segments: orders.segments, row: first, slot: slot, counter: hits, 1)
      }
      index &+= 1
    }
    waits.add(
      day: day, first: time, second: second, asOf: plan.asOf.microseconds, orders, row: first)
  }

  /// Counts a buyer in every period with an order of his that begins after his first.
  private mutating func takeReturns(
    _ view: BucketView, _ range: Range<Int>, _ plan: MetricPlan, _ visits: inout PeriodVisits
  ) {
    let orders = view.orders
    let firstDay = view.timeline.day[Int(orders.row[range.lowerBound])]
    visits.begin()
    for index in range {
      let day = Int(view.timeline.day[Int(orders.row[index])])
      visits.visit(day: day, plan.periods) { slot in
        if slotStarts[slot] > firstDay {
          returning.add(segments: orders.segments, row: index, slot: slot, counter: 0, 1)
        }
      }
    }
  }

  package mutating func merge(_ other: CustomerMetrics, mapping: SegmentMapping) {
    cells.merge(other.cells, mapping: mapping)
    returning.merge(other.returning, mapping: mapping)
    waits.merge(other.waits, mapping: mapping)
    cohorts.merge(other.cohorts)
  }

  package func encode(to writer: inout StateWriter) {
    cells.encode(to: &writer)
    returning.encode(to: &writer)
    waits.encode(to: &writer)
    cohorts.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    cells = try SegmentCells(plan: plan, width: Counter.width, from: &reader)
    returning = try SegmentCells(plan: plan, width: 1, from: &reader)
    waits = try SecondOrderTimes(plan: plan, from: &reader)
    cohorts = try BuyerCohorts(plan: plan, from: &reader)
    slotStarts = Self.starts(plan)
  }

  package func finalise(into output: inout ReportOutput) {
    var cells = cells
    cells.rollUp(output.plan.periods)
    guard cells.tables[0].value(row: 0, slot: 0, counter: Counter.buyers) > 0 else { return }
    let curves = waits.curves(output.plan)
    for key in output.keys(cells) {
      let buyers = Int(cells[key, Counter.buyers])
      output.addCount(Self.newCustomers, market: .b2c, at: key, buyers)
      output.addRate(
        Self.repeatPurchaseRate, market: .b2c, at: key, Int(cells[key, Counter.repeaters]),
        of: buyers)
      for (index, definition) in Self.repeatRates.enumerated() {
        let counter = Counter.mature + Counter.perHorizon * index
        let mature = Int(cells[key, counter])
        // Where nobody is mature yet, the value so far is shown.
        let isYoung = mature == 0
        output.addRate(
          definition, market: .b2c, at: key, Int(cells[key, isYoung ? counter + 2 : counter + 1]),
          of: isYoung ? buyers : mature, status: mature < buyers ? .inProgress : nil)
      }
      Self.addWaits(curves[key], at: key, to: &output)
    }
    for key in output.keys(returning) {
      output.addCount(Self.returningCustomers, market: .b2c, at: key, Int(returning[key, 0]))
    }
    output.tables.append(cohorts.table(&output))
  }

  private static func addWaits(
    _ curve: KaplanMeier?, at key: CellKey, to output: inout ReportOutput
  ) {
    let perDay = Int128(Instant.microsecondsPerDay)
    let bounds = curve?.medianInterval()
    let interval = bounds.flatMap { bounds -> (low: Double, high: Double)? in
      guard let lower = bounds.lower, let upper = bounds.upper else { return nil }
      return (Double(lower) / Double(perDay), Double(upper) / Double(perDay))
    }
    output.add(
      daysToSecondOrder, market: .b2c, at: key,
      value: curve?.median.map { FixedDecimal(ratio: Int128($0), perDay, digits: 6) },
      n: curve?.count ?? 0, interval: interval)
    for (index, definition) in secondOrderShares.enumerated() {
      let time = Int64(horizons[index]) * Instant.microsecondsPerDay
      let band = curve?.interval(at: time)
      output.add(
        definition, market: .b2c, at: key,
        value: curve?.survival(at: time).flatMap { FixedDecimal(1 - $0, digits: 6) },
        n: curve?.count ?? 0, interval: band.map { (1 - $0.upper, 1 - $0.lower) })
    }
  }
}
