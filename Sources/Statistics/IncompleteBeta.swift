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
