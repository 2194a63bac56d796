import FunnelModel
import Metrics
import Testing

/// The cohort table of random shops, buyer by buyer and month by month.
@Suite struct CohortReferenceTests {
  @Test(arguments: Seeds.from(1, few: 6))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 60 + random.below(300))
    fixture.asOf = [nil, "2025-05-10", "2025-08-31"][random.below(3)]
    let limit = fixture.asOf.map { EventFixture.instant($0) } ?? .max
    let known = fixture.events.filter { EventFixture.instant($0["time"]!) <= limit }
    let latest = known.map { $0["time"]! }.max()!
    var refunds: [String: Int64] = [:]
    for event in known where event["type"] == "refund" {
      refunds[event["order_id"]!, default: 0] += EventFixture.micro(event["amount"]!)
    }
    let buyers = ShopReference(EventFixture(events: known)).buyers
    let months = (1...9).map { "2025-0\($0)-01" }
    var expected: [[String]: [String: Expectation]] = [:]
    for (cohort, first) in months.enumerated() {
      let mine = buyers.filter { $0[0].month == first }
      if mine.isEmpty { continue }
      var cumulative = 0.0
      for (since, month) in months[cohort...].enumerated()
      where month <= String((fixture.asOf ?? latest).prefix(10)) {
        let orders = mine.map { $0.filter { $0.month == month } }
        let active = orders.count { !$0.isEmpty }
        let net = orders.joined().reduce(0.0) {
          $0 + Double($1.gross - (refunds[$1.id] ?? 0)) / 1e6
        }
        cumulative += net
        // Over once a later month has been delivered, or its own last day.
        let next = months[cohort + since + 1]
        let lastDay = LocalDay(next)!.advanced(by: -1).description
        let isOver = lastDay <= String(latest.prefix(10))
        expected[[first, "\(since)"]] = [
          "market": .text("b2c"), "size": .count(mine.count), "active": .count(active),
          "orders": .count(orders.joined().count), "revenue_net": .number(net),
          "share_active": .ratio(Double(active), Double(mine.count)),
          "cumulative_net_per_buyer": .ratio(cumulative, Double(mine.count)),
          "status": .text(isOver ? "ok" : "in_progress"),
        ]
      }
    }
    let table = PrintedTable(fixture.output(), "cohorts")
    let differences = table.differences(["cohort", "months_since"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
    #expect(!expected.isEmpty)
  }
}
