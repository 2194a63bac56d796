import Glibc

/// The mean value of a customer's transactions, for the Gamma-Gamma model of spend.
package struct SpendHistory: Equatable, Hashable, Sendable {
  /// x ≥ 1, the number of transactions that `mean` is over.
  package let transactions: Int
  /// m_x > 0, their mean value in units of currency.
  package let mean: Double

  /// A customer's spend.
  package init(transactions: Int, mean: Double) {
    self.transactions = transactions
    self.mean = mean
  }
}

extension SpendHistory: Comparable {
  /// Ascending by number of transactions, then mean.
  package static func < (first: SpendHistory, second: SpendHistory) -> Bool {
    (first.transactions, first.mean) < (second.transactions, second.mean)
  }
}

/// The three parameters of the Gamma-Gamma model.
///
/// Transactions of a customer are gamma distributed with shape p and a rate that is itself gamma
/// distributed over customers with shape q and rate v (the note's γ).
/// Source: P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
package struct GammaGammaParameters: Equatable, Sendable {
  /// The shape of transaction values.
  package let p: Double
  /// The shape of the rates over customers.
  package let q: Double
  /// The rate of the rates over customers, in units of currency.
  package let v: Double

  /// `nil` unless all three are positive and finite.
  package init?(p: Double, q: Double, v: Double) {
    guard [p, q, v].allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    (self.p, self.q, self.v) = (p, q, v)
  }

  init(logarithms: [Double]) {
    p = exp(logarithms[0])
    q = exp(logarithms[1])
    v = exp(logarithms[2])
  }

  /// E[M] = p v/(q − 1), the mean transaction value over customers; `nil` for q ≤ 1.
  package var populationMean: Double? {
    q > 1 ? p * v / (q - 1) : nil
  }

  /// E[M | x, m_x] = p (v + x m_x)/(p x + q − 1), a customer's expected transaction value.
  ///
  /// - Returns: in units of currency; `nil` for x < 1, a mean not above 0, or p x + q ≤ 1.
  package func expectedValue(_ spend: SpendHistory) -> Double? {
    guard spend.isConsistent else { return nil }
    let x = Double(spend.transactions)
    let denominator = p * x + q - 1
    return denominator > 0 ? p * (v + x * spend.mean) / denominator : nil
  }
}

extension SpendHistory {
  /// Whether the model's density is defined for this customer.
  var isConsistent: Bool { transactions > 0 && mean > 0 && mean.isFinite }
}

/// A maximum likelihood fit of the Gamma-Gamma model.
package struct GammaGammaFit: Equatable, Sendable {
  /// The estimates.
  package let parameters: GammaGammaParameters
  /// Σ ln L over all customers at the estimates.
  package let logLikelihood: Double
  /// The number of customers that entered the fit.
  package let customers: Int
  /// How the search ended; its parameters are logarithms, its value is −(mean ln L).
  package let report: OptimisationReport

  /// The number of points that a search starts from.
  package static let startCount = 4

  /// Fits customers in any order.
  ///
  /// - Parameter histories: each spend with the number of customers that share it.
  /// - Returns: `nil` for no customers, a negative count, or a spend that is not positive (leave
  ///   customers out who paid nothing). A fit whose `report` did not converge has no maximum inside
  ///   the parameter space: equal means, for one, determine no q.
  package init?(_ histories: [(spend: SpendHistory, customers: Int)]) {
    guard let likelihood = GammaGammaLikelihood(histories) else { return nil }
    let scale = log(likelihood.meanSpend)
    let report = minimizeBySample(
      starts: [[0, 1, scale], [1.5, 1, scale - 1], [3, 2, scale], [1, 0.2, scale - 2]],
      sample: likelihood.sample(of: 1_000), coarse: { sample in { sample.negativeMean($0) } },
      objective: { likelihood.negativeMean($0) })
    guard let report else { return nil }
    parameters = GammaGammaParameters(logarithms: report.parameters)
    logLikelihood = -report.value * Double(likelihood.customers)
    customers = likelihood.customers
    self.report = report
  }
}
