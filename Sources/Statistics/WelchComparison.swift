/// The difference of two means with unequal variances.
///
/// Standard error √(s₁²/n₁ + s₂²/n₂); degrees of freedom by Welch–Satterthwaite,
/// (v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)) with vᵢ = sᵢ²/nᵢ.
/// Source: B. L. Welch, Biometrika 34 (1947) 28–35.
package struct WelchComparison: Sendable {
  /// x̄₁ − x̄₂.
  package let difference: Double
  /// The standard error of the difference, above zero.
  package let standardError: Double
  /// Welch–Satterthwaite degrees of freedom.
  package let degreesOfFreedom: Double

  /// `nil` where a sample has fewer than two observations or both have no spread.
  package init?(_ first: SampleMoments, _ second: SampleMoments) {
    guard let mean1 = first.mean, let variance1 = first.variance,
      let mean2 = second.mean, let variance2 = second.variance
    else { return nil }
    let share1 = variance1 / Double(first.count)
    let share2 = variance2 / Double(second.count)
    guard share1 + share2 > 0 else { return nil }
    difference = mean1 - mean2
    standardError = (share1 + share2).squareRoot()
    // In shares of the total, so that squares of money in micro-units cannot overflow.
    let w1 = share1 / (share1 + share2)
    let w2 = share2 / (share1 + share2)
    degreesOfFreedom = 1 / (w1 * w1 / Double(first.count - 1) + w2 * w2 / Double(second.count - 1))
  }

  /// t = (x̄₁ − x̄₂) / standard error.
  package var statistic: Double { difference / standardError }

  /// The two-sided p-value of equal means.
  package var pValue: Double? {
    StudentTDistribution(degreesOfFreedom: degreesOfFreedom)?.twoSidedTail(statistic)
  }

  /// The interval of the difference; `nil` unless 0 < confidence < 1.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard
      let t = twoSidedTQuantile(degreesOfFreedom: degreesOfFreedom, confidence: confidence)
    else { return nil }
    return ConfidenceInterval(
      lower: difference - t * standardError, upper: difference + t * standardError)
  }
}
