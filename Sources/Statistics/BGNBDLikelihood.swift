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
struct BGNBDLikelihood {
  /// The histories, ascending by x.
  let counts: PurchaseHistoryCounts

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
    let scale = -1 / Double(counts.customers)
    return (
      sum * scale,
      [
        slopes.r * parameters.r * scale, slopes.alpha * parameters.alpha * scale,
        slopes.a * parameters.a * scale, slopes.b * parameters.b * scale,
      ]
    )
  }

  private func evaluate(_ p: BGNBDParameters) -> (sum: Double, slopes: Slopes) {
    var sum = 0.0
    var slopes = Slopes()
    var terms = FrequencyTerms(p, frequency: 0)
    for entry in counts.entries {
      let history = entry.history
      let weight = Double(entry.customers)
      if history.frequency != terms.frequency {
        terms = FrequencyTerms(p, frequency: history.frequency)
      }
      let shape = p.r + Double(history.frequency)
      let logAge = log(p.alpha + history.age)
      let alive = -shape * logAge
      guard history.frequency > 0 else {
        sum += weight * (terms.constant + alive)
        slopes.r += weight * (terms.slopeR - logAge)
        slopes.alpha += weight * (p.r / p.alpha - shape / (p.alpha + history.age))
        continue
      }
      let logRecency = log(p.alpha + history.recency)
      let dropped = terms.logDropout - shape * logRecency
      let either = logSumExp(alive, dropped)
      let share = exp(dropped - either)
      sum += weight * (terms.constant + either)
      slopes.r += weight * (terms.slopeR - (1 - share) * logAge - share * logRecency)
      let decay = (1 - share) / (p.alpha + history.age) + share / (p.alpha + history.recency)
      slopes.alpha += weight * (p.r / p.alpha - shape * decay)
      slopes.a += weight * (terms.slopeA + share / p.a)
      slopes.b += weight * (terms.slopeB - share / terms.dropoutScale)
    }
    return (sum, slopes)
  }
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
