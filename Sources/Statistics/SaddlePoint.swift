import Glibc

/// The deviance part x ln(x / mean) + mean − x of a density, without cancellation near x = mean.
///
/// Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
func saddlePointDeviance(_ x: Double, mean: Double) -> Double {
  if abs(x - mean) >= 0.1 * (x + mean) { return x * log(x / mean) + mean - x }
  let ratio = (x - mean) / (x + mean)
  var sum = (x - mean) * ratio
  var power = 2 * x * ratio
  var denominator = 3.0
  while true {
    power *= ratio * ratio
    let next = sum + power / denominator
    if next == sum { return next }
    sum = next
    denominator += 2
  }
}

/// x^a (1 − x)^b / B(a, b) for a, b > 0 and 0 < x < 1, with `y` = 1 − x given to full precision.
///
/// Loader's saddle point form keeps the relative error near machine precision even where the three
/// factors over- or underflow alone.
func betaKernel(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  let n = a + b
  let logRemainders = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b)
  let deviance =
    saddlePointDeviance(a, mean: n * x) + saddlePointDeviance(b, mean: n * y)
  return exp(logRemainders - deviance) * (a / n * b / (2 * .pi)).squareRoot()
}

/// x^a e^−x / Γ(a) for a, x > 0, in the same form.
func gammaKernel(_ a: Double, _ x: Double) -> Double {
  exp(-stirlingRemainder(a) - saddlePointDeviance(a, mean: x)) * (a / (2 * .pi)).squareRoot()
}
