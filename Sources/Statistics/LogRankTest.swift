/// The log-rank test of equal survival in two or more groups.
///
/// With dᵢ events among nᵢ at risk at tᵢ, group j expects dᵢ nᵢⱼ/nᵢ of them, with covariance
/// dᵢ (nᵢ − dᵢ)/(nᵢ − 1) · (nᵢⱼ/nᵢ)(δⱼₖ − nᵢₖ/nᵢ); χ² = uᵀ V⁻¹ u over all groups but one.
/// Source: R. Peto and J. Peto, JRSS A 135 (1972) 185–207.
package struct LogRankTest: Equatable, Sendable {
  /// χ².
  package let statistic: Double
  /// Groups − 1.
  package let degreesOfFreedom: Int
  /// P(X ≥ χ²).
  package let pValue: Double
  /// Events seen in each group.
  package let observed: [Int]
  /// Events expected in each group under equal survival; they sum to the observed.
  package let expected: [Double]

  /// Compares groups.
  ///
  /// - Returns: `nil` for fewer than two groups, an empty group, a negative count, or where the
  ///   covariance is singular (no event while two groups are at risk).
  package init?(groups: [[SurvivalRow]]) {
    guard groups.count > 1, let timeline = Timeline(groups) else { return nil }
    let last = groups.count - 1
    var atRisk = timeline.sizes
    var observed = [Int](repeating: 0, count: groups.count)
    var expected = [Double](repeating: 0, count: groups.count)
    var covariance = SquareMatrix(order: last)
    for entry in timeline.entries {
      let n = Double(atRisk.reduce(0, +))
      let d = Double(entry.events.reduce(0, +))
      if d > 0 {
        let scale = n > 1 ? d * (n - d) / (n - 1) : 0
        for j in groups.indices {
          let share = Double(atRisk[j]) / n
          observed[j] += entry.events[j]
          expected[j] += d * share
          if j == last { continue }
          for k in 0..<last {
            let other = Double(atRisk[k]) / n
            covariance[j, k] += scale * share * ((j == k ? 1 : 0) - other)
          }
        }
      }
      for j in groups.indices { atRisk[j] -= entry.events[j] + entry.censored[j] }
    }
    guard let inverse = covariance.inverse(),
      let distribution = ChiSquareDistribution(degreesOfFreedom: Double(last))
    else { return nil }
    let excess = groups.indices.map { Double(observed[$0]) - expected[$0] }
    var statistic = 0.0
    for j in 0..<last {
      for k in 0..<last { statistic += excess[j] * inverse[j, k] * excess[k] }
    }
    guard let pValue = distribution.survival(statistic) else { return nil }
    self.statistic = max(0, statistic)
    self.degreesOfFreedom = last
    self.pValue = pValue
    self.observed = observed
    self.expected = expected
  }
}

/// The groups' tables side by side, by ascending time.
private struct Timeline {
  struct Entry {
    let time: Int64
    var events: [Int]
    var censored: [Int]
  }

  private(set) var entries: [Entry] = []
  private(set) var sizes: [Int]

  init?(_ groups: [[SurvivalRow]]) {
    sizes = [Int](repeating: 0, count: groups.count)
    var rows: [(group: Int, row: SurvivalRow)] = []
    for (group, table) in groups.enumerated() {
      for row in table {
        if row.events < 0 || row.censored < 0 { return nil }
        sizes[group] += row.events + row.censored
        rows.append((group, row))
      }
    }
    if sizes.contains(0) { return nil }
    rows.sort { ($0.row.time, $0.group) < ($1.row.time, $1.group) }
    let none = [Int](repeating: 0, count: groups.count)
    for (group, row) in rows {
      if entries.last?.time != row.time {
        entries.append(Entry(time: row.time, events: none, censored: none))
      }
      entries[entries.count - 1].events[group] += row.events
      entries[entries.count - 1].censored[group] += row.censored
    }
  }
}
