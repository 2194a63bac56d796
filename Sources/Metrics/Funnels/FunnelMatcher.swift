import FunnelModel

/// Walks one unit's events through the steps of a funnel (metrics.md, "Funnels").
///
/// Events come as parallel arrays in time order: a bit mask of the steps that an event satisfies,
/// with `excludeBit` for an exclusion. In `strict` order every event of the unit is given, also
/// those that satisfy nothing; otherwise only those that satisfy something.
///
/// How it works. Simultaneous events form a group. A group may take any order under `tie any`, so
/// the steps it can add to a chain are found by matching steps to distinct events (augmenting
/// paths); being deeper after a group is never worse, hence taking as many as possible is exact.
/// An exclusion inside a group is put after the steps of that group, and before the first step of
/// the group that opens the attempt.
struct FunnelMatcher {
  static let excludeBit: UInt32 = 1 << 31

  /// One way of a unit into the funnel.
  struct Attempt {
    /// Index of the event that is the first step.
    var start: Int
    /// Deepest required step reached, 1-based; optional steps before it may be missing.
    var depth: Int
    /// Index of the event of each step; -1 = not reached, or skipped.
    var events: [Int]
  }

  private let definition: FunnelDefinition
  private let stepCount: Int
  /// Whether the common case holds: ordered, nothing optional, excluded or implied. Such units go
  /// to `PlainMatcher` unless they have simultaneous events.
  let isPlain: Bool
  private var time: [Int64] = []
  private var mask: [UInt32] = []
  private var used: [Bool] = []
  private(set) var attempts: [Attempt] = []

  init(_ definition: FunnelDefinition) {
    self.definition = definition
    stepCount = definition.steps.count
    isPlain =
      definition.order == .ordered && definition.skip == .all && definition.entry != .every
      && definition.exclude.isEmpty && !definition.steps.contains { $0.isOptional }
  }

  /// Finds the attempts of a unit, one for each moment at which it enters (each entering event
  /// under `every`), in time order.
  mutating func match(time: [Int64], mask: [UInt32]) {
    self.time = time
    self.mask = mask
    attempts.removeAll(keepingCapacity: true)
    if definition.skip == .implied {
      matchImplied()
    } else if definition.order == .any {
      matchAnyOrder()
    } else if definition.entry == .every {
      matchEvery()
    } else {
      var start = 0
      while start < mask.count {
        let end = groupEnd(start)
        if let first = (start..<end).first(where: { mask[$0] & 1 != 0 }) {
          attempts.append(
            definition.order == .strict ? strictAttempt(first) : orderedAttempt(first, start))
        }
        start = end
      }
    }
  }

  /// The end of the group of simultaneous events that starts at `start`; a single event under
  /// `tie strict`, where equal times never help a chain.
  private func groupEnd(_ start: Int) -> Int {
    var end = start + 1
    while end < time.count && time[end] == time[start] { end += 1 }
    return end
  }

  private func isInside(_ index: Int, start: Int) -> Bool {
    guard let window = definition.window else { return true }
    return time[index] - time[start] <= window
  }

  // MARK: ordered

  private func orderedAttempt(_ first: Int, _ groupStart: Int) -> Attempt {
    var events = [Int](repeating: -1, count: stepCount)
    var next = 0
    var group = groupStart
    var isFirstGroup = true
    while group < time.count && next < stepCount && isInside(group, start: first) {
      let end = groupEnd(group)
      let candidates = (group..<end).filter { used.isEmpty || !used[$0] }
      if definition.tie == .strict {
        next = takeOne(candidates, from: next, &events, isFirst: isFirstGroup, first)
      } else {
        next = takeMany(candidates, from: next, &events, mustHold: isFirstGroup ? first : nil)
      }
      let isExcluded = candidates.contains { mask[$0] & Self.excludeBit != 0 }
      if isExcluded && !isFirstGroup
        && !(definition.tie == .strict && events.contains { $0 >= group })
      {
        break
      }
      isFirstGroup = false
      group = end
    }
    return attempt(first, events)
  }

  /// Under `tie strict` a moment adds at most one step.
  private func takeOne(
    _ candidates: [Int], from next: Int, _ events: inout [Int], isFirst: Bool, _ first: Int
  ) -> Int {
    if isFirst {
      events[0] = first
      return 1
    }
    for step in reachable(from: next) {
      if let event = candidates.first(where: { mask[$0] & (1 << UInt32(step)) != 0 }) {
        events[step] = event
        return step + 1
      }
    }
    return next
  }

  /// The next required step and the optional steps before it.
  private func reachable(from next: Int) -> ClosedRange<Int> {
    var last = next
    while last + 1 < stepCount && definition.steps[last].isOptional { last += 1 }
    return next...last
  }

  /// Adds as many further steps as the simultaneous candidates allow.
  private func takeMany(
    _ candidates: [Int], from next: Int, _ events: inout [Int], mustHold first: Int?
  ) -> Int {
    var matching = StepMatching(candidates: candidates, mask: mask)
    var step = next
    var reached = next
    var kept: [Int: Int] = [:]
    while step < stepCount {
      if matching.add(step: step) {
        step += 1
        reached = step
        kept = matching.eventOfStep
      } else if definition.steps[step].isOptional {
        step += 1
      } else {
        break
      }
    }
    for (step, event) in kept { events[step] = event }
    if let first, events[0] < 0 { events[0] = first }
    return max(reached, first == nil ? 0 : 1)
  }

