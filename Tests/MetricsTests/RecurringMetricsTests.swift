import FunnelModel
import Metrics
import Testing

@Suite struct RecurringMetricsTests {
  /// a pays 100, then 150 over two subscriptions, then leaves and returns; b falls from 80 to 60.
  static let fixture = EventFixture([
    "2025-01-10 mrr account_id=a subscription_id=1 amount=100 channel=ads",
    "2025-02-05 mrr account_id=a subscription_id=2 amount=50",
    "2025-03-05 mrr account_id=a subscription_id=1 amount=0",
    "2025-03-06 mrr account_id=a subscription_id=2 amount=0",
    "2025-04-02 mrr account_id=a subscription_id=3 amount=30",
    "2025-02-20 mrr account_id=b subscription_id=9 amount=80 channel=mail",
    "2025-03-20 mrr account_id=b subscription_id=9 amount=60",
    "2025-04-30 touch account_id=b",
  ])

  @Test func movementsByMonth() throws {
    let output = Self.fixture.output()
    let table = try #require(output.tables.first { $0.id == "revenue" })
    let rows = table.rows.filter { $0[0] == .text("b2b") }
      .map { $0.dropFirst().prefix(12).map(\.plain).joined(separator: ",") }
    #expect(
      rows == [
        "2025-01-01,0.0000,100.0000,0.0000,0.0000,0.0000,0.0000,100.0000,,,,100.0000",
        "2025-02-01,100.0000,80.0000,50.0000,0.0000,0.0000,0.0000,230.0000,1.500000,1.000000,0.000000,115.0000",
        "2025-03-01,230.0000,0.0000,0.0000,-20.0000,-150.0000,0.0000,60.0000,0.260870,0.260870,0.500000,60.0000",
        "2025-04-01,60.0000,0.0000,0.0000,0.0000,0.0000,30.0000,90.0000,1.000000,1.000000,0.000000,45.0000",
      ])
    #expect(output.violations.isEmpty)
  }

  @Test func coarserPeriods() {
    let output = Self.fixture.output()
    let quarter = "2025-01-01"
    #expect(output.value("revenue.closing_mrr", .quarter, quarter, market: .b2b) == "60.0000")
    #expect(output.value("revenue.churn_mrr", .quarter, quarter, market: .b2b) == "-150.0000")
    #expect(output.value("revenue.new_mrr", market: .b2b) == "180.0000")
    #expect(output.value("revenue.nrr", market: .b2b) == "")
    // 1 lost of 0 + 1 + 2 + 1 at risk; (100 + 230 + 60 + 90) ÷ (1 + 2 + 1 + 2).
    #expect(output.value("revenue.logo_churn_rate", market: .b2b) == "0.250000")
    #expect(output.value("revenue.arpa", market: .b2b) == "80.0000")
    #expect(output.value("revenue.active_accounts", market: .b2b) == "2")
    #expect(
      output.value("revenue.new_mrr", dimension: "channel", segment: "ads", market: .b2b)
        == "100.0000")
    #expect(output.metrics.contains { $0.metric == "revenue.arpa" && $0.market == nil })
  }

  @Test func trailingTwelveMonths() {
    let output = EventFixture([
      "2024-01-01 mrr account_id=a subscription_id=1 amount=100",
      "2024-06-01 mrr account_id=a subscription_id=1 amount=130",
      "2024-01-01 mrr account_id=b subscription_id=2 amount=100",
      "2025-01-31 mrr account_id=b subscription_id=2 amount=50",
    ]).output()
    #expect(output.value("revenue.nrr_12m", .month, "2025-01-01", market: .b2b) == "0.900000")
    #expect(output.value("revenue.grr_12m", .month, "2025-01-01", market: .b2b) == "0.750000")
    #expect(output.value("revenue.nrr_12m", .month, "2024-12-01", market: .b2b) == "")
  }

  /// Random subscriptions against balances counted day by day.
  @Test(arguments: Seeds.from(21, few: 3))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var facts: [(day: String, account: Int, subscription: Int, amount: Int)] = []
    for account in 0..<12 {
      for _ in 0..<6 {
        let day = "2025-0\(1 + random.below(6))-\(10 + random.below(19))"
        let subscription = account * 2 + random.below(2)
        if facts.contains(where: { $0.day == day && $0.subscription == subscription }) { continue }
        facts.append((day, account, subscription, random.below(3) * 10))
      }
    }
    let fixture = EventFixture(
      facts.enumerated().map { index, fact in
        "\(fact.day) mrr event_id=e\(index) account_id=\(fact.account) "
          + "subscription_id=\(fact.subscription) amount=\(fact.amount)"
      })
    func balance(_ account: Int, before day: String) -> Int {
      let mine = facts.filter { $0.account == account && $0.day < day }.sorted { $0.day < $1.day }
      return Dictionary(mine.map { ($0.subscription, $0.amount) }, uniquingKeysWith: { $1 })
        .values.reduce(0, +)
    }
    let output = fixture.output()
    let last = facts.map(\.day).max()!.prefix(7)
    var expected: [[String]: [String: Expectation]] = [:]
    for month in 1...6 where "2025-0\(month)" <= last {
      let start = "2025-0\(month)-01"
      var sums: [String: Int] = [:]
      for account in 0..<12 {
        let opening = balance(account, before: start)
        let closing = balance(account, before: "2025-0\(month + 1)-01")
        let paid = facts.contains { $0.account == account && $0.amount > 0 && $0.day < start }
        let name =
          opening == 0
          ? (paid ? "reactivation" : "new")
          : closing == 0 ? "churn" : closing > opening ? "expansion" : "contraction"
        sums[name, default: 0] += closing - opening
        sums["closing", default: 0] += closing
      }
      for name in ["new", "expansion", "contraction", "churn", "reactivation", "closing"] {
        #expect(
          output.value("revenue.\(name)_mrr", .month, start, market: .b2b) ?? "0.0000"
            == "\(sums[name] ?? 0).0000", "seed \(seed), \(start), \(name)")
      }
      if !facts.contains(where: { $0.amount > 0 && $0.day < "2025-0\(month + 1)" }) { continue }
      func sum(_ name: String) -> Expectation { .number(Double(sums[name] ?? 0)) }
      let openings = (0..<12).map { balance($0, before: start) }
      let closings = (0..<12).map { balance($0, before: "2025-0\(month + 1)-01") }
      let opening = Double(openings.reduce(0, +))
      let kept = zip(openings, closings).filter { $0.0 > 0 }
      let payers = closings.count { $0 > 0 }
      expected[["b2b", start]] = [
        "opening": .number(opening), "new": sum("new"), "expansion": sum("expansion"),
        "contraction": sum("contraction"), "churn": sum("churn"),
        "reactivation": sum("reactivation"), "closing": sum("closing"),
        "nrr": .ratio(Double(kept.reduce(0) { $0 + $1.1 }), opening),
        "grr": .ratio(Double(kept.reduce(0) { $0 + min($1.0, $1.1) }), opening),
        "logo_churn_rate": .ratio(Double(kept.count { $0.1 == 0 }), Double(kept.count)),
        "arpa": .ratio(Double(sums["closing"] ?? 0), Double(payers)),
        "status": .text(month == Int(last.suffix(1)) ? "partial" : "ok"),
      ]
      #expect(
        output.value("revenue.active_accounts", .month, start, market: .b2b) == "\(payers)",
        "seed \(seed), \(start)")
    }
    #expect(output.violations.isEmpty)
    // The same and the rates, month by month.
    let table = PrintedTable(output, "revenue")
    let differences = table.differences(["market", "month"], expected) { $0["market"] != "b2b" }
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }
}
