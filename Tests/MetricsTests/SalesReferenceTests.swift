import FunnelModel
import Metrics
import Testing

/// Every B2B number of deals, in every period and segment, against a reference that counts over the
/// events as texts.
@Suite struct SalesReferenceTests {
  @Test(arguments: Seeds.from(1, few: 40))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSales.fixture(&random, events: 30 + random.below(120))
    fixture.asOf = [nil, "2025-08-01T12:00:00Z", "2026-03-01"][random.below(3)]
    let plan = fixture.plan()
    let expected = SlowDeals(fixture).numbers(
      ["channel", "owner"], asOf: plan.asOf.microseconds, reviews: ["Review"])
    let covered = Set(expected.values.keys.map(\.metric))
    let output = fixture.state(plan).finalise()
    let differences = expected.differences(output) { covered.contains($0) }
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  /// The reference speaks of every B2B metric that has one, so that none is passed over.
  @Test func coversTheCatalogue() {
    var random = SplitMix(seed: 5)
    let fixture = RandomSales.fixture(&random, events: 600)
    let numbers = SlowDeals(fixture).numbers(
      [], asOf: EventFixture.instant("2026-03-01"), reviews: ["Review"])
    let covered = Set(numbers.values.keys.map(\.metric))
    let dwell = ["mean", "median", "p90"].map { "b2b.stage_dwell_days_\($0)" }
    let elsewhere: Set = [
      // EngagementTests, SalesAccountTests (wholesale), SalesPipelineTests (targets).
      "b2b.account_engagement", "b2b.orders", "b2b.orders_per_account",
      "b2b.reorder_interval_days_mean", "b2b.reorder_interval_days_median",
      "b2b.reorder_interval_days_p90", "b2b.pipeline_coverage",
      // BottleneckTests.
      "b2b.cycle_stage_days",
    ]
    let own = PipelineMetrics.definitions + DealMetrics.definitions + CycleMetrics.definitions
    let missing = own.map(\.id).filter {
      !elsewhere.contains($0) && !covered.contains($0) && !dwell.contains($0)
    }
    #expect(missing.isEmpty)
  }
}
