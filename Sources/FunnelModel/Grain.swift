/// How finely time is cut.
public enum Grain: UInt8, Sendable, CaseIterable, Comparable {
  case all, year, quarter, month, week, day, window

  /// The name in tables: `all`, `day`, `week`, `month`, `quarter`, `year`, `window`.
  public var name: String {
    switch self {
    case .all: "all"
    case .year: "year"
    case .quarter: "quarter"
    case .month: "month"
    case .week: "week"
    case .day: "day"
    case .window: "window"
    }
  }

  /// The grain with a name, or nil.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Coarse before fine, windows last.
  public static func < (a: Grain, b: Grain) -> Bool { a.rawValue < b.rawValue }

  /// First day of the period of this grain that holds `day`: ISO weeks start on Monday, quarters
  /// and years at `fiscalYearStart` (month 1–12). `all` and `window` have none: nil.
  public func start(of day: LocalDay, fiscalYearStart: Int = 1) -> LocalDay? {
    let (year, month, _) = day.components
    let monthsIn = (month - fiscalYearStart + 12) % 12
    switch self {
    case .all, .window: return nil
    case .day: return day
    case .week: return day.advanced(by: -day.weekday)
    case .month: return LocalDay(year: year, month: month, day: 1)
    case .quarter: return Self.monthStart(year: year, month: month - monthsIn % 3)
    case .year: return Self.monthStart(year: year, month: month - monthsIn)
    }
  }

  /// First day of the period after the one that starts at `start`.
  public func next(after start: LocalDay) -> LocalDay? {
    let (year, month, _) = start.components
    switch self {
    case .all, .window: return nil
    case .day: return start.advanced(by: 1)
    case .week: return start.advanced(by: 7)
    case .month: return Self.monthStart(year: year, month: month + 1)
    case .quarter: return Self.monthStart(year: year, month: month + 3)
    case .year: return Self.monthStart(year: year + 1, month: month)
    }
  }

  /// The first of a month whose number may lie outside 1–12.
  private static func monthStart(year: Int, month: Int) -> LocalDay {
    let (years, index) = (month - 1).flooredDivision(by: 12)
    return LocalDay(number: LocalDay.number(year: year + years, month: index + 1, day: 1))
  }
}
