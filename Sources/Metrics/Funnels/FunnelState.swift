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
    var unit = FunnelUnit(program: program, timeline: view.timeline)
    let isPlain = matcher.isPlain && program.matchOn.isEmpty
    let window = program.definition.window ?? Int64.max
    var number = 0
    while number &+ 1 < program.starts.count {
      let range = Int(program.starts[number])..<Int(program.starts[number &+ 1])
      number &+= 1
      if range.isEmpty { continue }
      if isPlain && !unit.hasSimultaneousEvents(range) {
        unit.matchPlain(range, window: window)
        take(unit, program.definition, plan)
      } else {
        for group in unit.groups(range) {
          unit.match(group, &matcher)
          take(unit, program.definition, plan)
        }
      }
    }
  }

  private mutating func take(
    _ unit: FunnelUnit, _ definition: FunnelDefinition, _ plan: MetricPlan
  ) {
    let attempts = unit.attempts
    if attempts.count == 0 { return }
    if attempts.count == 1 || definition.entry == .every {
      for attempt in 0..<attempts.count {
        let row = unit.row(attempts.start[attempt])
        let day = Int(unit.timeline.day[row])
        let slot = plan.periods.slot(.day, dayOffset: day)
        Self.count(unit, attempt, row, in: &single, slot: slot)
        addTimes(unit, attempt, slot: plan.periods.slot(.month, dayOffset: day))
        plan.periods.forEachWindow(dayOffset: day) { addTimes(unit, attempt, slot: $0) }
        addSegmentTimes(unit, attempt, row)
      }
      return
    }
    let isDeepest = definition.entry == .latest
    var rank = 0
    while rank < 6 {
      takeGrain(unit, isDeepest: isDeepest, rank: rank, plan)
      rank &+= 1
    }
    takeWindows(unit, isDeepest: isDeepest, plan)
  }

  /// Attempts come in time order, so those of one period are neighbours.
  private mutating func takeGrain(
    _ unit: FunnelUnit, isDeepest: Bool, rank: Int, _ plan: MetricPlan
  ) {
    let attempts = unit.attempts
    var index = 0
    while index < attempts.count {
      let slot = plan.periods.slot(
        rank: rank, dayOffset: Int(unit.timeline.day[unit.row(attempts.start[index])]))
      var best = index
      var next = index &+ 1
      while next < attempts.count,
        plan.periods.slot(
          rank: rank, dayOffset: Int(unit.timeline.day[unit.row(attempts.start[next])])) == slot
      {
        if isDeepest && attempts.depth[next] > attempts.depth[best] { best = next }
        next &+= 1
      }
      let row = unit.row(attempts.start[best])
      Self.count(unit, best, row, in: &several, slot: slot)
      if rank == Int(Grain.all.rawValue) { addSegmentTimes(unit, best, row) }
      if rank == Int(Grain.month.rawValue) { addTimes(unit, best, slot: slot) }
      index = next
    }
  }

  private mutating func takeWindows(_ unit: FunnelUnit, isDeepest: Bool, _ plan: MetricPlan) {
    let attempts = unit.attempts
    for slot in plan.periods.windowSlots {
      var best = -1
      for index in 0..<attempts.count {
        let day = Int(unit.timeline.day[unit.row(attempts.start[index])])
        var isInside = false
        plan.periods.forEachWindow(dayOffset: day) { isInside = isInside || $0 == slot }
        guard isInside else { continue }
        if best < 0 || (isDeepest && attempts.depth[index] > attempts.depth[best]) { best = index }
      }
      guard best >= 0 else { continue }
      Self.count(unit, best, unit.row(attempts.start[best]), in: &several, slot: slot)
      addTimes(unit, best, slot: slot)
    }
  }

  /// Static, since a method would hold on to the very cells that it adds to, and so copy them.
  private static func count(
    _ unit: FunnelUnit, _ attempt: Int, _ row: Int, in cells: inout SegmentCells<Int64>, slot: Int
  ) {
    let stepCount = unit.attempts.stepCount
    let depth = Int(unit.attempts.depth[attempt])
    var step = 0
    while step < depth {
      let event = unit.attempts.event[attempt &* stepCount &+ step]
      if event >= 0 {
        cells.add(segments: unit.timeline.segments, row: row, slot: slot, counter: step, 1)
      }
      if event < 0 || unit.mask[unit.place(event)] & (1 &<< UInt32(step)) == 0 {
        cells.add(
          segments: unit.timeline.segments, row: row, slot: slot, counter: stepCount &+ step, 1)
      }
      step &+= 1
    }
  }

  private mutating func addTimes(_ unit: FunnelUnit, _ attempt: Int, slot: Int) {
    unit.forEachStep(attempt) { step, fromPrevious, fromEntry in
      times.addTotal(slot: slot, step: step, fromPrevious: fromPrevious, fromEntry: fromEntry)
    }
  }

  private mutating func addSegmentTimes(_ unit: FunnelUnit, _ attempt: Int, _ row: Int) {
    for dimension in unit.timeline.segments.indices {
      let segment = Int(unit.timeline.segments[dimension][row])
      unit.forEachStep(attempt) { step, fromPrevious, fromEntry in
        times.add(
          dimension: dimension, segment: segment, step: step, fromPrevious: fromPrevious,
          fromEntry: fromEntry)
      }
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
