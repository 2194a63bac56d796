import FunnelModel
import Metrics
import Testing

/// Every cell of the tables of funnels on random data: counts, rates and times by period, segment
/// and step.
@Suite struct FunnelTableTests {
  private static func steps(_ names: String) -> [FunnelStep] {
    names.split(separator: " ").map { FunnelStep(type: String($0)) }
  }

  private static let windows = [
    WindowDefinition(name: "spring", from: LocalDay("2025-01-10")!, to: LocalDay("2025-02-20")!),
    WindowDefinition(name: "late", from: LocalDay("2025-02-10")!, to: LocalDay("2025-03-01")!),
  ]

  private static let day = Instant.microsecondsPerDay

  /// By session without a limit, and by buyer with each of the rules of entry.
  private static let funnels = [
    FunnelDefinition(
      name: "sessions", scope: .session,
      steps: steps("session_start view_item add_to_cart purchase"), window: nil),
    FunnelDefinition(
      name: "deepest", scope: .buyer, steps: steps("view_item add_to_cart purchase"),
      window: 30 * day),
    FunnelDefinition(
      name: "first", scope: .buyer, steps: steps("view_item add_to_cart purchase"),
      window: 20 * day, entry: .first),
    FunnelDefinition(
      name: "every", scope: .buyer, steps: steps("add_to_cart begin_checkout purchase"),
      window: 10 * day, entry: .every),
  ]

  @Test(arguments: Seeds.from(1, few: 4))
  func stepsOfAShop(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 150, months: 3)
    fixture.configuration.funnels = Self.funnels
    fixture.configuration.windows = Self.windows
    fixture.configuration.dimensions = ["channel"]
    let output = fixture.output()
    #expect(output.violations.isEmpty, "seed \(seed)")
    let events = fixture.events.map(SlowDeals.Event.init).sorted {
      ($0.time, $0["event_id"]!) < ($1.time, $1["event_id"]!)
    }
    for funnel in Self.funnels {
      var slow = SlowFunnel(funnel, dimensions: ["channel"], windows: Self.windows)
      let field = funnel.scope == .session ? "session_id" : "customer_id"
      for (_, own) in Dictionary(grouping: events, by: { $0[field]! }) { slow.take(own) }
      let differences = PrintedTable(output, "funnel_" + funnel.name)
        .differences(SlowFunnel.keys, slow.expected()) { $0["entered"] == "0" }
      #expect(differences.isEmpty, "seed \(seed), \(funnel.name): \(differences.prefix(5))")
    }
  }

  /// The sales funnel: a later stage implies the earlier ones, at its time.
  @Test(arguments: Seeds.from(1, few: 6))
  func stagesOfSales(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSales.fixture(&random, events: 100, months: 3)
    fixture.configuration.windows = Self.windows
    let stages = ["mql", "sql", "opportunity", "won"]
    let definition = FunnelDefinition(
      name: "sales", market: .b2b, scope: .deal, steps: stages.map { FunnelStep(type: $0) },
      window: nil, entry: .first, skip: .implied)
    var slow = SlowFunnel(definition, dimensions: ["channel", "owner"], windows: Self.windows)
    for unit in SlowDeals(fixture).units {
      let own = [
        unit.first("mql"), unit.first("sql"), unit.opportunity, unit.isWon ? unit.close : nil,
      ]
      let moments = own.enumerated().compactMap { step, event in event.map { (step, $0) } }
        .sorted { ($0.1.time, $0.1["event_id"]!) < ($1.1.time, $1.1["event_id"]!) }
      guard let entry = moments.first else { continue }
      var attempt = SlowFunnel.Attempt(entry: entry.1, times: [nil, nil, nil, nil])
      for step in stages.indices {
        guard let reached = moments.first(where: { $0.0 >= step }) else { continue }
        attempt.times[step] = reached.1.time
        if reached.0 > step { attempt.skipped.insert(step) }
      }
      slow.units.append([attempt])
    }
    let differences = PrintedTable(fixture.output(), "funnel_sales")
      .differences(SlowFunnel.keys, slow.expected()) { $0["entered"] == "0" }
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }
}
