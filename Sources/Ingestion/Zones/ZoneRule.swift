import FunnelModel

/// The rule at the end of a zone file: how the clocks go on after its last listed change.
///
/// The syntax is that of the `TZ` variable (IEEE 1003.1, 8.3) with the wider hours of RFC 8536:
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule {
  /// Seconds east of UTC.
  private var standard: Int32
  /// nil where the clocks stay.
  fileprivate var daylight: (offset: Int32, start: Change, end: Change)?

  /// When, within a year, the clocks change: a day and the seconds since its midnight on the
  /// clock that is in force until then.
  fileprivate struct Change {
    enum Day {
      /// Day of the year 1–365 that never counts February 29.
      case julian(Int)
      /// Day of the year 0–365.
      case ordinal(Int)
      /// Month, week 1–5 (5 = the last), weekday (0 = Sunday).
      case weekday(month: Int, week: Int, day: Int)
    }
    var day: Day
    var seconds: Int64
  }

  init?(_ text: [UInt8]) {
    var reader = Reader(text: text)
    guard reader.skipName(), let west = reader.offset() else { return nil }
    standard = Int32(-west)
    guard !reader.isAtEnd else { return }
    guard reader.skipName() else { return nil }
    var offset = standard + 3600
    if !reader.isAtEnd, reader.peek != UInt8(ascii: ",") {
      guard let west = reader.offset() else { return nil }
      offset = Int32(-west)
    }
    guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else {
      return nil
    }
    daylight = (offset, start, end)
  }

  /// UTC seconds of the changes in some years, ascending, with the offset from then on; empty
  /// where the clocks stay.
  func changes(from first: Int, through last: Int) -> [(seconds: Int64, offset: Int32)] {
    guard let daylight, first <= last else { return [] }
    var result: [(seconds: Int64, offset: Int32)] = []
    for year in first...last {
      result.append((daylight.start.wallTime(in: year) - Int64(standard), daylight.offset))
      result.append((daylight.end.wallTime(in: year) - Int64(daylight.offset), standard))
    }
    return result.sorted { $0.seconds < $1.seconds }
  }

  /// Reads the parts of a rule from left to right.
  private struct Reader {
    let text: [UInt8]
    var at = 0

    var isAtEnd: Bool { at == text.count }
    var peek: UInt8 { at < text.count ? text[at] : 0 }

    mutating func take(_ character: Character) -> Bool {
      guard let byte = character.asciiValue, peek == byte else { return false }
      at += 1
      return true
    }

    /// An abbreviation: at least three letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
      let start = at
      if take("<") {
        while !isAtEnd, peek != UInt8(ascii: ">") { at += 1 }
        return take(">")
      }
      while (peek | 0x20) &- UInt8(ascii: "a") < 26 { at += 1 }
      return at - start >= 3
    }

    mutating func number() -> Int? {
      let start = at
      var value = 0
      while peek &- UInt8(ascii: "0") < 10, at - start < 4 {
        value = value * 10 + Int(peek - UInt8(ascii: "0"))
        at += 1
      }
      return at > start ? value : nil
    }

    /// `[+|-]hh[:mm[:ss]]` in seconds.
    mutating func offset() -> Int64? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard let hours = number(), hours <= 167 else { return nil }
      var seconds = Int64(hours) * 3600
      if take(":") {
        guard let minutes = number(), minutes < 60 else { return nil }
        seconds += Int64(minutes) * 60
        if take(":") {
          guard let rest = number(), rest < 60 else { return nil }
          seconds += Int64(rest)
        }
      }
      return isNegative ? -seconds : seconds
    }

    /// `,day[/time]`; the time is 02:00 unless given.
    mutating func change() -> Change? {
      guard take(",") else { return nil }
      let day: Change.Day
      if take("M") {
        guard let month = number(), (1...12).contains(month), take("."), let week = number(),
          (1...5).contains(week), take("."), let weekday = number(), weekday < 7
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else if take("J") {
        guard let number = number(), (1...365).contains(number) else { return nil }
        day = .julian(number)
      } else {
        guard let number = number(), number <= 365 else { return nil }
        day = .ordinal(number)
      }
      guard take("/") else { return Change(day: day, seconds: 7200) }
      guard let seconds = offset() else { return nil }
      return Change(day: day, seconds: seconds)
    }
  }
}

extension ZoneRule.Change {
  /// Seconds since 1970-01-01T00:00 on the local clock.
  fileprivate func wallTime(in year: Int) -> Int64 {
    let number: Int
    switch day {
    case .julian(let count):
      let month = Self.day(year, 1, 1)
      let isAfterLeapDay = count >= 60 && LocalDay.length(ofMonth: 2, year: year) == 29
      number = month + count - 1 + (isAfterLeapDay ? 1 : 0)
    case .ordinal(let count):
      number = Self.day(year, 1, 1) + count
    case .weekday(let month, let week, let weekday):
      let first = Self.day(year, month, 1)
      // Monday is 0 in `LocalDay.weekday` and 1 in a rule.
      let firstWeekday = (LocalDay(number: Int32(first)).weekday + 1) % 7
      var day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      if day > LocalDay.length(ofMonth: month, year: year) { day -= 7 }
      number = first + day - 1
    }
    return Int64(number) * 86_400 + seconds
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    Int(LocalDay(year: year, month: month, day: day)?.number ?? 0)
  }
}
