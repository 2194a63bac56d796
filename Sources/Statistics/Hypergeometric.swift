import Glibc

/// Gauss's hypergeometric function ₂F₁(a, b; c; z) for real arguments and z < 1, or z = 1 where
/// c − a − b > 0; `nil` elsewhere, at c = 0, −1, −2, …, and where the value overflows.
///
/// Pfaff's transformation maps z < 0 into the unit interval; Euler's removes the singularity at
/// z = 1 where c − a − b < 0, so that the series that is summed has no growing factor left.
/// Close to 1 the cost grows like 1/(1 − z) terms. Source: NIST DLMF 15.2.1, 15.4.20, 15.8.1.
package func hypergeometric2F1(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double? {
  guard a.isFinite, b.isFinite, c.isFinite, z <= 1 else { return nil }
  if c <= 0 && c == c.rounded(.down) { return nil }
  if z == 0 || a == 0 || b == 0 { return 1 }
  if z == 1 { return gaussSum(a, b, c) }
  let value: Double
  if z < 0 {
    // Of the two forms take the one whose transformed parameter is smaller in magnitude.
    let transformed = z / (z - 1)
    value =
      abs(c - b) <= abs(c - a)
      ? exp(-a * log1p(-z)) * unitSeries(a, c - b, c, transformed)
      : exp(-b * log1p(-z)) * unitSeries(c - a, b, c, transformed)
  } else {
    value = unitSeries(a, b, c, z)
  }
  return value.isFinite ? value : nil
}

/// The value for 0 ≤ z < 1.
private func unitSeries(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
  let excess = c - a - b
  // A series that ends is summed as it stands.
  let ends = (a <= 0 && a == a.rounded(.down)) || (b <= 0 && b == b.rounded(.down))
  if excess < 0 && !ends {
    return exp(excess * log1p(-z)) * powerSeries(c - a, c - b, c, z)
  }
  return powerSeries(a, b, c, z)
}

/// Σ (a)ₙ (b)ₙ / (c)ₙ zⁿ / n!, compensated (Neumaier) because early terms may alternate.
private func powerSeries(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
  var sum = 1.0
  var compensation = 0.0
  var term = 1.0
  var n = 0.0
  // Past this index every factor keeps its sign and the term ratio tends to z from one side.
  let settled = max(0, -a, -b, -c) + 2
  while n < 50_000_000 {
    let ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z
    term *= ratio
    n += 1
    if term == 0 { break }
    let next = sum + term
    compensation += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
    if !sum.isFinite { break }
    // What is left is at most a geometric series in the larger of the ratio and z.
    let bound = max(abs(ratio), z)
    if n > settled && bound < 1 && abs(term) * bound <= 1e-17 * (1 - bound) * abs(sum) { break }
  }
  return sum + compensation
}

/// ₂F₁(a, b; c; 1) = Γ(c) Γ(c − a − b) / (Γ(c − a) Γ(c − b)) for c − a − b > 0 (DLMF 15.4.20).
private func gaussSum(_ a: Double, _ b: Double, _ c: Double) -> Double? {
  guard c - a - b > 0, let top = signedLogGamma(c), let gap = signedLogGamma(c - a - b) else {
    return nil
  }
  // A pole below the line makes the quotient zero.
  guard let left = signedLogGamma(c - a), let right = signedLogGamma(c - b) else { return 0 }
  let magnitude =
    top.logMagnitude + gap.logMagnitude - left.logMagnitude - right.logMagnitude
  let value = exp(magnitude) * Double(top.sign * gap.sign * left.sign * right.sign)
  return value.isFinite ? value : nil
}
