import FunnelModel
import Statistics

/// The sampling uncertainty of the difference between two values of one metric.
///
/// - Rates with whole numerator and denominator: Newcombe's interval.
/// - Means: Welch's, from the standard errors that the two t intervals (95 %) imply:
///   half width ÷ t₀.₉₇₅ with n − 1 degrees of freedom. A row counts as a mean where its interval
///   is symmetric about the value; intervals of medians and quantiles are not.
/// - Everything else is exact: counts and sums have no sampling model here.
enum DifferenceTest: Sendable {
  case rates(hits: Int, trials: Int, baseHits: Int, baseTrials: Int)
  case means(difference: Double, standardError: Double, degreesOfFreedom: Double)

  /// The test that two rows of one metric allow; nil where only exact comparison remains.
  init?(current: MetricRow, base: MetricRow) {
    if let mine = Self.proportion(current), let theirs = Self.proportion(base) {
      self = .rates(
        hits: mine.hits, trials: mine.trials, baseHits: theirs.hits, baseTrials: theirs.trials)
    } else if let mine = MeanEstimate(current), let theirs = MeanEstimate(base) {
      self.init(mine, theirs)
    } else {
      return nil
    }
  }

  private init?(_ mine: MeanEstimate, _ theirs: MeanEstimate) {
    let share = mine.standardError * mine.standardError
    let other = theirs.standardError * theirs.standardError
    guard share + other > 0 else { return nil }
    // In shares of the total, so that large amounts cannot overflow when squared again.
    let first = share / (share + other)
    let second = other / (share + other)
    self = .means(
      difference: mine.value - theirs.value, standardError: (share + other).squareRoot(),
      degreesOfFreedom: 1
        / (first * first / Double(mine.n - 1) + second * second / Double(theirs.n - 1)))
  }

  private static func proportion(_ row: MetricRow) -> (hits: Int, trials: Int)? {
    guard row.unit == .ratio, let numerator = row.numerator, let denominator = row.denominator,
      numerator.digits == 0, denominator.digits == 0,
      let hits = Int(exactly: numerator.units), let trials = Int(exactly: denominator.units),
      trials > 0, (0...trials).contains(hits)
    else { return nil }
    return (hits, trials)
  }

  /// The two-sided interval of current − base.
  func interval(confidence: Double) -> ConfidenceInterval? {
    switch self {
    case .rates(let hits, let trials, let baseHits, let baseTrials):
      return newcombeInterval(
        successes1: hits, trials1: trials, successes2: baseHits, trials2: baseTrials,
        confidence: confidence)
    case .means(let difference, let standardError, let degreesOfFreedom):
      guard
        let t = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)?
          .quantile(0.5 + confidence / 2)
      else { return nil }
      return ConfidenceInterval(
        lower: difference - t * standardError, upper: difference + t * standardError)
    }
  }

  /// The least significance at which the two-sided interval lies wholly outside `-tolerance …
  /// tolerance`: the p-value of "the true difference is within the tolerance". 1 where even the
  /// narrowest interval does not lie outside.
  ///
  /// Intervals of growing confidence contain each other, so bisection finds the limit.
  func pValue(beyond tolerance: Double) -> Double {
    func isOutside(_ significance: Double) -> Bool {
      guard let interval = interval(confidence: 1 - significance) else { return false }
      return interval.lower > tolerance || interval.upper < -tolerance
    }
    var inside = 1e-12
    var outside = 1 - 1e-9
    guard isOutside(outside) else { return 1 }
    if isOutside(inside) { return inside }
    for _ in 0..<60 {
      let middle = (inside * outside).squareRoot()
      if isOutside(middle) { outside = middle } else { inside = middle }
    }
    return outside
  }
}

/// A mean with the standard error that its printed t interval implies.
private struct MeanEstimate {
  let value: Double
  let n: Int
  let standardError: Double

  init?(_ row: MetricRow) {
    guard row.unit != .ratio, let value = row.value, let low = row.low, let high = row.high,
      let n = row.n, n >= 2, low < value, value < high
    else { return nil }
    // Both halves agree to within two units of the last printed digit, or it is no t interval.
    let skew = high.minus(value).minus(value.minus(low))
    guard skew.units.magnitude <= 2,
      let t = StudentTDistribution(degreesOfFreedom: Double(n - 1))?.quantile(0.975)
    else { return nil }
    self.value = value.double
    self.n = n
    standardError = (high.double - low.double) / (2 * t)
  }
}
