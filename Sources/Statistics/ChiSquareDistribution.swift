/// The chi-square distribution.
package struct ChiSquareDistribution: Sendable {
  /// ν > 0.
  package let degreesOfFreedom: Double

  /// `nil` unless ν is positive and finite.
  package init?(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(X > x) = Q(ν/2, x/2); 1 for x ≤ 0. Source: NIST DLMF 8.2.4; `nil` for NaN.
  package func survival(_ x: Double) -> Double? {
    regularizedUpperGamma(degreesOfFreedom / 2, x <= 0 ? 0 : x / 2)
  }

  /// P(X ≤ x) = P(ν/2, x/2); 0 for x ≤ 0; `nil` for NaN.
  package func cumulative(_ x: Double) -> Double? {
    regularizedLowerGamma(degreesOfFreedom / 2, x <= 0 ? 0 : x / 2)
  }
}
