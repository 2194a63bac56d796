import Glibc

/// ln(eᵃ + eᵇ) without overflow; −∞ stands for a zero probability.
package func logSumExp(_ a: Double, _ b: Double) -> Double {
  let large = max(a, b)
  if large == -.infinity || large == .infinity { return large }
  return large + log1p(exp(min(a, b) - large))
}

/// ln Σ exp(valueᵢ) without overflow; −∞ for no values (an empty sum is 0).
package func logSumExp(_ values: [Double]) -> Double {
  guard let large = values.max(), large.isFinite else { return values.max() ?? -.infinity }
  var sum = 0.0
  for value in values { sum += exp(value - large) }
  return large + log(sum)
}
