import FunnelModel

/// Reads the moment that a report looks back from.
enum AsOf {
  /// `2025-09-30` is the end of that day in the reporting zone; `2025-09-30T12:00:00Z` or
  /// `2025-09-30T12:00:00.5+02:00` an instant. nil for anything else.
  static func instant(_ text: String, zone: ZoneTable) -> Instant? {
    if let day = LocalDay(text) {
      return Instant(microseconds: zone.start(of: day.advanced(by: 1)).microseconds - 1)
    }
    guard let separator = text.firstIndex(of: "T"), let day = LocalDay(String(text[..<separator]))
    else { return nil }
    var rest = text[text.index(after: separator)...]
    guard let offset = takeOffset(&rest), let wall = clock(rest) else { return nil }
    return Instant(
      microseconds: Int64(day.number) * Instant.microsecondsPerDay + wall - offset)
  }

  /// Takes `Z`, `+02:00` or `-0500` off the end: microseconds east of UTC.
  private static func takeOffset(_ text: inout Substring) -> Int64? {
    if text.hasSuffix("Z") {
      text.removeLast()
      return 0
    }
    guard let index = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
    let sign: Int64 = text[index] == "-" ? -1 : 1
    let digits = text[text.index(after: index)...].filter { $0 != ":" }
    text = text[..<index]
    guard digits.count == 4, let number = Int64(digits), number % 100 < 60, number <= 1400 else {
      return nil
    }
    return sign * (number / 100 * 60 + number % 100) * 60_000_000
  }

  /// `12:00`, `12:00:00` or `12:00:00.123456` as microseconds of the day.
  private static func clock(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fields = parts[0].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(fields.count), fields.allSatisfy({ $0.count == 2 }) else { return nil }
    let numbers = fields.compactMap { Int64($0) }
    guard numbers.count == fields.count, (0..<24).contains(numbers[0]),
      numbers.dropFirst().allSatisfy({ (0..<60).contains($0) })
    else { return nil }
    var micros = (numbers[0] * 3600 + numbers[1] * 60) * 1_000_000
    if numbers.count == 3 { micros += numbers[2] * 1_000_000 }
    guard parts.count == 2 else { return micros }
    guard fields.count == 3, (1...6).contains(parts[1].count), let fraction = Int64(parts[1]),
      fraction >= 0
    else { return nil }
    var scaled = fraction
    for _ in parts[1].count..<6 { scaled *= 10 }
    return micros + scaled
  }
}
