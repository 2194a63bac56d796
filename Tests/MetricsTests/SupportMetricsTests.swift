import FunnelModel
import Metrics
import Testing

@Suite struct SupportMetricsTests {
  /// Tier 1 has 2 h, tier 2 has 4 h, tier 3 has 24 h. As of 10 March, 12:00:
  /// t1 answered after 1 h, resolved after 5 h: met. t2 answered after 3 h (tier 1): breached.
  /// t3 (tier 2) unanswered for 3 h of 4: at risk. t4 (tier 3) unanswered for 30 h: overdue.
  /// t5 has no tier. t6 (tier 2) resolved after 1 h without a response: settled.
  /// t7 (tier 3) unanswered for 2 h of 24: open, neither.
  static let tickets = [
    "2025-03-03T09:00:00Z ticket_opened ticket_id=t1 customer_id=a tier=1 channel=mail",
    "2025-03-03T10:00:00Z ticket_first_response ticket_id=t1 customer_id=a",
    "2025-03-03T14:00:00Z ticket_resolved ticket_id=t1 customer_id=a",
    "2025-03-04T09:00:00Z ticket_opened ticket_id=t2 customer_id=b tier=Tier-1 channel=chat",
    "2025-03-04T12:00:00Z ticket_first_response ticket_id=t2 customer_id=b",
    "2025-03-10T09:00:00Z ticket_opened ticket_id=t3 customer_id=c tier=2 channel=mail",
    "2025-03-09T06:00:00Z ticket_opened ticket_id=t4 customer_id=c tier=3 kind=bug",
    "2025-02-10T09:00:00Z ticket_opened ticket_id=t5 customer_id=d",
    "2025-02-10T09:30:00Z ticket_first_response ticket_id=t5 customer_id=d",
    "2025-02-11T09:00:00Z ticket_resolved ticket_id=t5 customer_id=d",
    "2025-03-05T09:00:00Z ticket_opened ticket_id=t6 customer_id=a tier=2",
    "2025-03-05T10:00:00Z ticket_resolved ticket_id=t6 customer_id=a",
    "2025-03-10T10:00:00Z ticket_opened ticket_id=t7 customer_id=e tier=3",
    "2025-03-10T12:00:00Z ticket_first_response customer_id=e",
  ]

  @Test func handExample() throws {
    var fixture = EventFixture(Self.tickets)
    fixture.asOf = "2025-03-10T12:00:00Z"
    let output = fixture.output()
    #expect(output.value("support.tickets", market: .b2c) == "7")
    // 1 h, 3 h, 0.5 h.
    #expect(output.value("support.first_response_hours_median") == "1.000000")
    #expect(output.value("support.first_response_hours_p90") == "2.600000")
    // 5 h, 24 h, 1 h.
    #expect(output.value("support.resolution_hours_median") == "5.000000")
    #expect(output.value("support.resolution_hours_p90") == "20.200000")
    // t1 of t1, t2, t4.
    let attainment = try #require(output.row("support.sla_attainment"))
    #expect(attainment.value?.description == "0.333333")
    #expect(attainment.numerator?.description == "1")
    #expect(attainment.denominator?.description == "3")
    #expect(attainment.status == .inProgress)
    #expect(output.value("support.open_tickets") == "4")
    #expect(output.value("support.tickets_at_risk") == "1")
    #expect(output.value("support.tickets_overdue") == "1")
    #expect(output.value("support.tickets", .month, "2025-02-01") == "1")
    #expect(output.value("support.tickets", .month, "2025-03-01") == "6")
    #expect(output.value("support.sla_attainment", .month, "2025-02-01") == "")
    // The configured dimension, and one that is always there.
    #expect(output.value("support.tickets", dimension: "channel", segment: "mail") == "2")
    #expect(output.value("support.tickets", dimension: "tier", segment: "1") == "2")
    #expect(output.value("support.sla_attainment", dimension: "tier", segment: "3") == "0.000000")
    func quality(_ check: String) -> Int? { output.quality.first { $0.check == check }?.count }
    #expect(quality("tickets_without_target") == 1)
    #expect(quality("tickets_resolved_without_response") == 1)
    #expect(quality("ticket_events_without_ticket") == 1)
    #expect(quality("tickets_without_opening") == nil)
  }

