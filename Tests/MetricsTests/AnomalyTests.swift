import FunnelModel
import Metrics
import Testing

@Suite struct AnomalyTests {
  /// Mondays from 6 January 2025 on; as_of is Monday, 3 March.
  private static let mondays = (0..<9).map { LocalDay("2025-01-06")!.advanced(by: 7 * $0) }

  private static func rows(
    _ values: [Int?], grain: Grain = .day, metric: String = "b2c.sessions", market: Market = .b2c
  ) -> [MetricRow] {
    zip(mondays, values).map { day, value in
      MetricRow(
        metric: metric, market: market, grain: grain, period: day.description,
        value: value.map { FixedDecimal($0) }, unit: .count)
    }
  }

  private static func judged(
    _ rows: [MetricRow], asOf: String = "2025-03-03T23:59:59Z", incidents: [WindowDefinition] = []
  ) -> [[String]] {
    var fixture = EventFixture([
      "2025-01-06 session_start customer_id=a session_id=s", "2025-01-07 lead deal_id=d",
    ])
    fixture.asOf = asOf
    fixture.configuration.incidents = incidents
    return Anomalies(plan: fixture.plan(), rows: rows).table().rows.map { $0.map(\.plain) }
  }

  /// Median 10 and median absolute deviation 1 of 9, 10, 10, 10, 11, 12, 13, 10: deviations 1, 0, 0,
  /// 0, 1, 2, 3, 0 have the middle 0.5, so that z = (30 − 10) ÷ (1.4826 × 0.5).
  @Test func aHighMondayByHand() {
    let rows = Self.rows([9, 10, 10, 10, 11, 12, 13, 10, 30])
    #expect(
      Self.judged(rows) == [
        ["b2c", "b2c.sessions", "day", "2025-03-03", "30", "10", "26.979590", "8", "high"]
      ])
  }

  @Test(arguments: [
    ([9, 10, 10, 10, 11, 12, 13, 10, 11], "usual"), ([9, 10, 10, 10, 11, 12, 13, 10, 0], "low"),
    // 3.5 robust deviations are 2.594553… units here: 7 is beyond, 8 is not.
    ([9, 10, 10, 10, 11, 12, 13, 10, 7], "low"), ([9, 10, 10, 10, 11, 12, 13, 10, 8], "usual"),
    ([5, 5, 5, 5, 5, 5, 5, 5, 6], "no spread"), ([5, 5, 5, 5, 5, 5, 5, 5, 5], "usual"),
  ])
  func verdicts(values: [Int], verdict: String) {
    #expect(Self.judged(Self.rows(values)).map(\.last) == [verdict])
  }

  @Test func incidentsAreNoMeasure() {
    // Without the outage of 13 January there are seven values, and fewer than six are no history.
    let outage = WindowDefinition(
      name: "outage", from: LocalDay("2025-01-13")!, to: LocalDay("2025-01-14")!)
    let rows = Self.rows([10, 0, 11, 12, 10, 9, 10, 11, 10])
    #expect(Self.judged(rows, incidents: [outage]).first?[7] == "7")
    #expect(Self.judged(rows).first?[7] == "8")
    let long = WindowDefinition(
      name: "rebuild", from: LocalDay("2025-01-06")!, to: LocalDay("2025-01-21")!)
    #expect(Self.judged(rows, incidents: [long]) == [])
  }

  @Test func theRunningDayAndPartialDaysAreNotJudged() {
    var rows = Self.rows([9, 10, 10, 10, 11, 12, 13, 10, 30])
    #expect(Self.judged(rows, asOf: "2025-03-03T12:00:00Z").first?[3] == "2025-03-03")
    rows[8].status = .partial
    #expect(Self.judged(rows).first?[3] == "2025-02-24")
  }

  @Test func businessesAreWatchedByTheWeek() {
    let weeks = Self.rows(
      [1, 2, 3, 2, 1, 2, 3, 9], grain: .week, metric: "b2b.leads", market: .b2b)
    let days = Self.rows([1, 2, 3, 2, 1, 2, 3, 9], metric: "b2b.leads", market: .b2b)
    let found = Self.judged(weeks + days)
    #expect(found.map { Array($0[1...3]) } == [["b2b.leads", "week", "2025-02-24"]])
    #expect(found.first?.last == "high")
  }
}
