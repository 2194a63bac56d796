import FunnelModel
import Metrics
import Testing

@Suite struct EconomicsTests {
  static func cost(
    _ from: String, _ through: String, _ amount: String, market: Market? = .b2c,
    category: String = "media", channel: String = "", impressions: Int64? = nil,
    clicks: Int64? = nil
  ) -> CostRow {
    CostRow(
      from: LocalDay(from)!, through: LocalDay(through)!, market: market, category: category,
      channel: channel, campaign: "", amount: EventFixture.micro(amount), currency: "EUR",
      impressions: impressions.map { $0 * Micro.scale }, clicks: clicks.map { $0 * Micro.scale },
      file: 7, line: 2)
  }

  /// January: a and b by ads, c by mail; ads cost 60 and people 30. a buys again in March.
  static let shop: EventFixture = {
    var fixture = EventFixture([
      "2025-01-05 purchase customer_id=a order_id=1 amount=50 channel=ads",
      "2025-01-06 purchase customer_id=b order_id=2 amount=20 channel=ads",
      "2025-01-07 purchase customer_id=c order_id=3 amount=30 channel=mail",
      "2025-01-08 refund customer_id=c order_id=3 amount=10",
      "2025-03-05 purchase customer_id=a order_id=4 amount=80 channel=mail",
      "2025-04-30 session_start customer_id=z session_id=s channel=seo",
    ])
    fixture.configuration.grossMargin = 500_000
    fixture.costs = [
      cost("2025-01-01", "2025-01-02", "60", channel: "ads", impressions: 1000, clicks: 20),
      cost("2025-01-01", "2025-01-31", "30", category: "people"),
      cost("2025-02-01", "2025-02-01", "5", channel: "radio", impressions: 100, clicks: 0),
      cost("2025-04-30", "2025-04-30", "0"),
    ]
    return fixture
  }()

  @Test func costsOfAMonth() {
    let output = Self.shop.output()
    func month(_ metric: String, _ segment: String = "") -> String? {
      output.value(
        "unit." + metric, .month, "2025-01-01", dimension: segment.isEmpty ? "" : "channel",
        segment: segment, market: .b2c)
    }
    #expect(month("cost") == "90.0000")
    #expect(month("cac") == "30.0000")
    // 60 + 30 × ⅔ over two customers; 30 × ⅓ over one.
    #expect(month("cac", "ads") == "40.0000")
    #expect(month("cac", "mail") == "10.0000")
    #expect(month("ctr") == "0.020000")
    #expect(month("cpc") == "3.0000")
    #expect(month("cpa") == "20.0000")
    #expect(month("cpa", "ads") == "30.0000")
    // (50 + 20 + 30 − 10) ÷ 60, and 70 ÷ 60.
    #expect(month("roas") == "1.500000")
    #expect(month("roas", "ads") == "1.166667")
    let radio = output.row(
      "unit.cost", .month, "2025-02-01", dimension: "channel", segment: "radio", market: .b2c)
    #expect(radio?.value?.description == "5.0000")
  }

  @Test func aCostIsSpreadOverItsDays() {
    let output = Self.shop.output()
    // 30 ÷ 31 a day and the remainder of 1 January's: 5 days of January's first week, and 60.
    let week = output.row("unit.cost", .week, "2024-12-30", market: .b2c)
    // 30 000 000 ÷ 31 = 967 741 and 29 left over, which the first day takes.
    #expect(week?.value?.description == "64.8387")
    #expect(week?.status == .partial)
    #expect(output.row("unit.cost", .month, "2025-01-01", market: .b2c)?.status == .ok)
  }

  @Test func observedValueAndPayback() {
    let output = Self.shop.output()
    // Within three months: a 50 + 80, b 20, c 20; half of it is margin.
    #expect(
      output.value("unit.ltv_observed_3m", .month, "2025-01-01", market: .b2c) == "28.3333")
    #expect(output.row("unit.ltv_observed_6m", market: .b2c)?.status == .inProgress)
    #expect(
      output.value("unit.ltv_cac_observed_3m", .month, "2025-01-01", market: .b2c) == "0.944444")
    // 45 of margin in the month, 85 after March: 90 of cost are not paid back yet.
    let payback = output.row("unit.cac_payback_months", .month, "2025-01-01", market: .b2c)
    #expect(payback?.status == .inProgress)
    var cheap = Self.shop
    cheap.costs = [Self.cost("2025-01-01", "2025-01-01", "84")]
    #expect(
      cheap.output().value("unit.cac_payback_months", .month, "2025-01-01", market: .b2c) == "2")
  }

  @Test func withoutAMarginValuesAreUndefinedAndTheReportSaysWhy() {
    var fixture = Self.shop
    fixture.configuration.grossMargin = nil
    let output = fixture.output()
    #expect(output.row("unit.ltv_observed_3m", .month, "2025-01-01")?.status == .undefined)
    #expect(output.policies.contains { $0.contains("grossMargin") })
  }

  @Test func recurringLifetimeValue() {
    var fixture = EventFixture([
      "2025-01-10 won account_id=a deal_id=d amount=900 channel=fair",
      "2025-01-20 mrr account_id=a subscription_id=1 amount=100",
      "2025-01-20 mrr account_id=b subscription_id=2 amount=50 channel=ads",
      "2025-02-20 mrr account_id=b subscription_id=2 amount=0",
      "2025-03-01 mrr account_id=a subscription_id=1 amount=100",
    ])
    fixture.configuration.grossMargin = 800_000
    fixture.costs = [Self.cost("2025-01-01", "2025-01-01", "200", market: nil)]
    let output = fixture.output()
    // ARPA (150 + 100 + 100) ÷ 4, churn 1 ÷ (0 + 2 + 1): 87.5 × 0.8 × 3 = 210; CAC 200 ÷ 2.
    #expect(output.value("unit.ltv", market: .b2b) == "210.0000")
    #expect(output.value("unit.cac", market: .b2b) == "100.0000")
    #expect(output.value("unit.ltv_cac", market: .b2b) == "2.100000")
    #expect(output.value("unit.cpa", market: .b2b) == "200.0000")
  }

  @Test func sharedCostIsSplitByNewCustomers() {
    var fixture = Self.shop
    fixture.add(["2025-01-09 won account_id=k deal_id=d amount=900"])
    fixture.costs = [Self.cost("2025-01-01", "2025-01-01", "40", market: nil)]
    let output = fixture.output()
    #expect(output.value("unit.cost", .month, "2025-01-01", market: .b2c) == "30.0000")
    #expect(output.value("unit.cost", .month, "2025-01-01", market: .b2b) == "10.0000")
    let all = output.metrics.first {
      $0.metric == "unit.cac" && $0.market == nil && $0.grain == .month
        && $0.period == "2025-01-01" && $0.dimension.isEmpty
    }
    #expect(all?.value?.description == "10.0000")
  }
}
