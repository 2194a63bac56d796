package import FunnelModel
import Statistics

/// Where a number stands: a period, in total or for a segment of a dimension.
struct CellKey: Hashable {
  /// Index in the plan's dimensions; -1 for the total.
  var dimension: Int
  /// Segment code; 0 for the total.
  var segment: Int
  var slot: Int

  static func total(_ slot: Int) -> CellKey { CellKey(dimension: -1, segment: 0, slot: slot) }
}

/// Collects the rows and tables of all families and knows how numbers are labelled and judged
/// complete.
package struct ReportOutput: Sendable {
  package let plan: MetricPlan
  let registry: SegmentRegistry
  /// Threads that a family may use for a large table of its own.
  let threads: Int
  /// Unsorted.
  package private(set) var metrics: [MetricRow] = []
  package var tables: [ReportTable] = []
  package var policies: [String] = []
  package var violations: [Violation] = []
  /// Findings about the data; `QualityRow.table` prints them.
  package var quality: [QualityRow] = []
  /// Sessions by what happened in them, rolled up; nil where there are none.
  var sessions: SegmentCells<Int64>?
  /// Recurring revenue with its exact sums, by market with nil for all, for what is made of it.
  var recurring: [Market?: RecurringState] = [:]
  /// Predicted lifetime values with their exact sums, by market with nil for all.
  var predicted: [Market?: LifetimeValues] = [:]
  /// The numbers of families that were learned from.
  private var others: [[MetricRow]] = []
  private var covered: [String: LocalDay] = [:]
  /// The one metric and the slots that are wanted; nil = everything.
  private var focused: (metric: String, slots: Set<Int>)?

  /// Nothing collected yet.
  package init(plan: MetricPlan, registry: SegmentRegistry, threads: Int = 1) {
    self.plan = plan
    self.registry = registry.adding(costsOf: plan)
    self.threads = threads
  }

  /// Leaves out all numbers but one metric's in one period, so that a trace can ask often.
  mutating func focus(on cell: TracedCell) {
    let slots = plan.periods.slots.indices.filter {
      plan.periods.slots[$0].grain == cell.grain && plan.periods.slots[$0].label == cell.period
    }
    focused = (cell.metric, Set(slots))
  }

  private func isWanted(_ definition: MetricDefinition, _ slot: Int) -> Bool {
    guard let focused else { return true }
    return focused.metric == definition.id && focused.slots.contains(slot)
  }

  /// Whether a period is complete for a metric: over, and delivered by every source it needs.
  mutating func status(_ definition: MetricDefinition, slot: Int) -> MetricStatus {
    let period = plan.periods.slots[slot]
    if period.grain == .all { return .ok }
    let day: LocalDay
    if let known = covered[definition.id] {
      day = known
    } else {
      day = plan.coveredThrough(eventTypes: definition.eventTypes)
      covered[definition.id] = day
    }
    return period.last <= day ? .ok : .partial
  }

  /// Adds a number. Where the value is nil the status becomes `undefined`, unless it is still to
  /// come: `inProgress` stays.
  mutating func add(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, value: FixedDecimal?,
    numerator: FixedDecimal? = nil, denominator: FixedDecimal? = nil, n: Int? = nil,
    interval: (low: Double, high: Double)? = nil, status: MetricStatus? = nil,
    labelled label: (dimension: String, segment: String)? = nil,
    within second: (dimension: String, segment: String)? = nil
  ) {
    guard isWanted(definition, key.slot) else { return }
    let period = plan.periods.slots[key.slot]
    let digits = definition.unit.digits
    var row = MetricRow(
      metric: definition.id, market: market, grain: period.grain, period: period.label,
      value: value, unit: definition.unit, numerator: numerator, denominator: denominator, n: n,
      low: interval.flatMap { FixedDecimal($0.low, digits: digits) },
      high: interval.flatMap { FixedDecimal($0.high, digits: digits) },
      status: value == nil && status != .inProgress
        ? .undefined : status ?? self.status(definition, slot: key.slot))
    if key.dimension >= 0 {
      row.dimension = plan.dimensionNames[key.dimension]
      row.segment = registry.name(dimension: key.dimension, code: key.segment)
    }
    if let label { (row.dimension, row.segment) = label }
    if let second {
      (row.dimension2, row.segment2) = second
    } else if let names = SegmentPair.parts(row.dimension) {
      let segments = SegmentPair.segments(row.segment)
      (row.dimension, row.dimension2) = names
      (row.segment, row.segment2) = segments
    }
    metrics.append(row)
  }

  /// Notes that numbers contradict each other.
  ///
  /// - Parameters:
  ///   - metric: a metric whose records in that cell show where; nil where none does.
  mutating func violate(
    _ message: String, _ metric: String? = nil, market: Market? = nil, at key: CellKey
  ) {
    let period = plan.periods.slots[key.slot]
    let row = metric.flatMap(MetricCatalogue.definition).map { definition in
      var row = MetricRow(
        metric: definition.id, market: market, grain: period.grain, period: period.label,
        value: nil, unit: definition.unit)
      if key.dimension >= 0, SegmentPair.parts(plan.dimensionNames[key.dimension]) == nil {
        row.dimension = plan.dimensionNames[key.dimension]
        row.segment = registry.name(dimension: key.dimension, code: key.segment)
      }
      return row
    }
    violations.append(Violation(message, row))
  }

  /// Adds a number about a span of days that may lie beyond as_of, such as a target's; the grain is
  /// the one whose period it is, else `window`.
  mutating func addSpan(
    _ definition: MetricDefinition, market: Market?, from: LocalDay, to: LocalDay,
    value: FixedDecimal?, numerator: FixedDecimal, denominator: FixedDecimal, n: Int
  ) {
    let grain =
      [Grain.year, .quarter, .month, .week, .day].first {
        $0.start(of: from) == from && $0.next(after: from) == to
      } ?? .window
    let isOver = to.advanced(by: -1) <= plan.zone.day(of: plan.asOf)
    metrics.append(
      MetricRow(
        metric: definition.id, market: market, grain: grain, period: from.description,
        value: value, unit: definition.unit, numerator: numerator, denominator: denominator, n: n,
        status: value == nil ? .undefined : isOver ? .ok : .partial))
  }

  /// Adds a count of things.
  mutating func addCount(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, _ count: Int
  ) {
    add(definition, market: market, at: key, value: FixedDecimal(count), n: count)
  }

  /// Adds a sum of money in micro-units over `n` entities.
  mutating func addMoney(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, _ micro: Int128, n: Int
  ) {
    add(
      definition, market: market, at: key,
      value: FixedDecimal(micro: micro, digits: definition.unit.digits), n: n)
  }

  /// Adds a proportion of counts with its Wilson interval; undefined where nothing is counted.
  mutating func addRate(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, _ hits: Int, of total: Int,
    status: MetricStatus? = nil, labelled label: (dimension: String, segment: String)? = nil
  ) {
    let interval = hits >= 0 && hits <= total ? wilsonInterval(successes: hits, trials: total) : nil
    add(
      definition, market: market, at: key,
      value: total == 0
        ? nil
        : FixedDecimal(ratio: Int128(hits), Int128(total), digits: definition.unit.digits),
      numerator: FixedDecimal(hits), denominator: FixedDecimal(total), n: total,
      interval: interval.map { ($0.lower, $0.upper) }, status: status, labelled: label)
  }

  /// Adds a mean of micro-units per entity; undefined where there is none.
  mutating func addMean(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, _ sum: Int128,
    over count: Int, interval: (low: Double, high: Double)? = nil,
    labelled label: (dimension: String, segment: String)? = nil
  ) {
    add(
      definition, market: market, at: key,
      value: count == 0
        ? nil
        : FixedDecimal(
          ratio: sum, Int128(count) * Int128(Micro.scale), digits: definition.unit.digits),
      numerator: FixedDecimal(micro: sum, digits: 4), denominator: FixedDecimal(count), n: count,
      interval: interval, labelled: label)
  }

  /// Adds a quotient of two sums of micro-units; undefined where the denominator is 0.
  mutating func addQuotient(
    _ definition: MetricDefinition, market: Market?, at key: CellKey, _ top: Int128,
    over bottom: Int128, n: Int, interval: (low: Double, high: Double)? = nil,
    status: MetricStatus? = nil
  ) {
    add(
      definition, market: market, at: key,
      value: bottom == 0
        ? nil : FixedDecimal(ratio: top, bottom, digits: definition.unit.digits),
      numerator: FixedDecimal(micro: top, digits: 4),
      denominator: FixedDecimal(micro: bottom, digits: 4), n: n, interval: interval,
      status: status)
  }

  /// The cells to print: every period in total; a segment's periods where it has something, days
  /// in total only. Segments come by name: codes depend on which worker met them first.
  func keys<Value>(_ cells: SegmentCells<Value>) -> [CellKey] {
    let slots = plan.periods.slots.indices.filter { focused?.slots.contains($0) ?? true }
    var result = slots.map { CellKey.total($0) }
    for dimension in plan.dimensions.indices {
      let table = cells.tables[dimension + 1]
      for segment in segments(dimension, count: table.rowCount) {
        for slot in slots
        where plan.periods.slots[slot].grain != .day && table.isTouched(row: segment, slot: slot) {
          result.append(CellKey(dimension: dimension, segment: segment, slot: slot))
        }
      }
    }
    return result
  }

  /// Lets families to come read what another has collected, without taking it over.
  mutating func learn(from other: ReportOutput) {
    others.append(other.metrics)
    sessions = sessions ?? other.sessions
    recurring.merge(other.recurring) { _, new in new }
    predicted.merge(other.predicted) { _, new in new }
  }

  /// The numbers of a metric that were collected so far, here or by those learned from.
  func rows(of metric: String) -> [MetricRow] {
    (others + [metrics]).flatMap { $0.filter { $0.metric == metric } }
  }

  /// What families have collected, one after the other.
  mutating func append(_ parts: [ReportOutput]) {
    metrics.reserveCapacity(metrics.count + parts.reduce(0) { $0 + $1.metrics.count })
    for part in parts {
      metrics += part.metrics
      tables += part.tables
      policies += part.policies
      violations += part.violations
      quality += part.quality
    }
  }

  /// Hands over all numbers; none are left here.
  package mutating func takeMetrics() -> [MetricRow] {
    defer { metrics = [] }
    return metrics
  }

  /// The first `count` segment codes of a dimension by name, bytewise: codes themselves come in
  /// the order in which the workers met the segments.
  func segments(_ dimension: Int, count: Int) -> [Int] {
    let names = (0..<count).map { Array(registry.name(dimension: dimension, code: $0).utf8) }
    return names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
  }
}

extension SegmentCells {
  /// The counter of a printed cell.
  subscript(key: CellKey, counter: Int) -> Value {
    tables[key.dimension + 1].value(row: key.segment, slot: key.slot, counter: counter)
  }
}
