/// The smallest rise above a baseline rate that a two-sided test of two proportions would find.
///
/// The δ > 0 that solves
///
///     δ = z₁₋α/₂ √(p̄(1 − p̄)(1/n₁ + 1/n₂)) + z_power √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂)
///
/// with p₂ = p₁ + δ and p̄ = (n₁p₁ + n₂p₂)/(n₁ + n₂).
/// Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions
/// (2003), §4.2.
///
/// - Returns: in points of the rate (0.01 is one percentage point); `nil` for empty groups, a
///   baseline outside 0…1, or where no rate up to 1 would be found.
package func minimumDetectableEffect(
  baseline: Double, trials1: Int, trials2: Int, significance: Double = 0.05, power: Double = 0.8
) -> Double? {
  guard trials1 > 0, trials2 > 0, baseline >= 0, baseline < 1, power > 0, power < 1,
    let zTest = twoSidedNormalQuantile(confidence: 1 - significance),
    let zPower = NormalDistribution.quantile(power)
  else { return nil }
  let n1 = Double(trials1)
  let n2 = Double(trials2)
  let excess = { (effect: Double) -> Double in
    let raised = baseline + effect
    let pooled = (n1 * baseline + n2 * raised) / (n1 + n2)
    let underNull = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
    let underAlternative =
      (baseline * (1 - baseline) / n1 + max(0, raised * (1 - raised)) / n2).squareRoot()
    return effect - zTest * underNull - zPower * underAlternative
  }
  // The excess is negative just above zero and crosses once on the way up.
  var low = 0.0
  var high = 1 - baseline
  guard excess(high) >= 0 else { return nil }
  while true {
    let middle = 0.5 * (low + high)
    if middle <= low || middle >= high { return high }
    if excess(middle) < 0 { low = middle } else { high = middle }
  }
}
