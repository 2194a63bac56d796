import FunnelModel

/// Elapsed times of the steps of a funnel, kept exactly.
///
/// In total by month and window (coarser periods are unions of months), by segment for all time.
struct StepTimes: Sendable, Hashable {
  /// Microseconds from the previous step, and from entry, by cell.
  struct Samples: Sendable, Hashable {
    var fromPrevious: [Int64] = []
    var fromEntry: [Int64] = []
  }

  /// `[slot * stepCount + step]` in total.
  private var totals: [Samples]
  /// `[dimension][segment * stepCount + step]`.
  private var segments: [[Samples]]
  private let stepCount: Int

  init(plan: MetricPlan, stepCount: Int) {
    self.stepCount = stepCount
    totals = Array(repeating: Samples(), count: plan.periods.count * stepCount)
    segments = Array(repeating: [], count: plan.dimensions.count)
  }

  mutating func addTotal(slot: Int, step: Int, fromPrevious: Int64, fromEntry: Int64) {
    totals[slot * stepCount + step].fromPrevious.append(fromPrevious)
    totals[slot * stepCount + step].fromEntry.append(fromEntry)
  }

  mutating func add(
    dimension: Int, segment: Int, step: Int, fromPrevious: Int64, fromEntry: Int64
  ) {
    let index = segment * stepCount + step
    grow(dimension, to: (segment + 1) * stepCount)
    segments[dimension][index].fromPrevious.append(fromPrevious)
    segments[dimension][index].fromEntry.append(fromEntry)
  }

  private mutating func grow(_ dimension: Int, to count: Int) {
    while segments[dimension].count < count { segments[dimension].append(Samples()) }
  }

  mutating func merge(_ other: StepTimes, mapping: SegmentMapping) {
    for index in totals.indices { totals[index].append(other.totals[index]) }
    for dimension in segments.indices {
      for (index, samples) in other.segments[dimension].enumerated() {
        let segment = Int(mapping.codes[dimension][index / stepCount])
        grow(dimension, to: (segment + 1) * stepCount)
        segments[dimension][segment * stepCount + index % stepCount].append(samples)
      }
    }
  }

  /// The samples of a printed cell, in parts; nil where none are kept for its grain.
  func samples(_ key: CellKey, step: Int, _ periods: PeriodSlots) -> [Samples]? {
    let slot = periods.slots[key.slot]
    if key.dimension >= 0 {
      guard slot.grain == .all else { return nil }
      let index = key.segment * stepCount + step
      return index < segments[key.dimension].count ? [segments[key.dimension][index]] : []
    }
    switch slot.grain {
    case .month, .window: return [totals[key.slot * stepCount + step]]
    case .day, .week: return nil
    case .all, .year, .quarter:
      return periods.slots(of: .month).filter { month in
        let first = periods.slots[month].first
        return slot.grain == .all || (slot.first <= first && first <= slot.last)
      }.map { totals[$0 * stepCount + step] }
    }
  }

  func encode(to writer: inout StateWriter) {
    for samples in totals { samples.encode(to: &writer) }
    for cells in segments {
      writer.write(cells.count)
      for samples in cells { samples.encode(to: &writer) }
    }
  }

  init(plan: MetricPlan, stepCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan, stepCount: stepCount)
    for index in totals.indices { totals[index] = try Samples(from: &reader) }
    for dimension in segments.indices {
      for _ in 0..<(try reader.count()) { segments[dimension].append(try Samples(from: &reader)) }
    }
  }
}

extension StepTimes.Samples {
  fileprivate mutating func append(_ other: Self) {
    fromPrevious.append(contentsOf: other.fromPrevious)
    fromEntry.append(contentsOf: other.fromEntry)
  }

  fileprivate func encode(to writer: inout StateWriter) {
    for values in [fromPrevious, fromEntry] {
      writer.write(values.count)
      for value in values.sorted() { writer.write(Int(value)) }
    }
  }

  fileprivate init(from reader: inout StateReader) throws(StateError) {
    self.init()
    for _ in 0..<(try reader.count()) { fromPrevious.append(Int64(try reader.integer())) }
    for _ in 0..<(try reader.count()) { fromEntry.append(Int64(try reader.integer())) }
  }
}
