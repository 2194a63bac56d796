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
    let report = minimizeBySample(
      starts: Self.starts(counts), sample: counts.sample(of: 1_000),
      coarse: { sample in
        let likelihood = BGNBDLikelihood(counts: sample)
        return { likelihood.negativeMean($0) }
      }, objective: { likelihood.negativeMean($0) })
    guard let report else { return nil }
    parameters = BGNBDParameters(logarithms: report.parameters)
    logLikelihood = likelihood.total(parameters)
    customers = counts.customers
    self.report = report
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
