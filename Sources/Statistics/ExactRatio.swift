/// A quotient of integers in lowest terms with a positive denominator.
///
/// Two equal values have equal bits, so that a printed digit never depends on rounding.
package struct ExactRatio: Equatable, Sendable {
  /// Carries the sign.
  package let numerator: Int128
  /// At least 1.
  package let denominator: Int128

  /// `nil` for a zero denominator or where the sign cannot be moved (−2¹²⁷ over a negative).
  package init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, denominator != .min, numerator != .min else { return nil }
    let divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The nearest double, formed by one division.
  package var value: Double { Double(numerator) / Double(denominator) }
}

/// The positive greatest common divisor; |a| where b is 0.
func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
  var (large, small) = (abs(a), abs(b))
  while small != 0 { (large, small) = (small, large % small) }
  return large
}
