import FunnelModel

/// An exact fraction in lowest terms; arithmetic that leaves 128 bits is nil.
struct Fraction: Sendable {
  let numerator: Int128
  /// Positive.
  let denominator: Int128

  /// nil for a denominator of 0.
  init?(_ numerator: Int128, _ denominator: Int128) {
    guard denominator != 0 else { return nil }
    let divisor = Self.commonDivisor(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * (numerator / Int128(divisor))
    self.denominator = sign * (denominator / Int128(divisor))
  }

  private static func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }

  func times(_ other: Fraction?) -> Fraction? {
    guard let other, let first = Fraction(numerator, other.denominator),
      let second = Fraction(other.numerator, denominator)
    else { return nil }
    let (top, lost) = first.numerator.multipliedReportingOverflow(by: second.numerator)
    let (bottom, gone) = first.denominator.multipliedReportingOverflow(by: second.denominator)
    return lost || gone ? nil : Fraction(top, bottom)
  }

  func plus(_ other: Fraction?) -> Fraction? {
    guard let other else { return nil }
    let (first, lost) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (second, gone) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (top, over) = first.addingReportingOverflow(second)
    let (bottom, out) = denominator.multipliedReportingOverflow(by: other.denominator)
    return lost || gone || over || out ? nil : Fraction(top, bottom)
  }

  func divided(by other: Fraction?) -> Fraction? {
    times(other.flatMap { Fraction($0.denominator, $0.numerator) })
  }

  /// Rounded half-even; through floating point where the digits leave 128 bits.
  func decimal(digits: Int) -> FixedDecimal? {
    if numerator.magnitude < UInt128(1) << 100 {
      return FixedDecimal(ratio: numerator, denominator, digits: digits)
    }
    return FixedDecimal(Double(numerator) / Double(denominator), digits: digits)
  }
}
