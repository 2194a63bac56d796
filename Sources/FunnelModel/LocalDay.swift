/// A calendar date in some zone, without a time: days since 1970-01-01 (proleptic Gregorian).
public struct LocalDay: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01; negative before.
  public var number: Int32

  /// The day `number` days after 1970-01-01.
  @inlinable public init(number: Int32) { self.number = number }

  /// A calendar date, or nil where the month or the day does not exist.
  /// Years 1 to 9999; algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    self.init(number: Self.number(year: year, month: month, day: day))
  }

  /// Orders earlier days first.
  public static func < (a: LocalDay, b: LocalDay) -> Bool { a.number < b.number }

  /// The day `count` days later (earlier where negative).
  public func advanced(by count: Int) -> LocalDay { LocalDay(number: number + Int32(count)) }

  /// Year, month (1–12) and day of month (1–31).
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(number) + 719_468
    let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Day of the week, Monday = 0 … Sunday = 6 (ISO 8601 order).
  public var weekday: Int { (Int(number) + 3).flooredDivision(by: 7).remainder }

  static func number(year: Int, month: Int, day: Int) -> Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Number of days in a month of a Gregorian year.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension LocalDay: CustomStringConvertible {
  /// ISO 8601 date, `2025-03-30`.
  public var description: String {
    let (year, month, day) = components
    let yearText = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - yearText.count)) + yearText
    return "\(padded)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  /// A date written `yyyy-MM-dd`; nil for anything else.
  public init?(_ text: String) {
    guard text.utf8.count == 10 else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } }),
      let year = Int(Substring(parts[0])), let month = Int(Substring(parts[1])),
      let day = Int(Substring(parts[2]))
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}
