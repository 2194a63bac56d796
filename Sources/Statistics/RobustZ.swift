/// The distance of a value from the median of a history in robust standard deviations.
///
/// z = (x − median) / (1.4826 · MAD), where MAD is the median absolute deviation from the median
/// and the factor makes it the standard deviation of a normal distribution.
/// Source: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993).
///
/// - Parameter history: comparable values in any order, without the one that is judged.
/// - Returns: `nil` for no history or one of which more than half is a single value.
package func robustZ(_ value: Double, history: [Double]) -> Double? {
  guard let median = quantile(sorted: history.sorted(), 0.5),
    let deviation = quantile(sorted: history.map { abs($0 - median) }.sorted(), 0.5),
    deviation > 0
  else { return nil }
  // 1/Φ⁻¹(¾).
  return (value - median) / (1.482_602_218_505_602 * deviation)
}
