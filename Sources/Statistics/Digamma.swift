import Glibc

/// ψ(x) = d/dx ln Γ(x), or `nil` at the poles 0, −1, −2, … and for NaN.
///
/// Recurrence ψ(x) = ψ(x + 1) − 1/x up to x ≥ 10, then the asymptotic series; reflection
/// ψ(1 − x) = ψ(x) + π cot πx below zero. Source: NIST DLMF 5.5.2, 5.5.4, 5.11.2.
package func digamma(_ x: Double) -> Double? {
  if x.isNaN || (x <= 0 && x == x.rounded(.down)) { return nil }
  if x > 0 { return positiveDigamma(x) }
  // The cotangent has period 1: reducing first keeps its argument exact for large |x|.
  let fraction = x - x.rounded(.down)
  return positiveDigamma(1 - x) - .pi / tan(.pi * fraction)
}

/// ψ(x) for x > 0, the branch that likelihood gradients call in their inner loop.
func positiveDigamma(_ argument: Double) -> Double {
  var x = argument
  var shift = 0.0
  while x < 10 {
    shift -= 1 / x
    x += 1
  }
  let inverseSquare = 1 / (x * x)
  // B₂ₖ / 2k for k = 1…7.
  var sum = 1.0 / 12
  sum = sum * inverseSquare - 691.0 / 32760
  sum = sum * inverseSquare + 1.0 / 132
  sum = sum * inverseSquare - 1.0 / 240
  sum = sum * inverseSquare + 1.0 / 252
  sum = sum * inverseSquare - 1.0 / 120
  sum = sum * inverseSquare + 1.0 / 12
  return shift + log(x) - 0.5 / x - sum * inverseSquare
}
