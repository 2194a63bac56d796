import FunnelModel

/// Dates, times and periods for people.
struct PeriodFormat: Sendable {
  let language: Language

  /// `1 Jul 2025`, `1. Juli 2025`.
  func day(_ day: LocalDay) -> String {
    let (year, month, number) = day.components
    return "\(number)\(language("", ".")) \(language.months[month - 1]) \(year)"
  }

  /// The days of a span whose end is exclusive: `1 Jan 2025 – 31 Mar 2025`.
  func span(from: LocalDay, to: LocalDay) -> String {
    "\(day(from)) – \(day(to.advanced(by: -1)))"
  }

  /// A local time to the minute with its zone: `31 Dec 2025, 23:41 Europe/Berlin`.
  func time(_ instant: Instant, zone: ZoneTable) -> String {
    let wall = instant.microseconds + Int64(zone.offset(at: instant)) * 1_000_000
    let minutes = wall.flooredDivision(by: Instant.microsecondsPerDay).remainder / 60_000_000
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = "\(two(minutes / 60)):\(two(minutes % 60))"
    return "\(day(zone.day(of: instant))), \(clock) \(zone.name)"
  }

  /// A period as it stands in a `MetricRow`; a text that is no date is given back as it is.
  func period(_ grain: Grain, _ period: String) -> String {
    if grain == .all { return language("all time", "gesamter Zeitraum") }
    guard grain != .window, let start = LocalDay(period) else { return period }
    let (year, month, _) = start.components
    switch grain {
    case .year where month == 1: return "\(year)"
    case .quarter where month % 3 == 1: return "Q\((month + 2) / 3) \(year)"
    case .month: return "\(language.months[month - 1]) \(year)"
    case .week: return language("week of ", "Woche ab ") + day(start)
    case .day: return day(start)
    default: return language("from ", "ab ") + day(start)
    }
  }

  /// A period in a few characters, for axes: `Jul 25`, `Q3 25`, `30 Jun`.
  func short(_ grain: Grain, _ period: String) -> String {
    guard let start = LocalDay(period), grain != .window else { return self.period(grain, period) }
    let (year, month, number) = start.components
    let years = String(year).suffix(2)
    switch grain {
    case .week, .day: return "\(number)\(language("", ".")) \(language.months[month - 1])"
    case .month: return "\(language.months[month - 1]) \(years)"
    default: return self.period(grain, period)
    }
  }
}
