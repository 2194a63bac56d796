package import FunnelModel

extension LocalDay {
  /// The same day of a later month, or that month's last day where it is shorter.
  package func advanced(byMonths count: Int) -> LocalDay {
    let (year, month, day) = components
    let (years, index) = (month - 1 + count).flooredDivision(by: 12)
    let length = LocalDay.length(ofMonth: index + 1, year: year + years)
    return LocalDay(year: year + years, month: index + 1, day: min(day, length)) ?? self
  }
}

/// The calendar months of a report, numbered from its first.
struct MonthAxis: Sendable {
  /// Slot of the first month; the others follow it.
  let firstSlot: Int
  let count: Int

  init(_ periods: PeriodSlots) {
    let last = periods.slot(.month, dayOffset: periods.dayCount - 1)
    firstSlot = periods.slot(.month, dayOffset: 0)
    count = last - firstSlot + 1
  }

  /// Number of the month that holds a day.
  @inline(__always)
  func month(dayOffset: Int, _ periods: PeriodSlots) -> Int {
    periods.slot(.month, dayOffset: dayOffset) &- firstSlot
  }

  /// Day offset at which a month begins, or at which the report does.
  func start(of month: Int, _ periods: PeriodSlots) -> Int {
    max(0, Int(periods.slots[firstSlot + month].first.number - periods.firstDay.number))
  }

  /// The months that begin in a period; empty where none does.
  func months(startingIn slot: Int, _ periods: PeriodSlots) -> Range<Int> {
    let period = periods.slots[slot]
    if period.grain == .all { return 0..<count }
    let first = Int(period.first.number - periods.firstDay.number)
    let last = Int(period.last.number - periods.firstDay.number)
    var low = 0
    while low < count, start(of: low, periods) < first { low += 1 }
    // A period that began before the report did still holds its first month.
    if first < 0, period.grain != .window || last >= 0 { low = 0 }
    var high = low
    while high < count, start(of: high, periods) <= last { high += 1 }
    return low..<high
  }
}
