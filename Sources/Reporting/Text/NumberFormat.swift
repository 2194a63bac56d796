import FunnelModel

/// Numbers for people: rounded half-even from the exact value, grouped, with their unit.
struct NumberFormat: Sendable {
  /// What the number stands for beside its unit.
  enum Style: Sendable {
    /// With the unit: `72.40 EUR`, `3.60 %`, `61.0 days`.
    case value
    /// Without the unit where a table header names it; a fraction keeps its percent sign.
    case bare
    /// With a sign: `+1.50 points`, `−6.30 EUR`.
    case difference
    /// How many times: `× 1.71`.
    case factor
    /// Seconds in the unit that suits their size: `45 s`, `12.3 min`, `5.1 h`, `3.4 days`.
    case duration
  }

  let language: Language
  /// ISO 4217 code; empty where the data hold no money.
  let currency: String

  private static let space = "\u{A0}"
  private static let minus = "\u{2212}"

  /// A number as text. `digits` overrides the digits that its size would give.
  func text(
    _ value: FixedDecimal, unit: MetricUnit, style: Style = .value, digits: Int? = nil
  ) -> String {
    let places = digits ?? Self.digits(for: [value], unit: unit, style: style)
    if style == .factor { return "×\(Self.space)\(plain(value, digits: places))" }
    if style == .duration { return duration(value) }
    let isShare = unit == .ratio
    let number = plain(value, digits: places, percent: isShare)
    switch style {
    case .bare: return isShare ? number + Self.space + "%" : number
    case .difference:
      let signed = value.units > 0 ? "+" + number : number
      return signed + suffix(of: unit, isOne: false, points: true)
    case .value, .factor, .duration:
      return number + suffix(of: unit, isOne: number == "1", points: false)
    }
  }

  /// The marks of an axis, all with the same digits: as few as tell them apart, at most four.
  func ticks(_ values: [Double], unit: MetricUnit) -> [String] {
    let factor = unit == .ratio ? 100.0 : 1
    var digits = 0
    var power = factor
    while digits < 4, values.contains(where: { abs($0 * power - ($0 * power).rounded()) > 1e-6 }) {
      digits += 1
      power *= 10
    }
    return values.map { value in
      FixedDecimal(value, digits: 6).map {
        text($0, unit: unit, style: .bare, digits: digits)
      } ?? ""
    }
  }

  /// A whole number with grouped digits.
  func count(_ value: Int) -> String { plain(FixedDecimal(value), digits: 0) }

  /// Fractional digits that suit all of the values of a column: few where they are large.
  static func digits(for values: [FixedDecimal], unit: MetricUnit, style: Style = .bare) -> Int {
    let greatest = values.lazy.map { abs($0.double) }.max() ?? 0
    if style == .factor { return 2 }
    switch unit {
    case .count, .months: return 0
    case .ratio: return style == .difference || greatest > 0 && greatest < 0.1 ? 2 : 1
    case .money, .moneyPerDay: return greatest >= 10_000 ? 0 : 2
    case .days, .hours: return 1
    case .number: return 2
    }
  }

  private func duration(_ seconds: FixedDecimal) -> String {
    let size = abs(seconds.double)
    let (divisor, name): (Int128, String) =
      size < 90
      ? (1, "s")
      : size < 5400
        ? (60, "min")
        : size < 172_800
          ? (3600, language("h", "Std.")) : (86_400, language("days", "Tage"))
    let digits = divisor == 1 ? 0 : 1
    let scaled = FixedDecimal(
      ratio: seconds.units, FixedDecimal.tenToThe(seconds.digits) * divisor, digits: digits)
    return plain(scaled, digits: digits) + Self.space + name
  }

  private func plain(_ value: FixedDecimal, digits: Int, percent: Bool = false) -> String {
    let rounded = value.rounded(to: digits, times: percent ? 100 : 1)
    let text = FixedDecimal(units: Int128(rounded.units.magnitude), digits: digits).description
    let parts = text.split(separator: ".")
    var whole = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0 && (parts[0].count - index) % 3 == 0 { whole += language.groupMark }
      whole.append(digit)
    }
    let fraction = parts.count > 1 ? language.decimalMark + parts[1] : ""
    return (rounded.units < 0 ? Self.minus : "") + whole + fraction
  }

  private func suffix(of unit: MetricUnit, isOne: Bool, points: Bool) -> String {
    let word: String
    switch unit {
    case .count, .number: return ""
    case .ratio: word = points ? language("points", "Punkte") : "%"
    case .money: word = currency
    case .moneyPerDay: word = currency + language("/day", "/Tag")
    case .days: word = isOne ? language("day", "Tag") : language("days", "Tage")
    case .hours: word = language("h", "Std.")
    case .months: word = isOne ? language("month", "Monat") : language("months", "Monate")
    }
    return word.isEmpty ? "" : Self.space + word
  }
}
