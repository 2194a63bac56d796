import Glibc

/// The Aalen–Johansen estimate of the cumulative incidence of one cause among competing ones.
///
/// Î(t) = Σ Ŝ(tᵢ₋) dᵢ/nᵢ over times tᵢ ≤ t, where Ŝ is the Kaplan–Meier curve of all causes. With
/// eᵢ endings of any cause at tᵢ, the delta-method variance is
///
///     Σ (Î(t) − Î(tᵢ))² eᵢ/(nᵢ(nᵢ − eᵢ)) + Σ Ŝ(tᵢ₋)² dᵢ(nᵢ − dᵢ)/nᵢ³
///       − 2 Σ (Î(t) − Î(tᵢ)) Ŝ(tᵢ₋) dᵢ/nᵢ²
///
/// Sources: O. O. Aalen and S. Johansen, Scandinavian Journal of Statistics 5 (1978) 141–150;
/// E. Marubini and M. G. Valsecchi, Analysing Survival Data from Clinical Trials (1995), §10.2.
package struct AalenJohansen: Sendable {
  /// The curve at one time with an ending of any cause.
  package struct Step: Equatable, Sendable {
    /// Time since entry, in the unit of the table.
    package let time: Int64
    /// Units still open just before this time.
    package let atRisk: Int
    /// Î from this time until the next step.
    package let incidence: Double
    /// The variance of Î.
    package let variance: Double
    /// Ŝ of all causes from this time on.
    package let survival: Double
  }

  /// Ascending times of endings; empty where everyone is censored.
  package let steps: [Step]
  /// The number of units.
  package let count: Int
  /// The latest time of an ending or censoring; the curve says nothing beyond it while units are
  /// still open.
  package let lastTime: Int64

  /// Estimates the curve; `nil` for an empty sample or a negative count.
  package init?(_ rows: [CompetingRiskRow]) {
    guard let ordered = ascendingRows(rows) else { return nil }
    let total = ordered.reduce(0) { $0 + $1.events + $1.competing + $1.censored }
    var steps: [Step] = []
    var atRisk = total
    var product = TelescopingProduct()
    var incidence = 0.0
    var sums = VarianceSums()
    var last = Int64.min
    for row in ordered {
      let endings = row.events + row.competing
      if endings > 0 {
        let before = product.value
        incidence += before * Double(row.events) / Double(atRisk)
        product.append(events: endings, atRisk: atRisk)
        sums.add(
          events: Double(row.events), endings: Double(endings), atRisk: Double(atRisk),
          survival: before, incidence: incidence)
        steps.append(
          Step(
            time: row.time, atRisk: atRisk, incidence: incidence,
            variance: sums.variance(at: incidence), survival: product.value))
      }
      atRisk -= endings + row.censored
      last = row.time
    }
    self.steps = steps
    self.count = total
    self.lastTime = last
  }

  /// Î(t), the share ended by the cause of interest by time t; `nil` where follow-up ended earlier.
  package func incidence(at time: Int64) -> Double? {
    let step = step(at: time)
    let open = step?.survival ?? 1
    return time > lastTime && open > 0 ? nil : step?.incidence ?? 0
  }

  /// The log-log interval Î^exp(±z σ̂ / (Î ln Î)); `nil` where Î is 0, 1 or undefined.
  package func interval(at time: Int64, confidence: Double = 0.95) -> ConfidenceInterval? {
    guard let step = step(at: time), incidence(at: time) != nil,
      let z = twoSidedNormalQuantile(confidence: confidence), step.incidence > 0
    else { return nil }
    let deviation = step.variance.squareRoot() / step.incidence
    return logLogInterval(step.incidence, deviation: deviation, z: z)
  }

  /// The first time at which Î reaches half its last value; `nil` where the cause never occurred.
  package var halfTime: Int64? {
    guard let last = steps.last?.incidence, last > 0 else { return nil }
    return steps.first { $0.incidence >= 0.5 * last - crossingSlack }?.time
  }

  private func step(at time: Int64) -> Step? {
    lastIndex(of: steps, atOrBefore: time, by: \.time).map { steps[$0] }
  }
}

/// Running sums that give the variance at every step in one pass.
private struct VarianceSums {
  private var weight = 0.0
  private var weightedIncidence = 0.0
  private var weightedSquare = 0.0
  private var own = 0.0
  private var cross = 0.0
  private var crossIncidence = 0.0

  mutating func add(
    events: Double, endings: Double, atRisk: Double, survival: Double, incidence: Double
  ) {
    // Once nobody is left Î stays put, so that the term's factor Î(t) − Î(tᵢ) is 0 for good.
    if endings < atRisk {
      let term = endings / (atRisk * (atRisk - endings))
      weight += term
      weightedIncidence += term * incidence
      weightedSquare += term * incidence * incidence
    }
    own += survival * survival * events * (atRisk - events) / (atRisk * atRisk * atRisk)
    let share = survival * events / (atRisk * atRisk)
    cross += share
    crossIncidence += share * incidence
  }

  func variance(at incidence: Double) -> Double {
    let curve = incidence * incidence * weight - 2 * incidence * weightedIncidence + weightedSquare
    return max(0, curve + own - 2 * (incidence * cross - crossIncidence))
  }
}
