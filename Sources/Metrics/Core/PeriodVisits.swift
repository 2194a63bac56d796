/// Finds the first fact of one buyer in each period, for distinct counts: facts come in time order.
struct PeriodVisits {
  /// Grains other than `window`.
  static let grains = 6
  /// By grain: the slot seen last. Periods follow each other in time, so one value per grain is
  /// enough.
  private var last = [Int](repeating: -1, count: grains)
  private var lastDay = -1
  private var windows: [Int] = []

  /// Forgets the buyer before.
  mutating func begin() {
    for index in last.indices { last[index] = -1 }
    lastDay = -1
    windows.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with every slot that holds the day and no earlier fact of this buyer.
  @inline(__always)
  mutating func visit(day: Int, _ periods: PeriodSlots, _ body: (Int) -> Void) {
    if day == lastDay { return }
    lastDay = day
    var grain = 0
    while grain < Self.grains {
      let slot = periods.slot(rank: grain, dayOffset: day)
      if last[grain] != slot {
        last[grain] = slot
        body(slot)
      }
      grain &+= 1
    }
    visitWindows(day: day, periods, body)
  }

  /// The same for windows alone.
  @inline(__always)
  mutating func visitWindows(day: Int, _ periods: PeriodSlots, _ body: (Int) -> Void) {
    periods.forEachWindow(dayOffset: day) { slot in
      if !windows.contains(slot) {
        windows.append(slot)
        body(slot)
      }
    }
  }
}
