import FunnelModel

/// Reads the text of a duration as microseconds: a plain number of some unit (`90`, `1.5`, `1,234`),
/// a clock (`26:15`, `26:15:30`), or words (`1 day 02:15 hrs`, `2 days`, `5 hours 30 minutes`).
///
/// A date is none, so that a column may hold either. Used for few columns and never in a hot loop.
enum DurationText {
  private static let second: Int64 = 1_000_000

  /// The duration in `bytes[offset ..< offset + count]`; `Decoded.missing` where there is no text,
  /// `Decoded.invalid` where it is no duration.
  static func read(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int, unit: Int64) -> Int64 {
    if count == 0 { return Decoded.missing }
    var text = TimeText(bytes, offset, count)
    let isNegative = text.skip(ASCII.minus)
    guard let total = parts(&text, unit: unit), text.isAtEnd else { return Decoded.invalid }
    return isNegative ? -total : total
  }

  /// The sum of a text's parts; nil where one is no duration.
  private static func parts(_ text: inout TimeText, unit: Int64) -> Int64? {
    var total: Int64 = 0
    var isFirst = true
    while !text.isAtEnd {
      guard let (whole, fraction) = number(&text) else { return nil }
      var micro: Int64?
      if text.next == UInt8(ascii: ":") {
        micro = fraction == 0 ? clock(whole, &text) : nil
        text.skipBlanks()
        if let (code, _) = text.word(), code != Self.code("hrs"), code != Self.code("hou") {
          return nil
        }
      } else {
        text.skipBlanks()
        if let (code, _) = text.word() {
          micro = size(of: code).flatMap { scaled(whole, fraction, $0) }
        } else if isFirst, text.isAtEnd {
          micro = scaled(whole, fraction, unit)
        }
      }
      guard let micro else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(micro)
      if overflow { return nil }
      total = sum
      isFirst = false
      text.skipBlanks()
    }
    return isFirst ? nil : total
  }

  /// Digits in groups of three with commas, and a decimal fraction in millionths.
  private static func number(_ text: inout TimeText) -> (whole: Int64, fraction: Int64)? {
    guard var (value, _) = text.digits(limit: 15) else { return nil }
    while text.next == UInt8(ascii: ",") {
      _ = text.skip(UInt8(ascii: ","))
      guard let (group, length) = text.digits(limit: 3), length == 3, value < 1 << 40 else {
        return nil
      }
      value = value * 1000 + group
    }
    guard text.skip(ASCII.point) else { return (Int64(value), 0) }
    return text.fraction().map { (Int64(value), $0) }
  }

  /// Minutes and seconds behind a number of hours: `:15`, `:15:30`.
  private static func clock(_ hours: Int64, _ text: inout TimeText) -> Int64? {
    var seconds = hours
    var groups = 0
    while groups < 2, text.skip(UInt8(ascii: ":")) {
      guard let (value, length) = text.digits(limit: 2), length == 2, value < 60 else {
        return nil
      }
      seconds = seconds * 60 + Int64(value)
      groups += 1
    }
    return scaled(groups == 1 ? seconds * 60 : seconds, 0, second)
  }

  private static func scaled(_ whole: Int64, _ fraction: Int64, _ unit: Int64) -> Int64? {
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
    let rest = Int64(Int128(fraction) * Int128(unit) / Int128(Micro.scale))
    let (sum, isTooLarge) = product.addingReportingOverflow(rest)
    return overflow || isTooLarge ? nil : sum
  }

  /// The first three letters of a word as `TimeText.word` packs them.
  private static func code(_ word: String) -> UInt32 {
    word.utf8.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Microseconds of a unit by its name.
  private static func size(of word: UInt32) -> Int64? {
    switch word {
    case code("d"), code("day"): 86_400 * second
    case code("h"), code("hr"), code("hrs"), code("hou"): 3600 * second
    case code("m"), code("min"): 60 * second
    case code("s"), code("sec"): second
    case code("ms"), code("mil"): 1000
    default: nil
    }
  }
}
