import Glibc

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b) for a, b > 0; `nil` otherwise.
///
/// Large arguments are combined through Stirling remainders, because the three log-gammas cancel.
/// Source: NIST DLMF 5.12.1; the split at 10 follows W. Fullerton's SLATEC routine DLBETA.
package func logBeta(_ a: Double, _ b: Double) -> Double? {
  guard a > 0, b > 0, a.isFinite, b.isFinite else { return nil }
  let small = min(a, b)
  let large = max(a, b)
  if large < 10 { return logGamma(small) + logGamma(large) - logGamma(small + large) }
  let logComplement = log1p(-small / (small + large))
  let remainder = stirlingRemainder(large) - stirlingRemainder(small + large)
  if small < 10 {
    return logGamma(small) + remainder + small - small * log(small + large)
      + (large - 0.5) * logComplement
  }
  return halfLogTwoPi - 0.5 * log(large) + stirlingRemainder(small) + remainder
    + (small - 0.5) * log(small / (small + large)) + large * logComplement
}

/// B(a, b) = Γ(a) Γ(b) / Γ(a + b) for a, b > 0; `nil` otherwise.
package func beta(_ a: Double, _ b: Double) -> Double? {
  logBeta(a, b).map { exp($0) }
}
