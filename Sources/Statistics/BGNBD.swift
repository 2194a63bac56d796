import Glibc

/// The four parameters of BG/NBD.
///
/// Purchase rates are gamma distributed with shape r and rate α (per unit of time); after each
/// repeat purchase a customer leaves with a chance that is beta distributed with a and b.
package struct BGNBDParameters: Equatable, Sendable {
  /// The shape of the purchase rates.
  package let r: Double
  /// The rate of the purchase rates, in units of time.
  package let alpha: Double
  /// The first shape of the chance to leave.
  package let a: Double
  /// The second shape of the chance to leave.
  package let b: Double

  /// `nil` unless all four are positive and finite.
  package init?(r: Double, alpha: Double, a: Double, b: Double) {
    guard [r, alpha, a, b].allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    (self.r, self.alpha, self.a, self.b) = (r, alpha, a, b)
  }

  init(logarithms: [Double]) {
    r = exp(logarithms[0])
    alpha = exp(logarithms[1])
    a = exp(logarithms[2])
    b = exp(logarithms[3])
  }
}

/// A maximum likelihood fit of BG/NBD.
package struct BGNBDFit: Equatable, Sendable {
  /// The estimates.
  package let parameters: BGNBDParameters
  /// Σ ln L over all customers at the estimates.
  package let logLikelihood: Double
  /// The number of customers.
  package let customers: Int
  /// How the search ended; its parameters are logarithms, its value is −(mean ln L).
  package let report: OptimisationReport
  /// Whether a + b was held at ``greatestConcentration``, because the likelihood grows (almost)
  /// without end the more alike buyers are in their chance to leave.
  package let isHeld: Bool
  /// Where a + b is held: the chance to leave then varies by at most 5 points between buyers, so
  /// that going further changes no forecast worth printing.
  package static let greatestConcentration = 100.0

  /// How far from 0 the logarithm of an estimate may lie. Of a few buyers the likelihood often grows
  /// without end; a search that ends so far out has found its flat part and no maximum.
  static let farthestLogarithm = 12.0

  /// Fits histories; see ``BGNBDLikelihood`` for the likelihood and its source.
  ///
  /// Of 2 000 distinct histories and more, an even sample finds the basin from all starts, and only
  /// the last ascent looks at every history.
  ///
  /// - Returns: `nil` where nobody has repeated, because then no parameter is determined. A fit
  ///   whose `report` did not converge has no maximum inside the parameter space.
  package init?(_ counts: PurchaseHistoryCounts) {
    guard let busiest = counts.entries.last, busiest.history.frequency > 0 else { return nil }
    let likelihood = BGNBDLikelihood(counts: counts)
    let sample = counts.sample(of: 1_000).map { BGNBDLikelihood(counts: $0) }
    let free = minimizeBySample(
      starts: Self.starts(counts), sample: sample,
      coarse: { sample in { sample.negativeMean($0) } },
      objective: { likelihood.negativeMean($0) })
    guard let free else { return nil }
    let held = Self.heldReport(likelihood, sample, from: free)
    isHeld = held != nil
    let report = (held ?? free).within(logarithms: Self.farthestLogarithm)
    parameters = BGNBDParameters(logarithms: report.parameters)
    logLikelihood = likelihood.total(parameters)
    customers = counts.customers
    self.report = report
  }

  /// The maximum over (ln r, ln α, μ) with a = Sμ and b = S(1 − μ) for the greatest S; nil where the
  /// free search ended at a usable maximum, did not leave towards larger S, or where there is no
  /// such maximum either.
  private static func heldReport(
    _ likelihood: BGNBDLikelihood, _ sample: BGNBDLikelihood?, from free: OptimisationReport
  ) -> OptimisationReport? {
    let logarithms = free.parameters
    let (a, b) = (exp(logarithms[2]), exp(logarithms[3]))
    let total = greatestConcentration
    // Far out the likelihood is so flat that a search may stop anywhere and call it a maximum.
    guard a + b > (free.converged ? 10 * total : total) else { return nil }
    let found = minimizeBySample(
      starts: [[logarithms[0], logarithms[1], log(a / b)], [0, logarithms[1], 0]],
      sample: sample, coarse: { sample in { heldMean(sample, $0) } },
      objective: { heldMean(likelihood, $0) })
    guard let found, found.converged else { return nil }
    return OptimisationReport(
      parameters: heldPoint(found.parameters), value: found.value, iterations: found.iterations,
      evaluations: found.evaluations, converged: true)
  }

  /// (ln r, ln α, ln a, ln b) of (ln r, ln α, logit μ): from the logit both logarithms follow
  /// without cancellation.
  private static func heldPoint(_ held: [Double]) -> [Double] {
    let total = log(greatestConcentration)
    return [held[0], held[1], total - log1p(exp(-held[2])), total - log1p(exp(held[2]))]
  }

  private static func heldMean(
    _ likelihood: BGNBDLikelihood, _ held: [Double]
  ) -> (value: Double, gradient: [Double]) {
    let (value, gradient) = likelihood.negativeMean(heldPoint(held))
    let mean = 1 / (1 + exp(-held[2]))
    return (value, [gradient[0], gradient[1], (1 - mean) * gradient[2] - mean * gradient[3]])
  }

  /// The number of points that a search starts from.
  package static let startCount = 4

  /// Points (ln r, ln α, ln a, ln b) to start from, scaled by the mean age.
  private static func starts(_ counts: PurchaseHistoryCounts) -> [[Double]] {
    var age = 0.0
    for entry in counts.entries { age += Double(entry.customers) * entry.history.age }
    let scale = log(max(age / Double(counts.customers), 1e-6))
    return [
      [0, scale, 0, 0], [-1.5, scale - 2, 0, 1], [1, scale + 1, -1, 1], [-0.5, scale - 1, -2, -1],
    ]
  }
}

extension BGNBDParameters {
  /// Σ ln L of histories at these parameters.
  package func logLikelihood(of counts: PurchaseHistoryCounts) -> Double {
    BGNBDLikelihood(counts: counts).total(self)
  }
}
