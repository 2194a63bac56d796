/// The attempts of one unit, in time order, as flat arrays that are reused from unit to unit.
struct FunnelAttempts {
  let stepCount: Int
  /// Row (position among the unit's rows) of the first step.
  private(set) var start: [Int32] = []
  /// Deepest step reached, 1-based.
  private(set) var depth: [Int32] = []
  /// `[attempt * stepCount + step]`: row of the step's event; -1 = not reached, or skipped.
  private(set) var event: [Int32] = []

  init(stepCount: Int) { self.stepCount = stepCount }

  var count: Int { start.count }

  mutating func removeAll() {
    start.removeAll(keepingCapacity: true)
    depth.removeAll(keepingCapacity: true)
    event.removeAll(keepingCapacity: true)
  }

  mutating func append(_ attempt: FunnelMatcher.Attempt) {
    start.append(Int32(attempt.start))
    depth.append(Int32(attempt.depth))
    for row in attempt.events { event.append(Int32(row)) }
  }

  /// Plain ordered funnels without simultaneous events: each step takes the next event that
  /// satisfies it, within the window of the first. Rows are `range` of the given arrays.
  mutating func matchPlain(
    _ time: [Int64], _ mask: [UInt32], _ range: Range<Int>, window: Int64
  ) {
    var first = range.lowerBound
    while first < range.upperBound {
      if mask[first] & 1 != 0 {
        let base = event.count
        var step = 0
        while step < stepCount {
          event.append(-1)
          step &+= 1
        }
        event[base] = Int32(first &- range.lowerBound)
        var next = 1
        var index = first &+ 1
        while next < stepCount && index < range.upperBound
          && time[index] &- time[first] <= window
        {
          if mask[index] & (1 &<< UInt32(next)) != 0 {
            event[base &+ next] = Int32(index &- range.lowerBound)
            next &+= 1
          }
          index &+= 1
        }
        start.append(Int32(first &- range.lowerBound))
        depth.append(Int32(next))
      }
      first &+= 1
    }
  }
}
