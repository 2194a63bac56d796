import Glibc

/// The regularised incomplete beta function Iₓ(a, b) for a, b > 0 and 0 ≤ x ≤ 1; `nil` otherwise.
///
/// Iₓ(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt. Source: NIST DLMF 8.17.2.
package func regularizedIncompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double? {
  regularizedIncompleteBeta(a, b, x, complement: 1 - x)
}

/// Iₓ(a, b) with 1 − x passed separately, for callers that know both without cancellation.
///
/// - Returns: `nil` unless a, b > 0 and both x and its complement lie in 0…1.
package func regularizedIncompleteBeta(
  _ a: Double, _ b: Double, _ x: Double, complement y: Double
) -> Double? {
  guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, x <= 1, y >= 0, y <= 1 else { return nil }
  if x == 0 { return 0 }
  if y == 0 { return 1 }
  // The fraction converges fast below the mean; above it the symmetric one does (DLMF 8.17.4).
  if x * (b + 1) <= (a + 1) * y {
    return betaKernel(a, b, x, y) / a * betaFraction(a, b, x)
  }
  return 1 - betaKernel(b, a, y, x) / b * betaFraction(b, a, y)
}

/// The continued fraction of DLMF 8.17.22, evaluated by the modified Lentz method.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  var fraction = LentzFraction(leading: 1)
  var m = 0.0
  while true {
    fraction.append(numerator: -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))
    m += 1
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    if fraction.append(numerator: even) || m > 1e7 { return 1 / fraction.value }
  }
}

/// Forward evaluation of b₀ + a₁/(b₁ + a₂/(b₂ + …)).
///
/// Source: W. J. Lentz (1976), modified by I. J. Thompson and A. R. Barnett (1986).
struct LentzFraction {
  /// The value with the terms seen so far.
  private(set) var value: Double
  private var c: Double
  private var d = 0.0

  init(leading: Double) {
    value = leading == 0 ? LentzFraction.tiny : leading
    c = value
  }

  /// Takes one more term; true when it no longer changed the value.
  @discardableResult
  mutating func append(numerator: Double, denominator: Double = 1) -> Bool {
    d = denominator + numerator * d
    if d == 0 { d = LentzFraction.tiny }
    c = denominator + numerator / c
    if c == 0 { c = LentzFraction.tiny }
    d = 1 / d
    let factor = c * d
    value *= factor
    // One unit in the last place may come and go for ever.
    return abs(factor - 1) < 3e-16
  }

  private static let tiny = 1e-300
}
