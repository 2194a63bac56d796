import FunnelModel
import Testing

@testable import Metrics

/// Segments sum to their total in everything that a row prints, for every metric but those that say
/// why not: values of counts and amounts, numerators, denominators and n of the others.
@Suite struct SegmentSumTests {
  /// `unit.`: costs that name no channel belong to none. `experiment.` and `business.`: breakdowns
  /// of their own.
  private static let apart = ["unit.", "experiment.", "business.", "change."]

  private static func parts(_ row: MetricRow) -> [(name: String, number: FixedDecimal?)] {
    let isSum = row.unit == .count || row.unit == .money
    return [
      ("value", isSum && row.denominator == nil ? row.value : nil),
      ("numerator", row.numerator), ("denominator", row.denominator),
      ("n", row.n.map { FixedDecimal($0) }),
    ]
  }

  /// A number with its digits, as millionths.
  private static func millionths(_ number: FixedDecimal) -> Int128 {
    (number.digits..<6).reduce(number.units) { units, _ in units * 10 }
  }

  private static func cell(_ row: MetricRow) -> TracedCell {
    TracedCell(metric: row.metric, market: row.market, grain: row.grain, period: row.period)
  }

  @Test(arguments: Seeds.from(1, few: 6))
  func segmentsSum(seed: UInt64) {
    let fixture = TraceTests.everything(seed: seed, months: 2)
    let fields = Set(fixture.plan().fieldNames)
    let rows = fixture.output().metrics.filter { row in
      row.grain != .day && !Self.apart.contains { row.metric.hasPrefix($0) }
    }
    let breakdowns = Dictionary(grouping: rows.filter { fields.contains($0.dimension) }) { row in
      [Self.cell(row).hashValue, row.dimension.hashValue, row.dimension2.hashValue]
    }
    let totals = Dictionary(
      rows.filter(\.dimension.isEmpty).map { (Self.cell($0), $0) }, uniquingKeysWith: { a, _ in a })
    var compared: Set<String> = []
    for segments in breakdowns.values {
      guard let total = totals[Self.cell(segments[0])] else { continue }
      // While some are not mature, others show what they have so far: other populations.
      if (segments + [total]).contains(where: { $0.status == .inProgress }) { continue }
      for (index, part) in Self.parts(total).enumerated() {
        guard let whole = part.number else { continue }
        let sum = segments.reduce(Int128(0)) { sum, row in
          sum + (Self.parts(row)[index].number.map(Self.millionths) ?? 0)
        }
        // Half a last digit for every rounded addend, and one for the total.
        let digit = Self.millionths(FixedDecimal(units: 1, digits: whole.digits))
        let slack = whole.digits == 0 ? 0 : digit * Int128(segments.count + 1)
        #expect(
          2 * abs(sum - Self.millionths(whole)) <= slack,
          "seed \(seed): \(part.name) of \(Self.cell(total)) by \(segments[0].dimension)")
        compared.insert(total.metric)
      }
    }
    #expect(compared.count > 80, "\(compared.count)")
  }
}
