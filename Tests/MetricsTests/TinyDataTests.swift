import FunnelModel
import Testing

@testable import Metrics

/// A handful of events of any types, in any order, with any gaps: nothing traps, and no numbers
/// contradict each other.
@Suite struct TinyDataTests {
  private static let shop = [
    "session_start", "view_item", "add_to_cart", "begin_checkout", "purchase", "purchase", "refund",
    "order_cancelled", "review", "referral", "sign_up", "activate", "touch", "exposure", "custom",
  ]
  private static let sales = [
    "lead", "mql", "sql", "opportunity", "stage", "won", "lost", "pilot_started", "pilot_ended",
    "quote_sent", "mrr", "ticket_opened", "ticket_first_response", "ticket_resolved",
  ]
  private static let amounts = [
    "0", "10", "19.99", "0.000001", "1000000", "9000000000000", "-5", "123456.789012",
  ]

  private static func fixture(_ random: inout SplitMix) -> EventFixture {
    var fixture = EventFixture()
    let people = [1, 2, 3, 10][random.below(4)]
    let days = [1, 1, 3, 40, 400][random.below(5)]
    for index in 0..<[1, 1, 2, 3, 4, 6, 9, 15, 30][random.below(9)] {
      let isSales = random.below(2) == 0
      let day = LocalDay("2024-01-01")!.advanced(by: random.below(days))
      var event = [
        "event_id": "\(index)",
        "time": "\(day)T0\(random.below(3)):00:0\(random.below(2))Z",
        "type": isSales
          ? sales[random.below(sales.count)] : shop[random.below(shop.count)],
      ]
      func set(_ name: String, _ texts: [String]) {
        let text = texts[random.below(texts.count)]
        if !text.isEmpty { event[name] = text }
      }
      if isSales {
        event["account_id"] = "a\(random.below(people))"
        event["deal_id"] = "d\(random.below(people))"
        set("person_id", ["p1", "p2", ""])
        set("stage", ["demo", "legal", ""])
        set("expected_close", ["2024-02-01", ""])
        set("probability", ["0", "0.5", "1", ""])
        set("term_months", ["1", "12", ""])
        for answer in ["budget", "authority", "need"] { set(answer, ["true", "false", ""]) }
        set("ticket_id", ["t1", "t2"])
        set("subscription_id", ["u1", "u2"])
      } else {
        event["customer_id"] = "c\(random.below(people))"
        set("session_id", ["s1", "s2", "s3", ""])
        set("order_id", ["o1", "o2", "o3", ""])
      }
      set("amount", amounts + ["", ""])
      set("quantity", ["1", "2", "0", "0.5", ""])
      set("discount", ["1", "99999999", "", ""])
      set("channel", ["ads", "mail", ""])
      set("campaign", ["x", ""])
      set("product", ["A", "B", ""])
      set("reason", ["price", ""])
      set("kind", ["demo", "call", ""])
      set("experiment", ["e1", ""])
      set("variant", ["a", "b", ""])
      fixture.events.append(event)
    }
    for index in 0..<random.below(4) {
      let day = LocalDay("2024-01-01")!.advanced(by: random.below(days))
      fixture.costs.append(
        CostRow(
          from: day, through: day.advanced(by: random.below(3)),
          market: [.b2c, .b2b, nil][random.below(3)],
          category: ["media", "people", ""][random.below(3)],
          channel: ["ads", "tv", ""][random.below(3)], campaign: ["x", ""][random.below(2)],
          amount: [0, 10_000_000, 1][random.below(3)], currency: "",
          impressions: [nil, 100_000_000][random.below(2)],
          clicks: [nil, 3_000_000][random.below(2)], file: 0,
          line: Int64(index + 2)))
    }
    fixture.configuration.dimensions = [[], ["channel"], ["channel", "campaign"]][random.below(3)]
    return fixture
  }

  /// Several companies a seed, since one says little.
  @Test(arguments: Seeds.from(1_000, few: 20))
  func nothingTrapsAndNothingContradicts(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for number in 0..<10 {
      let output = Self.fixture(&random).output()
      let contradictions = output.violations + Identities.violations(output.metrics)
      #expect(contradictions.map(\.message) == [], "seed \(seed), company \(number)")
    }
  }
}
