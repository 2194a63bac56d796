/// The Wilson score interval of a proportion, without continuity correction.
///
///     (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)
///
/// Its ends are exactly 0 and 1 where no or every trial succeeded.
/// Source: E. B. Wilson, JASA 22 (1927) 209–212.
///
/// - Parameters:
///   - successes: 0…trials.
///   - trials: the denominator n.
///   - confidence: between 0 and 1, 0.95 by default.
/// - Returns: `nil` for n = 0 and for arguments outside their ranges.
package func wilsonInterval(
  successes: Int, trials: Int, confidence: Double = 0.95
) -> ConfidenceInterval? {
  guard trials > 0, successes >= 0, successes <= trials,
    let z = twoSidedNormalQuantile(confidence: confidence)
  else { return nil }
  let n = Double(trials)
  let hits = Double(successes)
  let misses = Double(trials - successes)
  let square = z * z
  let radius = z * (hits * misses / n + square / 4).squareRoot()
  let scale = n + square
  return ConfidenceInterval(
    lower: successes == 0 ? 0 : max(0, (hits + square / 2 - radius) / scale),
    upper: misses == 0 ? 1 : min(1, (hits + square / 2 + radius) / scale))
}
