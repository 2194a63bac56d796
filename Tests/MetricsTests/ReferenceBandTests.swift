import FunnelModel
import Metrics
import Testing

@Suite struct ReferenceBandTests {
  static func row(
    _ metric: String, _ market: Market, _ grain: Grain, _ period: String, _ units: Int128?,
    status: MetricStatus = .ok
  ) -> MetricRow {
    MetricRow(
      metric: metric, market: market, grain: grain, period: period,
      value: units.map { FixedDecimal(units: $0, digits: 2) }, unit: .ratio, status: status)
  }

  static func verdicts(_ rows: [MetricRow], bands: [BandDefinition] = []) -> [String] {
    var fixture = EventFixture(["2025-01-01 touch customer_id=a", "2025-04-10 touch customer_id=a"])
    fixture.configuration.windows = [
      WindowDefinition(name: "w", from: LocalDay("2025-01-01")!, to: LocalDay("2025-02-01")!)
    ]
    return ReferenceBands.judge(rows, bands: bands, plan: fixture.plan()).rows.map { row in
      [row[0], row[2], row[3], row[7]].map(\.plain).joined(separator: " ")
    }
  }

  @Test func latestCompletePeriodsAndWindows() {
    let gap = "b2c.cart_payment_gap"
    #expect(
      Self.verdicts([
        Self.row(gap, .b2c, .month, "2025-02-01", 50),
        Self.row(gap, .b2c, .month, "2025-03-01", 11),
        Self.row(gap, .b2c, .month, "2025-04-01", 1, status: .partial),
        Self.row(gap, .b2c, .week, "2025-03-31", 10), Self.row(gap, .b2c, .window, "w", nil),
      ]) == [
        "\(gap) month 2025-03-01 above", "\(gap) week 2025-03-31 within",
        "\(gap) window w undefined",
      ])
  }

  @Test func theMarketsHaveBandsOfTheirOwn() {
    #expect(
      Self.verdicts([
        Self.row("unit.ltv_cac", .b2c, .month, "2025-03-01", 450),
        Self.row("unit.ltv_cac", .b2b, .quarter, "2025-01-01", 450),
        Self.row("b2b.mql_to_sql_rate", .b2b, .quarter, "2025-01-01", 2),
      ]) == [
        "b2b.mql_to_sql_rate quarter 2025-01-01 below", "unit.ltv_cac month 2025-03-01 above",
        "unit.ltv_cac quarter 2025-01-01 within",
      ])
  }

  @Test func theConfigurationReplacesABand() {
    #expect(
      Self.verdicts(
        [Self.row("b2c.aov", .b2c, .month, "2025-03-01", 4000)],
        bands: [BandDefinition(metric: "b2c.aov", low: 50, high: nil)])
        == ["b2c.aov month 2025-03-01 below"])
  }
}
