/// Pearson's chi-square test of observed counts against expected shares.
///
/// χ² = Σ (Oᵢ − Eᵢ)² / Eᵢ with Eᵢ = N wᵢ / Σw and k − 1 degrees of freedom; applied to the
/// exposures of an experiment it is the sample ratio mismatch check.
/// Source: K. Pearson, Philosophical Magazine 50 (1900) 157–175.
package struct GoodnessOfFit: Equatable, Sendable {
  /// χ².
  package let statistic: Double
  /// k − 1.
  package let degreesOfFreedom: Int
  /// P(X ≥ χ²).
  package let pValue: Double

  /// Tests counts against weights of any positive scale.
  ///
  /// - Returns: `nil` for fewer than two cells, unequal lengths, no observations, a negative count
  ///   or a weight that is not positive and finite.
  package init?(observed: [Int], weights: [Double]) {
    guard observed.count == weights.count, observed.count > 1,
      observed.allSatisfy({ $0 >= 0 }), weights.allSatisfy({ $0 > 0 && $0.isFinite }),
      let distribution = ChiSquareDistribution(degreesOfFreedom: Double(observed.count - 1))
    else { return nil }
    let total = Double(observed.reduce(0, +))
    let weight = weights.reduce(0, +)
    guard total > 0 else { return nil }
    var statistic = 0.0
    for index in observed.indices {
      let expected = total * weights[index] / weight
      let deviation = Double(observed[index]) - expected
      statistic += deviation * deviation / expected
    }
    guard let pValue = distribution.survival(statistic) else { return nil }
    self.statistic = statistic
    self.degreesOfFreedom = observed.count - 1
    self.pValue = pValue
  }
}
