import FunnelModel

/// Reads a text by a declared pattern: everything must match, nothing may be left.
enum DatePatternReader {
  static func read(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, elements: [PatternElement]
  ) -> DateReading {
    var text = TimeText(bytes, offset, count)
    var fields = Fields()
    for element in elements {
      guard read(&text, element, &fields) else { return .invalid }
    }
    return text.isAtEnd ? fields.reading : .invalid
  }

  private struct Fields {
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
    var micro: Int64 = 0
    var hasClock = false
    var isTwelveHour = false
    var isAfternoon: Bool?
    var offset: Int64?

    mutating func set(_ field: PatternElement.DateField, _ value: Int) {
      switch field {
      case .year: year = value
      case .month: month = value
      case .day: day = value
      case .hour, .hour12:
        hour = value
        hasClock = true
        isTwelveHour = field == .hour12
      case .minute: minute = value
      case .second: second = value
      }
    }

    var reading: DateReading {
      guard let date = LocalDay(year: year, month: month, day: day) else { return .invalid }
      guard hasClock else { return .parts(DateParts(day: date, clock: nil, offset: nil)) }
      var hour = hour
      if isTwelveHour {
        guard (1...12).contains(hour), let isAfternoon else { return .invalid }
        hour = hour % 12 + (isAfternoon ? 12 : 0)
      }
      guard let clock = TimeText.clock(hour: hour, minute: minute, second: second) else {
        return .invalid
      }
      return .parts(DateParts(day: date, clock: clock + micro, offset: offset))
    }
  }

  private static func read(
    _ text: inout TimeText, _ element: PatternElement, _ fields: inout Fields
  ) -> Bool {
    switch element {
    case .number(let field, let limit, let isExact):
      guard let (value, count) = text.digits(limit: limit), !isExact || count == limit else {
        return false
      }
      // Two-digit years are this century's: no export of sales is older.
      fields.set(field, field == .year && limit == 2 ? 2000 + value : value)
      return true
    case .fraction:
      guard let micro = text.fraction() else { return false }
      fields.micro = micro
      return true
    case .monthName:
      guard let month = text.monthName() else { return false }
      fields.month = month
      return true
    case .weekdayName: return text.word() != nil
    case .dayHalf:
      fields.isAfternoon = text.dayHalf()
      return fields.isAfternoon != nil
    case .zone:
      guard case .offset(let offset) = text.zone() else { return false }
      fields.offset = offset
      return true
    case .literal(let byte): return text.skip(byte)
    }
  }
}
