/// Holm's step-down p-values, which bound the chance of any false discovery.
///
/// p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎).
/// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70.
///
/// - Parameter pValues: 0…1 in any order; `nil` entries were not tested and do not count.
/// - Returns: adjusted values in the order of the input.
package func holmAdjusted(_ pValues: [Double?]) -> [Double?] {
  let order = ascendingIndices(pValues)
  var adjusted = [Double?](repeating: nil, count: pValues.count)
  var running = 0.0
  for (rank, entry) in order.enumerated() {
    running = max(running, min(1, Double(order.count - rank) * entry.pValue))
    adjusted[entry.index] = running
  }
  return adjusted
}

/// Benjamini–Hochberg step-up p-values, which bound the expected share of false discoveries.
///
/// p̃₍ᵢ₎ = min over j ≥ i of min(1, m p₍ⱼ₎ / j).
/// Source: Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289–300.
///
/// - Parameter pValues: 0…1 in any order; `nil` entries were not tested and do not count.
/// - Returns: adjusted values in the order of the input.
package func benjaminiHochbergAdjusted(_ pValues: [Double?]) -> [Double?] {
  let order = ascendingIndices(pValues)
  var adjusted = [Double?](repeating: nil, count: pValues.count)
  var running = 1.0
  for (rank, entry) in order.enumerated().reversed() {
    running = min(running, Double(order.count) * entry.pValue / Double(rank + 1))
    adjusted[entry.index] = running
  }
  return adjusted
}

private func ascendingIndices(_ pValues: [Double?]) -> [(index: Int, pValue: Double)] {
  var entries: [(index: Int, pValue: Double)] = []
  for (index, pValue) in pValues.enumerated() {
    if let pValue { entries.append((index, pValue)) }
  }
  entries.sort { ($0.pValue, $0.index) < ($1.pValue, $1.index) }
  return entries
}
