/// Student's t interval of a mean: x̄ ± t₁₋α/₂,ₙ₋₁ s / √n.
///
/// Source: Student (W. S. Gosset), Biometrika 6 (1908) 1–25.
///
/// - Returns: in the unit of the observations; `nil` for fewer than two of them.
package func meanInterval(
  _ sample: SampleMoments, confidence: Double = 0.95
) -> ConfidenceInterval? {
  guard let mean = sample.mean, let variance = sample.variance,
    let t = twoSidedTQuantile(degreesOfFreedom: Double(sample.count - 1), confidence: confidence)
  else { return nil }
  let radius = t * (variance / Double(sample.count)).squareRoot()
  return ConfidenceInterval(lower: mean - radius, upper: mean + radius)
}

/// t with P(|T| ≤ t) = confidence; `nil` unless 0 < confidence < 1 and ν > 0.
func twoSidedTQuantile(degreesOfFreedom: Double, confidence: Double) -> Double? {
  guard confidence > 0, confidence < 1,
    let distribution = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
  else { return nil }
  return distribution.quantile((1 - confidence) / 2).map { -$0 }
}
