/// An exact amount with six fractional digits, held as an integer of micro-units.
///
/// The same scale serves money, quantities, probabilities and other plain numbers of an event.
package enum Micro {
  /// Units of the last digit per whole: 1 000 000.
  package static let scale: Int64 = 1_000_000
  /// Fractional digits held exactly.
  package static let digits = 6
}

/// An exact decimal number as it is printed: `units × 10^-digits`.
package struct FixedDecimal: Sendable, Hashable {
  /// The number as an integer of its last digit.
  package let units: Int128
  /// Fractional digits, 0 to 18.
  package let digits: Int

  /// The number `units × 10^-digits`.
  package init(units: Int128, digits: Int) {
    self.units = units
    self.digits = digits
  }

  /// A whole number.
  package init(_ value: Int) { self.init(units: Int128(value), digits: 0) }

  /// A sum of micro-units rounded half-even to `digits`.
  package init(micro: Int128, digits: Int) {
    self.init(ratio: micro, Int128(Micro.scale), digits: digits)
  }

  /// `numerator ÷ denominator` rounded half-even to `digits`, exactly. The denominator must not
  /// be 0, and `numerator × 10^digits` must fit 128 bits.
  package init(ratio numerator: Int128, _ denominator: Int128, digits: Int) {
    let sign: Int128 = (numerator < 0) == (denominator < 0) ? 1 : -1
    let top = numerator.magnitude * UInt128(Self.power(of: digits))
    let bottom = denominator.magnitude
    var (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
    let rest = bottom - remainder
    if remainder > rest || (remainder == rest && quotient & 1 == 1) { quotient += 1 }
    remainder = 0
    self.init(units: sign * Int128(quotient), digits: digits)
  }

  /// A floating-point result (an interval bound, a fitted value) rounded half-even to `digits`;
  /// nil for infinities and NaN.
  package init?(_ value: Double, digits: Int) {
    let scaled = (value * Double(Self.power(of: digits))).rounded(.toNearestOrEven)
    guard scaled.isFinite, abs(scaled) < 1e37 else { return nil }
    self.init(units: Int128(scaled), digits: digits)
  }

  /// The nearest floating-point number, for charts and judgements.
  package var double: Double { Double(units) / Double(Self.power(of: digits)) }

  static func power(of digits: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<digits { result *= 10 }
    return result
  }
}

extension FixedDecimal: CustomStringConvertible {
  /// Plain decimal notation with exactly `digits` fractional digits: `-0.021000`.
  package var description: String {
    let text = String(units.magnitude)
    let sign = units < 0 ? "-" : ""
    guard digits > 0 else { return sign + text }
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
  }
}

extension FixedDecimal: Comparable {
  /// Compares by value, whatever the number of digits.
  package static func < (a: FixedDecimal, b: FixedDecimal) -> Bool {
    if a.digits == b.digits { return a.units < b.units }
    if a.digits < b.digits { return a.units * power(of: b.digits - a.digits) < b.units }
    return a.units < b.units * power(of: a.digits - b.digits)
  }
}
