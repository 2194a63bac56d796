import FunnelModel

/// Elapsed times of the steps of a funnel, kept exactly.
///
/// In total by period down to the month, and by window; by segment for all time. Units with one
/// attempt are kept by month and window only, since coarser periods are unions of months for them.
struct StepTimes: Sendable, Hashable {
  /// Microseconds from the previous step, and from entry, by cell. For the second step both are
  /// the same, and most samples are of that step: `fromEntry` stays empty there.
  struct Samples: Sendable, Hashable {
    var fromPrevious: [Int64] = []
    var fromEntry: [Int64] = []
  }

  /// `[slot * stepCount + step]` in total, of attempts that count in every period of their day.
  private var totals: [Samples]
  /// The same of units with several attempts, for each of the periods by itself.
  private var several: [Samples]
  /// `[dimension][segment * stepCount + step]`.
  private var segments: [[Samples]]
  private let stepCount: Int

  init(plan: MetricPlan, stepCount: Int) {
    self.stepCount = stepCount
    totals = Array(repeating: Samples(), count: plan.periods.count * stepCount)
    several = totals
    segments = Array(repeating: [], count: plan.dimensions.count)
  }

  /// Takes the attempts of one bucket, those that count.
  mutating func add(
    _ attempts: FunnelAttempts, _ choice: AttemptChoice, segments rows: [[UInt32]]
  ) {
    for counted in choice.timed {
      Self.add(
        attempts.list[Int(counted.attempt)], attempts.times.span, to: &totals,
        base: Int(counted.slot) &* stepCount)
    }
    for counted in choice.timedSeveral {
      Self.add(
        attempts.list[Int(counted.attempt)], attempts.times.span, to: &several,
        base: Int(counted.slot) &* stepCount)
    }
    for dimension in segments.indices {
      let codes = rows[dimension]
      for index in choice.overall {
        let attempt = attempts.list[Int(index)]
        let segment = Int(codes[Int(attempt.row)])
        if segments[dimension].count <= segment &* stepCount {
          grow(dimension, to: (segment + 1) * stepCount)
        }
        Self.add(
          attempt, attempts.times.span, to: &segments[dimension], base: segment &* stepCount)
      }
    }
  }

  /// Static, since a method would hold on to the very samples that it adds to, and so copy them.
  @inline(__always)
  private static func add(
    _ attempt: FunnelAttempts.Attempt, _ times: Span<Int64>, to samples: inout [Samples], base: Int
  ) {
    var previous = attempt.entry
    var place = Int(attempt.firstTime)
    var further = attempt.reached & ~1
    while further != 0 {
      let step = further.trailingZeroBitCount
      let here = times[place]
      samples[base &+ step].fromPrevious.append(here &- previous)
      if step > 1 { samples[base &+ step].fromEntry.append(here &- attempt.entry) }
      previous = here
      place &+= 1
      further &= further &- 1
    }
  }

  private mutating func grow(_ dimension: Int, to count: Int) {
    while segments[dimension].count < count { segments[dimension].append(Samples()) }
  }

  mutating func merge(_ other: StepTimes, mapping: SegmentMapping) {
    for index in totals.indices {
      totals[index].append(other.totals[index])
      several[index].append(other.several[index])
    }
    for dimension in segments.indices {
      for (index, samples) in other.segments[dimension].enumerated() {
        let segment = Int(mapping.codes[dimension][index / stepCount])
        grow(dimension, to: (segment + 1) * stepCount)
        segments[dimension][segment * stepCount + index % stepCount].append(samples)
      }
    }
  }

  /// The samples of a printed cell, in parts; nil where none are kept for its grain. Those from
  /// entry to the second step are its samples from the step before.
  func samples(_ key: CellKey, step: Int, _ periods: PeriodSlots) -> [Samples]? {
    let slot = periods.slots[key.slot]
    if key.dimension >= 0 {
      guard slot.grain == .all else { return nil }
      let index = key.segment * stepCount + step
      return index < segments[key.dimension].count ? [segments[key.dimension][index]] : []
    }
    let own = several[key.slot * stepCount + step]
    switch slot.grain {
    case .month, .window: return [totals[key.slot * stepCount + step], own]
    case .day, .week: return nil
    case .all, .year, .quarter:
      return [own]
        + periods.slots(of: .month).filter { month in
          let first = periods.slots[month].first
          return slot.grain == .all || (slot.first <= first && first <= slot.last)
        }.map { totals[$0 * stepCount + step] }
    }
  }

  func encode(to writer: inout StateWriter) {
    for samples in totals + several { samples.encode(to: &writer) }
    for cells in segments {
      writer.write(cells.count)
      for samples in cells { samples.encode(to: &writer) }
    }
  }

  init(plan: MetricPlan, stepCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan, stepCount: stepCount)
    for index in totals.indices { totals[index] = try Samples(from: &reader) }
    for index in several.indices { several[index] = try Samples(from: &reader) }
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
