import FunnelModel

/// The events of one unit on their way through the matcher, and the attempts found.
struct FunnelUnit {
  let timeline: TimelineBucket
  private let program: FunnelProgram
  /// Time and step mask by place: the funnel's rows grouped by unit.
  let time: [Int64]
  let mask: [UInt32]
  private(set) var attempts: FunnelAttempts
  /// The places of the current unit, where they are consecutive; else `places` holds them.
  private var rows: Range<Int> = 0..<0
  private var places: [Int]?

  init(program: FunnelProgram, timeline: TimelineBucket) {
    self.program = program
    self.timeline = timeline
    time = program.rows.map { timeline.time[Int($0)] }
    mask = program.rows.map { program.mask[Int($0)] }
    attempts = FunnelAttempts(stepCount: program.definition.steps.count)
  }

  func hasSimultaneousEvents(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound &+ 1
    while index < range.upperBound {
      if time[index] == time[index &- 1] { return true }
      index &+= 1
    }
    return false
  }

  /// The places of a unit apart by the values of the `matchOn` fields, in order of appearance;
  /// events without one of the values drop out.
  func groups(_ range: Range<Int>) -> [[Int]] {
    if program.matchOn.isEmpty { return [Array(range)] }
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

  /// Finds the attempts among consecutive places without simultaneous events.
  mutating func matchPlain(_ range: Range<Int>, window: Int64) {
    rows = range
    places = nil
    attempts.removeAll()
    attempts.matchPlain(time, mask, range, window: window)
  }

  /// Finds the attempts among some places by the general matcher.
  mutating func match(_ places: [Int], _ matcher: inout FunnelMatcher) {
    self.places = places
    attempts.removeAll()
    matcher.match(time: places.map { time[$0] }, mask: places.map { mask[$0] })
    for attempt in matcher.attempts { attempts.append(attempt) }
    if places.last.map({ $0 - places[0] + 1 == places.count }) ?? false {
      rows = places[0]..<places[0] + places.count
      self.places = nil
    }
  }

  /// Place of an attempt's event.
  @inline(__always)
  func place(_ event: Int32) -> Int { places?[Int(event)] ?? rows.lowerBound &+ Int(event) }

  /// Timeline row of an attempt's event.
  @inline(__always)
  func row(_ event: Int32) -> Int { Int(program.rows[place(event)]) }

  /// Calls `body` with the elapsed microseconds of each step after the first.
  @inline(__always)
  func forEachStep(_ attempt: Int, _ body: (Int, Int64, Int64) -> Void) {
    let depth = Int(attempts.depth[attempt])
    if depth < 2 { return }
    let entry = time[place(attempts.start[attempt])]
    var previous = entry
    var step = 1
    while step < depth {
      let event = attempts.event[attempt &* attempts.stepCount &+ step]
      if event >= 0 {
        let here = time[place(event)]
        body(step, here &- previous, here &- entry)
        previous = here
      }
      step &+= 1
    }
  }
}
