import FunnelModel
import Metrics
import Testing

@Suite struct SalesAccountTests {
  /// Three leads on 1 January: MQL after 10 and 40 days and never; a fourth on 1 March, MQL after
  /// five days. As of 10 March the first three are over 30 days, the fourth is not.
  @Test func maturityAwareRates() throws {
    var fixture = EventFixture([
      "2025-01-01 lead account_id=a person_id=p1", "2025-01-11 mql account_id=a person_id=p1",
      "2025-01-01 lead account_id=b person_id=p2", "2025-02-10 mql account_id=b person_id=p2",
      "2025-01-01 lead account_id=c person_id=p3",
      "2025-03-01 lead account_id=d person_id=p4", "2025-03-06 mql account_id=d person_id=p4",
    ])
    fixture.asOf = "2025-03-10"
    let output = fixture.output()
    #expect(output.value("b2b.lead_to_mql_rate") == "0.750000")
    #expect(output.value("b2b.lead_to_mql_rate_30d") == "0.333333")
    #expect(output.row("b2b.lead_to_mql_rate_30d")?.status == .inProgress)
    let january = try #require(output.row("b2b.lead_to_mql_rate_30d", .month, "2025-01-01"))
    #expect(january.value?.description == "0.333333")
    #expect(january.status == .ok)
    let march = try #require(output.row("b2b.lead_to_mql_rate_30d", .month, "2025-03-01"))
    #expect(march.value?.description == "1.000000")
    #expect(march.status == .inProgress)
  }

  @Test func limitIsInclusive() {
    var fixture = EventFixture([
      "2025-01-01T00:00:00Z lead account_id=a person_id=p1",
      "2025-01-31T00:00:00Z mql account_id=a person_id=p1",
      "2025-01-01T00:00:00Z lead account_id=b person_id=p2",
      "2025-01-31T00:00:01Z mql account_id=b person_id=p2",
    ])
    fixture.asOf = "2025-01-31T00:00:02Z"
    #expect(fixture.output().value("b2b.lead_to_mql_rate_30d") == "0.500000")
  }

  @Test func pilots() {
    let output = EventFixture([
      "2025-01-01 opportunity deal_id=d1", "2025-01-02 pilot_started deal_id=d1",
      "2025-01-12 pilot_ended deal_id=d1", "2025-01-20 won deal_id=d1",
      "2025-01-03 pilot_started deal_id=d2", "2025-01-04 pilot_started deal_id=d2",
    ]).output()
    #expect(output.value("b2b.pilots") == "3")
    #expect(output.value("b2b.pilots_without_end") == "2")
    #expect(output.value("b2b.pilot_days_median") == "10.000000")
    #expect(output.value("b2b.pilot_to_win_rate") == "0.500000")
  }

  /// Account a orders on days 1, 11 and 31: 10 and 20 days; b once.
  @Test func wholesale() {
    let output = EventFixture([
      "2025-01-01 purchase account_id=a order_id=1 amount=10",
      "2025-01-11 purchase account_id=a order_id=2 amount=10",
      "2025-01-31 purchase account_id=a order_id=3 amount=10",
      "2025-01-05 purchase account_id=b order_id=4 amount=10",
    ]).output()
    #expect(output.value("b2b.orders") == "4")
    #expect(output.value("b2b.orders_per_account") == "2.000000")
    #expect(output.value("b2b.reorder_interval_days_median") == "15.000000")
    #expect(output.row("b2b.reorder_interval_days_mean")?.n == 2)
  }

  /// Marketing knows a and b, the CRM a and c; b's SQL has no MQL.
  @Test func leaksBetweenMarketingAndSales() throws {
    var fixture = EventFixture([
      "2025-01-01 lead account_id=a person_id=p1 source=0",
      "2025-01-05 opportunity account_id=a deal_id=d1 source=1",
      "2025-01-02 lead account_id=b person_id=p2 source=0",
      "2025-01-03 sql account_id=b person_id=p2 source=0",
      "2025-01-03 mql account_id=a person_id=p1 source=0",
      "2025-01-06 opportunity account_id=c deal_id=d2 source=1",
    ])
    fixture.sources = [("marketing", 3), ("crm", 4)]
    let table = fixture.output().tables.first { $0.id == "funnel_leak" }
    func units(_ finding: String) -> String? {
      SalesPipelineTests.row(table, ["grain": "all", "finding": finding])?["units"]
    }
    #expect(units("lead_unknown_to_crm") == "1")
    #expect(units("mql_unknown_to_crm") == "0")
    #expect(units("opportunity_unknown_to_marketing") == "1")
    #expect(units("sql_without_mql") == "1")
  }
}