  private func attempt(_ first: Int, _ events: [Int]) -> Attempt {
    var depth = 0
    for step in 0..<stepCount where events[step] >= 0 { depth = step + 1 }
    return Attempt(start: events[0] >= 0 ? events[0] : first, depth: depth, events: events)
  }

  // MARK: strict

  /// No other event may stand between two steps. Other events of the opening moment stand before
  /// the chain, those of the closing moment after it.
  private func strictAttempt(_ first: Int) -> Attempt {
    var start = first
    while start > 0 && time[start - 1] == time[first] { start -= 1 }
    let opening = Array(start..<groupEnd(start))
    var best = [Int](repeating: -1, count: stepCount)
    best[0] = first
    var taken = 1
    while taken <= min(opening.count, stepCount) {
      var matching = StepMatching(candidates: opening, mask: mask)
      guard (0..<taken).allSatisfy({ matching.add(step: $0) }) else { break }
      var events = [Int](repeating: -1, count: stepCount)
      for (step, event) in matching.eventOfStep { events[step] = event }
      extendStrictly(&events, from: taken, group: start + opening.count)
      if events.filter({ $0 >= 0 }).count > best.filter({ $0 >= 0 }).count { best = events }
      if definition.tie == .strict { break }
      taken += 1
    }
    return attempt(first, best)
  }

  private func extendStrictly(_ events: inout [Int], from taken: Int, group: Int) {
    guard let first = events.first, first >= 0 else { return }
    var next = taken
    var group = group
    while group < time.count && next < stepCount && isInside(group, start: first) {
      let end = groupEnd(group)
      var matching = StepMatching(candidates: Array(group..<end), mask: mask)
      var added = 0
      let limit = definition.tie == .strict ? 1 : end - group
      while added < limit && next + added < stepCount && matching.add(step: next + added) {
        added += 1
      }
      for (step, event) in matching.eventOfStep { events[step] = event }
      next += added
      if added < end - group { return }
      group = end
    }
  }

  // MARK: any order

  /// As many distinct steps as occur within the window of the first of them.
  private mutating func matchAnyOrder() {
    var start = 0
    while start < mask.count {
      let end = groupEnd(start)
      if (start..<end).contains(where: { mask[$0] & ~Self.excludeBit != 0 }) {
        var candidates: [Int] = []
        var index = start
        while index < time.count && isInside(index, start: start) {
          if mask[index] & Self.excludeBit != 0 && time[index] > time[start] { break }
          if mask[index] & ~Self.excludeBit != 0 { candidates.append(index) }
          index += 1
        }
        attempts.append(anyOrderAttempt(candidates))
      }
      start = end
    }
  }

  /// Steps are numbered by how many of them were reached, as the depth counts distinct steps.
  private func anyOrderAttempt(_ candidates: [Int]) -> Attempt {
    var matching = StepMatching(candidates: candidates, mask: mask)
    for step in 0..<stepCount { _ = matching.add(step: step) }
    let reached = matching.eventOfStep.values.sorted()
    var events = [Int](repeating: -1, count: stepCount)
    for (index, event) in reached.enumerated() { events[index] = event }
    return Attempt(start: candidates.first ?? 0, depth: reached.count, events: events)
  }

  // MARK: every entry

  /// Each first-step event in time order opens an attempt on the events that are still free.
  private mutating func matchEvery() {
    used = [Bool](repeating: false, count: time.count)
    for index in mask.indices where mask[index] & 1 != 0 && !used[index] {
      var groupStart = index
      while groupStart > 0 && time[groupStart - 1] == time[index] { groupStart -= 1 }
      let result =
        definition.order == .strict
        ? strictAttempt(index) : orderedAttempt(index, groupStart)
      for event in result.events where event >= 0 { used[event] = true }
      used[index] = true
      attempts.append(result)
    }
    used = []
  }

  // MARK: implied stages

  /// A later stage means that the earlier ones were reached, at its time.
  private mutating func matchImplied() {
    guard let first = mask.indices.first(where: { mask[$0] & ~Self.excludeBit != 0 }) else {
      return
    }
    var events = [Int](repeating: -1, count: stepCount)
    var next = 0
    for index in first..<mask.count where isInside(index, start: first) {
      if mask[index] & Self.excludeBit != 0 && index > first { break }
      for step in stride(from: stepCount - 1, through: next, by: -1)
      where mask[index] & (1 << UInt32(step)) != 0 {
        for implied in next...step { events[implied] = index }
        next = step + 1
        break
      }
    }
    attempts.append(Attempt(start: first, depth: next, events: events))
  }
}

/// Matches steps to distinct simultaneous events, one step after the other, by augmenting paths
/// (Kuhn 1955): adding a step succeeds exactly when all steps so far can have an event each.
struct StepMatching {
  private let candidates: [Int]
  private let mask: [UInt32]
  private(set) var eventOfStep: [Int: Int] = [:]
  private var stepOfEvent: [Int: Int] = [:]

  init(candidates: [Int], mask: [UInt32]) {
    self.candidates = candidates
    self.mask = mask
  }

  mutating func add(step: Int) -> Bool {
    var visited: Set<Int> = []
    return augment(step, &visited)
  }

  private mutating func augment(_ step: Int, _ visited: inout Set<Int>) -> Bool {
    for event in candidates
    where mask[event] & (1 << UInt32(step)) != 0 && visited.insert(event).inserted {
      if let other = stepOfEvent[event] {
        guard augment(other, &visited) else { continue }
      }
      stepOfEvent[event] = step
      eventOfStep[step] = event
      return true
    }
    return false
  }
}
