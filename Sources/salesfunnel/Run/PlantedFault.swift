import Foundation
import FunnelModel

/// A wrong number that a test plants, to see that a run which contradicts itself fails.
///
/// Test hook: `SALESFUNNEL_FAULT_IN=b2c.orders` makes the identities see every total of that metric
/// too high by one: one order, one whole unit of money, which no rounding explains. Without the
/// variable nothing happens; no report ever shows such a number.
enum PlantedFault {
  static func applied(to rows: [MetricRow]) -> [MetricRow] {
    guard let metric = ProcessInfo.processInfo.environment["SALESFUNNEL_FAULT_IN"] else {
      return rows
    }
    return rows.map { row in
      guard row.metric == metric, row.dimension.isEmpty, let value = row.value else { return row }
      var row = row
      let one = (0..<value.digits).reduce(Int128(1)) { one, _ in one * 10 }
      row.value = FixedDecimal(units: value.units + one, digits: value.digits)
      return row
    }
  }
}
