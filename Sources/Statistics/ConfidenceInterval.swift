/// A two-sided interval in the unit of the number that it belongs to, both ends included.
package struct ConfidenceInterval: Equatable, Sendable {
  /// The lower end.
  package let lower: Double
  /// The upper end, at or above `lower`.
  package let upper: Double

  /// An interval from its two ends.
  package init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

/// z with P(|Z| ≤ z) = confidence for a standard normal Z; `nil` unless 0 < confidence < 1.
package func twoSidedNormalQuantile(confidence: Double) -> Double? {
  guard confidence > 0, confidence < 1 else { return nil }
  // The lower tail: 1 − confidence loses nothing that the caller's literal had.
  return NormalDistribution.quantile((1 - confidence) / 2).map { -$0 }
}
