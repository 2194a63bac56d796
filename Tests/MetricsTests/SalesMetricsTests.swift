import FunnelModel
import Metrics
import Testing

@Suite struct SalesMetricsTests {
  /// a1: two leads of one deal, won after 20 days; a2: lead after the deal, lost; a3: a lead alone;
  /// a4: an open deal.
  static let sales = EventFixture([
    "2025-01-01T00:00:00Z touch account_id=a1 person_id=p1 channel=ads",
    "2025-01-02T00:00:00Z lead account_id=a1 person_id=p1 channel=ads",
    "2025-01-04T00:00:00Z mql account_id=a1 person_id=p1",
    "2025-01-05T00:00:00Z lead account_id=a1 person_id=p2 channel=mail",
    "2025-01-06T00:00:00Z sql account_id=a1 person_id=p2",
    "2025-01-10T00:00:00Z opportunity account_id=a1 deal_id=d1 amount=1000 owner=eva channel=out",
    "2025-01-30T00:00:00Z won account_id=a1 deal_id=d1 amount=1200 term_months=24",
    "2025-01-03T00:00:00Z opportunity account_id=a2 deal_id=d2 amount=500 owner=tom",
    "2025-01-08T00:00:00Z lead account_id=a2 person_id=p3 channel=seo",
    "2025-02-02T00:00:00Z lost account_id=a2 deal_id=d2 reason=price",
    "2025-02-01T00:00:00Z lead account_id=a3 person_id=p4 channel=ads",
    "2025-02-03T00:00:00Z mql account_id=a3 person_id=p4",
    "2025-02-10T00:00:00Z opportunity account_id=a4 deal_id=d3 amount=300.25 owner=eva",
  ])

  @Test func handComputedTotals() {
    let output = Self.sales.output()
    // Units: d1 with p1 and p2; d2; p3 (after d2 opened); p4; d3.
    #expect(output.value("b2b.leads") == "3")
    #expect(output.value("b2b.mqls") == "2")
    #expect(output.value("b2b.sqls") == "1")
    #expect(output.value("b2b.opportunities") == "3")
    #expect(output.value("b2b.won") == "1")
    #expect(output.value("b2b.lost") == "1")
    #expect(output.value("b2b.won_amount") == "1200.0000")
    #expect(output.value("b2b.lead_to_mql_rate") == "0.666667")
    #expect(output.value("b2b.mql_to_sql_rate") == "0.500000")
    #expect(output.value("b2b.sql_to_opportunity_rate") == "1.000000")
    #expect(output.value("b2b.opportunity_to_win_rate") == "0.333333")
    #expect(output.value("b2b.lead_to_opportunity_rate") == "0.333333")
    #expect(output.value("b2b.lead_to_win_rate") == "0.333333")
    #expect(output.value("b2b.mql_to_win_rate") == "0.500000")
    #expect(output.value("b2b.win_rate") == "0.500000")
    // 1200 ÷ (1200 + 500)
    #expect(output.value("b2b.win_rate_amount") == "0.705882")
    #expect(output.value("b2b.deal_size") == "1200.0000")
    #expect(output.value("b2b.acv") == "600.0000")
    #expect(output.value("b2b.sales_cycle_days_mean") == "20.000000")
    #expect(output.value("b2b.lead_cycle_days_median") == "28.000000")
    #expect(output.value("b2b.mql_cycle_days_p90") == "26.000000")
    #expect(output.value("b2b.first_touch_cycle_days_mean") == "29.000000")
    #expect(output.value("b2b.open_pipeline") == "300.2500")
    #expect(output.quality.first { $0.check == "leads_of_one_deal" }?.count == 1)
  }

