import FunnelModel

/// The attempts of the units of one bucket, those of one unit together in time order.
struct FunnelAttempts {
  /// One way of a unit into the funnel.
  struct Attempt: Hashable {
    var unit: Int32
    /// Which of the unit's parts with one value of the `matchOn` fields.
    var part: Int32 = 0
    /// Timeline row of the event that opened the attempt.
    var row: Int32
    /// Bits of the steps reached.
    var reached: UInt32
    /// Bits of the steps that a deeper one jumped over or implied.
    var skipped: UInt32
    /// Microseconds since the epoch at which it was opened.
    var entry: Int64
    /// Where the times of its further steps begin in `times`.
    var firstTime: Int32

    /// Room for an attempt.
    static let none = Attempt(unit: -1, row: 0, reached: 0, skipped: 0, entry: 0, firstTime: 0)

    /// Deepest step reached, 1-based.
    @inline(__always)
    var depth: Int { 32 &- reached.leadingZeroBitCount }
    /// Whether it reached every step up to its depth and skipped none.
    @inline(__always)
    var isChain: Bool { reached & (reached &+ 1) == 0 && skipped == 0 }
  }

  private(set) var list: [Attempt] = []
  /// Times of the steps reached after the first, attempt by attempt.
  private(set) var times: [Int64] = []

  /// Matches all units of a program.
  ///
  /// - Parameter usesGeneralMatcher: whether plain units too go through `FunnelMatcher`, which
  ///   must not make a difference.
  init(_ program: FunnelProgram, usesGeneralMatcher: Bool = false) {
    var matcher = FunnelMatcher(program.definition)
    if matcher.isPlain && program.matchOn.isEmpty && !usesGeneralMatcher {
      for unit in matchPlain(program) { matchGenerally(program, unit: unit, &matcher) }
    } else {
      for unit in 0..<program.starts.count - 1 { matchGenerally(program, unit: unit, &matcher) }
    }
  }

  // MARK: Plain funnels

  /// Matches the units of an ordered funnel without optional, excluded or implied steps; returns
  /// those whose simultaneous events need the general matcher: where they may compete for steps,
  /// or a moment may add one step only.
  ///
  /// How it works. A chain takes, after each event, the nearest later one that satisfies the next
  /// step; which one that is does not depend on how the chain began. So one pass backwards notes
  /// it for every event, and an attempt only follows the links until the window is over. Where
  /// every event satisfies one step at most, simultaneous events never compete: the one of a
  /// later step counts as later.
  private mutating func matchPlain(_ program: FunnelProgram) -> [Int] {
    let stepCount = program.definition.steps.count
    // An event that satisfies several steps has a link for each.
    let stride = program.isAmbiguous ? stepCount : 1
    let needsGroups = program.isAmbiguous || program.definition.tie == .strict
    let starts = program.starts.span
    let time = program.time.span
    let mask = program.mask.span
    let rows = program.rows.span
    let window = program.definition.window ?? .max
    var linkStore = [Int32](repeating: -1, count: program.rows.count * stride)
    var latestStore = [Int32](repeating: -1, count: stepCount + 1)
    var found = [Attempt](repeating: Attempt.none, count: program.entryCount)
    var left: [Int] = []
    var count = 0
    times.reserveCapacity(2 * program.entryCount)
    do {
      var links = linkStore.mutableSpan
      var latest = latestStore.mutableSpan
      var list = found.mutableSpan
      var unit = 0
      while unit &+ 1 < starts.count {
        let range = Int(starts[unit])..<Int(starts[unit &+ 1])
        if needsGroups && Self.hasTies(time, range) {
          left.append(unit)
        } else if !range.isEmpty {
          Self.link(time, mask, range, stride: stride, links: &links, latest: &latest)
          Self.follow(
            time, mask, rows, range, unit: Int32(unit), window: window, &links, stride: stride,
            list: &list, count: &count, times: &times)
        }
        unit &+= 1
      }
    }
    found.removeLast(found.count - count)
    list = found
    return left
  }

  private static func hasTies(_ time: Span<Int64>, _ range: Range<Int>) -> Bool {
    var place = range.lowerBound &+ 1
    while place < range.upperBound {
      if time[place] == time[place &- 1] { return true }
      place &+= 1
    }
    return false
  }

