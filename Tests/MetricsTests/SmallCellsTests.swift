import FunnelModel
import Testing

@testable import Metrics

/// Small cells are hidden, and a reader who subtracts what is shown does not get them back.
@Suite struct SmallCellsTests {
  static let seed = UInt64.random(in: 0...9999)

  private static let fixture = TraceTests.everything(seed: seed)
  private static let output = fixture.output()

  /// The rows of a random report of a few metrics before and after; the rest goes the same way.
  private static func rows(k: Int, metrics: Set<String>? = nil) -> (
    before: [MetricRow], after: Report
  ) {
    let plan = fixture.plan()
    var report = Report(
      heading: Report.Heading(
        version: "", configurationDigest: "", asOf: plan.asOf, zone: plan.zone, currency: "EUR",
        windows: [], dimensions: plan.fieldNames, markets: plan.markets))
    report.metrics = output.metrics.filter { metrics?.contains($0.metric) ?? true }
    report.tables = metrics == nil ? output.tables.map(SegmentPair.expanded) : []
    let before = report.metrics
    var cells = SmallCells(k: k, plan: plan)
    cells.suppress(in: &report)
    return (before, report)
  }

  @Test(arguments: [5])
  func nothingSmallIsShown(k: Int) {
    let (before, report) = Self.rows(k: k)
    #expect(before.contains { (1..<k).contains($0.n ?? 0) })
    for (row, old) in zip(report.metrics, before) {
      if row.status == .suppressed {
        #expect(row.value == nil && row.n == nil && row.numerator == nil && row.low == nil)
        #expect(row.denominator == nil && row.high == nil)
        continue
      }
      #expect(row == old)
      #expect(!(1..<k).contains(row.n ?? 0), "seed \(Self.seed): \(row)")
      if row.numerator?.digits == 0, let top = row.numerator?.units {
        #expect(top <= 0 || top >= k, "seed \(Self.seed): \(row)")
      }
    }
    for table in report.tables {
      for (index, column) in table.columns.enumerated()
      where column.unit == .count
        && ["buyers", "deals", "orders", "entered", "reached", "accounts"].contains(column.id)
      {
        for row in table.rows {
          guard case .number(let number) = row[index] else { continue }
          #expect(number.units <= 0 || number.units >= k, "\(table.id).\(column.id): \(row)")
        }
      }
    }
  }

  /// A reader who knows that segments add up to totals, pairs to their margins and months to
  /// quarters solves every sum that has one unknown, again and again.
  @Test(arguments: [3, 12], ["b2c.orders", "b2c.sessions", "b2b.leads", "b2c.revenue_gross"])
  func subtractionRecoversNothing(k: Int, metric: String) {
    let (before, report) = Self.rows(k: k, metrics: [metric])
    let truth = before.filter { $0.metric == metric }
    var known: [TracedCell: Int] = [:]
    for row in report.metrics where row.metric == metric && row.status != .suppressed {
      known[TracedCell(row)] = row.n
    }
    let cells = truth.map { TracedCell($0) }
    let periods = Dictionary(grouping: cells) { "\($0.grain) \($0.period)" }
    let totals = cells.filter { $0.dimension.isEmpty }
    var sums: [(TracedCell, [TracedCell])] = []
    for whole in cells {
      let same = periods["\(whole.grain) \(whole.period)"] ?? []
      if whole.dimension.isEmpty {
        for dimension in ["channel", "device", "owner"] {
          sums.append((whole, same.filter { $0.dimension == dimension && $0.dimension2.isEmpty }))
        }
        for (coarse, fine, prefix) in [
          (Grain.all, Grain.month, ""), (.all, .week, ""), (.all, .quarter, ""),
          (.month, .day, String(whole.period.prefix(7))),
        ] where whole.grain == coarse {
          sums.append(
            (
              whole,
              totals.filter { $0.grain == fine && $0.period.hasPrefix(prefix) }
            ))
        }
      } else if whole.dimension2.isEmpty {
        sums.append(
          (
            whole,
            same.filter {
              !$0.dimension2.isEmpty && $0.dimension == whole.dimension
                && $0.segment == whole.segment
            }
          ))
        sums.append(
          (
            whole,
            same.filter { $0.dimension2 == whole.dimension && $0.segment2 == whole.segment }
          ))
      }
    }
    let shown = known
    var learned = true
    while learned {
      learned = false
      for (whole, parts) in sums where !parts.isEmpty {
        let unknown = parts.filter { known[$0] == nil }
        if let total = known[whole], unknown.count == 1 {
          known[unknown[0]] = total - parts.reduce(0) { $0 + (known[$1] ?? 0) }
          learned = true
        } else if known[whole] == nil, unknown.isEmpty {
          known[whole] = parts.reduce(0) { $0 + (known[$1] ?? 0) }
          learned = true
        }
      }
    }
    for row in truth where shown[TracedCell(row)] == nil && known[TracedCell(row)] != nil {
      Issue.record("seed \(Self.seed): \(TracedCell(row)) is \(row.n ?? 0) and came out")
    }
  }

  /// Hand-made: one small part takes the next larger one with it; a pair of ones is still small.
  @Test func patternsByHand() {
    func hidden(_ counts: [Int], _ sums: [(whole: Int, parts: [Int])]) -> [Int] {
      let pattern = SuppressionPattern(
        k: 5, counts: counts, order: counts.indices.map { "\($0)" }, sums: sums)
      return counts.indices.filter { pattern.isHidden[$0] }
    }
    #expect(hidden([100, 3, 40, 57], [(0, [1, 2, 3])]) == [1, 2])
    #expect(hidden([100, 1, 1, 40, 58], [(0, [1, 2, 3, 4])]) == [1, 2, 3])
    #expect(hidden([100, 3, 4, 93], [(0, [1, 2, 3])]) == [1, 2])
    #expect(hidden([100, 0, 40, 60], [(0, [1, 2, 3])]) == [])
    #expect(hidden([3, 3, 0], [(0, [1, 2])]) == [0, 1])
    // A 2 × 2 table with both margins: one small cell needs a rectangle.
    let table = [50, 20, 30, 22, 28, 2, 18, 20, 10]
    let sums: [(whole: Int, parts: [Int])] = [
      (0, [1, 2]), (0, [3, 4]), (1, [5, 6]), (2, [7, 8]), (3, [5, 7]), (4, [6, 8]),
    ]
    #expect(hidden(table, sums) == [5, 6, 7, 8])
  }
}
