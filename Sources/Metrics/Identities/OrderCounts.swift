import FunnelModel

/// The orders that `b2c.orders` counts from purchases are the orders of every mean over orders:
/// of the order values, gross and net, and of those with and without a discount together.
enum OrderCounts {
  /// Metrics whose denominators, together, are the orders of their cell.
  private static let groups: [[String]] =
    [
      OrderMetrics.aov, OrderMetrics.aovNet, OrderMetrics.unitsPerOrder, OrderMetrics.refundRate,
    ].map { [$0.id] } + [[PriceLevers.valueWith.id, PriceLevers.valueWithout.id]]

  static func violations(_ rows: [MetricRow]) -> [IdentityViolation] {
    let counted = Set(groups.joined())
    var orders: [TracedCell: FixedDecimal] = [:]
    var denominators: [TracedCell: FixedDecimal] = [:]
    for row in rows {
      if row.metric == OrderMetrics.orders.id {
        orders[TracedCell(row)] = row.value
      } else if counted.contains(row.metric) {
        denominators[TracedCell(row)] = row.denominator
      }
    }
    var result: [IdentityViolation] = []
    for row in rows where row.metric == OrderMetrics.orders.id {
      let cell = TracedCell(row)
      guard let count = orders[cell] else { continue }
      for group in groups {
        let found = group.compactMap { metric -> FixedDecimal? in
          var other = cell
          other.metric = metric
          return denominators[other]
        }
        // Where nobody was given a discount nothing is said about discounts.
        if found.isEmpty { continue }
        let sum = found.reduce(Int128(0)) { $0 + $1.units(digits: 0) }
        if sum == count.units(digits: 0) { continue }
        result.append(
          IdentityViolation(
            identity: .orders,
            message:
              "\(group.joined(separator: " and ")), \(cell.place): over \(sum) orders, but "
              + "\(cell.metric) counts \(count)",
            cell: cell,
            families: [OrderMetrics.name, PriceLevers.name]))
      }
    }
    return result
  }
}
