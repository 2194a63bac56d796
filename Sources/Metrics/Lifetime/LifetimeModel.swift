import FunnelModel
import Statistics

/// The two fitted models, and the parameters as they are printed.
///
/// Everything predicted uses the printed parameters (six significant digits): a reader can compute
/// the forecasts again from the report, and the last bits of a search decide nothing.
struct LifetimeModel {
  static let significantDigits = 6
  /// nil where nobody has ordered on two days.
  let purchases: BGNBDFit?
  /// nil where nobody has spent anything on a second day.
  let spend: GammaGammaFit?
  /// nil unless the fit converged.
  let purchaseParameters: BGNBDParameters?
  let spendParameters: GammaGammaParameters?
  /// Buyers with orders.
  let buyers: Int

  init(_ histories: LifetimeHistories, _ groups: [LifetimeGroup]) {
    buyers = histories.count
    purchases = PurchaseHistoryCounts(groups.map { ($0.history, $0.buyers.count) })
      .flatMap { BGNBDFit($0) }
    spend = GammaGammaFit(Self.spends(histories))
    let rates = purchases.flatMap { $0.report.converged ? $0.parameters : nil }
    purchaseParameters = rates.flatMap {
      BGNBDParameters(
        r: Self.printed($0.r), alpha: Self.printed($0.alpha), a: Self.printed($0.a),
        b: Self.printed($0.b))
    }
    let values = spend.flatMap { $0.report.converged ? $0.parameters : nil }
    spendParameters = values.flatMap {
      GammaGammaParameters(
        p: Self.printed($0.p), q: Self.printed($0.q), v: Self.printed($0.v))
    }
  }

  private static func printed(_ value: Double) -> Double {
    FixedDecimal(value, significant: significantDigits)?.double ?? .nan
  }

  /// Equal spends counted once, in the order of their values.
  private static func spends(
    _ histories: LifetimeHistories
  ) -> [(spend: SpendHistory, customers: Int)] {
    var keys: [(days: Int32, spent: Int64)] = []
    for index in 0..<histories.count
    where histories.repeats[index] > 0 && histories.spent[index] > 0 {
      keys.append((histories.repeats[index], histories.spent[index]))
    }
    keys.sort { $0.days != $1.days ? $0.days < $1.days : $0.spent < $1.spent }
    var result: [(spend: SpendHistory, customers: Int)] = []
    var previous: (days: Int32, spent: Int64) = (0, 0)
    for key in keys {
      if key == previous {
        result[result.count - 1].customers += 1
      } else {
        result.append((Self.spend(days: Int(key.days), spent: key.spent), 1))
        previous = key
      }
    }
    return result
  }

  private static func spend(days: Int, spent: Int64) -> SpendHistory {
    SpendHistory(
      transactions: days, mean: Double(spent) / Double(Micro.scale) / Double(days))
  }

  /// Whether the model says what an order is expected to bring.
  var predictsValues: Bool { purchaseParameters != nil && spendParameters?.populationMean != nil }

  /// What a buyer's day of orders is expected to bring, in units of money; the population's mean
  /// for one whose later days brought nothing. nil where that mean does not exist (q ≤ 1).
  func expectedValue(days: Int, spent: Int64) -> Double? {
    guard let spendParameters, let mean = spendParameters.populationMean else { return nil }
    guard days > 0, spent > 0 else { return mean }
    return spendParameters.expectedValue(Self.spend(days: days, spent: spent))
  }

  /// The parameters with their metrics, as estimated.
  var estimates: [(definition: MetricDefinition, value: Double?, customers: Int)] {
    let rates = purchases.map(\.parameters).map { [$0.r, $0.alpha, $0.a, $0.b] }
    let values = spend.map(\.parameters).map { [$0.p, $0.q, $0.v] }
    return LifetimeMetrics.purchaseParameters.indices.map {
      (LifetimeMetrics.purchaseParameters[$0], rates?[$0], buyers)
    } + [(LifetimeMetrics.logLikelihood, purchases?.logLikelihood, buyers)]
      + LifetimeMetrics.spendParameters.indices.map {
        (LifetimeMetrics.spendParameters[$0], values?[$0], spend?.customers ?? 0)
      }
  }

  private func hasConverged(_ definition: MetricDefinition) -> Bool {
    definition.id.hasPrefix("unit.gammagamma")
      ? spend?.report.converged == true : purchases?.report.converged == true
  }

  /// Adds the parameters of all time; those of a fit without a maximum are undefined.
  func addRows(to output: inout ReportOutput) {
    let markets: [Market?] = output.plan.markets.count == 1 ? [.b2c, nil] : [.b2c]
    for (definition, value, customers) in estimates {
      for market in markets {
        output.add(
          definition, market: market, at: .total(0),
          value: hasConverged(definition)
            ? value.flatMap { FixedDecimal($0, significant: Self.significantDigits) } : nil,
          n: customers)
      }
    }
    if purchaseParameters == nil {
      output.policies.append(
        purchases == nil
          ? "Lifetime values are not predicted: nobody has ordered on two days."
          : "Lifetime values are not predicted: the BG/NBD likelihood has no maximum here.")
    } else if !predictsValues {
      output.policies.append(
        "Lifetime values are not predicted: the Gamma-Gamma model of spend has no finite mean "
          + "here.")
    } else {
      output.policies.append(
        "Predicted lifetime values hold the orders to come only; those already placed stand in "
          + "the observed ones.")
    }
  }
}

extension LifetimeGroup {
  /// In weeks, as the model is published.
  var history: PurchaseHistory {
    PurchaseHistory(
      frequency: repeats, recency: Double(recency) / 7, age: Double(age) / 7)
  }
}
