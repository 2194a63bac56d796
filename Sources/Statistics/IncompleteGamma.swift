import Glibc

/// The regularised lower incomplete gamma function P(a, x) for a > 0, x ≥ 0; `nil` otherwise.
///
/// P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt. Source: NIST DLMF 8.2.4.
package func regularizedLowerGamma(_ a: Double, _ x: Double) -> Double? {
  guard a > 0, a.isFinite, x >= 0 else { return nil }
  if x == 0 { return 0 }
  if x == .infinity { return 1 }
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x); `nil` as for P.
package func regularizedUpperGamma(_ a: Double, _ x: Double) -> Double? {
  guard a > 0, a.isFinite, x >= 0 else { return nil }
  if x == 0 { return 1 }
  if x == .infinity { return 0 }
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/// P by its power series (DLMF 8.11.4), all terms positive.
private func lowerSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1 / a
  var sum = term
  var denominator = a
  while true {
    denominator += 1
    term *= x / denominator
    let next = sum + term
    if next == sum { return gammaKernel(a, x) * sum }
    sum = next
  }
}

/// Q by its continued fraction (DLMF 8.9.2, contracted), evaluated by the modified Lentz method.
private func upperFraction(_ a: Double, _ x: Double) -> Double {
  var fraction = LentzFraction(leading: x + 1 - a)
  var n = 0.0
  while true {
    n += 1
    let settled = fraction.append(numerator: -n * (n - a), denominator: x + 2 * n + 1 - a)
    if settled || n > 1e7 { return gammaKernel(a, x) / fraction.value }
  }
}
