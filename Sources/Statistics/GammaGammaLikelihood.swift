import Glibc

/// The mean log-likelihood of the Gamma-Gamma model and its gradient over counted customers.
///
/// With x transactions of mean z, the likelihood of one customer is
///
///     Γ(px + q) / (Γ(px) Γ(q)) · v^q z^(px − 1) x^(px) / (v + x z)^(px + q)
///
/// Source: Fader and Hardie (2013), eq. 1a.
struct GammaGammaLikelihood {
  private struct Entry {
    let spend: SpendHistory
    let customers: Double
    let logMean: Double
  }

  private let entries: [Entry]
  /// The number of customers.
  let customers: Int
  /// Σ z / customers, a scale for starting values.
  let meanSpend: Double

  /// `nil` for no customers, a negative count or a spend that is not positive.
  init?(_ histories: [(spend: SpendHistory, customers: Int)]) {
    // Sorted by value, so that sums have the same bits whatever the order of arrival.
    let sorted = histories.sorted {
      ($0.spend, $0.customers) < ($1.spend, $1.customers)
    }
    var entries: [Entry] = []
    var total = 0
    var spent = 0.0
    for (spend, customers) in sorted {
      guard spend.isConsistent, customers >= 0 else { return nil }
      if customers == 0 { continue }
      total += customers
      spent += Double(customers) * spend.mean
      if let last = entries.last, last.spend == spend {
        entries.removeLast()
        entries.append(
          Entry(
            spend: spend, customers: last.customers + Double(customers), logMean: last.logMean))
      } else {
        entries.append(
          Entry(spend: spend, customers: Double(customers), logMean: log(spend.mean)))
      }
    }
    if total == 0 { return nil }
    self.entries = entries
    self.customers = total
    self.meanSpend = spent / Double(total)
  }

  private init(entries: [Entry]) {
    self.entries = entries
    customers = Int(entries.reduce(0) { $0 + $1.customers })
    meanSpend = entries.reduce(0) { $0 + $1.customers * $1.spend.mean } / Double(customers)
  }

  /// An even sample of about `size` distinct spends; `nil` where there are fewer than twice as many.
  func sample(of size: Int) -> GammaGammaLikelihood? {
    let step = entries.count / size
    guard step >= 2 else { return nil }
    return GammaGammaLikelihood(
      entries: stride(from: step / 2, to: entries.count, by: step).map { entries[$0] })
  }

  /// The negative mean log-likelihood and its gradient in (ln p, ln q, ln v).
  func negativeMean(_ logarithms: [Double]) -> (value: Double, gradient: [Double]) {
    // Beyond e^±20 of shape the likelihood is flat and the model degenerate.
    if abs(logarithms[0]) > 20 || abs(logarithms[1]) > 20 || abs(logarithms[2]) > 60 {
      return (.infinity, [0, 0, 0])
    }
    let parameters = GammaGammaParameters(logarithms: logarithms)
    let (p, q, v) = (parameters.p, parameters.q, parameters.v)
    var sum = 0.0
    var (slopeP, slopeQ, slopeV) = (0.0, 0.0, 0.0)
    var terms = TransactionTerms(parameters, transactions: 1)
    for entry in entries {
      if entry.spend.transactions != terms.transactions {
        terms = TransactionTerms(parameters, transactions: entry.spend.transactions)
      }
      let x = terms.count
      let spent = v + x * entry.spend.mean
      let logSpent = log(spent)
      let shape = p * x
      sum +=
        entry.customers
        * (terms.constant + (shape - 1) * entry.logMean - (shape + q) * logSpent)
      slopeP += entry.customers * x * (terms.slopeShape + entry.logMean - logSpent)
      slopeQ += entry.customers * (terms.slopeQ - logSpent)
      slopeV += entry.customers * (q / v - (shape + q) / spent)
    }
    let scale = -1 / Double(customers)
    return (sum * scale, [slopeP * p * scale, slopeQ * q * scale, slopeV * v * scale])
  }
}

/// What depends on x alone, computed once per distinct x.
private struct TransactionTerms {
  let transactions: Int
  let count: Double
  /// ln Γ(px + q)/(Γ(px) Γ(q)) + q ln v + px ln x.
  let constant: Double
  /// ψ(px + q) − ψ(px) + ln x.
  let slopeShape: Double
  /// ψ(px + q) − ψ(q) + ln v.
  let slopeQ: Double

  init(_ parameters: GammaGammaParameters, transactions: Int) {
    let (p, q, v) = (parameters.p, parameters.q, parameters.v)
    let x = Double(transactions)
    self.transactions = transactions
    count = x
    constant =
      logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * log(v) + p * x * log(x)
    let shared = positiveDigamma(p * x + q)
    slopeShape = shared - positiveDigamma(p * x) + log(x)
    slopeQ = shared - positiveDigamma(q) + log(v)
  }
}
