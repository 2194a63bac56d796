import FunnelModel
import Testing

@testable import Metrics

@Suite struct LifetimeTests {
  /// Calibrated to 31 March. a: two orders on 1 January, two on the 15th, one on 5 February with a
  /// refund, two days after; b: one order; c: the first order on 5 April.
  static let shop: EventFixture = {
    var fixture = EventFixture([
      "2025-01-01T10:00:00Z purchase customer_id=a order_id=1 amount=10 channel=ads",
      "2025-01-01T11:00:00Z purchase customer_id=a order_id=2 amount=5 channel=mail",
      "2025-01-15T10:00:00Z purchase customer_id=a order_id=3 amount=20",
      "2025-01-15T12:00:00Z purchase customer_id=a order_id=4 amount=4",
      "2025-02-05T10:00:00Z purchase customer_id=a order_id=5 amount=30",
      "2025-05-05T10:00:00Z refund customer_id=a order_id=5 amount=6",
      "2025-04-02T10:00:00Z purchase customer_id=a order_id=6 amount=99",
      "2025-04-02T19:00:00Z purchase customer_id=a order_id=7 amount=99",
      "2025-04-09T10:00:00Z purchase customer_id=a order_id=8 amount=99",
      "2025-03-01T10:00:00Z purchase customer_id=b order_id=9 amount=7 channel=seo",
      "2025-04-05T10:00:00Z purchase customer_id=c order_id=10 amount=7",
    ])
    fixture.configuration.ltv = LifetimeSettings(calibrateTo: LocalDay("2025-03-31"))
    return fixture
  }()

  /// The family's state over all events of a fixture.
  static func state(_ fixture: EventFixture) -> LifetimeMetrics {
    let plan = fixture.plan()
    var family = LifetimeMetrics(plan: plan)
    var registry = SegmentRegistry(dimensionCount: plan.dimensions.count)
    let builder = TimelineBuilder(
      plan: plan, columns: LifetimeMetrics.columns(plan).union([.sessionID]))
    for (bucket, events) in Dictionary(grouping: fixture.events, by: EventFixture.bucket) {
      let batch = fixture.batch(events)
      let timeline = builder.build(
        [batch], bucket: bucket, registry: &registry, tieBreak: { [batch].picking($0) })
      family.fold(BucketView(timeline, plan: plan), plan: plan)
    }
    return family
  }

  @Test func historiesByHand() {
    let histories = Self.state(Self.shop).histories
    let rows = (0..<histories.count).map {
      [
        Int(histories.first[$0]), Int(histories.last[$0]), Int(histories.repeats[$0]),
        Int(histories.spent[$0]), Int(histories.later[$0]),
      ]
    }.sorted { $0[0] < $1[0] }
    // Days from 1 January; 20 + 4 + 30 − 6 after the first day; 2 and 9 April held out.
    #expect(rows == [[0, 35, 2, 48_000_000, 2], [59, 59, 0, 0, 0]])
    let groups = histories.groups(end: 89)
    #expect(groups.map(\.repeats) == [0, 2])
    #expect(groups.map(\.age) == [30, 89])
    #expect(groups[1].recency == 35)
  }

  @Test func significantDigits() {
    func text(_ value: Double) -> String? {
      FixedDecimal(value, significant: 6)?.description
    }
    #expect(text(-9582.4256) == "-9582.43")
    #expect(text(0.2425931) == "0.242593")
    #expect(text(0.00012345678) == "0.000123457")
    #expect(text(95_824_256) == "95824300")
    #expect(text(0) == "0")
    #expect(text(.nan) == nil)
    #expect(text(9.99999e35) == "999999" + String(repeating: "0", count: 30))
    #expect(text(1e36) == nil && text(-1e40) == nil && text(.infinity) == nil)
  }

  /// Nobody repeats: no model, and the report says so.
  @Test func withoutRepeatBuyersNothingIsPredicted() {
    var fixture = EventFixture([
      "2025-01-01 purchase customer_id=a order_id=1 amount=5",
      "2025-02-01 purchase customer_id=b order_id=2 amount=5",
    ])
    fixture.configuration.grossMargin = 500_000
    let output = fixture.output()
    #expect(output.row("unit.ltv_predicted")?.status == .undefined)
    #expect(output.row("unit.bgnbd_r")?.status == .undefined)
    #expect(output.policies.contains { $0.contains("nobody has ordered on two days") })
    let model = output.tables.first { $0.id == "ltv_model" }
    #expect(model?.rows.allSatisfy { $0[6].plain == "too little data" } == true)
  }
}
