import Glibc

/// ln |Γ(x)| and the sign of Γ(x), or `nil` at the poles 0, −1, −2, … and for NaN.
///
/// Source: libm (`lgamma_r`, which keeps no global state). NIST DLMF §5.2.
package func signedLogGamma(_ x: Double) -> (logMagnitude: Double, sign: Int)? {
  if x.isNaN || (x <= 0 && x == x.rounded(.down)) { return nil }
  let (logMagnitude, sign) = lgamma(x)
  return (logMagnitude, sign)
}

/// ln Γ(x) for x > 0.
///
/// Callers guarantee the sign of `x`; outside it the answer is ln |Γ(x)| as libm gives it.
package func logGamma(_ x: Double) -> Double {
  lgamma(x).0
}

/// ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π] for x > 0: what Stirling's formula leaves out.
///
/// From x = 10 on its asymptotic series is used, so that differences of log-gammas of large
/// arguments can be formed without cancellation. Source: NIST DLMF 5.11.1.
package func stirlingRemainder(_ x: Double) -> Double {
  if x < 10 {
    return logGamma(x) - ((x - 0.5) * log(x) - x + halfLogTwoPi)
  }
  // B₂ₖ / (2k(2k − 1)) for k = 1…7; the first omitted term is below 1e-17 at x = 10.
  let inverseSquare = 1 / (x * x)
  var sum = 1.0 / 156
  sum = sum * inverseSquare - 691.0 / 360360
  sum = sum * inverseSquare + 1.0 / 1188
  sum = sum * inverseSquare - 1.0 / 1680
  sum = sum * inverseSquare + 1.0 / 1260
  sum = sum * inverseSquare - 1.0 / 360
  sum = sum * inverseSquare + 1.0 / 12
  return sum / x
}

/// ½ ln 2π.
let halfLogTwoPi = 0.918_938_533_204_672_741_78
