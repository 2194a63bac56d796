/// Which of day and month comes first where both are numbers.
package enum DateOrder: Sendable, Hashable { case dayFirst, monthFirst }

/// How the texts of a time column are written.
enum TimeFormat: Sendable, Hashable {
  /// ISO 8601, epochs by their number of digits, and the common written forms.
  case automatic
  /// A number of ticks since 1970-01-01T00:00:00Z; `ticks` per second is 1, 1000 or 1 000 000.
  case epoch(ticksPerSecond: Int64)
  /// A pattern such as `dd.MM.yyyy HH:mm`.
  case pattern([PatternElement])

  /// The format with a name or a pattern; nil where the pattern is malformed.
  ///
  /// Names: `iso8601`, `epoch_s`, `epoch_ms`, `epoch_us`. Pattern letters follow Unicode
  /// technical standard 35: `y M d H h m s S a E Z X x`, with text in single quotes.
  init?(_ text: String) {
    switch text {
    case "iso8601", "auto": self = .automatic
    case "epoch_s": self = .epoch(ticksPerSecond: 1)
    case "epoch_ms": self = .epoch(ticksPerSecond: 1000)
    case "epoch_us": self = .epoch(ticksPerSecond: 1_000_000)
    default:
      guard let elements = PatternElement.parse(text) else { return nil }
      self = .pattern(elements)
    }
  }
}

/// One part of a date pattern.
enum PatternElement: Sendable, Hashable {
  /// A number of exactly `digits` digits, or of one to `digits` where `isExact` is false.
  case number(DateField, digits: Int, isExact: Bool)
  /// Fraction digits of the second, any number.
  case fraction
  /// A month's English name or its first three letters.
  case monthName
  /// A weekday's name, which is read and ignored.
  case weekdayName
  /// AM or PM.
  case dayHalf
  /// `Z`, `UTC` or an offset.
  case zone
  /// A byte that must stand there.
  case literal(UInt8)

  /// The numeric fields of a date and time.
  enum DateField: Sendable, Hashable { case year, month, day, hour, hour12, minute, second }

  /// The elements of a pattern; nil where a letter is unknown or year, month or day is absent.
  static func parse(_ pattern: String) -> [PatternElement]? {
    let bytes = Array(pattern.utf8)
    var elements: [PatternElement] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var end = index + 1
      if byte == UInt8(ascii: "'") {
        while end < bytes.count, bytes[end] != byte { end += 1 }
        guard end < bytes.count else { return nil }
        elements += bytes[(index + 1)..<end].map { .literal($0) }
        index = end + 1
        continue
      }
      while ASCII.isLetter(byte), end < bytes.count, bytes[end] == byte { end += 1 }
      guard let element = element(byte, length: end - index) else { return nil }
      elements.append(element)
      index = end
    }
    let fields = elements.compactMap { element -> DateField? in
      switch element {
      case .number(let field, _, _): field
      case .monthName: .month
      default: nil
      }
    }
    let isDate = [DateField.year, .month, .day].allSatisfy(fields.contains)
    return isDate && Set(fields).count == fields.count ? elements : nil
  }

  private static func element(_ letter: UInt8, length: Int) -> PatternElement? {
    func number(_ field: DateField) -> PatternElement {
      .number(field, digits: max(length, 2), isExact: length > 1)
    }
    switch letter {
    case UInt8(ascii: "y"):
      return length == 2 || length == 4 ? .number(.year, digits: length, isExact: true) : nil
    case UInt8(ascii: "M"): return length > 2 ? .monthName : number(.month)
    case UInt8(ascii: "d"): return number(.day)
    case UInt8(ascii: "H"): return number(.hour)
    case UInt8(ascii: "h"): return number(.hour12)
    case UInt8(ascii: "m"): return number(.minute)
    case UInt8(ascii: "s"): return number(.second)
    case UInt8(ascii: "S"): return .fraction
    case UInt8(ascii: "a"): return .dayHalf
    case UInt8(ascii: "E"): return .weekdayName
    case UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x"), UInt8(ascii: "z"): return .zone
    default: return ASCII.isLetter(letter) ? nil : .literal(letter)
    }
  }
}
