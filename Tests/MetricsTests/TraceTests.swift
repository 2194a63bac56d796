import FunnelModel
import Testing

@testable import Metrics

/// The records behind a number give the number again.
@Suite struct TraceTests {
  /// Timelines with everything that the families read: a shop, a sales team, subscriptions, costs;
  /// as of the end of the month after the last.
  static func everything(seed: UInt64, months: Int = 6) -> EventFixture {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 90, months: months)
    let sales = RandomSales.fixture(&random, events: 90, months: months)
    fixture.events += sales.events
    for index in 0..<30 {
      let month = 1 + random.below(months)
      let buyer =
        random.below(2) == 0 ? "account_id=a\(random.below(12))" : "customer_id=c\(index % 9)"
      fixture.add([
        "2025-0\(month)-1\(random.below(9)) mrr event_id=m\(index) \(buyer) "
          + "subscription_id=s\(random.below(15)) amount=\(random.below(4) * 25) channel=ads"
      ])
    }
    for index in 0..<20 {
      let kinds = ["review", "referral", "touch", "sign_up"]
      fixture.add([
        "2025-0\(1 + random.below(months))-20 \(kinds[random.below(4)]) event_id=r\(index) "
          + "customer_id=c\(random.below(40)) kind=demo channel=mail"
      ])
      fixture.add([
        "2025-0\(1 + random.below(months))-2\(random.below(8)) purchase event_id=w\(index) "
          + "account_id=a\(random.below(6)) order_id=w\(index) amount=500 market=b2b"
      ])
    }
    for month in 1...months {
      fixture.costs.append(
        CostRow(
          from: LocalDay("2025-0\(month)-01")!, through: LocalDay("2025-0\(month)-28")!,
          market: month % 2 == 0 ? .b2c : nil, category: "media",
          channel: month % 3 == 0 ? "ads" : "", campaign: "", amount: 300_000_000,
          currency: "EUR", impressions: 1_000_000_000, clicks: 50_000_000, file: 9,
          line: Int64(month)))
    }
    fixture.asOf = "2025-0\(months + 2)-01"
    fixture.configuration.dimensions = ["channel", "device", "owner"]
    fixture.configuration.dimensionPairs = [DimensionPair("channel", "device")]
    fixture.configuration.approvalStages = ["Review"]
    fixture.configuration.grossMargin = 600_000
    fixture.configuration.targets = [
      TargetDefinition(
        market: .b2b, from: LocalDay("2025-04-01")!, to: LocalDay("2025-07-01")!,
        won: 5_000_000_000)
    ]
    return fixture
  }

  /// What a trace of a cell finds, at the first depth that gives the number.
  static func found(
    _ trace: MetricTrace, _ fixture: EventFixture
  ) -> (printed: MetricRow?, again: MetricRow?, found: MetricTrace.Found, depth: TraceDepth) {
    let groups = Dictionary(grouping: fixture.events, by: EventFixture.bucket)
    var built = trace.emptyState
    var whole = trace.emptyState
    let timelines = groups.keys.sorted().map { bucket in
      let batch = fixture.batch(groups[bucket]!)
      return built.timeline([batch], bucket: bucket, tieBreak: { [batch].picking($0) })
    }
    for timeline in timelines {
      var part = built
      part.fold(timeline)
      whole.merge(part)
    }
    let printed = trace.row(whole)
    var depth = trace.firstDepth
    while true {
      var found = trace.nothing
      for timeline in timelines {
        found.merge(trace.search(timeline, builtWith: built, depth: depth))
      }
      let again = trace.recomputed(found)
      if again == printed || depth == .population { return (printed, again, found, depth) }
      depth = TraceDepth(rawValue: depth.rawValue + 1)!
    }
  }

  /// Shops, sales, subscriptions and costs with tickets beside them; no other seed, so that every
  /// metric has a number.
  static let whole: EventFixture = {
    var random = SplitMix(seed: 7)
    var fixture = everything(seed: 7)
    fixture.events += RandomSupport.fixture(&random, tickets: 40).events
    fixture.add(["2025-07-31T22:15:00Z ticket_opened customer_id=late ticket_id=late tier=1"])
    fixture.configuration.sla.tiers = ["1": 2 * 3600 * 1_000_000]
    for variant in ["a", "b"] {
      for index in 0..<8 {
        let who = "customer_id=x\(variant)\(index)"
        fixture.add([
          "2025-05-01 exposure event_id=x\(variant)\(index) \(who) experiment=e variant=\(variant)",
          "2025-05-0\(index + 2) \(index % 3 == 0 ? "purchase" : "session_start") "
            + "event_id=y\(variant)\(index) \(who) order_id=y\(variant)\(index) amount=\(20 + index)",
        ])
      }
    }
    for variant in ["a", "b"] {
      fixture.add([
        "2025-05-01 exposure event_id=z\(variant) customer_id=both experiment=e variant=\(variant)"
      ])
    }
    for (deal, terms) in ["net30", "net60"].enumerated() {
      let who = "account_id=terms\(deal) deal_id=terms\(deal) person_id=p\(deal)"
      let plan = "amount=900 discount=\(deal * 50) payment_terms=\(terms)"
      fixture.add([
        "2025-02-01 opportunity event_id=t\(deal)a \(who) \(plan) expected_close=2025-03-01",
        "2025-02-03 touch event_id=t\(deal)b \(who) kind=demo",
        "2025-03-0\(deal + 2) won event_id=t\(deal)c \(who) \(plan) expected_close=2025-03-01",
      ])
    }
    fixture.configuration.experiments = [
      ExperimentDefinition(name: "e", variants: ["a", "b"], window: 7 * Instant.microsecondsPerDay)
    ]
    fixture.configuration.dimensions = ["channel"]
    fixture.configuration.dimensionPairs = []
    return fixture
  }()

  /// The numbers that are traced: of each metric one total of a period and one of a segment.
  private static let cells: [String: [TracedCell]] = {
    var chosen: [String: [TracedCell]] = [:]
    let rows = whole.output().metrics.filter { $0.value != nil && ($0.n ?? 1) > 0 }
    for (metric, own) in Dictionary(grouping: rows, by: \.metric) {
      let total =
        own.first { $0.dimension.isEmpty && $0.grain == .month }
        ?? own.first { $0.dimension.isEmpty } ?? own.first
      let segment = own.first { !$0.dimension.isEmpty && $0.grain == .all }
      chosen[metric] = [total, segment].compactMap { $0.map(TracedCell.init) }
    }
    return chosen
  }()

  /// Whether this build is optimised: the walk over all metrics takes minutes where it is not.
  static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  /// Of every metric: what is printed is what its traced records alone give.
  @Test(
    .enabled(if: isOptimised, "the walk over all metrics runs in an optimised build"),
    arguments: MetricCatalogue.definitions.map(\.id))
  func theRecordsBehindEveryMetricGiveItAgain(metric: String) throws {
    let plan = Self.whole.plan()
    for cell in Self.cells[metric] ?? [] {
      let result = Self.found(try #require(MetricTrace(plan: plan, cell: cell)), Self.whole)
      let printed = try #require(result.printed, "\(cell)")
      #expect(result.again == printed, "\(cell)")
      #expect(!result.found.buyers.isEmpty || metric.hasPrefix("unit."), "\(cell)")
      for buyer in result.found.buyers { #expect(!buyer.records.isEmpty, "\(cell)") }
    }
  }

  /// The walk leaves out no metric but those that are traced elsewhere: fits need more buyers, and
  /// the sample companies have them (TraceCommandTests); years need years, as below; and what
  /// changed is made of numbers, not of records.
  @Test(.enabled(if: isOptimised, "the walk over all metrics runs in an optimised build"))
  func everyMetricIsTraced() {
    let without = Set(MetricCatalogue.definitions.map(\.id)).subtracting(Self.cells.keys)
    #expect(without.subtracting(Self.slow).subtracting(Self.elsewhere) == [])
  }

  private static let slow: Set<String> = [
    "unit.ltv_observed_12m", "unit.ltv_cac_observed_12m", "unit.ltv_observed_24m",
    "unit.ltv_cac_observed_24m", "revenue.nrr_12m", "revenue.grr_12m",
  ]
  private static let elsewhere: Set<String> = [
    "unit.ltv", "unit.ltv_cac", "unit.ltv_predicted", "unit.gammagamma_p", "unit.gammagamma_q",
    "unit.gammagamma_v", "change.shortfall_net_revenue",
  ]

  @Test(arguments: slow.sorted()) func numbersOfYearsAreTraced(metric: String) throws {
    var fixture = EventFixture([
      "2023-01-05 purchase event_id=a customer_id=c1 order_id=1 amount=40",
      "2023-06-05 purchase event_id=b customer_id=c1 order_id=2 amount=20",
      "2023-01-10 purchase event_id=c customer_id=c2 order_id=3 amount=10",
      "2023-01-01 mrr event_id=d account_id=a1 subscription_id=s1 amount=100",
      "2024-03-01 mrr event_id=e account_id=a1 subscription_id=s1 amount=80",
    ])
    fixture.asOf = "2025-04-01"
    fixture.configuration.grossMargin = 500_000
    fixture.costs = [
      CostRow(
        from: LocalDay("2023-01-01")!, through: LocalDay("2023-01-31")!, market: .b2c,
        category: "media", channel: "", campaign: "", amount: 50_000_000, currency: "EUR",
        impressions: nil, clicks: nil, file: 9, line: 1)
    ]
    let row = try #require(
      fixture.output().metrics.first {
        $0.metric == metric && $0.value != nil && $0.dimension.isEmpty && ($0.n ?? 1) > 0
      })
    let trace = try #require(MetricTrace(plan: fixture.plan(), cell: TracedCell(row)))
    let result = Self.found(trace, fixture)
    #expect(result.printed == row && result.again == row)
  }

  /// A count is made of its own buyers, one by one, and of no other records.
  @Test func countsNameTheirRecords() throws {
    let fixture = EventFixture([
      "2025-01-01 session_start event_id=a customer_id=c1 session_id=s1",
      "2025-01-02 purchase event_id=b customer_id=c1 session_id=s1 order_id=1 amount=10",
      "2025-01-03 refund event_id=c customer_id=c1 order_id=1 amount=4",
      "2025-02-01 purchase event_id=d customer_id=c1 order_id=2 amount=20",
      "2025-01-05 purchase event_id=e customer_id=c2 order_id=3 amount=30",
      "2025-01-06 session_start event_id=f customer_id=c3 session_id=s3",
    ])
    let plan = fixture.plan()
    func traced(_ metric: String) throws -> [String: [String]] {
      let cell = TracedCell(
        metric: metric, market: .b2c, grain: .month, period: "2025-01-01")
      let result = Self.found(try #require(MetricTrace(plan: plan, cell: cell)), fixture)
      #expect(result.depth == .records)
      return Dictionary(
        uniqueKeysWithValues: result.found.buyers.map { buyer in
          (buyer.buyer.id, buyer.records.map { "\($0.type)@\($0.time.description.prefix(10))" })
        })
    }
    #expect(
      try traced("b2c.orders") == [
        "c1": ["purchase@2025-01-02"], "c2": ["purchase@2025-01-05"],
      ])
    #expect(
      try traced("b2c.refunds") == [
        "c1": ["purchase@2025-01-02", "refund@2025-01-03"], "c2": ["purchase@2025-01-05"],
      ])
    #expect(
      try traced("b2c.sessions") == [
        "c1": ["session_start@2025-01-01"], "c3": ["session_start@2025-01-06"],
      ])
    #expect(
      try traced("b2c.session_conversion_rate") == [
        // The purchase names its session, so one record shows both.
        "c1": ["purchase@2025-01-02"], "c3": ["session_start@2025-01-06"],
      ])
  }

  @Test func costsBehindAcquisitionAreNamed() throws {
    var fixture = EventFixture([
      "2025-01-02 purchase event_id=b customer_id=c1 order_id=1 amount=10",
      "2025-02-02 purchase event_id=c customer_id=c2 order_id=2 amount=10",
    ])
    for (line, day) in ["2025-01-01", "2025-01-20", "2025-02-01"].enumerated() {
      fixture.costs.append(
        CostRow(
          from: LocalDay(day)!, through: LocalDay(day)!, market: .b2c, category: "media",
          channel: "", campaign: "", amount: 50_000_000, currency: "EUR", impressions: nil,
          clicks: nil, file: 3, line: Int64(line + 2)))
    }
    let cell = TracedCell(
      metric: "unit.cac", market: .b2c, grain: .month, period: "2025-01-01")
    let trace = try #require(MetricTrace(plan: fixture.plan(), cell: cell))
    let result = Self.found(trace, fixture)
    #expect(result.printed?.value?.description == "100.0000")
    #expect(result.found.buyers.map(\.buyer.id) == ["c1"])
    #expect(trace.costs(result.found).map { fixture.costs[$0].line } == [2, 3])
  }

  /// The segments of a pair add up to its margins, for every additive count.
  @Test(arguments: Seeds.from(1, few: 1)) func pairsAddUpToTheirMargins(seed: UInt64) throws {
    let fixture = Self.everything(seed: seed, months: 2)
    let rows = fixture.output().metrics
    for metric in ["b2c.orders", "b2c.sessions", "b2b.won", "b2c.new_customers", "b2c.revenue_net"]
    {
      for period in Set(rows.filter { $0.metric == metric && $0.grain == .month }.map(\.period)) {
        let mine = rows.filter {
          $0.metric == metric && $0.grain == .month && $0.period == period && $0.market != nil
        }
        for (dimension, margin) in [("channel", \MetricRow.segment), ("device", \.segment2)] {
          var sums: [String: Int128] = [:]
          for row in mine where !row.dimension2.isEmpty {
            #expect(row.dimension == "channel" && row.dimension2 == "device")
            sums[row[keyPath: margin], default: 0] += row.value?.units ?? 0
          }
          var single: [String: Int128] = [:]
          for row in mine where row.dimension == dimension && row.dimension2.isEmpty {
            single[row.segment] = row.value?.units ?? 0
          }
          #expect(sums == single, "seed \(seed): \(metric) \(period) \(dimension)")
        }
      }
    }
  }

  @Test(arguments: Seeds.from(1, few: 1)) func everyBuyerOfAClassIsListed(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random)
    let plan = fixture.plan()
    let table = try #require(fixture.output().tables.first { $0.id == "rfm" })
    var list = RecencyTrace(plan: plan)
    for (bucket, events) in Dictionary(grouping: fixture.events, by: EventFixture.bucket) {
      var state = RecencyTrace.emptyState(plan)
      let batch = fixture.batch(events)
      list.add(state.timeline([batch], bucket: bucket, tieBreak: { [batch].picking($0) }))
    }
    let counts = Dictionary(grouping: list.classified(), by: \.className).mapValues(\.count)
    let printed = Dictionary(
      uniqueKeysWithValues: table.rows.map { row in
        (row.prefix(3).map(\.plain).joined(separator: "-"), Int(row[4].plain)!)
      })
    #expect(counts == printed, "seed \(seed)")
    for member in list.classified() {
      #expect(member.records.count == Int(member.frequency), "seed \(seed)")
      #expect(
        member.records.allSatisfy { $0.type == "purchase" && $0.line > 1 }, "seed \(seed)")
    }
  }
}