  /// Notes for each event of a unit the nearest one that satisfies the next step; -1 = none.
  @inline(__always)
  private static func link(
    _ time: Span<Int64>, _ mask: Span<UInt32>, _ range: Range<Int>, stride: Int,
    links: inout MutableSpan<Int32>, latest: inout MutableSpan<Int32>
  ) {
    var step = 0
    while step < latest.count {
      latest[step] = -1
      step &+= 1
    }
    var place = range.upperBound &- 1
    while place >= range.lowerBound {
      var first = place
      while first > range.lowerBound && time[first &- 1] == time[place] { first &-= 1 }
      if first == place {
        // The first steps come first, so that an event does not link to itself.
        var bits = mask[place]
        while bits != 0 {
          let step = bits.trailingZeroBitCount
          links[place &* stride &+ (stride == 1 ? 0 : step)] = latest[step &+ 1]
          latest[step] = Int32(place)
          bits &= bits &- 1
        }
      } else {
        // One step each; those of later steps count as later.
        var step = latest.count &- 2
        while step >= 0 {
          var member = place
          while member >= first {
            if mask[member] &>> UInt32(step) & 1 != 0 {
              links[member] = latest[step &+ 1]
              latest[step] = Int32(member)
            }
            member &-= 1
          }
          step &-= 1
        }
      }
      place = first &- 1
    }
  }

  /// Makes an attempt of each moment at which a unit enters.
  @inline(__always)
  private static func follow(
    _ time: Span<Int64>, _ mask: Span<UInt32>, _ rows: Span<Int32>, _ range: Range<Int>,
    unit: Int32, window: Int64, _ links: inout MutableSpan<Int32>, stride: Int,
    list: inout MutableSpan<Attempt>, count: inout Int, times: inout [Int64]
  ) {
    var lastEntry: Int64?
    var place = range.lowerBound
    while place < range.upperBound {
      if mask[place] & 1 != 0 && time[place] != lastEntry {
        let entry = time[place]
        lastEntry = entry
        var attempt = Attempt(
          unit: unit, row: rows[place], reached: 1, skipped: 0, entry: entry,
          firstTime: Int32(times.count))
        var step = 1
        var next = Int(links[place &* stride])
        while next >= 0 && time[next] &- entry <= window {
          attempt.reached |= 1 &<< UInt32(step)
          times.append(time[next])
          next = Int(links[next &* stride &+ (stride == 1 ? 0 : step)])
          step &+= 1
        }
        list[count] = attempt
        count &+= 1
      }
      place &+= 1
    }
  }

  // MARK: All others

  private mutating func matchGenerally(
    _ program: FunnelProgram, unit: Int, _ matcher: inout FunnelMatcher
  ) {
    for (part, places) in Self.groups(program, unit: unit).enumerated() {
      matcher.match(
        time: places.map { program.time[$0] }, mask: places.map { program.mask[$0] })
      for attempt in matcher.attempts {
        take(attempt, places, program, unit: unit, part: part)
      }
    }
  }

  /// The places of a unit apart by the values of the `matchOn` fields, in order of appearance;
  /// events without one of the values drop out.
  private static func groups(_ program: FunnelProgram, unit: Int) -> [[Int]] {
    let range = Int(program.starts[unit])..<Int(program.starts[unit + 1])
    if program.matchOn.isEmpty || range.isEmpty { return [Array(range)] }
    var order: [[UInt32]] = []
    var groups: [[UInt32]: [Int]] = [:]
    for place in range {
      let key = program.matchOn.map { $0[Int(program.rows[place])] }
      if key.contains(0) { continue }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(place)
    }
    return order.map { groups[$0] ?? [] }
  }

  private mutating func take(
    _ found: FunnelMatcher.Attempt, _ places: [Int], _ program: FunnelProgram, unit: Int,
    part: Int
  ) {
    let start = places[found.start]
    var attempt = Attempt(
      unit: Int32(unit), part: Int32(part), row: program.rows[start], reached: 0, skipped: 0,
      entry: program.time[start], firstTime: Int32(times.count))
    for step in 0..<found.depth {
      let event = found.events[step]
      let bit: UInt32 = 1 << UInt32(step)
      if event >= 0 {
        attempt.reached |= bit
        if step > 0 { times.append(program.time[places[event]]) }
      }
      if event < 0 || program.mask[places[event]] & bit == 0 { attempt.skipped |= bit }
    }
    list.append(attempt)
  }
}
