import FunnelModel

/// A reading position in the text of one cell, with the readings that dates are made of.
///
/// Slow path only: the usual ISO form never comes here, so the cell may be copied.
struct TimeText {
  /// Longer cells are no dates.
  static let longest = 64
  private let bytes: [UInt8]
  var position = 0

  init(_ source: Span<UInt8>, _ offset: Int, _ count: Int) {
    bytes =
      count > Self.longest
      ? []
      : [UInt8](capacity: count) { copy in
        for index in offset..<(offset + count) { copy.append(source[index]) }
      }
  }

  private var end: Int { bytes.count }

  var isAtEnd: Bool { position >= end }
  /// The byte at the position; 0 at the end.
  var next: UInt8 { position < end ? bytes[position] : 0 }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() {
    while position < end, bytes[position] == ASCII.space { position += 1 }
  }

  /// Up to `limit` digits; nil where there is none.
  mutating func digits(limit: Int) -> (value: Int, count: Int)? {
    var value = 0
    var count = 0
    while count < limit, position < end, ASCII.isDigit(bytes[position]) {
      value = value * 10 + Int(bytes[position] - ASCII.zero)
      position += 1
      count += 1
    }
    return count == 0 ? nil : (value, count)
  }

  /// Fraction digits (up to nine) as microseconds, cut after the sixth.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while position < end, ASCII.isDigit(bytes[position]) {
      if count < 6 { value = value * 10 + Int64(bytes[position] - ASCII.zero) }
      count += 1
      position += 1
    }
    guard count > 0, count <= 9 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// A run of letters as a packed lower-case word of its first three, and its length.
  mutating func word() -> (code: UInt32, length: Int)? {
    var code: UInt32 = 0
    var length = 0
    while position < end, ASCII.isLetter(bytes[position]) {
      if length < 3 { code = code << 8 | UInt32(bytes[position] | 0x20) }
      length += 1
      position += 1
    }
    return length == 0 ? nil : (code, length)
  }

  /// A month's English name or abbreviation, with a point allowed behind it.
  mutating func monthName() -> Int? {
    guard let (code, length) = word(), length >= 3,
      let index = Self.months.firstIndex(of: code)
    else { return nil }
    _ = skip(ASCII.point)
    return index + 1
  }

  /// `h:mm[:ss[.f]] [AM|PM]` as microseconds since midnight.
  mutating func clock() -> Int64? {
    guard let (rawHour, _) = digits(limit: 2), skip(ASCII.colon),
      let (minute, minuteDigits) = digits(limit: 2), minuteDigits == 2
    else { return nil }
    var second = 0
    var micro: Int64 = 0
    if skip(ASCII.colon) {
      guard let (value, count) = digits(limit: 2), count == 2 else { return nil }
      second = value
      if next == ASCII.point || next == ASCII.comma {
        position += 1
        guard let value = fraction() else { return nil }
        micro = value
      }
    }
    var hour = rawHour
    if let half = dayHalf() {
      guard (1...12).contains(rawHour) else { return nil }
      hour = rawHour % 12 + (half ? 12 : 0)
    }
    return TimeText.clock(hour: hour, minute: minute, second: second).map { $0 + micro }
  }

  /// True for PM, false for AM; nil, and nothing read, where neither stands here.
  mutating func dayHalf() -> Bool? {
    let start = position
    skipBlanks()
    // A narrow no-break space (U+202F) is what newer systems write before AM.
    if skip(0xe2) { position += 2 }
    let letter = next | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else {
      position = start
      return nil
    }
    position += 1
    _ = skip(ASCII.point)
    guard next | 0x20 == UInt8(ascii: "m") else {
      position = start
      return nil
    }
    position += 1
    _ = skip(ASCII.point)
    return letter == UInt8(ascii: "p")
  }

  /// What the end of a time says about its zone.
  enum Zone { case naive, offset(Int64), invalid }

  /// The rest of the text as a zone: nothing, `Z`, `UTC`, `±HH[:]mm`, or a North American
  /// abbreviation (RFC 5322, section 4.3).
  mutating func zone() -> Zone {
    skipBlanks()
    if isAtEnd { return .naive }
    let sign = next
    if sign == ASCII.plus || sign == ASCII.minus {
      position += 1
      guard let (first, count) = digits(limit: 4) else { return .invalid }
      var hours = first
      var minutes = 0
      if count == 4 {
        hours = first / 100
        minutes = first % 100
      } else if count <= 2, skip(ASCII.colon) {
        guard let (value, digits) = digits(limit: 2), digits == 2 else { return .invalid }
        minutes = value
      } else if count == 3 {
        return .invalid
      }
      guard isAtEnd, hours <= 18, minutes < 60 else { return .invalid }
      let seconds = Int64(hours * 3600 + minutes * 60)
      return .offset((sign == ASCII.minus ? -seconds : seconds) * 1_000_000)
    }
    guard let (code, length) = word(), isAtEnd else { return .invalid }
    if length == 1 { return code == UInt32(UInt8(ascii: "z")) ? .offset(0) : .invalid }
    guard length == 3, let found = Self.zones.first(where: { $0.code == code }) else {
      return .invalid
    }
    return .offset(found.hours * 3_600_000_000)
  }

  /// Microseconds since midnight; nil where a part is out of range. A leap second counts into
  /// the next minute.
  static func clock(hour: Int, minute: Int, second: Int) -> Int64? {
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return Int64(hour * 3600 + minute * 60 + second) * 1_000_000
  }

  private static func packed(_ text: String) -> UInt32 {
    text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static let months: [UInt32] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map(packed)

  private static let zones: [(code: UInt32, hours: Int64)] = [
    ("utc", 0), ("gmt", 0), ("est", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7),
    ("mdt", -6), ("pst", -8), ("pdt", -7),
  ].map { (packed($0.0), $0.1) }
}
