import Foundation
import FunnelModel
import Metrics
import Testing

/// The decomposition of rates of random shops between two windows, from the sessions as texts.
@Suite struct ChangeReferenceTests {
  /// What a segment had in a window.
  private struct Counts {
    var hits = 0.0
    var of = 0.0
    var rate: Double? { of == 0 ? nil : hits / of }
  }

  private static let windows = [
    WindowDefinition(name: "before", from: LocalDay("2025-01-01")!, to: LocalDay("2025-02-05")!),
    WindowDefinition(name: "after", from: LocalDay("2025-02-05")!, to: LocalDay("2025-04-01")!),
  ]

  /// Wilson's interval of a proportion.
  private static func wilson(_ counts: Counts) -> (low: Double, high: Double) {
    let (n, p, z) = (counts.of, counts.hits / counts.of, 1.959_963_984_540_054)
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return (max(0, center - half), min(1, center + half))
  }

  /// Newcombe's interval of a difference of proportions.
  private static func difference(_ before: Counts, _ after: Counts) -> (low: Double, high: Double) {
    let (p0, p1) = (before.rate!, after.rate!)
    let (w0, w1) = (wilson(before), wilson(after))
    return (
      p1 - p0 - hypot(p1 - w1.low, w0.high - p0), p1 - p0 + hypot(w1.high - p1, p0 - w0.low)
    )
  }

  /// The z test of equal proportions.
  private static func pValue(_ before: Counts, _ after: Counts) -> Double? {
    let pooled = (before.hits + after.hits) / (before.of + after.of)
    guard before.of > 0, after.of > 0, pooled > 0, pooled < 1 else { return nil }
    let error = (pooled * (1 - pooled) * (1 / before.of + 1 / after.of)).squareRoot()
    return erfc(abs(after.rate! - before.rate!) / error / 2.0.squareRoot())
  }

  /// Benjamini and Hochberg: the least, over all p-values from this one up, of p × count ÷ rank.
  private static func qValue(_ p: Double, _ all: [Double]) -> Double {
    all.filter { $0 >= p }.map { other in
      other * Double(all.count) / Double(all.count { $0 <= other })
    }.min()!
  }

  @Test(arguments: Seeds.from(1, few: 6))
  func agreesWithASlowReference(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 150, months: 3)
    fixture.configuration.dimensions = ["channel", "device"]
    fixture.configuration.windows = Self.windows
    let output = fixture.output()
    let report = try #require(
      ChangeReport(plan: fixture.plan(), rows: output.metrics, tables: output.tables))
    let table = PrintedTable(report.table())
    let events = fixture.events.sorted {
      (EventFixture.instant($0["time"]!), $0["event_id"]!)
        < (EventFixture.instant($1["time"]!), $1["event_id"]!)
    }
    let sessions = Dictionary(grouping: events, by: { $0["session_id"]! }).values
    for (metric, type) in [
      ("b2c.session_conversion_rate", "purchase"), ("b2c.cart_rate", "add_to_cart"),
    ] {
      for dimension in ["channel", "device"] {
        var segments: [String: [Counts]] = [:]
        var totals = [Counts(), Counts()]
        for session in sessions {
          let first = session[0]
          let day = LocalDay(String(first["time"]!.prefix(10)))!
          let window = Self.windows.firstIndex { day >= $0.from && day < $0.to }!
          let hit = session.contains { $0["type"] == type } ? 1.0 : 0
          let name = first[dimension] ?? "(blank)"
          segments[name, default: [Counts(), Counts()]][window].hits += hit
          segments[name]![window].of += 1
          totals[window].hits += hit
          totals[window].of += 1
        }
        let (before, after) = (totals[0].rate!, totals[1].rate!)
        let pValues = segments.values.compactMap { Self.pValue($0[0], $0[1]) }
        var rows: [String: [String: Double?]] = [:]
        for (name, counts) in segments {
          let weights = [counts[0].of / totals[0].of, counts[1].of / totals[1].of]
          // A segment absent in one window takes the other's rate.
          let r0 = counts[0].rate ?? counts[1].rate!
          let r1 = counts[1].rate ?? counts[0].rate!
          let weight = (weights[0] + weights[1]) / 2
          let rate = weight * (r1 - r0)
          let mix = (weights[1] - weights[0]) * ((r0 + r1) / 2 - (before + after) / 2)
          let isInBoth = counts.allSatisfy { $0.of > 0 }
          let interval = isInBoth ? Self.difference(counts[0], counts[1]) : nil
          let p = Self.pValue(counts[0], counts[1])
          rows[name] = [
            "value_before": counts[0].rate, "value_after": counts[1].rate,
            "weight_before": weights[0], "weight_after": weights[1], "rate_effect": rate,
            "mix_effect": mix, "effect": rate + mix, "ci_low": interval.map { weight * $0.low },
            "ci_high": interval.map { weight * $0.high }, "p_value": p,
            "q_value": p.map { Self.qValue($0, pValues) },
          ]
        }
        let printed = table.rows.filter { $0["metric"] == metric && $0["dimension"] == dimension }
        let note = "seed \(seed), \(metric) by \(dimension)"
        #expect(Set(printed.map { $0["segment"]! }) == Set(rows.keys), "\(note)")
        for row in printed {
          for (column, expected) in rows[row["segment"]!] ?? [:] {
            // Effects are rounded so that they add up: a last digit, of eight, more or less.
            let unit = column.hasSuffix("effect") ? 2.01e-8 : 0.501e-6
            let isShown =
              expected.map { abs((Double(row[column]!) ?? .nan) - $0) <= unit }
              ?? row[column]!.isEmpty
            #expect(
              isShown,
              "\(note) \(row["segment"]!): \(column) \(row[column]!), not \(expected as Any)")
          }
        }
        // To the last digit the effects are the printed change; the greatest comes first.
        let effects = printed.map { Int128((Double($0["effect"]!)! * 1e8).rounded()) }
        let total = table.rows.first { $0["metric"] == metric && $0["dimension"] == "" }
        #expect(
          effects.reduce(0, +) == Int128((Double(total!["effect"]!)! * 1e8).rounded()), "\(note)")
        #expect(
          effects.map(\.magnitude) == effects.map(\.magnitude).sorted(by: >), "\(note)")
        #expect(printed.map { $0["rank"]! } == printed.indices.map { "\($0 + 1)" }, "\(note)")
      }
    }
  }
}
