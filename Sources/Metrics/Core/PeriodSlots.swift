package import FunnelModel

/// The periods of a report, numbered densely so that partial states are plain arrays.
///
/// Slot 0 is `all`; then years, quarters, months, weeks, days and windows follow. A fact is added
/// to the slot of its day; additive counts are rolled up to the coarser slots at the end, distinct
/// counts are added to every grain at once.
package struct PeriodSlots: Sendable {
  /// One period.
  package struct Slot: Sendable {
    package let grain: Grain
    /// Local start date, the name of a window, or empty for `all`: the `period` of metrics.csv.
    package let label: String
    package let first: LocalDay
    /// Inclusive.
    package let last: LocalDay
  }

  /// First local day of the data.
  package let firstDay: LocalDay
  /// Local days from the first day to as_of, inclusive; at least 1.
  package let dayCount: Int
  package let slots: [Slot]
  /// By `Grain.rawValue` (windows excepted), one grain after the other: slot of each day offset.
  private let byDay: [Int32]
  /// Windows with their slots; they may overlap.
  private let windows: [(days: Range<Int>, slot: Int)]
  /// Slots of the windows, in configuration order.
  package let windowSlots: [Int]

  /// Cuts the days from `firstDay` through `lastDay` into the periods of every grain.
  package init(
    firstDay: LocalDay, lastDay: LocalDay, windows: [WindowDefinition], fiscalYearStart: Int
  ) {
    self.firstDay = firstDay
    dayCount = max(1, Int(lastDay.number) - Int(firstDay.number) + 1)
    var slots = [Slot(grain: .all, label: "", first: firstDay, last: lastDay)]
    var byDay = [Int32](repeating: 0, count: dayCount)
    for grain in [Grain.year, .quarter, .month, .week, .day] {
      var nextStart: LocalDay?
      for offset in 0..<dayCount {
        let day = firstDay.advanced(by: offset)
        if nextStart == nil || nextStart == day {
          let start = grain.start(of: day, fiscalYearStart: fiscalYearStart) ?? day
          let following = grain.next(after: start) ?? day.advanced(by: 1)
          nextStart = following
          slots.append(
            Slot(
              grain: grain, label: start.description, first: start,
              last: following.advanced(by: -1)))
        }
        byDay.append(Int32(slots.count - 1))
      }
    }
    var spans: [(days: Range<Int>, slot: Int)] = []
    for window in windows {
      slots.append(
        Slot(
          grain: .window, label: window.name, first: window.from,
          last: window.to.advanced(by: -1)))
      let low = max(0, Int(window.from.number) - Int(firstDay.number))
      let high = min(dayCount, Int(window.to.number) - Int(firstDay.number))
      spans.append((low..<max(low, high), slots.count - 1))
    }
    self.slots = slots
    self.byDay = byDay
    self.windows = spans
    windowSlots = spans.map(\.slot)
  }

  /// Number of slots.
  package var count: Int { slots.count }

  /// The slot of a day at a grain other than `window`; offsets count from `firstDay`.
  @inline(__always)
  package func slot(_ grain: Grain, dayOffset: Int) -> Int {
    slot(rank: Int(grain.rawValue), dayOffset: dayOffset)
  }

  /// The slot of a day at the `rank`-th grain other than `window` (`Grain.rawValue`).
  @inline(__always)
  func slot(rank: Int, dayOffset: Int) -> Int { Int(byDay[rank &* dayCount &+ dayOffset]) }

  /// Calls `body` with each window slot that holds the day.
  @inline(__always)
  package func forEachWindow(dayOffset: Int, _ body: (Int) -> Void) {
    var index = 0
    while index < windows.count {
      if windows[index].days.contains(dayOffset) { body(windows[index].slot) }
      index &+= 1
    }
  }

  /// All slots that hold a day, coarse to fine, windows last.
  package func slots(dayOffset: Int) -> [Int] {
    var result: [Int] = []
    for rank in 0..<byDay.count / dayCount { result.append(slot(rank: rank, dayOffset: dayOffset)) }
    forEachWindow(dayOffset: dayOffset) { result.append($0) }
    return result
  }

  /// Slots of a grain in time order (windows in configuration order).
  package func slots(of grain: Grain) -> [Int] {
    slots.indices.filter { slots[$0].grain == grain }
  }
}
