import FunnelModel
import Metrics
import Testing

@Suite struct AfterPurchaseTests {
  /// a does all three in time, the review exactly 30 × 24 h later; b a microsecond late; c
  /// subscribed before the first order and referred nobody; d's first order is 29 days before as_of.
  static let shop = EventFixture([
    "2025-01-01T10:00:00Z purchase customer_id=a order_id=1 amount=30 channel=ads",
    "2025-01-01T10:00:00Z mrr customer_id=a subscription_id=s amount=9",
    "2025-01-31T10:00:00Z review customer_id=a",
    "2025-01-05T10:00:00Z referral customer_id=a",
    "2025-01-01T10:00:00Z purchase customer_id=b order_id=2 amount=30 channel=mail",
    "2025-01-10T10:00:00Z mrr customer_id=b subscription_id=t amount=0",
    "2025-01-31T10:00:00.000001Z review customer_id=b",
    "2025-01-01T08:00:00Z mrr customer_id=c subscription_id=u amount=9",
    "2025-01-01T09:00:00Z review customer_id=c",
    "2025-01-02T10:00:00Z purchase customer_id=c order_id=3 amount=30 channel=ads",
    "2025-01-03T10:00:00Z mrr customer_id=c subscription_id=u amount=19",
    "2025-02-10T10:00:00Z purchase customer_id=d order_id=4 amount=30",
    "2025-02-11T10:00:00Z review customer_id=d",
    "2025-03-11T10:00:00Z session_start customer_id=z session_id=1",
  ])

  @Test func handComputed() {
    let output = Self.shop.output()
    #expect(output.value("b2c.subscription_conversion_rate") == "0.333333")
    #expect(output.value("b2c.review_rate") == "0.333333")
    #expect(output.value("b2c.referral_rate") == "0.333333")
    #expect(output.row("b2c.review_rate")?.denominator == FixedDecimal(3))
    #expect(output.row("b2c.review_rate")?.status == .inProgress)
    #expect(output.row("b2c.review_rate", .month, "2025-01-01")?.status == .ok)
    // Nobody of February is mature; d has reviewed so far.
    #expect(output.value("b2c.review_rate", .month, "2025-02-01") == "1.000000")
    #expect(output.row("b2c.review_rate", .month, "2025-02-01")?.status == .inProgress)
    #expect(
      output.value("b2c.review_rate", dimension: "channel", segment: "ads") == "0.500000")
  }

  @Test func whatTheDataNeverHoldIsNotZero() {
    let output = EventFixture([
      "2025-01-01 purchase customer_id=a order_id=1 amount=30",
      "2025-01-02 review customer_id=a", "2025-03-01 session_start customer_id=a session_id=1",
    ]).output()
    #expect(output.value("b2c.review_rate") == "1.000000")
    #expect(output.row("b2c.referral_rate") == nil)
  }

  @Test(arguments: Seeds.from(71, few: 3))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 400)
    for index in 0..<200 {
      let type = ["review", "referral", "mrr"][random.below(3)]
      var line = "2025-0\(1 + random.below(6))-1\(random.below(10)) \(type)"
      line += " customer_id=c\(random.below(40)) event_id=x\(index)"
      if type == "mrr" { line += " subscription_id=s amount=\(random.below(3))" }
      fixture.add([line])
    }
    let output = fixture.output()
    let window = 30 * Instant.microsecondsPerDay
    let asOf = fixture.events.map { EventFixture.instant($0["time"]!) }.max()!
    var mature = 0
    var hits = ["review": 0, "referral": 0, "mrr": 0]
    for (_, events) in Dictionary(grouping: fixture.events, by: { $0["customer_id"]! }) {
      guard let first = ShopReference(EventFixture(events: events), asOf: asOf).buyers.first?[0],
        first.time + window <= asOf
      else { continue }
      mature += 1
      for type in hits.keys {
        let times = events.filter { $0["type"] == type && $0["amount"] != "0" }
          .map { EventFixture.instant($0["time"]!) }
        let time = type == "mrr" ? times.min() : times.filter { $0 >= first.time }.min()
        if let time, time >= first.time, time <= first.time + window { hits[type]! += 1 }
      }
    }
    for (type, metric) in [
      ("review", "review_rate"), ("referral", "referral_rate"),
      ("mrr", "subscription_conversion_rate"),
    ] {
      let row = output.row("b2c." + metric)
      #expect(row?.denominator == FixedDecimal(mature), "seed \(seed)")
      #expect(row?.numerator == FixedDecimal(hits[type]!), "seed \(seed), \(type)")
    }
  }
}
