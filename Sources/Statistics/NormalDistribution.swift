import Glibc

/// The standard normal distribution.
package enum NormalDistribution {
  /// Φ(x) = ½ erfc(−x / √2).
  package static func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot())
  }

  /// 1 − Φ(x), accurate in the upper tail.
  package static func survival(_ x: Double) -> Double {
    0.5 * erfc(x * 0.5.squareRoot())
  }

  /// φ(x) = e^(−x²/2) / √(2π).
  package static func density(_ x: Double) -> Double {
    exp(-0.5 * x * x - halfLogTwoPi)
  }

  /// Φ⁻¹(p) for 0 < p < 1; ∓∞ at 0 and 1; `nil` outside.
  ///
  /// A rational start (Abramowitz and Stegun 26.2.23, error < 4.5e-4) is refined by Halley steps,
  /// each of which triples the number of correct digits.
  package static func quantile(_ p: Double) -> Double? {
    guard p >= 0, p <= 1 else { return nil }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    // 1 − p is exact for p ≥ ½ (Sterbenz), so both tails are solved alike.
    return p < 0.5 ? lowerTailQuantile(p) : -lowerTailQuantile(1 - p)
  }

  private static func lowerTailQuantile(_ p: Double) -> Double {
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = numerator / denominator - t
    for _ in 0..<3 {
      let step = (cumulative(x) - p) / density(x)
      x -= step / (1 + 0.5 * x * step)
    }
    return x
  }
}