  @Test func tableShowsClassesOfAccountsAndNoIDs() throws {
    var fixture = EventFixture(
      Self.tickets + [
        "2025-03-01T00:00:00Z purchase customer_id=a order_id=1 amount=5",
        "2024-11-01T00:00:00Z purchase customer_id=b order_id=2 amount=5",
      ])
    fixture.asOf = "2025-03-10T12:00:00Z"
    let table = try #require(fixture.output().tables.first { $0.id == "support" })
    func tickets(_ dimension: String, _ segment: String) -> String? {
      SalesPipelineTests.row(table, ["dimension": dimension, "segment": segment])?["tickets"]
    }
    #expect(tickets("", "") == "7")
    #expect(tickets("account", "1 ticket") == "3")
    #expect(tickets("account", "2-3 tickets") == "4")
    #expect(tickets("customer", "new (90 days)") == "2")
    #expect(tickets("customer", "established") == "1")
    #expect(tickets("customer", "not a customer yet") == "4")
    #expect(tickets("kind", "bug") == "1")
    #expect(tickets("owner", "(blank)") == nil)
    for row in table.rows {
      for cell in row { #expect(!["a", "b", "c", "d", "e", "t1"].contains(cell.plain)) }
    }
  }

  @Test func ownersAppearOnlyWhereConfigured() {
    var fixture = EventFixture([
      "2025-03-03T09:00:00Z ticket_opened ticket_id=t1 customer_id=a owner=eva"
    ])
    func hasOwner(_ output: ReportOutput) -> Bool {
      output.metrics.contains { $0.dimension == "owner" }
        || output.tables.contains { $0.rows.contains { $0.contains(.text("owner")) } }
    }
    #expect(!hasOwner(fixture.output()))
    fixture.configuration.dimensions = ["owner"]
    #expect(hasOwner(fixture.output()))
  }

  @Test func targetIsInclusiveAndTierMayStandOnTheAccount() {
    let output = EventFixture([
      "2025-01-01 opportunity account_id=a deal_id=d tier=2",
      "2025-02-01T09:00:00Z ticket_opened account_id=a ticket_id=t1",
      "2025-02-01T13:00:00Z ticket_first_response account_id=a ticket_id=t1",
      "2025-02-02T09:00:00Z ticket_opened account_id=a ticket_id=t2",
      "2025-02-02T13:00:01Z ticket_first_response account_id=a ticket_id=t2",
    ]).output()
    #expect(output.value("support.sla_attainment", market: .b2b) == "0.500000")
  }

  @Test func openedAgainIsOpen() {
    let output = EventFixture([
      "2025-02-01T09:00:00Z ticket_opened customer_id=a ticket_id=t1",
      "2025-02-01T10:00:00Z ticket_resolved customer_id=a ticket_id=t1",
      "2025-02-02T09:00:00Z ticket_opened customer_id=a ticket_id=t1",
      "2025-02-01T08:00:00Z ticket_opened customer_id=a ticket_id=t2",
      "2025-02-01T10:00:00Z ticket_resolved customer_id=a ticket_id=t2",
      "2025-02-01T12:00:00Z ticket_resolved customer_id=a ticket_id=t2",
    ]).output()
    #expect(output.value("support.tickets") == "2")
    #expect(output.value("support.open_tickets") == "1")
    #expect(output.value("support.resolution_hours_median") == "4.000000")
  }

  /// a (breach) had ordered and orders again, b (breach) had ordered and does not; c (no breach)
  /// had ordered and orders again; d orders only afterwards. e keeps its subscription, f (breach)
  /// gives it up, g had none at the ticket.
  @Test func repeatAndRenewal() {
    func ticket(_ id: String, _ hours: Int) -> [String] {
      [
        "2025-02-01T00:00:00Z ticket_opened customer_id=\(id) ticket_id=t\(id) tier=1",
        "2025-02-01T0\(hours):00:00Z ticket_first_response customer_id=\(id) ticket_id=t\(id)",
      ]
    }
    let output = EventFixture(
      ticket("a", 3) + ticket("b", 3) + ticket("c", 1) + ticket("d", 1) + ticket("e", 1)
        + ticket("f", 5) + ticket("g", 1) + [
          "2025-01-01 purchase customer_id=a order_id=1 amount=1",
          "2025-03-01 purchase customer_id=a order_id=2 amount=1",
          "2025-01-01 purchase customer_id=b order_id=3 amount=1",
          "2025-01-01 purchase customer_id=c order_id=4 amount=1",
          "2025-03-01 purchase customer_id=c order_id=5 amount=1",
          "2025-03-01 purchase customer_id=d order_id=6 amount=1",
          "2025-01-01 mrr customer_id=e subscription_id=s1 amount=9",
          "2025-01-01 mrr customer_id=f subscription_id=s2 amount=9",
          "2025-03-01 mrr customer_id=f subscription_id=s2 amount=0",
          "2025-03-01 mrr customer_id=g subscription_id=s3 amount=9",
        ]
    ).output()
    #expect(output.value("support.repeat_rate_with_breach") == "0.500000")
    #expect(output.value("support.repeat_rate_without_breach") == "1.000000")
    #expect(output.row("support.repeat_rate_without_breach")?.denominator?.description == "1")
    #expect(output.value("support.renewal_rate_with_breach") == "0.000000")
    #expect(output.value("support.renewal_rate_without_breach") == "1.000000")
    #expect(output.row("support.renewal_rate_without_breach")?.denominator?.description == "1")
  }

  /// Berlin: 29 March 2025 is a Saturday, clocks go forward on Sunday the 30th. Opened on Friday at
  /// 16:30, answered on Monday at 09:45: 30 + 45 working minutes. In UTC the Monday begins an hour
  /// earlier than the Friday.
  @Test func businessHoursFollowTheWallClock() throws {
    var fixture = EventFixture([
      "2025-03-28T15:30:00Z ticket_opened customer_id=a ticket_id=t1 tier=1",
      "2025-03-31T07:45:00Z ticket_first_response customer_id=a ticket_id=t1",
      "2025-03-28T15:30:00Z ticket_opened customer_id=b ticket_id=t2 tier=1",
      "2025-03-31T08:30:01Z ticket_first_response customer_id=b ticket_id=t2",
    ])
    let spring = 1_743_296_400_000_000
    fixture.zone = ZoneTable(
      name: "Europe/Berlin", transitions: [Int64(spring)], offsets: [3600, 7200])
    fixture.configuration.sla.hours = BusinessHours()
    let output = fixture.output()
    #expect(output.value("support.sla_attainment") == "0.500000")
    // Support times themselves stay elapsed time.
    #expect(output.value("support.first_response_hours_p90") == "64.925250")
    fixture.configuration.sla.hours = nil
    #expect(fixture.output().value("support.sla_attainment") == "0.000000")
  }

  @Test func holidaysAndNightsDoNotCount() {
    let hours = BusinessHours(holidays: [LocalDay("2025-01-02")!])
    func elapsed(_ from: String, _ to: String) -> Int64 {
      hours.elapsed(
        from: Instant(microseconds: EventFixture.instant(from)),
        to: Instant(microseconds: EventFixture.instant(to)), zone: .utc) / 60_000_000
    }
    // Wednesday 16:00 to Friday 10:00, with the Thursday off: 60 + 60 minutes.
    #expect(elapsed("2025-01-01T16:00:00Z", "2025-01-03T10:00:00Z") == 120)
    #expect(elapsed("2025-01-03T10:00:00Z", "2025-01-01T16:00:00Z") == -120)
    #expect(elapsed("2025-01-01T18:00:00Z", "2025-01-01T20:00:00Z") == 0)
    #expect(elapsed("2025-01-04T00:00:00Z", "2025-01-06T09:00:00Z") == 0)
    #expect(elapsed("2025-01-06T00:00:00Z", "2025-01-13T00:00:00Z") == 5 * 8 * 60)
  }

  @Test(arguments: Seeds.from(1, few: 12))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSupport.fixture(&random)
    if seed % 4 == 0 {
      fixture.configuration.sla.hours = BusinessHours(holidays: [LocalDay("2025-03-12")!])
      fixture.zone = RandomSupport.zone
    }
    let slow = SlowSupport(fixture)
    let output = fixture.output()
    let note: Comment = "seed \(seed)"
    for market in [Market.b2c, .b2b] {
      let mine = slow.tickets.filter { $0.market == market }
      func row(_ id: String) -> MetricRow? { output.row("support." + id, market: market) }
      #expect(row("tickets")?.value?.description == "\(mine.count)", note)
      #expect(row("open_tickets")?.value?.description == "\(mine.count(where: \.isOpen))", note)
      #expect(row("tickets_overdue")?.n == mine.count(where: \.isOverdue), note)
      #expect(row("tickets_at_risk")?.n == mine.count(where: \.isAtRisk), note)
      let decided = mine.compactMap(\.isMet)
      #expect(row("sla_attainment")?.n == decided.count, note)
      #expect(
        row("sla_attainment")?.numerator?.description == "\(decided.count { $0 })", note)
      for (id, times) in [
        ("first_response", mine.compactMap(\.responseMinutes)),
        ("resolution", mine.compactMap(\.resolutionMinutes)),
      ] {
        let sorted = times.sorted()
        #expect(row(id + "_hours_median")?.n == sorted.count, note)
        let middle = SlowSupport.quantile(sorted, 0.5).map { $0 / 60 }
        let printed = row(id + "_hours_median")?.value?.double
        #expect(abs((printed ?? -1) - (middle ?? -1)) < 1e-6, note)
        let high = SlowSupport.quantile(sorted, 0.9).map { $0 / 60 }
        #expect(
          abs((row(id + "_hours_p90")?.value?.double ?? -1) - (high ?? -1)) < 1e-6, note)
      }
      for (suffix, isBreached) in [("with_breach", true), ("without_breach", false)] {
        let buyers = slow.buyers.filter { $0.market == market && $0.isBreached == isBreached }
        let had = buyers.filter(\.hadOrder)
        guard let printed = row("repeat_rate_" + suffix) else { continue }
        #expect(printed.n == had.count, note)
        #expect(
          printed.numerator?.description == "\(had.count(where: \.orderedAgain))", note)
      }
    }
    // Segments add up to the total.
    for dimension in ["channel", "tier", "kind"] {
      let parts = output.metrics.filter {
        $0.metric == "support.tickets" && $0.grain == .all && $0.market == nil
          && $0.dimension == dimension
      }
      #expect(parts.reduce(0) { $0 + ($1.n ?? 0) } == slow.tickets.count, note)
    }
  }

  @Test(arguments: Seeds.from(1, few: 4))
  func mergingPartsEqualsTheWhole(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomSupport.fixture(&random)
    try FoldLawTests.expectLaws(fixture, &random, seed: seed)
  }
}
