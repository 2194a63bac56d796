import FunnelModel

/// The partial result of one funnel.
struct FunnelState: Sendable {
  /// Counters of a cell: reached by step, then skipped by step.
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

  mutating func fold(_ program: FunnelProgram, _ view: BucketView, _ plan: MetricPlan) {
    var matcher = FunnelMatcher(program.definition)
    var time: [Int64] = []
    var mask: [UInt32] = []
    for unit in 0..<program.starts.count - 1 {
      let rows = program.rows[Int(program.starts[unit])..<Int(program.starts[unit + 1])]
      if rows.isEmpty { continue }
      for group in Self.groups(rows, program.matchOn) {
        time.removeAll(keepingCapacity: true)
        mask.removeAll(keepingCapacity: true)
        for row in group {
          time.append(view.timeline.time[Int(row)])
          mask.append(program.mask[Int(row)])
        }
        matcher.match(time: time, mask: mask)
        take(matcher.attempts, rows: group, mask: mask, program.definition, view.timeline, plan)
      }
    }
  }

  /// The rows of a unit apart by the values of the `matchOn` fields; rows without one drop out.
  private static func groups(_ rows: ArraySlice<Int32>, _ matchOn: [[UInt32]]) -> [ArraySlice<
    Int32
  >] {
    if matchOn.isEmpty { return [rows] }
    var order: [[UInt32]] = []
    var groups: [[UInt32]: [Int32]] = [:]
    for row in rows {
      let key = matchOn.map { $0[Int(row)] }
      if key.contains(0) { continue }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    return order.map { ArraySlice(groups[$0] ?? []) }
  }

  private mutating func take(
    _ attempts: [FunnelMatcher.Attempt], rows: ArraySlice<Int32>, mask: [UInt32],
    _ definition: FunnelDefinition, _ timeline: TimelineBucket, _ plan: MetricPlan
  ) {
    if attempts.isEmpty { return }
    func row(_ attempt: FunnelMatcher.Attempt) -> Int { Int(rows[rows.startIndex + attempt.start]) }
    if attempts.count == 1 || definition.entry == .every {
      for attempt in attempts {
        let row = row(attempt)
        let day = plan.periods.slot(.day, dayOffset: Int(timeline.day[row]))
        count(attempt, mask, in: \.single, slot: day, row, timeline)
        addTimes(attempt, rows, timeline, slots: timeSlots(row, timeline, plan), segmentRow: row)
      }
      return
    }
    var best: [Int: Int] = [:]
    for (index, attempt) in attempts.enumerated() {
      for slot in plan.periods.slots(dayOffset: Int(timeline.day[row(attempt)])) {
        guard let known = best[slot] else {
          best[slot] = index
          continue
        }
        if definition.entry == .latest && attempt.depth > attempts[known].depth {
          best[slot] = index
        }
      }
    }
    for (slot, index) in best {
      let attempt = attempts[index]
      count(attempt, mask, in: \.several, slot: slot, row(attempt), timeline)
      let grain = plan.periods.slots[slot].grain
      addTimes(
        attempt, rows, timeline, slots: grain == .month || grain == .window ? [slot] : [],
        segmentRow: grain == .all ? row(attempt) : nil)
    }
  }

  private func timeSlots(_ row: Int, _ timeline: TimelineBucket, _ plan: MetricPlan) -> [Int] {
    let day = Int(timeline.day[row])
    var slots = [plan.periods.slot(.month, dayOffset: day)]
    plan.periods.forEachWindow(dayOffset: day) { slots.append($0) }
    return slots
  }

  private mutating func count(
    _ attempt: FunnelMatcher.Attempt, _ mask: [UInt32],
    in cells: WritableKeyPath<FunnelState, SegmentCells<Int64>>, slot: Int, _ row: Int,
    _ timeline: TimelineBucket
  ) {
    for step in 0..<stepCount {
      let event = attempt.events[step]
      let isSkipped =
        event < 0 ? step < attempt.depth : mask[event] & (1 << UInt32(step)) == 0
      if event >= 0 {
        self[keyPath: cells].add(
          segments: timeline.segments, row: row, slot: slot, counter: step, 1)
      }
      if isSkipped {
        self[keyPath: cells].add(
          segments: timeline.segments, row: row, slot: slot, counter: stepCount + step, 1)
      }
    }
  }

  private mutating func addTimes(
    _ attempt: FunnelMatcher.Attempt, _ rows: ArraySlice<Int32>, _ timeline: TimelineBucket,
    slots: [Int], segmentRow: Int?
  ) {
    guard attempt.depth > 1 else { return }
    func moment(_ event: Int) -> Int64 { timeline.time[Int(rows[rows.startIndex + event])] }
    let entry = moment(attempt.start)
    var previous = entry
    for step in 1..<stepCount where attempt.events[step] >= 0 {
      let here = moment(attempt.events[step])
      for slot in slots {
        times.addTotal(
          slot: slot, step: step, fromPrevious: here - previous, fromEntry: here - entry)
      }
      if let segmentRow {
        for dimension in timeline.segments.indices {
          times.add(
            dimension: dimension, segment: Int(timeline.segments[dimension][segmentRow]),
            step: step, fromPrevious: here - previous, fromEntry: here - entry)
        }
      }
      previous = here
    }
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
