import FunnelModel
import Metrics
import Testing

/// What shortened a cycle, which step of a funnel moved it, and what a weak step costs.
@Suite struct BottleneckTests {
  private static func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

  private static func windows() throws -> [WindowDefinition] {
    [
      WindowDefinition(name: "before", from: try day("2025-01-01"), to: try day("2025-03-01")),
      WindowDefinition(name: "after", from: try day("2025-03-01"), to: try day("2025-06-01")),
    ]
  }

  private static func rows(
    _ fixture: EventFixture, _ metric: String, _ dimension: String
  ) throws -> [[String: String]] {
    let output = fixture.output()
    let report = try #require(
      ChangeReport(plan: fixture.plan(), rows: output.metrics, tables: output.tables))
    let table = report.table()
    return table.rows.map { cells in
      Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.id), cells.map(\.plain)))
    }.filter { $0["metric"] == metric && $0["dimension"] == dimension }
  }

  /// Before: two deals with 2 days unstaged, 4 and 6 in Demo, 20 and 24 in Review; after: two with
  /// 1 day unstaged, 5 and 5 in Demo, 6 and 8 in Review. Means 28 → 13 days.
  @Test func stagesOfTheCycleAddUpToItsChange() throws {
    var fixture = EventFixture()
    fixture.configuration.windows = try Self.windows()
    let deals = [
      ("a", "2025-01-01", "2025-01-03", "2025-01-07", "2025-01-27"),
      ("b", "2025-01-01", "2025-01-03", "2025-01-09", "2025-02-02"),
      ("c", "2025-03-01", "2025-03-02", "2025-03-07", "2025-03-13"),
      ("d", "2025-03-01", "2025-03-02", "2025-03-07", "2025-03-15"),
    ]
    for (id, opened, demo, review, won) in deals {
      fixture.add([
        "\(opened) opportunity deal_id=\(id) amount=100",
        "\(demo) stage deal_id=\(id) stage=Demo", "\(review) stage deal_id=\(id) stage=Review",
        "\(won) stage deal_id=\(id) stage=Signed", "\(won) won deal_id=\(id)",
      ])
    }
    fixture.asOf = "2025-06-10"
    let rows = try Self.rows(fixture, "b2b.sales_cycle_days_mean", "stage")
    #expect(rows.map { $0["segment"] } == ["Review", "(before the first stage)", "Demo"])
    #expect(rows.map { $0["value_before"] } == ["22.000000", "2.000000", "5.000000"])
    #expect(rows.map { $0["value_after"] } == ["7.000000", "1.000000", "5.000000"])
    #expect(rows.map { $0["effect"] } == ["-15.00000000", "-1.00000000", "0.00000000"])
    let total = try Self.rows(fixture, "b2b.sales_cycle_days_mean", "")
    #expect(total.map { $0["effect"] } == ["-16.00000000"])
    // 22 of 29 days, 7 of 13.
    #expect(rows[0]["weight_before"] == "0.758621" && rows[0]["weight_after"] == "0.538462")
  }

  /// A stage that is entered again counts both stays, and one entered before the opening counts
  /// from the opening on.
  @Test func everyMomentBelongsToOneStage() throws {
    var fixture = EventFixture([
      "2025-01-01 stage deal_id=a stage=Demo", "2025-01-03 opportunity deal_id=a",
      "2025-01-05 stage deal_id=a stage=Review", "2025-01-06 stage deal_id=a stage=Demo",
      "2025-01-10 stage deal_id=a stage=Review", "2025-01-13 won deal_id=a",
    ])
    fixture.asOf = "2025-02-10"
    let rows = fixture.output().metrics.filter {
      $0.metric == "b2b.cycle_stage_days" && $0.grain == .all
    }
    let days = Dictionary(
      uniqueKeysWithValues: rows.map { ($0.segment, $0.value?.description ?? "") })
    #expect(days == ["Demo": "6.000000", "Review": "4.000000"])
  }

  /// On random deals the days in the stages add up to the days of the cycles, in every period.
  @Test(arguments: Seeds.from(1, few: 20))
  func stagesAddUpToTheCycle(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let output = RandomSales.fixture(&random, events: 60 + random.below(200)).output()
    let parts = Dictionary(
      grouping: output.metrics.filter { $0.metric == "b2b.cycle_stage_days" },
      by: { "\($0.grain.name) \($0.period)" })
    for (period, rows) in parts {
      let total = output.metrics.first {
        $0.metric == "b2b.sales_cycle_days_mean" && $0.dimension.isEmpty
          && "\($0.grain.name) \($0.period)" == period
      }
      let days = rows.reduce(0) { $0 + ($1.numerator?.double ?? 0) }
      // Each numerator is rounded to a millionth of a day.
      #expect(
        abs(days - (total?.numerator?.double ?? .nan)) <= Double(rows.count + 1) * 1e-6,
        "seed \(seed), \(period)")
      #expect(Set(rows.map(\.n)) == [total?.n], "seed \(seed), \(period)")
    }
  }

  /// 20 sessions before: 10 carts, 5 purchases. After: 8 carts, 6 purchases; each order 30.00.
  /// The cart step fell from 0.5 to 0.4: 2 carts × 0.75 × 30 = 45 of net revenue.
  @Test func theWeakStepIsPricedInNetRevenue() throws {
    var fixture = EventFixture()
    fixture.configuration.windows = try Self.windows()
    fixture.configuration.funnels = [
      FunnelDefinition(
        name: "cart", scope: .session,
        steps: ["session_start", "add_to_cart", "purchase"].map { FunnelStep(type: $0) },
        window: nil)
    ]
    for (month, carts, orders) in [("2025-01", 10, 5), ("2025-03", 8, 6)] {
      for index in 0..<20 {
        let id = "\(month)-\(index)"
        let time = "\(month)-\(10 + index % 10)T10:0"
        fixture.add(["\(time)0:00Z session_start customer_id=\(id) session_id=\(id)"])
        if index < carts {
          fixture.add(["\(time)1:00Z add_to_cart customer_id=\(id) session_id=\(id)"])
        }
        if index < orders {
          fixture.add(["\(time)2:00Z purchase customer_id=\(id) session_id=\(id) amount=30"])
        }
      }
    }
    fixture.asOf = "2025-06-10"
    let output = fixture.output()
    let report = try #require(
      ChangeReport(plan: fixture.plan(), rows: output.metrics, tables: output.tables))
    let costs = report.shortfalls()
    #expect(costs.map(\.segment) == ["cart: session_start → add_to_cart"])
    #expect(costs.first?.value?.description == "45.0000")
    let rows = try Self.rows(fixture, "change.shortfall_net_revenue", "step")
    #expect(rows.map { $0["effect"] } == ["-45.0000"])
    #expect(rows.map { $0["value_before"] } == ["0.500000"])
    #expect(rows.map { $0["reference"] } == ["history"])
    // Shapley of 0.5·0.5 → 0.4·0.75: cart (0.4 − 0.5)·½(0.5 + 0.75), purchase 0.25·½(0.5 + 0.4).
    let steps = try Self.rows(fixture, "funnel.cart", "step")
    #expect(steps.map { $0["effect"] } == ["0.11250000", "-0.06250000"])
  }

  /// 20 sessions, 2 purchases of 30.00; the band 0.2 – 0.4 has its middle at 0.3, six purchases.
  @Test func aBandIsTheReferenceOfABandedRate() throws {
    var fixture = EventFixture()
    fixture.configuration.windows = try Self.windows()
    fixture.configuration.bands = [
      BandDefinition(metric: "b2c.session_conversion_rate", low: 0.2, high: 0.4)
    ]
    for month in ["2025-01", "2025-03"] {
      for index in 0..<20 {
        let id = "\(month)-\(index)"
        let time = "\(month)-\(10 + index % 10)T10:0"
        fixture.add(["\(time)0:00Z session_start customer_id=\(id) session_id=\(id)"])
        if index < 2 {
          fixture.add(["\(time)2:00Z purchase customer_id=\(id) session_id=\(id) amount=30"])
        }
      }
    }
    fixture.asOf = "2025-06-10"
    let rows = try Self.rows(fixture, "change.shortfall_net_revenue", "step")
    let row = try #require(rows.first { $0["reference"] == "band" })
    #expect(row["segment"] == "session → purchase" && row["effect"] == "-120.0000")
  }
}
