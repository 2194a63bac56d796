import FunnelModel

/// The partial result of one funnel.
struct FunnelState: Sendable {
  /// Counters of a cell: by step, attempts that reached it less those that reached the next one
  /// too; then skipped by step. An attempt without gaps so raises one counter, whatever its depth.
  let stepCount: Int
  /// Units with one attempt, by the day of their entry: additive.
  private(set) var single: SegmentCells<Int64>
  /// Units with several attempts, in every period in which they entered.
  private(set) var several: SegmentCells<Int64>
  private(set) var times: StepTimes

  init(plan: MetricPlan, stepCount: Int) {
    self.stepCount = stepCount
    single = SegmentCells(plan: plan, width: 2 * stepCount)
    several = SegmentCells(plan: plan, width: 2 * stepCount)
    times = StepTimes(plan: plan, stepCount: stepCount)
  }

  /// Takes the units of one bucket.
  mutating func fold(_ program: FunnelProgram, _ view: BucketView, _ plan: MetricPlan) {
    let segments = view.timeline.segments
    let attempts = FunnelAttempts(program)
    let choice = AttemptChoice(attempts, program.definition.entry, view.timeline.day, plan)
    single.count(choice.single, segments: segments)
    several.count(choice.several, segments: segments)
    for item in choice.gappedSingle {
      Self.addGapped(
        attempts.list[Int(item.attempt)], segments, slot: Int(item.slot), stepCount: stepCount,
        in: &single)
    }
    for item in choice.gappedSeveral {
      Self.addGapped(
        attempts.list[Int(item.attempt)], segments, slot: Int(item.slot), stepCount: stepCount,
        in: &several)
    }
    times.add(attempts, choice, segments: segments)
  }

  private static func addGapped(
    _ attempt: FunnelAttempts.Attempt, _ segments: [[UInt32]], slot: Int, stepCount: Int,
    in cells: inout SegmentCells<Int64>
  ) {
    for step in 0..<attempt.depth {
      let reached = Int64(attempt.reached >> UInt32(step) & 1)
      let following = Int64(attempt.reached >> UInt32(step + 1) & 1)
      for (counter, delta) in [
        (step, reached - following), (stepCount + step, Int64(attempt.skipped >> UInt32(step) & 1)),
      ] where delta != 0 {
        cells.add(
          segments: segments, row: Int(attempt.row), slot: slot, counter: counter, delta)
      }
    }
  }

  /// All units in every period: reached by step, then skipped by step.
  func cells(_ plan: MetricPlan) -> SegmentCells<Int64> {
    var cells = single
    cells.rollUp(plan.periods)
    let identity = SegmentMapping(
      codes: plan.dimensions.indices.map { dimension in
        (0..<several.tables[dimension + 1].rowCount).map { UInt32($0) }
      })
    cells.merge(several, mapping: identity)
    cells.accumulate(from: stepCount)
    return cells
  }

  mutating func merge(_ other: FunnelState, mapping: SegmentMapping) {
    single.merge(other.single, mapping: mapping)
    several.merge(other.several, mapping: mapping)
    times.merge(other.times, mapping: mapping)
  }

  func encode(to writer: inout StateWriter) {
    single.encode(to: &writer)
    several.encode(to: &writer)
    times.encode(to: &writer)
  }

  init(plan: MetricPlan, stepCount: Int, from reader: inout StateReader) throws(StateError) {
    self.stepCount = stepCount
    single = try SegmentCells(plan: plan, width: 2 * stepCount, from: &reader)
    several = try SegmentCells(plan: plan, width: 2 * stepCount, from: &reader)
    times = try StepTimes(plan: plan, stepCount: stepCount, from: &reader)
  }
}
