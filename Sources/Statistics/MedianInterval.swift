/// The 1-based ranks (r, n + 1 − r) of the order statistics that bound the median.
///
/// r is the largest rank with P(K < r) ≤ α/2 for K ~ Binomial(n, ½), so that the interval covers
/// the median of any distribution with at least the asked confidence.
/// Source: W. J. Conover, Practical Nonparametric Statistics (1999), §3.2.
///
/// - Returns: `nil` where even the extremes do not reach the confidence (n < 6 at 95 %).
package func medianIntervalRanks(
  count: Int, confidence: Double = 0.95
) -> (lower: Int, upper: Int)? {
  guard count > 0, confidence > 0, confidence < 1,
    let distribution = BinomialDistribution(trials: count, probability: 0.5)
  else { return nil }
  let tail = (1 - confidence) / 2
  // P(K ≤ r − 1) grows with r: bisect for the last rank that the tail allows.
  var allowed = 0
  var refused = count / 2 + 1
  while refused - allowed > 1 {
    let middle = (allowed + refused) / 2
    if distribution.cumulative(middle - 1) <= tail { allowed = middle } else { refused = middle }
  }
  return allowed > 0 ? (allowed, count + 1 - allowed) : nil
}

/// The order-statistic interval of a median over sparse counts of exact values.
///
/// - Parameter counts: ascending by value, each value once.
/// - Returns: in the unit of the values; `nil` for too few observations (below 6 at 95 %).
package func medianInterval(
  _ counts: [(value: Int64, count: Int)], confidence: Double = 0.95
) -> (lower: Int64, upper: Int64)? {
  guard
    let ranks = medianIntervalRanks(count: observationCount(counts), confidence: confidence),
    let lower = orderStatistic(counts, ranks.lower - 1),
    let upper = orderStatistic(counts, ranks.upper - 1)
  else { return nil }
  return (lower, upper)
}

/// The order-statistic interval of a median over ascending values.
package func medianInterval(
  sorted: [Double], confidence: Double = 0.95
) -> ConfidenceInterval? {
  guard let ranks = medianIntervalRanks(count: sorted.count, confidence: confidence) else {
    return nil
  }
  return ConfidenceInterval(lower: sorted[ranks.lower - 1], upper: sorted[ranks.upper - 1])
}
