/// The two-sided z test of equal proportions with the pooled standard error.
///
/// z = (p̂₁ − p̂₂) / √(p̄(1 − p̄)(1/n₁ + 1/n₂)); z² is the 2 × 2 chi-square without correction.
/// Source: A. Agresti, Categorical Data Analysis (2013), §3.2.
package struct TwoProportionTest: Equatable, Sendable {
  /// p̂₁ − p̂₂.
  package let difference: Double
  /// z.
  package let statistic: Double
  /// P(|Z| ≥ |z|).
  package let pValue: Double

  /// `nil` for an empty group, counts outside 0…n, or where all or none succeeded in both groups.
  package init?(successes1: Int, trials1: Int, successes2: Int, trials2: Int) {
    guard trials1 > 0, trials2 > 0, (0...trials1).contains(successes1),
      (0...trials2).contains(successes2)
    else { return nil }
    let n1 = Double(trials1)
    let n2 = Double(trials2)
    let hits = Double(successes1 + successes2)
    let misses = Double(trials1 - successes1 + trials2 - successes2)
    guard hits > 0, misses > 0 else { return nil }
    let pooled = hits / (n1 + n2) * (misses / (n1 + n2))
    difference = Double(successes1) / n1 - Double(successes2) / n2
    statistic = difference / (pooled * (1 / n1 + 1 / n2)).squareRoot()
    pValue = 2 * NormalDistribution.survival(abs(statistic))
  }
}
