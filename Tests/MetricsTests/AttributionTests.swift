import FunnelModel
import Metrics
import Testing

@Suite struct AttributionTests {
  /// Credits of all time by segment, for one model.
  static func credits(
    _ fixture: EventFixture, _ model: String, market: String = "b2c", grain: String = "all"
  ) -> [String: String] {
    credits(fixture.output(), model, market: market, grain: grain)
  }

  static func credits(
    _ output: ReportOutput, _ model: String, market: String = "b2c", grain: String = "all"
  ) -> [String: String] {
    let table = output.tables.first { $0.id == "attribution" }
    let rows = (table?.rows ?? []).map { $0.map(\.plain) }
    return Dictionary(
      uniqueKeysWithValues: rows.filter {
        $0[0] == market && $0[1] == grain && $0[3] == "channel" && $0[5] == model
      }.map { ($0[4], $0[6]) })
  }

  /// Four touches: one too old, then ads, mail, ads, seo; the last at the time of the order.
  static let shop = EventFixture([
    "2025-01-01T00:00:00Z session_start customer_id=a session_id=0 channel=tv event_id=0",
    "2025-03-24T00:00:00Z session_start customer_id=a session_id=1 channel=ads event_id=1",
    "2025-03-25T00:00:00Z touch customer_id=a channel=mail event_id=2",
    "2025-03-31T00:00:00Z session_start customer_id=a session_id=2 channel=ads event_id=3",
    "2025-04-07T00:00:00Z session_start customer_id=a session_id=3 channel=seo event_id=4",
    "2025-04-07T00:00:00Z purchase customer_id=a order_id=1 amount=0.000010 event_id=5",
  ])

  @Test func timeDecayHalvesInSevenDays() {
    var fixture = Self.shop
    for index in fixture.events.indices where fixture.events[index]["type"] == "purchase" {
      fixture.events[index]["amount"] = "175"
    }
    fixture.events.remove(at: 2)
    // 14, 7 and 0 days before: ¼, ½, 1 of 1.75.
    #expect(Self.credits(fixture, "time_decay") == ["ads": "75.0000", "seo": "100.0000"])
    #expect(Self.credits(fixture, "linear") == ["ads": "116.6667", "seo": "58.3333"])
    #expect(Self.credits(fixture, "u_shaped") == ["ads": "105.0000", "seo": "70.0000"])
    #expect(Self.credits(fixture, "w_shaped") == ["ads": "153.1250", "seo": "21.8750"])
    #expect(Self.credits(fixture, "shapley") == ["ads": "87.5000", "seo": "87.5000"])
    #expect(Self.credits(fixture, "first") == ["ads": "175.0000"])
    #expect(Self.credits(fixture, "last", grain: "month") == ["seo": "175.0000"])
  }

  @Test func lookBackIsInclusiveAndUntouchedRevenueIsKept() {
    let fixture = EventFixture([
      "2025-01-01T00:00:00Z touch customer_id=a channel=tv",
      "2025-04-01T00:00:00Z purchase customer_id=a order_id=1 amount=10",
      "2025-01-01T00:00:00Z touch customer_id=b channel=ads",
      "2025-04-01T00:00:01Z purchase customer_id=b order_id=2 amount=20",
    ])
    #expect(
      Self.credits(fixture, "last") == ["tv": "10.0000", "(no touch)": "20.0000"])
  }

  @Test func markovRemovalEffects() {
    let fixture = EventFixture([
      "2025-01-01 touch customer_id=a channel=C1", "2025-01-02 touch customer_id=a channel=C2",
      "2025-01-03 touch customer_id=a channel=C3",
      "2025-01-04 purchase customer_id=a order_id=1 amount=1000",
      "2025-01-01 touch customer_id=b channel=C1", "2025-01-01 touch customer_id=c channel=C2",
      "2025-01-02 touch customer_id=c channel=C3",
    ])
    #expect(
      Self.credits(fixture, "markov")
        == ["C1": "200.0000", "C2": "400.0000", "C3": "400.0000"])
  }

  @Test func dealsHaveMilestones() {
    let fixture = EventFixture([
      "2025-01-01 touch account_id=k channel=fair",
      "2025-01-05 touch account_id=k channel=mail",
      "2025-01-06 lead account_id=k deal_id=d",
      "2025-01-10 touch account_id=k channel=demo",
      "2025-01-11 opportunity account_id=k deal_id=d amount=1000",
      "2025-01-20 touch account_id=k channel=call",
      "2025-02-01 won account_id=k deal_id=d",
    ])
    #expect(
      Self.credits(fixture, "w_shaped", market: "b2b")
        == ["fair": "300.0000", "mail": "300.0000", "demo": "300.0000", "call": "100.0000"])
  }

  /// Random shops: linear credit against each order's touches, counted by hand, and every model
  /// sums to the revenue.
  @Test(arguments: Seeds.from(41, few: 3))
  func creditsSumToRevenue(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random, events: 500)
    let output = fixture.output()
    #expect(output.violations.isEmpty, "seed \(seed)")
    let revenue = try #require(output.value("b2c.revenue_gross"))
    for model in ["first", "last", "linear", "time_decay", "u_shaped", "w_shaped", "shapley"] {
      let sum = Self.credits(output, model).values.reduce(0) { $0 + EventFixture.micro($1) }
      // Each printed credit is rounded to four digits.
      #expect(abs(sum - EventFixture.micro(revenue)) <= 500, "seed \(seed), \(model)")
    }
    var expected: [String: Double] = [:]
    for (_, events) in Dictionary(grouping: fixture.events, by: { $0["customer_id"]! }) {
      let touches = events.filter { $0["type"] == "session_start" }
      for order in ShopReference(EventFixture(events: events)).buyers.first ?? [] {
        let mine = touches.filter {
          let time = EventFixture.instant($0["time"]!)
          return time <= order.time && time >= order.time - 90 * Instant.microsecondsPerDay
        }
        for touch in mine {
          expected[touch["channel"] ?? "(blank)", default: 0] +=
            Double(order.gross) / 1e6 / Double(mine.count)
        }
        if mine.isEmpty { expected["(no touch)", default: 0] += Double(order.gross) / 1e6 }
      }
    }
    let printed = Self.credits(output, "linear")
    #expect(Set(printed.keys) == Set(expected.keys), "seed \(seed)")
    for (segment, credit) in expected {
      let value = Double(printed[segment] ?? "0") ?? 0
      #expect(abs(value - credit) < 0.001, "seed \(seed), \(segment)")
    }
  }
}

extension EventFixture {
  /// A fixture of events that stand elsewhere already.
  init(events: [[String: String]]) {
    self.init()
    self.events = events
  }
}