  @Test func periodsAndSegments() {
    var fixture = Self.sales
    fixture.configuration.dimensions = ["channel", "owner"]
    let output = fixture.output()
    #expect(output.value("b2b.leads", .month, "2025-01-01") == "2")
    #expect(output.value("b2b.leads", .month, "2025-02-01") == "1")
    #expect(output.value("b2b.won", .month, "2025-01-01") == "1")
    #expect(output.value("b2b.lost", .month, "2025-02-01") == "1")
    // As a lead the unit shows its first touch, as a deal its opening.
    #expect(output.value("b2b.leads", dimension: "channel", segment: "ads") == "2")
    #expect(
      output.value("b2b.lead_to_win_rate", dimension: "channel", segment: "ads") == "0.500000")
    #expect(output.value("b2b.won", dimension: "channel", segment: "out") == "1")
    #expect(output.value("b2b.won_amount", dimension: "owner", segment: "eva") == "1200.0000")
    #expect(output.value("b2b.open_pipeline", dimension: "owner", segment: "eva") == "300.2500")
  }

  /// A deal id alone carries MQL and win; no stage that the data never name has rows.
  @Test func dealsWithoutOpening() {
    let output = EventFixture([
      "2025-01-05 mql deal_id=x1 channel=seo", "2025-01-03 won deal_id=x1 owner=eva",
      "2025-01-06 mql deal_id=x2",
    ]).output()
    #expect(output.value("b2b.mqls") == "2")
    #expect(output.value("b2b.mql_to_win_rate") == "0.500000")
    #expect(output.value("b2b.mql_cycle_days_mean") == "-2.000000")
    #expect(output.value("b2b.won", dimension: "channel", segment: "seo") == "1")
    #expect(output.row("b2b.leads") == nil)
    #expect(output.row("b2b.opportunities") == nil)
    #expect(output.quality.first { $0.check == "cycles_negative" }?.count == 1)
    #expect(output.quality.first { $0.check == "deals_without_opening" }?.count == 1)
  }

  @Test func outcomeIsTheLastAndFieldsComeFromTheFirstSource() {
    var fixture = EventFixture([
      "2025-01-01 opportunity account_id=a deal_id=d amount=10 source=1",
      "2025-01-02 opportunity account_id=a deal_id=d amount=70 source=0",
      "2025-01-05 lost account_id=a deal_id=d source=1",
      "2025-01-20T12:00:00Z won account_id=a deal_id=d amount=90 source=1",
      "2025-01-20 won account_id=a deal_id=d source=0",
    ])
    fixture.sources = [("crm", 0), ("history", 1)]
    let output = fixture.output()
    #expect(output.value("b2b.won") == "1")
    #expect(output.value("b2b.won_amount") == "70.0000")
    #expect(output.value("b2b.sales_cycle_days_mean") == "18.000000")
  }

  @Test(arguments: Seeds.from(1, few: 6))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomSales.fixture(&random)
    let units = SlowSales(fixture).units
    let output = fixture.output()
    func count(_ isIn: (SlowSales.Unit) -> Bool) -> String { "\(units.count(where: isIn))" }
    let note: Comment = "seed \(seed)"
    #expect(output.value("b2b.leads") == count { $0.lead != nil }, note)
    #expect(output.value("b2b.mqls") == count { $0.mql != nil }, note)
    #expect(output.value("b2b.sqls") == count { $0.sql != nil }, note)
    #expect(output.value("b2b.opportunities") == count { $0.opportunity != nil }, note)
    #expect(output.value("b2b.won") == count { $0.won != nil }, note)
    #expect(output.value("b2b.lost") == count { $0.lost != nil }, note)
    func hits(_ metric: String) -> String? { output.row(metric)?.numerator?.description }
    #expect(hits("b2b.lead_to_win_rate") == count { $0.lead != nil && $0.won != nil }, note)
    #expect(hits("b2b.mql_to_sql_rate") == count { $0.mql != nil && $0.sql != nil }, note)
    #expect(
      hits("b2b.opportunity_to_win_rate") == count { $0.opportunity != nil && $0.won != nil }, note)
    let won = units.filter { $0.won != nil }.compactMap(\.amount).reduce(0, +)
    #expect(
      output.value("b2b.won_amount") == FixedDecimal(micro: Int128(won), digits: 4).description,
      note)
    let cycles = units.compactMap { unit in
      unit.won.flatMap { won in unit.opportunity.map { won - $0 } }
    }.sorted()
    #expect(output.row("b2b.sales_cycle_days_mean")?.n == cycles.count, note)
    if let middle = cycles.isEmpty ? nil : cycles[cycles.count / 2], cycles.count % 2 == 1 {
      let days = FixedDecimal(
        ratio: Int128(middle), Int128(Instant.microsecondsPerDay), digits: 6)
      #expect(output.value("b2b.sales_cycle_days_median") == days.description, note)
    }
    // Segments and periods add up to the total.
    for metric in ["b2b.leads", "b2b.opportunities", "b2b.won", "b2b.lost"] {
      for dimension in ["channel", "owner"] {
        let parts = output.metrics.filter {
          $0.metric == metric && $0.grain == .all && $0.dimension == dimension
        }
        #expect("\(parts.reduce(0) { $0 + ($1.n ?? 0) })" == output.value(metric), note)
      }
    }
  }

  @Test(arguments: Seeds.from(1, few: 4))
  func mergingPartsEqualsTheWhole(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomSales.fixture(&random, events: 200, months: 2)
    try FoldLawTests.expectLaws(fixture, &random, seed: seed)
  }
}
