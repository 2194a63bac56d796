import FunnelModel

/// Two numbers of a report that contradict each other (metrics.md, "Identities").
package struct IdentityViolation: Sendable, Hashable {
  /// What must hold between the numbers of every report.
  package enum Identity: String, Sendable, CaseIterable {
    /// The segments of a breakdown sum to the total.
    case segments
    /// The counts of a funnel's required steps never rise.
    case steps
    /// Opening revenue plus movements is closing revenue.
    case recurring
    /// The orders that are counted are those of every mean over orders.
    case orders
    /// Attribution credits exactly the revenue.
    case attribution
  }

  package let identity: Identity
  /// One sentence with both numbers; names no person.
  package let message: String
  /// A number of the contradiction, whose records can be looked up; nil where the contradiction
  /// lies in a table.
  package let cell: TracedCell?
  /// Names of the families that made the numbers.
  let families: Set<String>
}

extension ReportOutput {
  /// Notes a contradiction that a family has found in its own exact sums.
  mutating func contradict(
    _ identity: IdentityViolation.Identity, _ message: String, family: String,
    cell: TracedCell? = nil
  ) {
    violations.append(
      IdentityViolation(
        identity: identity, message: message, cell: cell, families: [family]))
  }

  /// The cell of a number of the report.
  func cell(_ metric: MetricDefinition, market: Market?, at key: CellKey) -> TracedCell {
    let period = plan.periods.slots[key.slot]
    var cell = TracedCell(
      metric: metric.id, market: market, grain: period.grain, period: period.label)
    if key.dimension < 0 { return cell }
    cell.dimension = plan.dimensionNames[key.dimension]
    cell.segment = registry.name(dimension: key.dimension, code: key.segment)
    if let names = SegmentPair.parts(cell.dimension) {
      (cell.dimension, cell.dimension2) = names
      (cell.segment, cell.segment2) = SegmentPair.segments(cell.segment)
    }
    return cell
  }

  /// Every contradiction: what the families found in their exact sums, then what their printed
  /// numbers say about each other.
  package func contradictions() -> [IdentityViolation] {
    violations + SegmentSums.violations(metrics, plan: plan) + OrderCounts.violations(metrics)
      + tables.flatMap(StepCounts.violations)
  }
}

extension TracedCell {
  /// The cell in words, for messages.
  var place: String {
    var parts = [market?.name ?? "all markets", grain == .all ? "all" : "\(grain.name) \(period)"]
    if !dimension.isEmpty { parts.append("\(dimension) \(segment)") }
    if !dimension2.isEmpty { parts.append("\(dimension2) \(segment2)") }
    return parts.joined(separator: ", ")
  }
}
