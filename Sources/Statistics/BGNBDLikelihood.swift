import Glibc

/// The mean log-likelihood of BG/NBD and its gradient over counted histories.
///
/// With repeat purchases x, recency t_x and age T, the likelihood of one customer is
///
///     Γ(r + x) αʳ / Γ(r) · Γ(a + b) Γ(b + x) / (Γ(b) Γ(a + b + x))
///       · ((α + T)⁻⁽ʳ⁺ˣ⁾ + [x > 0] a / (b + x − 1) · (α + t_x)⁻⁽ʳ⁺ˣ⁾)
///
/// Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, Marketing Science 24 (2005) 275–284, eq. 6; the
/// sum of powers is taken in logarithms because (α + T)^−(r + x) underflows.
///
/// Histories share few points in time (whole days), so ln(α + t) is taken once per point and not
/// once per history; sums run in the fixed order of the histories.
struct BGNBDLikelihood {
  private struct Entry {
    let frequency: Int
    /// Positions in `times`.
    let recency: Int
    let age: Int
    let weight: Double
  }

  /// Ascending by x.
  private let entries: [Entry]
  /// Distinct values of t_x and T.
  private let times: [Double]
  private let customers: Int

  init(counts: PurchaseHistoryCounts) {
    var places: [Double: Int] = [:]
    var times: [Double] = []
    func place(_ time: Double) -> Int {
      if let known = places[time] { return known }
      places[time] = times.count
      times.append(time)
      return times.count - 1
    }
    entries = counts.entries.map {
      Entry(
        frequency: $0.history.frequency, recency: place($0.history.recency),
        age: place($0.history.age), weight: Double($0.customers))
    }
    self.times = times
    customers = counts.customers
  }

  /// Σ ln L over customers.
  func total(_ parameters: BGNBDParameters) -> Double {
    evaluate(parameters).sum
  }

  /// The negative mean log-likelihood and its gradient in (ln r, ln α, ln a, ln b).
  func negativeMean(_ logarithms: [Double]) -> (value: Double, gradient: [Double]) {
    // Beyond e^±20 the likelihood is flat and the model degenerate.
    if logarithms.contains(where: { abs($0) > 20 }) {
      return (.infinity, [Double](repeating: 0, count: 4))
    }
    let parameters = BGNBDParameters(logarithms: logarithms)
    let (sum, slopes) = evaluate(parameters)
    let scale = -1 / Double(customers)
    return (
      sum * scale,
      [
        slopes.r * parameters.r * scale, slopes.alpha * parameters.alpha * scale,
        slopes.a * parameters.a * scale, slopes.b * parameters.b * scale,
      ]
    )
  }

  private func evaluate(_ p: BGNBDParameters) -> (sum: Double, slopes: Slopes) {
    let logs = times.map { log(p.alpha + $0) }
    let inverses = times.map { 1 / (p.alpha + $0) }
    var sum = 0.0
    var slopes = Slopes()
    var terms = FrequencyTerms(p, frequency: 0)
    for entry in entries {
      let weight = entry.weight
      if entry.frequency != terms.frequency {
        terms = FrequencyTerms(p, frequency: entry.frequency)
      }
      let shape = p.r + Double(entry.frequency)
      let logAge = logs[entry.age]
      let alive = -shape * logAge
      guard entry.frequency > 0 else {
        sum += weight * (terms.constant + alive)
        slopes.r += weight * (terms.slopeR - logAge)
        slopes.alpha += weight * (p.r / p.alpha - shape * inverses[entry.age])
        continue
      }
      let logRecency = logs[entry.recency]
      let (either, share) = eitherOf(alive, terms.logDropout - shape * logRecency)
      sum += weight * (terms.constant + either)
      slopes.r += weight * (terms.slopeR - (1 - share) * logAge - share * logRecency)
      let decay = (1 - share) * inverses[entry.age] + share * inverses[entry.recency]
      slopes.alpha += weight * (p.r / p.alpha - shape * decay)
      slopes.a += weight * (terms.slopeA + share / p.a)
      slopes.b += weight * (terms.slopeB - share / terms.dropoutScale)
    }
    return (sum, slopes)
  }
}

/// ln(eˣ + eʸ) and the part of eʸ in that sum, with one exponential for both.
@inline(__always)
private func eitherOf(_ x: Double, _ y: Double) -> (logSum: Double, share: Double) {
  if y > x {
    let odds = exp(x - y)
    return (y + log1p(odds), 1 / (1 + odds))
  }
  let odds = exp(y - x)
  return (x + log1p(odds), odds / (1 + odds))
}

private struct Slopes {
  var r = 0.0
  var alpha = 0.0
  var a = 0.0
  var b = 0.0
}

/// What depends on x alone, computed once per distinct x.
private struct FrequencyTerms {
  let frequency: Int
  /// ln Γ(r + x)/Γ(r) + r ln α + ln B(a, b + x)/B(a, b).
  let constant: Double
  /// b + x − 1.
  let dropoutScale: Double
  /// ln a/(b + x − 1).
  let logDropout: Double
  let slopeR: Double
  let slopeA: Double
  let slopeB: Double

  init(_ p: BGNBDParameters, frequency: Int) {
    let x = Double(frequency)
    self.frequency = frequency
    constant =
      logGamma(p.r + x) - logGamma(p.r) + p.r * log(p.alpha)
      + logGamma(p.a + p.b) - logGamma(p.a + p.b + x) + logGamma(p.b + x) - logGamma(p.b)
    dropoutScale = p.b + x - 1
    logDropout = frequency > 0 ? log(p.a / dropoutScale) : -.infinity
    slopeR = positiveDigamma(p.r + x) - positiveDigamma(p.r) + log(p.alpha)
    let shared = positiveDigamma(p.a + p.b) - positiveDigamma(p.a + p.b + x)
    slopeA = shared
    slopeB = shared + positiveDigamma(p.b + x) - positiveDigamma(p.b)
  }
}
