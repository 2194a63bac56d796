import Glibc

/// The binomial distribution of the number of successes in n independent trials.
package struct BinomialDistribution: Sendable {
  /// n ≥ 0.
  package let trials: Int
  /// The chance of success in one trial, 0…1.
  package let probability: Double

  /// `nil` for negative n or a probability outside 0…1.
  package init?(trials: Int, probability: Double) {
    guard trials >= 0, probability >= 0, probability <= 1 else { return nil }
    self.trials = trials
    self.probability = probability
  }

  /// P(K ≤ k) = I₁₋ₚ(n − k, k + 1). Source: NIST DLMF 8.17.5.
  package func cumulative(_ k: Int) -> Double {
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    let q = 1 - probability
    let value = regularizedIncompleteBeta(
      Double(trials - k), Double(k) + 1, q, complement: probability)
    return value ?? .nan
  }

  /// P(K = k), 0 outside 0…n.
  package func mass(_ k: Int) -> Double {
    guard k >= 0, k <= trials else { return 0 }
    if probability == 0 { return k == 0 ? 1 : 0 }
    if probability == 1 { return k == trials ? 1 : 0 }
    if k == 0 { return exp(Double(trials) * log1p(-probability)) }
    if k == trials { return exp(Double(trials) * log(probability)) }
    // p^k q^(n−k) / B(k, n−k), times n / (k (n−k)), is C(n, k) p^k q^(n−k).
    let successes = Double(k)
    let failures = Double(trials - k)
    let kernel = betaKernel(successes, failures, probability, 1 - probability)
    return kernel * Double(trials) / (successes * failures)
  }
}
