import FunnelModel
import Testing

@testable import Metrics

/// Edges at which a definition is most easily got wrong: what just counts, and what just does not.
@Suite struct BoundaryTests {
  // MARK: Shop

  @Test func sessionsOfBusinessesAreNotTheShops() {
    let output = EventFixture([
      "2025-01-01 session_start customer_id=c session_id=s1 channel=ads",
      "2025-01-02 session_start account_id=a session_id=s2 channel=ads",
      "2025-01-03 session_start customer_id=c session_id=s3 channel=ads",
    ]).output()
    #expect(output.value("b2c.sessions") == "2")
  }

  @Test func onlyTheRecordsRefundsAreSubtracted() {
    var fixture = EventFixture([
      "2025-01-01 purchase customer_id=c order_id=1 amount=100 source=0",
      "2025-01-05 refund customer_id=c order_id=1 amount=30 source=0",
      "2025-01-05 refund customer_id=c order_id=1 amount=30 source=1",
    ])
    fixture.sources = [("shop", 0), ("web", 2)]
    let output = fixture.output()
    #expect(output.value("b2c.refunds") == "30.0000")
    #expect(output.value("b2c.revenue_net") == "70.0000")
  }

  /// 100 less 50 and 50: two orders of 50 net have no spread, whatever the gross had.
  @Test func theIntervalOfNetValueIsOfNetValues() throws {
    let output = EventFixture([
      "2025-01-01 purchase customer_id=c order_id=1 amount=100",
      "2025-01-02 purchase customer_id=d order_id=2 amount=50",
      "2025-01-05 refund customer_id=c order_id=1 amount=50",
    ]).output()
    let net = try #require(output.row("b2c.aov_net"))
    #expect(
      [net.low, net.value, net.high].map { $0?.description }
        == Array(repeating: "50.0000", count: 3))
    let gross = try #require(output.row("b2c.aov")?.low)
    #expect(gross.double < 0, "75 − 12.7 × 25")
  }

  /// A first step that served as a second one opens no attempt of its own.
  @Test func oneEventServesOneStep() {
    let funnel = FunnelDefinition(
      name: "f", market: .b2c, scope: .buyer,
      steps: [FunnelStep(type: "view_item"), FunnelStep(type: "view_item", name: "again")],
      window: nil, entry: .every)
    let rows = FunnelRun.rows(
      funnel, [[("view_item", 0), ("view_item", 10), ("view_item", 20)]])
    #expect(rows[0].map(\.reached) == [2, 1])
  }

  // MARK: Deals

  @Test func dealsThatStateNoDiscountAreInNoBand() {
    let output = EventFixture([
      "2025-01-01 opportunity account_id=a deal_id=d1 amount=100 discount=0",
      "2025-01-11 won account_id=a deal_id=d1 amount=100 discount=0",
      "2025-01-01 opportunity account_id=a deal_id=d2 amount=100",
      "2025-01-05 lost account_id=a deal_id=d2",
      "2025-01-20 won account_id=a deal_id=d3 amount=100 discount=0",
    ]).output()
    let rates = output.metrics.filter { $0.metric == "b2b.discount_win_rate" && $0.grain == .all }
    #expect(!rates.isEmpty && rates.allSatisfy { $0.n == 2 && $0.value?.units == 1_000_000 })
    // d3 was never opened: it is won, and has no cycle.
    let cycles = output.metrics.filter {
      $0.metric == "b2b.discount_cycle_days_mean" && $0.grain == .all
    }
    #expect(!cycles.isEmpty)
    for cycle in cycles { #expect(cycle.n == 1 && cycle.value?.description == "10.000000") }
  }

  @Test(arguments: [
    ("2025-03-31T00:00:00Z", "1"), ("2025-03-30T23:59:59Z", "0"),
  ])
  func aDealQuietForThirtyDaysIsStalled(asOf: String, stalled: String) {
    var fixture = EventFixture(["2025-03-01T00:00:00Z opportunity deal_id=d amount=5"])
    fixture.asOf = asOf
    #expect(fixture.output().value("b2b.stalled_deals") == stalled)
  }

  @Test(arguments: [("2025-03-10", "0"), ("2025-03-09", "1"), ("2025-03-11", "0")])
  func aCloseIsMissedTheDayAfter(planned: String, slipped: String) {
    var fixture = EventFixture([
      "2025-03-01 opportunity deal_id=d amount=5 expected_close=\(planned)"
    ])
    fixture.asOf = "2025-03-10T12:00:00Z"
    #expect(fixture.output().value("b2b.slipped_deals") == slipped)
  }

  /// 300 are due, and of a quota of 1000 there are 400 won: 600 are missing.
  @Test func coverageIsOfWhatIsMissing() throws {
    var fixture = EventFixture([
      "2025-04-01 opportunity deal_id=d1 amount=400", "2025-04-10 won deal_id=d1",
      "2025-04-01 opportunity deal_id=d2 amount=300 expected_close=2025-06-15",
    ])
    fixture.asOf = "2025-04-20"
    fixture.configuration.targets = [
      TargetDefinition(
        market: .b2b, from: LocalDay("2025-04-01")!, to: LocalDay("2025-07-01")!,
        won: 1000 * Micro.scale)
    ]
    let row = try #require(fixture.output().metrics.first { $0.metric == "b2b.pipeline_coverage" })
    #expect(row.value?.description == "0.500000")
    #expect(row.numerator?.double == 300 && row.denominator?.double == 600)
  }

  @Test func stayingInAStageIsNoStepBack() throws {
    var fixture = EventFixture([
      "2025-01-01 opportunity deal_id=d amount=1", "2025-01-01 stage deal_id=d stage=Demo",
      "2025-01-05 stage deal_id=d stage=Demo", "2025-01-09 stage deal_id=d stage=Offer",
      "2025-01-12 won deal_id=d",
      "2025-01-01 opportunity deal_id=e amount=1", "2025-01-02 stage deal_id=e stage=Demo",
      "2025-01-06 stage deal_id=e stage=Offer", "2025-01-20 won deal_id=e",
    ])
    fixture.asOf = "2025-02-01"
    let table = fixture.output().tables.first { $0.id == "stages" }
    for stage in ["Demo", "Offer"] {
      let row = try #require(SalesPipelineTests.row(table, ["grain": "all", "stage": stage]))
      #expect(row["moved_back"] == "0", "\(stage)")
    }
  }

  /// Who wins without an offer has skipped it.
  @Test func aWonDealSkipsTheStagesThatAreLeft() throws {
    var fixture = EventFixture([
      "2025-01-01 opportunity deal_id=d amount=1", "2025-01-02 stage deal_id=d stage=Demo",
      "2025-01-06 stage deal_id=d stage=Offer", "2025-01-20 won deal_id=d",
      "2025-01-01 opportunity deal_id=e amount=1", "2025-01-02 stage deal_id=e stage=Demo",
      "2025-01-09 won deal_id=e",
    ])
    fixture.asOf = "2025-02-01"
    let table = fixture.output().tables.first { $0.id == "stages" }
    let row = try #require(SalesPipelineTests.row(table, ["grain": "all", "stage": "Offer"]))
    #expect(row["skipped"] == "1" && row["entered"] == "1")
  }

  @Test func aDealIsReviewedWhenItFirstIs() {
    var fixture = EventFixture([
      "2025-01-01 opportunity deal_id=d amount=1", "2025-01-10 stage deal_id=d stage=Review",
      "2025-01-20 stage deal_id=d stage=Demo", "2025-02-10 stage deal_id=d stage=Review",
      "2025-02-20 stage deal_id=d stage=Signed", "2025-02-21 won deal_id=d",
    ])
    fixture.asOf = "2025-03-01"
    fixture.configuration.approvalStages = ["Review"]
    let output = fixture.output()
    #expect(output.row("b2b.approval_rate", .month, "2025-01-01")?.n == 1)
    #expect((output.row("b2b.approval_rate", .month, "2025-02-01")?.n ?? 0) == 0)
  }

  @Test func touchesOfConsumersEngageNoAccount() throws {
    var fixture = EventFixture([
      "2025-01-10 touch account_id=a kind=call", "2025-01-10 touch customer_id=c kind=call",
      // a's open deal stands before one that is lost.
      "2025-01-11 opportunity account_id=a deal_id=d1",
      "2025-01-12 opportunity account_id=a deal_id=d2",
      "2025-01-13 lost account_id=a deal_id=d2",
    ])
    fixture.asOf = "2025-01-31"
    let output = fixture.output()
    #expect(output.row("b2b.account_engagement")?.n == 1)
    let table = output.tables.first { $0.id == "engagement" }
    let open = table?.rows.compactMap { cells in
      table?.index(of: "with_open_deal").map { cells[$0].plain }
    }
    #expect(open?.contains("1") == true)
  }

  @Test func lostDealsDoNotReachTheEndOfTheFunnel() throws {
    var fixture = EventFixture([
      "2025-01-01 opportunity deal_id=d1 amount=1", "2025-01-02 won deal_id=d1",
      "2025-01-01 opportunity deal_id=d2 amount=1", "2025-01-03 lost deal_id=d2",
    ])
    fixture.asOf = "2025-02-01"
    let table = fixture.output().tables.first { $0.id == "funnel_sales" }
    let row = try #require(
      SalesPipelineTests.row(table, ["grain": "all", "step": "2", "segment": ""]))
    #expect(row["reached"] == "1" && row["entered"] == "2")
  }

  /// Two accounts of one bucket, one after the other: there is no interval between them.
  @Test func intervalsEndWithTheAccount() throws {
    let names = (0..<2000).map { "a\($0)" }
    let buckets = Dictionary(grouping: names) { EventFixture.bucket(["account_id": $0]) }
    let pair = try #require(buckets.values.first { $0.count > 1 })
    var fixture = EventFixture([
      "2025-01-01 purchase account_id=\(pair[0]) order_id=1 amount=5 market=b2b",
      "2025-01-11 purchase account_id=\(pair[0]) order_id=2 amount=5 market=b2b",
      "2025-03-01 purchase account_id=\(pair[1]) order_id=3 amount=5 market=b2b",
    ])
    fixture.asOf = "2025-04-01"
    let row = try #require(fixture.output().row("b2b.reorder_interval_days_mean"))
    #expect(row.n == 1 && row.value?.description == "10.000000")
  }

  // MARK: Money and credit

  /// A customer costs 10 and brings 20 at a margin of a half: paid back, to the cent.
  @Test func costExactlyRegainedIsPaidBack() throws {
    var fixture = EventFixture([
      "2025-01-05 purchase customer_id=a order_id=1 amount=20",
      "2025-03-31 session_start customer_id=z session_id=s",
    ])
    fixture.configuration.grossMargin = 500_000
    fixture.costs = [EconomicsTests.cost("2025-01-01", "2025-01-31", "10")]
    let row = try #require(
      fixture.output().row("unit.cac_payback_months", .month, "2025-01-01", market: .b2c))
    #expect(row.value != nil && row.status != .undefined)
  }

  /// Three months from 10 January end before 10 April.
  @Test(arguments: [("2025-04-09", "75.0000"), ("2025-04-10", "50.0000")])
  func observedValueEndsBeforeTheDayOfTheHorizon(day: String, value: String) {
    var fixture = EventFixture([
      "2025-01-10 purchase customer_id=a order_id=1 amount=100",
      "\(day) purchase customer_id=a order_id=2 amount=50",
      "2025-08-31 session_start customer_id=z session_id=s",
    ])
    fixture.configuration.grossMargin = 500_000
    fixture.costs = [EconomicsTests.cost("2025-01-01", "2025-01-31", "10")]
    #expect(
      fixture.output().value("unit.ltv_observed_3m", .month, "2025-01-01", market: .b2c) == value)
  }

  /// The demo at the very time of the lead made it.
  @Test func aTouchAtTheTimeOfTheLeadMadeIt() {
    let fixture = EventFixture([
      "2025-01-01T10:00:00Z touch account_id=k channel=fair event_id=1",
      "2025-01-06T10:00:00Z touch account_id=k channel=demo event_id=2",
      "2025-01-06T10:00:00Z lead account_id=k deal_id=d event_id=3",
      "2025-01-10T10:00:00Z touch account_id=k channel=mail event_id=4",
      "2025-01-11T10:00:00Z opportunity account_id=k deal_id=d amount=1000 event_id=5",
      "2025-01-20T10:00:00Z touch account_id=k channel=call event_id=6",
      "2025-02-01T10:00:00Z won account_id=k deal_id=d event_id=7",
    ])
    #expect(
      AttributionTests.credits(fixture, "w_shaped", market: "b2b")
        == ["fair": "300.0000", "demo": "300.0000", "mail": "300.0000", "call": "100.0000"])
  }

  /// One of two paths over the fair wins, and the call was only on the one that lost: without it
  /// nothing is lost, so it earns nothing.
  @Test func pathsToLostDealsDoNotConvert() {
    let fixture = EventFixture([
      "2025-01-01 touch account_id=k channel=fair",
      "2025-01-05 opportunity account_id=k deal_id=d amount=1000",
      "2025-02-01 won account_id=k deal_id=d",
      "2025-01-01 touch account_id=l channel=fair", "2025-01-02 touch account_id=l channel=call",
      "2025-01-05 opportunity account_id=l deal_id=e amount=500",
      "2025-02-01 lost account_id=l deal_id=e",
    ])
    #expect(
      AttributionTests.credits(fixture, "markov", market: "b2b") == ["fair": "1000.0000"])
  }

  // MARK: Service

  @Test func theFirstAnswerCounts() {
    let output = EventFixture([
      "2025-01-01T10:00:00Z ticket_opened customer_id=c ticket_id=t",
      "2025-01-01T11:00:00Z ticket_first_response customer_id=c ticket_id=t",
      "2025-01-01T15:00:00Z ticket_first_response customer_id=c ticket_id=t",
      "2025-01-01T16:00:00Z ticket_resolved customer_id=c ticket_id=t",
    ]).output()
    #expect(output.value("support.first_response_hours_median", market: .b2c) == "1.000000")
  }

  // MARK: Changes and bands

  @Test func effectsAddUpToTheRoundedTotal() {
    let parts = ChangeReport.conserved([0.4, 0.4], total: 0.8, digits: 0)
    #expect(parts.map(\.units).reduce(0, +) == 1)
    let negative = ChangeReport.conserved([-0.4, -0.4], total: -0.8, digits: 0)
    #expect(negative.map(\.units).reduce(0, +) == -1)
  }

  @Test func aBandHoldsItsEdges() {
    let bands = [BandDefinition(metric: "b2c.aov", low: 50, high: 60)]
    for (units, verdict) in [(5000, "within"), (4999, "below"), (6000, "within"), (6001, "above")] {
      let row = ReferenceBandTests.row("b2c.aov", .b2c, .month, "2025-03-01", Int128(units))
      #expect(
        ReferenceBandTests.verdicts([row], bands: bands) == ["b2c.aov month 2025-03-01 \(verdict)"])
    }
  }

  @Test func theRunningMonthIsNotJudged() {
    let rows = [
      ReferenceBandTests.row("b2c.aov", .b2c, .month, "2025-03-01", 5000),
      // Called final by whoever made it, but April is not over on the 10th.
      ReferenceBandTests.row("b2c.aov", .b2c, .month, "2025-04-01", 100),
    ]
    #expect(
      ReferenceBandTests.verdicts(
        rows, bands: [BandDefinition(metric: "b2c.aov", low: 20, high: nil)])
        == ["b2c.aov month 2025-03-01 within"])
  }
}
