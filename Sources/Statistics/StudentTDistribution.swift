import Glibc

/// Student's t distribution.
package struct StudentTDistribution: Sendable {
  /// ν > 0, not necessarily whole (Welch–Satterthwaite).
  package let degreesOfFreedom: Double

  /// `nil` unless ν is positive and finite.
  package init?(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T ≤ t). Source: NIST DLMF 8.17 through Iₓ(ν/2, ½) with x = ν / (ν + t²).
  package func cumulative(_ t: Double) -> Double {
    t < 0 ? upperTail(-t) : 1 - upperTail(t)
  }

  /// P(T > t), accurate in the upper tail.
  package func survival(_ t: Double) -> Double {
    t < 0 ? 1 - upperTail(-t) : upperTail(t)
  }

  /// P(|T| > |t|), the p-value of a two-sided test.
  package func twoSidedTail(_ t: Double) -> Double {
    2 * upperTail(abs(t))
  }

  /// t with P(T ≤ t) = p for 0 < p < 1; ∓∞ at 0 and 1; `nil` outside.
  package func quantile(_ p: Double) -> Double? {
    guard p >= 0, p <= 1 else { return nil }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
  }

  /// P(T > t) for t ≥ 0.
  private func upperTail(_ t: Double) -> Double {
    if t == .infinity { return 0 }
    let ratio = t * t / degreesOfFreedom
    let x = 1 / (1 + ratio)
    let y = ratio.isFinite ? ratio / (1 + ratio) : 1
    return 0.5 * (regularizedIncompleteBeta(degreesOfFreedom / 2, 0.5, x, complement: y) ?? .nan)
  }

  /// ln of the density at t.
  private func logDensity(_ t: Double) -> Double {
    let nu = degreesOfFreedom
    let logNormaliser = 0.5 * log(nu) + (logBeta(nu / 2, 0.5) ?? .nan)
    return -0.5 * (nu + 1) * log1p(t * t / nu) - logNormaliser
  }

  /// t > 0 with P(T > t) = tail: Newton on ln P against ln t, which the power tail makes nearly
  /// straight, kept inside a bracket that every evaluation narrows.
  private func upperQuantile(_ tail: Double) -> Double {
    var low = 0.0
    var high = 1.0
    while upperTail(high) > tail, high < 1e300 {
      low = high
      high *= 2
    }
    var t = 0.5 * (low + high)
    for _ in 0..<200 {
      let probability = upperTail(t)
      if probability > tail { low = t } else { high = t }
      let slope = t * exp(logDensity(t)) / probability
      var next = t * exp(log(probability / tail) / slope)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if abs(next - t) <= 1e-15 * t { return next }
      t = next
    }
    return t
  }
}
