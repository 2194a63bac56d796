import FunnelModel
import Metrics
import Testing

@Suite struct EngagementTests {
  /// As of 31 January with a half-life of 10 days: a touched 10 and 20 days ago, by a demo that
  /// counts 3 and by a call; b today; c never.
  @Test func handComputedScores() throws {
    var fixture = EventFixture([
      "2025-01-21 touch account_id=a kind=demo channel=ads",
      "2025-01-11 touch account_id=a kind=call channel=seo",
      "2025-01-31 touch account_id=b kind=call",
      "2025-01-12 opportunity account_id=b deal_id=d1",
      "2025-01-13 opportunity account_id=c deal_id=d2", "2025-01-14 won account_id=c deal_id=d2",
    ])
    fixture.asOf = "2025-01-31"
    fixture.configuration.engagement = EngagementSettings(
      halfLife: 10 * Instant.microsecondsPerDay, weights: ["demo": 3 * Micro.scale])
    let output = fixture.output()
    // a: 3 × ½ + 1 × ¼ = 1.75; b: 1.
    let row = try #require(output.row("b2b.account_engagement"))
    #expect(row.value?.description == "1.375000")
    #expect(row.n == 2)
    // An account belongs to the segment of its first touch.
    #expect(
      output.value("b2b.account_engagement", dimension: "channel", segment: "seo") == "1.750000")
    let table = output.tables.first { $0.id == "engagement" }
    let best = try #require(SalesPipelineTests.row(table, ["class": "5"]))
    #expect(best["accounts"] == "1")
    #expect(best["mean_score"] == "1.750000")
    #expect(best["without_deal"] == "1")
    // The lowest edge lies a fifth of the way from 1 to 1.75.
    let least = try #require(SalesPipelineTests.row(table, ["class": "1"]))
    #expect(least["with_open_deal"] == "1")
    #expect(least["score_up_to"] == "1.150000")
  }

  @Test(arguments: Seeds.from(1, few: 8))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSales.fixture(&random)
    let asOf = EventFixture.instant("2025-06-20")
    fixture.asOf = "2025-06-20"
    var expected = SlowNumbers()
    let touches = fixture.events.filter {
      $0["type"] == "touch" && EventFixture.instant($0["time"]!) <= asOf
    }
    for (_, own) in Dictionary(grouping: touches, by: { $0["account_id"]! }) {
      let ages = own.map { Double(asOf - EventFixture.instant($0["time"]!)) / 86_400_000_000 }
      // Half the weight for every 30 days, in steps of one day and the rest.
      let score = ages.reduce(0.0) { sum, age in
        var weight = 1.0
        for _ in 0..<Int(age) { weight *= 0.977_159_968_434_245_7 }
        return sum + weight * (1 - (age - Double(Int(age))) * (1 - 0.977_159_968_434_245_7))
      }
      let first = own.min {
        ($0["time"]!, $0["event_id"]!) < ($1["time"]!, $1["event_id"]!)
      }!
      expected.mean(
        "b2b.account_engagement", "2025-01-01",
        [
          "channel": first["channel"] ?? "(blank)", "owner": first["owner"] ?? "(blank)",
        ], score)
    }
    let output = fixture.output()
    for (cell, expectation) in expected.values where cell.grain == "all" {
      let row = output.row(
        "b2b.account_engagement", dimension: cell.dimension, segment: cell.segment)
      #expect(row?.n == expectation.n, "seed \(seed) \(cell)")
      // The reference decays by straight lines within a day: within 0.01 % of the curve.
      let printed = row?.value.flatMap { Double($0.description) } ?? -1
      #expect(abs(printed / expectation.value! - 1) < 1e-4, "seed \(seed) \(cell)")
    }
  }
}
