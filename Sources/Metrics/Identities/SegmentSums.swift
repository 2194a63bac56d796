import FunnelModel

/// The segments of a breakdown sum to the total, in every printed period.
///
/// What sums: a count or an amount that is no quotient; of a quotient its numerator, its
/// denominator and its n. Counts must agree exactly. Printed sums of money, days and (fractional)
/// units are rounded each by at most half a last digit, so those may differ by half of one for
/// each addend and one for the total, and by no more.
enum SegmentSums {
  /// Families of metrics that do not sum: `unit.` because costs that name no channel belong to
  /// none of them, `experiment.` and `business.` because they have breakdowns of their own.
  private static let apart = ["unit.", "experiment.", "business.", "change."]

  /// The quantities of a row that sum over segments; nil where the row has none.
  private static let quantities: [(name: String, of: @Sendable (MetricRow) -> FixedDecimal?)] = [
    (
      "value",
      { ($0.unit == .count || $0.unit == .money) && $0.denominator == nil ? $0.value : nil }
    ),
    ("numerator", { $0.numerator }), ("denominator", { $0.denominator }),
    ("n", { $0.n.map { FixedDecimal($0) } }),
  ]

  /// A breakdown of one number.
  private struct Breakdown: Hashable {
    let total: Int
    let dimension: String
    let dimension2: String
  }

  static func violations(_ rows: [MetricRow], plan: MetricPlan) -> [IdentityViolation] {
    let fields = Set(plan.fieldNames)
    var totals: [TracedCell: Int] = [:]
    var parts: [Breakdown: [Int]] = [:]
    for (index, row) in rows.enumerated()
    where row.dimension.isEmpty && row.grain != .day && sums(row) {
      totals[TracedCell(row)] = index
    }
    for (index, row) in rows.enumerated()
    where fields.contains(row.dimension) && row.grain != .day && sums(row) {
      let whole = TracedCell(
        metric: row.metric, market: row.market, grain: row.grain, period: row.period)
      // What is only printed by segment has nothing to sum to.
      guard let total = totals[whole] else { continue }
      parts[
        Breakdown(total: total, dimension: row.dimension, dimension2: row.dimension2), default: []
      ].append(index)
    }
    return parts.keys.sorted {
      ($0.total, $0.dimension, $0.dimension2) < ($1.total, $1.dimension, $1.dimension2)
    }.compactMap { violation(rows, $0, parts[$0] ?? []) }
  }

  private static func sums(_ row: MetricRow) -> Bool {
    !apart.contains { row.metric.hasPrefix($0) }
  }

  private static func violation(
    _ rows: [MetricRow], _ breakdown: Breakdown, _ parts: [Int]
  ) -> IdentityViolation? {
    let total = rows[breakdown.total]
    // While some are not mature, others show what they have so far: other populations.
    if total.status == .inProgress || parts.contains(where: { rows[$0].status == .inProgress }) {
      return nil
    }
    for quantity in quantities {
      guard let whole = quantity.of(total) else { continue }
      let addends = parts.compactMap { quantity.of(rows[$0]) }
      let digits = addends.reduce(whole.digits) { max($0, $1.digits) }
      let sum = addends.reduce(Int128(0)) { $0 + $1.units(digits: digits) }
      let difference = sum - whole.units(digits: digits)
      let isRounded = digits > 0 || (total.metric == OrderMetrics.units.id && total.n != nil)
      if 2 * abs(difference) <= (isRounded ? Int128(addends.count + 1) : 0) { continue }
      let names = [breakdown.dimension, breakdown.dimension2].filter { !$0.isEmpty }
      let cell = TracedCell(total)
      return IdentityViolation(
        identity: .segments,
        message:
          "\(total.metric), \(cell.place): the segments of \(names.joined(separator: " and ")) sum "
          + "to a \(quantity.name) of \(FixedDecimal(units: sum, digits: digits)), the total is "
          + "\(whole)",
        cell: cell, families: MetricCatalogue.owners(of: total.metric))
    }
    return nil
  }
}

extension MetricCatalogue {
  /// Names of the families that print a metric.
  static func owners(of metric: String) -> Set<String> {
    Set(
      families.filter { family in family.definitions.contains { $0.id == metric } }
        .map { $0.name })
  }
}
