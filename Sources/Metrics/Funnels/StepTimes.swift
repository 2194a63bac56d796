import FunnelModel

/// Elapsed times of the steps of a funnel, kept exactly.
///
/// In total by month and window, by segment for all time. A unit may enter in several months of a
/// year and counts once there: samples of a month are kept apart by the widest period in which they
/// count, and a year takes those of its months that count as widely.
struct StepTimes: Sendable {
  /// Microseconds from the previous step, and from entry, by cell. For the second step both are
  /// the same, and most samples are of that step: `fromEntry` stays empty there.
  struct Samples: Sendable {
    var fromPrevious: [Int64] = []
    var fromEntry: [Int64] = []
  }

  /// The samples of some buckets.
  private struct Cells: Sendable {
    /// `[(slot * widths + widest) * stepCount + step]` in total, with `Grain.rawValue` of the widest
    /// period in which a sample counts.
    var totals: [Samples]
    /// `[dimension][segment * stepCount + step]`.
    var segments: [[Samples]]

    func total(_ index: Int) -> Samples { totals[index] }

    func segment(_ dimension: Int, _ index: Int) -> Samples {
      index < segments[dimension].count ? segments[dimension][index] : Samples()
    }
  }

  private var own: Cells
  /// What was merged, as it came: samples are many, and nobody needs them in one list.
  private var merged: [Cells] = []
  private let stepCount: Int
  /// From all time to the month.
  private static let widths = Int(Grain.month.rawValue) + 1

  init(plan: MetricPlan, stepCount: Int) {
    self.stepCount = stepCount
    own = Cells(
      totals: Array(
        repeating: Samples(), count: plan.periods.count * Self.widths * stepCount),
      segments: Array(repeating: [], count: plan.dimensions.count))
  }

  /// Takes the attempts of one bucket, those that count.
  mutating func add(
    _ attempts: FunnelAttempts, _ choice: AttemptChoice, segments rows: [[UInt32]]
  ) {
    let stepCount = stepCount
    do {
      var totals = own.totals.mutableSpan
      for counted in choice.timed {
        Self.add(
          attempts.list[Int(counted.attempt)], attempts.times.span, to: &totals,
          base: (Int(counted.slot) &* Self.widths &+ Int(counted.widest)) &* stepCount)
      }
    }
    for dimension in own.segments.indices where !choice.overall.isEmpty {
      let codes = rows[dimension]
      let highest = choice.overall.reduce(UInt32(0)) {
        max($0, codes[Int(attempts.list[Int($1)].row)])
      }
      Self.grow(&own.segments[dimension], to: (Int(highest) + 1) * stepCount)
      var segments = own.segments[dimension].mutableSpan
      for index in choice.overall {
        let attempt = attempts.list[Int(index)]
        Self.add(
          attempt, attempts.times.span, to: &segments,
          base: Int(codes[Int(attempt.row)]) &* stepCount)
      }
    }
  }

  /// A span, since an array would prove itself its only owner for every sample.
  @inline(__always)
  private static func add(
    _ attempt: FunnelAttempts.Attempt, _ times: Span<Int64>,
    to samples: inout MutableSpan<Samples>, base: Int
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

  private static func grow(_ samples: inout [Samples], to count: Int) {
    while samples.count < count { samples.append(Samples()) }
  }

  mutating func merge(_ other: StepTimes, mapping: SegmentMapping) {
    for var cells in [other.own] + other.merged {
      for dimension in cells.segments.indices {
        var mapped: [Samples] = []
        for (index, samples) in cells.segments[dimension].enumerated() {
          let segment = Int(mapping.codes[dimension][index / stepCount])
          Self.grow(&mapped, to: (segment + 1) * stepCount)
          mapped[segment * stepCount + index % stepCount] = samples
        }
        cells.segments[dimension] = mapped
      }
      merged.append(cells)
    }
  }

  /// The samples of a printed cell, in parts; nil where none are kept for its grain. Those from
  /// entry to the second step are its samples from the step before.
  func samples(_ key: CellKey, step: Int, _ periods: PeriodSlots) -> [Samples]? {
    let slot = periods.slots[key.slot]
    if key.dimension >= 0 {
      guard slot.grain == .all else { return nil }
      return parts.map { $0.segment(key.dimension, key.segment * stepCount + step) }
    }
    let rank = Int(slot.grain.rawValue)
    let slots: [Int]
    switch slot.grain {
    case .window: slots = [key.slot]
    case .day, .week: return nil
    case .all, .year, .quarter, .month:
      slots = periods.slots(of: .month).filter { month in
        let first = periods.slots[month].first
        return slot.grain == .all || (slot.first <= first && first <= slot.last)
      }
    }
    return slots.flatMap { slot in
      (0...min(rank, Self.widths - 1)).flatMap { widest in
        parts.map { $0.total((slot * Self.widths + widest) * stepCount + step) }
      }
    }
  }

  private var parts: [Cells] { [own] + merged }

  func encode(to writer: inout StateWriter) {
    for index in own.totals.indices {
      StepTimes.encode(parts.map { $0.total(index) }, to: &writer)
    }
    for dimension in own.segments.indices {
      let count = parts.reduce(0) { max($0, $1.segments[dimension].count) }
      writer.write(count)
      for index in 0..<count {
        StepTimes.encode(parts.map { $0.segment(dimension, index) }, to: &writer)
      }
    }
  }

  init(plan: MetricPlan, stepCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan, stepCount: stepCount)
    for index in own.totals.indices { own.totals[index] = try Samples(from: &reader) }
    for dimension in own.segments.indices {
      for _ in 0..<(try reader.count()) {
        own.segments[dimension].append(try Samples(from: &reader))
      }
    }
  }

  /// Equal bytes for equal samples, in whatever parts they come.
  private static func encode(_ samples: [Samples], to writer: inout StateWriter) {
    for values in [samples.flatMap(\.fromPrevious), samples.flatMap(\.fromEntry)] {
      writer.write(values.count)
      for value in values.sorted() { writer.write(Int(value)) }
    }
  }
}

extension StepTimes.Samples {
  fileprivate init(from reader: inout StateReader) throws(StateError) {
    self.init()
    for _ in 0..<(try reader.count()) { fromPrevious.append(Int64(try reader.integer())) }
    for _ in 0..<(try reader.count()) { fromEntry.append(Int64(try reader.integer())) }
  }
}
