import FunnelModel

/// Customers won and what they brought, in one market or in all.
struct UnitState: Sendable {
  /// Horizons of the observed lifetime value, in calendar months.
  static let horizons = [3, 6, 12, 24]
  enum Sum {
    static let customers = 0
    static let orders = 1
    static let won = 2
    static let net = 3
    /// Followed by what they brought in time, for each horizon.
    static let mature = 4
    static let width = 4 + 2 * horizons.count
  }
  /// Additive by day: customers by their first, orders and deals by their own.
  private(set) var cells: SegmentCells<Int128>
  /// By month of the first: customers (at 0 months since), and revenue.
  private(set) var cohorts: CohortMatrix
  /// The same by segment code of the channel; empty where channels are not broken down.
  private(set) var channelCohorts: [CohortMatrix] = []
  /// Position of `channel` in the plan's dimensions.
  private let channel: Int?

  init(plan: MetricPlan) {
    cells = SegmentCells(plan: plan, width: Sum.width)
    cohorts = CohortMatrix(monthCount: MonthAxis(plan.periods).count, width: 2)
    channel = plan.dimensionNames.firstIndex(of: "channel")
  }

  /// The cohorts of a channel, or of all for nil; nil where the channel has none.
  func cohorts(channel: Int?) -> CohortMatrix? {
    guard let channel else { return cohorts }
    return channel < channelCohorts.count ? channelCohorts[channel] : nil
  }

  private mutating func reserve(channels count: Int) {
    while channelCohorts.count < count {
      channelCohorts.append(CohortMatrix(monthCount: cohorts.monthCount, width: 2))
    }
  }

  /// Adds to a day of the total and of the segments.
  mutating func add(
    _ segments: [UInt32], day: Int, _ counter: Int, _ delta: Int128, _ plan: MetricPlan
  ) {
    let slot = plan.periods.slot(.day, dayOffset: day)
    cells.addTotal(slot: slot, counter: counter, delta)
    for dimension in segments.indices {
      cells.add(
        dimension: dimension, segment: segments[dimension], slot: slot, counter: counter, delta)
    }
  }

  /// Takes a new customer with all revenue, by day offset.
  mutating func take(
    segments: [UInt32], day: Int, revenue: [(day: Int, amount: Int128)], axis: MonthAxis,
    plan: MetricPlan
  ) {
    add(segments, day: day, Sum.customers, 1, plan)
    let cohort = axis.month(dayOffset: day, plan.periods)
    let segment = channel.map { Int(segments[$0]) }
    if let segment { reserve(channels: segment + 1) }
    cohorts.add(cohort: cohort, since: 0, counter: 0, 1)
    if let segment { channelCohorts[segment].add(cohort: cohort, since: 0, counter: 0, 1) }
    for item in revenue where item.day >= day {
      let since = axis.month(dayOffset: item.day, plan.periods) - cohort
      cohorts.add(cohort: cohort, since: since, counter: 1, item.amount)
      if let segment {
        channelCohorts[segment].add(cohort: cohort, since: since, counter: 1, item.amount)
      }
    }
    let first = plan.periods.firstDay.advanced(by: day)
    for (index, months) in Self.horizons.enumerated() {
      let limit = Int(first.advanced(byMonths: months).number - plan.periods.firstDay.number)
      guard limit <= plan.periods.dayCount - 1 else { continue }
      add(segments, day: day, Sum.mature + 2 * index, 1, plan)
      let sum = revenue.reduce(Int128(0)) {
        $1.day >= day && $1.day < limit ? $0 + $1.amount : $0
      }
      add(segments, day: day, Sum.mature + 2 * index + 1, sum, plan)
    }
  }

  mutating func merge(_ other: UnitState, mapping: SegmentMapping) {
    cells.merge(other.cells, mapping: mapping)
    cohorts.merge(other.cohorts)
    guard let channel else { return }
    for (code, matrix) in other.channelCohorts.enumerated() {
      let target = Int(mapping.codes[channel][code])
      reserve(channels: target + 1)
      channelCohorts[target].merge(matrix)
    }
  }

  mutating func rollUp(_ periods: PeriodSlots) { cells.rollUp(periods) }

  func encode(to writer: inout StateWriter) {
    cells.encode(to: &writer)
    cohorts.encode(to: &writer)
    writer.write(channelCohorts.count)
    for matrix in channelCohorts { matrix.encode(to: &writer) }
  }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan)
    cells = try SegmentCells(plan: plan, width: Sum.width, from: &reader)
    cohorts = try CohortMatrix(monthCount: cohorts.monthCount, width: 2, from: &reader)
    for _ in 0..<(try reader.count()) {
      channelCohorts.append(
        try CohortMatrix(monthCount: cohorts.monthCount, width: 2, from: &reader))
    }
  }
}
