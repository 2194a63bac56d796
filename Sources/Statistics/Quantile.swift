/// The type-7 quantile (linear interpolation between order statistics) of sorted values.
///
/// With h = (n − 1) p and k = ⌊h⌋, 0-based: x₍ₖ₎ + (h − k) (x₍ₖ₊₁₎ − x₍ₖ₎).
/// Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361–365, definition 7.
///
/// - Parameters:
///   - sorted: ascending.
///   - p: 0…1.
/// - Returns: `nil` for no values or p outside its range.
package func quantile(sorted: [Double], _ p: Double) -> Double? {
  guard !sorted.isEmpty, p >= 0, p <= 1 else { return nil }
  let h = Double(sorted.count - 1) * p
  let k = min(Int(h), sorted.count - 1)
  let next = min(k + 1, sorted.count - 1)
  return sorted[k] + (h - Double(k)) * (sorted[next] - sorted[k])
}

/// The exact type-7 quantile at p = numerator / denominator of sparse counts of exact values.
///
/// - Parameters:
///   - counts: ascending by value, each value once; entries with a count of 0 are allowed.
///   - numerator: 0…denominator.
///   - denominator: at least 1; 2 for a median, 10 for deciles, 100 for percentiles.
/// - Returns: in the unit of the values; `nil` for no observations or p outside its range.
package func exactQuantile(
  _ counts: [(value: Int64, count: Int)], _ numerator: Int, over denominator: Int
) -> ExactRatio? {
  let n = observationCount(counts)
  guard n > 0, denominator > 0, numerator >= 0, numerator <= denominator else { return nil }
  let (rank, remainder) = (Int128(n - 1) * Int128(numerator))
    .quotientAndRemainder(dividingBy: Int128(denominator))
  let index = Int(rank)
  guard let low = orderStatistic(counts, index) else { return nil }
  let high = remainder == 0 ? low : orderStatistic(counts, index + 1) ?? low
  let interpolated =
    Int128(low) * Int128(denominator) + (Int128(high) - Int128(low)) * remainder
  return ExactRatio(interpolated, over: Int128(denominator))
}

/// The exact median of sparse counts of exact values; `nil` for no observations.
package func exactMedian(_ counts: [(value: Int64, count: Int)]) -> ExactRatio? {
  exactQuantile(counts, 1, over: 2)
}

/// The type-7 quantile of sparse counts as a double; see ``exactQuantile(_:_:over:)``.
package func quantile(
  _ counts: [(value: Int64, count: Int)], _ numerator: Int, over denominator: Int
) -> Double? {
  exactQuantile(counts, numerator, over: denominator)?.value
}

/// The number of observations in sparse counts.
package func observationCount(_ counts: [(value: Int64, count: Int)]) -> Int {
  var total = 0
  for entry in counts { total += entry.count }
  return total
}

/// The observation of a 0-based rank, or `nil` beyond the last.
package func orderStatistic(_ counts: [(value: Int64, count: Int)], _ rank: Int) -> Int64? {
  guard rank >= 0 else { return nil }
  var seen = 0
  for entry in counts {
    seen += entry.count
    if rank < seen { return entry.value }
  }
  return nil
}
