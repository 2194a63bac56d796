import Glibc

/// The Kaplan–Meier estimate of a survival curve, with log-log Greenwood intervals.
///
/// Ŝ(t) = Π (1 − dᵢ/nᵢ) over event times tᵢ ≤ t; units censored at tᵢ are still at risk there.
/// Sources: E. L. Kaplan and P. Meier, JASA 53 (1958) 457–481; the interval
/// Ŝ^exp(±z σ̂) with σ̂² = Σ dᵢ/(nᵢ(nᵢ − dᵢ)) / ln² Ŝ from J. D. Kalbfleisch and R. L. Prentice,
/// The Statistical Analysis of Failure Time Data (1980), §1.4.
package struct KaplanMeier: Sendable {
  /// The curve at one event time.
  package struct Step: Equatable, Sendable {
    /// Time since entry, in the unit of the table.
    package let time: Int64
    /// Units without event or censoring before this time.
    package let atRisk: Int
    /// Units with the event at this time.
    package let events: Int
    /// Ŝ from this time until the next step.
    package let survival: Double
    /// Greenwood's Σ dᵢ/(nᵢ(nᵢ − dᵢ)); infinite once nobody is left.
    package let greenwood: Double
  }

  /// Event times in ascending order; empty where everyone is censored.
  package let steps: [Step]
  /// The number of units.
  package let count: Int
  /// The latest time of an event or censoring; the curve says nothing beyond it, unless it is 0.
  package let lastTime: Int64

  /// Estimates the curve; `nil` for an empty sample or a negative count.
  package init?(_ rows: [SurvivalRow]) {
    let table = rows.map {
      CompetingRiskRow(time: $0.time, events: $0.events, censored: $0.censored)
    }
    guard let ordered = ascendingRows(table) else { return nil }
    let total = ordered.reduce(0) { $0 + $1.events + $1.censored }
    var steps: [Step] = []
    var atRisk = total
    var product = TelescopingProduct()
    var greenwood = 0.0
    var last = Int64.min
    for row in ordered {
      if row.events > 0 {
        product.append(events: row.events, atRisk: atRisk)
        greenwood += Double(row.events) / (Double(atRisk) * Double(atRisk - row.events))
        steps.append(
          Step(
            time: row.time, atRisk: atRisk, events: row.events, survival: product.value,
            greenwood: greenwood))
      }
      atRisk -= row.events + row.censored
      last = row.time
    }
    self.steps = steps
    self.count = total
    self.lastTime = last
  }

  /// Ŝ(t), the share without the event after time t; `nil` where follow-up ended before t.
  package func survival(at time: Int64) -> Double? {
    let survival = step(at: time)?.survival ?? 1
    return time > lastTime && survival > 0 ? nil : survival
  }

  /// The log-log interval of Ŝ(t); `nil` where Ŝ is 0, 1 or undefined.
  package func interval(at time: Int64, confidence: Double = 0.95) -> ConfidenceInterval? {
    guard survival(at: time) != nil, let step = step(at: time) else { return nil }
    return interval(of: step, confidence: confidence)
  }

  /// The log-log interval of one step; `nil` where its Ŝ is 0 or 1.
  package func interval(of step: Step, confidence: Double = 0.95) -> ConfidenceInterval? {
    guard let z = twoSidedNormalQuantile(confidence: confidence) else { return nil }
    return logLogInterval(step.survival, deviation: step.greenwood.squareRoot(), z: z)
  }

  /// The median time: the first with Ŝ ≤ ½; `nil` where the curve ends above it.
  package var median: Int64? { quantile(0.5) }

  /// The first time by which a share `p` had the event: min t with Ŝ(t) ≤ 1 − p; `nil` where the
  /// curve ends above that or p lies outside 0…1.
  package func quantile(_ p: Double) -> Int64? {
    guard p > 0, p <= 1 else { return nil }
    return steps.first { $0.survival <= 1 - p + crossingSlack }?.time
  }

  /// The interval of the median by inverting the log-log band.
  ///
  /// An end is `nil` where the band does not cross ½ within the data: the upper one often.
  /// Source: R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29–41.
  package func medianInterval(confidence: Double = 0.95) -> (lower: Int64?, upper: Int64?) {
    guard let z = twoSidedNormalQuantile(confidence: confidence) else { return (nil, nil) }
    var lower: Int64?
    for step in steps {
      let deviation = step.greenwood.squareRoot()
      // Where Ŝ reaches 0 the band is undefined; the curve itself has crossed by then.
      guard let band = logLogInterval(step.survival, deviation: deviation, z: z) else {
        if step.survival == 0 && lower == nil { lower = step.time }
        continue
      }
      if lower == nil && band.lower <= 0.5 { lower = step.time }
      if band.upper <= 0.5 { return (lower, step.time) }
    }
    return (lower, nil)
  }

  /// The last step at or before a time, or `nil` before the first.
  private func step(at time: Int64) -> Step? {
    lastIndex(of: steps, atOrBefore: time, by: \.time).map { steps[$0] }
  }
}

/// Rounding of a product of shares must not move a crossing to the next event.
let crossingSlack = 1e-12

/// p^exp(±z σ / ln p), where σ is the standard error of ln p; `nil` for p outside 0 < p < 1.
func logLogInterval(_ p: Double, deviation: Double, z: Double) -> ConfidenceInterval? {
  guard p > 0, p < 1, deviation.isFinite else { return nil }
  let logarithm = log(p)
  let spread = z * deviation / -logarithm
  return ConfidenceInterval(
    lower: exp(logarithm * exp(spread)), upper: exp(logarithm * exp(-spread)))
}
