import FunnelModel

/// A date, and perhaps a time of day, as a text says it.
struct DateParts {
  var day: LocalDay
  /// Microseconds since midnight; nil for a date alone.
  var clock: Int64?
  /// Microseconds east of UTC; nil where the text names no zone.
  var offset: Int64?
}

/// The reading of one written date.
enum DateReading {
  case parts(DateParts)
  /// An instant that needs no zone.
  case instant(Int64)
  case ambiguous
  case invalid
}

/// The common written forms of dates, without a declared format.
enum DateText {
  /// Reads `bytes[offset ..< offset + count]`, blanks around it removed, in any known form.
  static func read(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, order: DateOrder?
  ) -> DateReading {
    var text = TimeText(bytes, offset, count)
    if ASCII.isLetter(text.next) { return namedDate(&text) }
    guard let (first, firstDigits) = text.digits(limit: 18) else { return .invalid }
    if firstDigits >= 8 || text.isAtEnd { return digitsOnly(&text, first, firstDigits) }
    let separator = text.next
    guard
      separator == ASCII.point || separator == ASCII.slash || separator == ASCII.minus
        || separator == ASCII.space
    else { return .invalid }
    text.position += 1
    if ASCII.isLetter(text.next) {
      guard firstDigits <= 2, let month = text.monthName() else { return .invalid }
      _ = text.skip(separator) || text.skip(ASCII.space)
      guard let (year, digits) = text.digits(limit: 4), digits == 4 else { return .invalid }
      return finish(&text, LocalDay(year: year, month: month, day: first))
    }
    guard separator != ASCII.space, let (second, secondDigits) = text.digits(limit: 2),
      text.skip(separator), let (third, thirdDigits) = text.digits(limit: 4)
    else { return .invalid }
    if firstDigits == 4, thirdDigits <= 2 {
      return finish(&text, LocalDay(year: first, month: second, day: third))
    }
    guard firstDigits <= 2, secondDigits <= 2, thirdDigits == 4 else { return .invalid }
    let known = separator == ASCII.point ? DateOrder.dayFirst : order
    guard let known = known ?? proof(first, second) else {
      return first == second
        ? finish(&text, LocalDay(year: third, month: first, day: second)) : .ambiguous
    }
    let (day, month) = known == .dayFirst ? (first, second) : (second, first)
    return finish(&text, LocalDay(year: third, month: month, day: day))
  }

  /// What a cell proves about the order of day and month: nil where it proves nothing, and
  /// `isOpen` where the order would matter.
  static func evidence(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> (order: DateOrder?, isOpen: Bool) {
    var text = TimeText(bytes, offset, count)
    guard let (first, firstDigits) = text.digits(limit: 4), firstDigits <= 2,
      text.next == ASCII.slash || text.next == ASCII.minus
    else { return (nil, false) }
    let separator = text.next
    text.position += 1
    guard let (second, secondDigits) = text.digits(limit: 4), secondDigits <= 2,
      text.skip(separator), let (_, thirdDigits) = text.digits(limit: 4), thirdDigits == 4
    else { return (nil, false) }
    let order = proof(first, second)
    return (order, order == nil && first != second)
  }

  private static func proof(_ first: Int, _ second: Int) -> DateOrder? {
    if first > 12, second <= 12 { return .dayFirst }
    if second > 12, first <= 12 { return .monthFirst }
    return nil
  }

  /// `[Fri,] Oct 12, 2018 …` or `Fri, 12 Oct 2018 …` (RFC 5322).
  private static func namedDate(_ text: inout TimeText) -> DateReading {
    let start = text.position
    var month = text.monthName()
    if month == nil {
      text.position = start
      guard text.word() != nil else { return .invalid }
      _ = text.skip(ASCII.comma)
      text.skipBlanks()
      if ASCII.isLetter(text.next) { month = text.monthName() }
    }
    text.skipBlanks()
    guard let (day, dayDigits) = text.digits(limit: 2), dayDigits <= 2 else { return .invalid }
    _ = text.skip(ASCII.comma)
    text.skipBlanks()
    guard let month = month ?? text.monthName() else { return .invalid }
    text.skipBlanks()
    guard let (year, digits) = text.digits(limit: 4), digits == 4 else { return .invalid }
    return finish(&text, LocalDay(year: year, month: month, day: day))
  }

  /// `yyyyMMdd`, `yyyyMMddHHmmss`, or an epoch: 10 digits are seconds, 13 milliseconds, 16
  /// microseconds.
  private static func digitsOnly(
    _ text: inout TimeText, _ value: Int, _ count: Int
  ) -> DateReading {
    switch count {
    case 8:
      return finish(
        &text, LocalDay(year: value / 10_000, month: value / 100 % 100, day: value % 100))
    case 14 where text.isAtEnd:
      let date = value / 1_000_000
      guard
        let day = LocalDay(year: date / 10_000, month: date / 100 % 100, day: date % 100),
        let clock = TimeText.clock(
          hour: value / 10_000 % 100, minute: value / 100 % 100, second: value % 100)
      else { return .invalid }
      return .parts(DateParts(day: day, clock: clock, offset: nil))
    case 10:
      if text.isAtEnd { return .instant(Int64(value) * 1_000_000) }
      guard text.skip(ASCII.point), let micro = text.fraction(), text.isAtEnd else {
        return .invalid
      }
      return .instant(Int64(value) * 1_000_000 + micro)
    case 13 where text.isAtEnd: return .instant(Int64(value) * 1000)
    case 16 where text.isAtEnd: return .instant(Int64(value))
    default: return .invalid
    }
  }

  /// The time of day and the zone behind a date.
  static func finish(_ text: inout TimeText, _ day: LocalDay?) -> DateReading {
    guard let day else { return .invalid }
    if text.isAtEnd { return .parts(DateParts(day: day, clock: nil, offset: nil)) }
    _ = text.skip(ASCII.comma)
    if text.next | 0x20 == UInt8(ascii: "t") { text.position += 1 }
    text.skipBlanks()
    guard let clock = text.clock() else { return .invalid }
    switch text.zone() {
    case .naive: return .parts(DateParts(day: day, clock: clock, offset: nil))
    case .offset(let offset): return .parts(DateParts(day: day, clock: clock, offset: offset))
    case .invalid: return .invalid
    }
  }
}
