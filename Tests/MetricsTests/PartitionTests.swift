import FunnelModel
import Testing

@testable import Metrics

/// All families at once: whoever folds which buyers, and in whatever order the parts meet, the
/// numbers and tables are the same.
@Suite(.enabled(if: TraceTests.isOptimised, "all families at once take an optimised build"))
struct PartitionTests {
  private static let plan = TraceTests.whole.plan()
  private static let expected = TraceTests.whole.state(plan).finalise()

  @Test(arguments: [1, 2, 7, 64], [UInt64(1), 2, 3])
  func anyPartitionMergedInAnyOrder(parts: Int, seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let merged = try Self.merged(TraceTests.whole, Self.plan, parts: parts, &random)
    Self.expect(merged.finalise(), Self.expected, "seed \(seed), \(parts) parts")
  }

  /// Other data for each seed, and fewer: a shop, a sales team, subscriptions, costs, tickets, an
  /// experiment, and product lines sold both ways; in 1, 2, 7 or 64 parts, as the seed says.
  @Test(arguments: Seeds.from(1, few: 1))
  func randomDataInAnyPartition(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = Self.fixture(&random, seed: seed)
    let plan = fixture.plan()
    let expected = fixture.state(plan).finalise()
    let parts = FoldLawTests.parts(seed)
    let merged = try Self.merged(fixture, plan, parts: parts, &random)
    Self.expect(merged.finalise(), expected, "seed \(seed), \(parts) parts")
  }

  /// No family is left out: each has something to fold in random data.
  @Test(arguments: MetricCatalogue.families.map { $0.name })
  func everyFamilyTakesPart(name: String) throws {
    var random = SplitMix(seed: 1)
    let fixture = Self.fixture(&random, seed: 1)
    let plan = fixture.plan()
    let family = try #require(MetricCatalogue.families.first { $0.name == name })
    let applies = family.applies(to: plan)
    #expect(applies)
    var state = FoldState(plan: plan, families: [family], keepsPositions: false)
    let empty = state.encoded()
    for (bucket, events) in Dictionary(grouping: fixture.events, by: EventFixture.bucket) {
      let batch = fixture.batch(events)
      state.fold([batch], bucket: bucket) { [batch].picking($0) }
    }
    #expect(state.encoded() != empty)
  }

  /// What is written is read again, whatever the family.
  @Test func statesSurviveTheirEncoding() throws {
    let state = TraceTests.whole.state(Self.plan)
    let read = try FoldState(plan: Self.plan, decoding: state.encoded())
    #expect(read.encoded() == state.encoded())
    #expect(read.finalise().metrics == Self.expected.metrics)
  }

  private static func fixture(_ random: inout SplitMix, seed: UInt64) -> EventFixture {
    var fixture = TraceTests.everything(seed: seed, months: 2)
    fixture.events += RandomSupport.fixture(&random, tickets: 12).events
    for index in fixture.events.indices where fixture.events[index]["type"] == "purchase" {
      if random.below(2) == 0 { fixture.events[index]["product"] = "app\(random.below(3))" }
    }
    for index in 0..<20 {
      let who = "customer_id=c\(random.below(25))"
      fixture.add([
        "2025-0\(1 + random.below(2))-10 exposure event_id=x\(index) \(who) "
          + "experiment=e variant=\(["a", "b"][random.below(2)]) channel=ads",
        "2025-0\(1 + random.below(2))-11 mrr event_id=y\(index) account_id=a\(random.below(12)) "
          + "subscription_id=y\(index) amount=\(random.below(20)) market=b2c",
      ])
    }
    return fixture
  }

  /// The parts of some buyers each, merged two by two in random order and grouping; some of them
  /// were written and read in between.
  private static func merged(
    _ fixture: EventFixture, _ plan: MetricPlan, parts: Int, _ random: inout SplitMix
  ) throws -> FoldState {
    let owners = (0..<Buyer.bucketCount).map { _ in random.below(parts) }
    var states = (0..<parts).map { _ in FoldState(plan: plan) }
    for (bucket, events) in Dictionary(grouping: fixture.events, by: EventFixture.bucket) {
      let batch = fixture.batch(events)
      states[owners[bucket]].fold([batch], bucket: bucket) { [batch].picking($0) }
    }
    while states.count > 1 {
      var other = states.remove(at: random.below(states.count))
      if random.below(3) == 0 { other = try FoldState(plan: plan, decoding: other.encoded()) }
      states[random.below(states.count)].merge(other)
    }
    return states[0]
  }

  private static func expect(_ output: ReportOutput, _ expected: ReportOutput, _ note: Comment) {
    let difference = FoldLawTests.difference(output, expected)
    #expect(difference == nil, note)
    let tables = zip(output.tables, expected.tables).filter { $0 != $1 }.map(\.0.id)
    #expect(tables == [] && output.tables.count == expected.tables.count, note)
    #expect(output.quality == expected.quality, note)
    #expect(output.violations.isEmpty && expected.violations.isEmpty, note)
  }
}
