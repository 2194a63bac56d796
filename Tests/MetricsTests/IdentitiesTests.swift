import FunnelModel
import Testing

@testable import Metrics

@Suite struct IdentitiesTests {
  private static func row(
    _ metric: String, _ units: Int?, _ dimension: String = "", _ segment: String = "",
    period: String = "2025-01-01", n: Int? = nil
  ) -> MetricRow {
    var row = MetricRow(
      metric: metric, market: .b2c, grain: .month, period: period,
      value: units.map { FixedDecimal(units: Int128($0), digits: 0) }, unit: .count, n: n)
    row.dimension = dimension
    row.segment = segment
    return row
  }

  private static func breakdown(_ metric: String, total: Int) -> [MetricRow] {
    [
      row(metric, total), row(metric, 3, "channel", "mail"), row(metric, 4, "channel", "search"),
      row(metric, 7, "device", "phone"),
    ]
  }

  @Test(arguments: Identities.additive.sorted())
  func segmentsThatDoNotSumAreNamed(metric: String) throws {
    #expect(Identities.violations(Self.breakdown(metric, total: 7)) == [])
    // Whatever the order of the rows, and with another period between them.
    let mixed =
      Self.breakdown(metric, total: 7).reversed() + [Self.row(metric, 9, period: "2025-02-01")]
    #expect(Identities.violations(Array(mixed)) == [])
    let wrong = Identities.violations(Self.breakdown(metric, total: 9))
    #expect(
      wrong.map(\.message)
        == ["channel", "device"].map {
          "\(metric) of b2c, month 2025-01-01: the segments of \($0) sum to 7, the total is 9"
        })
    #expect(wrong.allSatisfy { $0.row?.metric == metric && $0.row?.dimension == "" })
  }

  @Test func everyAdditiveMetricIsInTheCatalogue() {
    for metric in Identities.additive {
      let definition = MetricCatalogue.definition(metric)
      #expect(definition?.unit == .count || definition?.unit == .money, "\(metric)")
    }
  }

  /// What an ad account reports without a channel belongs to the total only, as its cost does.
  @Test func costsWithoutAChannelContradictNothing() {
    var fixture = EventFixture(["2025-01-05 purchase customer_id=c1 order_id=1 channel=mail"])
    fixture.configuration.dimensions = ["channel"]
    for (line, channel) in ["mail", ""].enumerated() {
      fixture.costs.append(
        CostRow(
          from: LocalDay("2025-01-05")!, through: LocalDay("2025-01-05")!, market: .b2c,
          category: "media", channel: channel, campaign: "", amount: 1_000_000, currency: "EUR",
          impressions: 100_000_000, clicks: 3_000_000, file: 0, line: Int64(line + 2)))
    }
    let rows = fixture.output().metrics
    let clicks = rows.filter { $0.metric == "unit.clicks" && $0.grain == .all && $0.market == .b2c }
    #expect(
      clicks.map { "\($0.segment) \($0.value?.description ?? "")" }.sorted() == [" 6", "mail 3"])
    #expect(Identities.violations(rows) == [])
  }

  /// Goods by weight and amounts of six decimals are rounded where they are printed; that is no
  /// contradiction, but a cent is, and so is one order.
  @Test func roundingContradictsNothing() {
    var fixture = EventFixture([
      "2025-01-05 purchase event_id=a customer_id=c1 order_id=1 amount=10.00005 quantity=0.5 "
        + "channel=mail",
      "2025-01-06 purchase event_id=b customer_id=c2 order_id=2 amount=10.00005 quantity=0.5 "
        + "channel=ads",
    ])
    fixture.configuration.dimensions = ["channel"]
    let rows = fixture.output().metrics
    #expect(Identities.violations(rows) == [])
    func shifted(_ metric: String, by units: Int128) -> [String] {
      let changed = rows.map { row in
        guard row.metric == metric, row.grain == .month, row.dimension.isEmpty, let old = row.value
        else { return row }
        var row = row
        row.value = FixedDecimal(units: old.units + units, digits: old.digits)
        return row
      }
      return Identities.violations(changed).map(\.message)
    }
    // Printed with four digits: 100 of the last are a cent.
    #expect(shifted("b2c.revenue_net", by: 100).count == 1)
    #expect(shifted("b2c.new_customers", by: 1).count == 1)
  }

  @Test func pairsSumToo() {
    var pair = Self.row("b2c.orders", 6, "channel", "mail")
    pair.dimension2 = "device"
    pair.segment2 = "phone"
    let wrong = Identities.violations([Self.row("b2c.orders", 7), pair])
    #expect(wrong.map(\.message).first?.contains("channel × device sum to 6") == true)
  }

  @Test func meansAndHiddenSegmentsAreLeftAlone() {
    #expect(Identities.violations(Self.breakdown("b2c.aov", total: 99)) == [])
    var rows = Self.breakdown("b2c.orders", total: 7)
    rows[1].value = nil
    #expect(Identities.violations(rows) == [])
  }

  @Test func ordersAreThoseOfTheOrderValue() {
    let aov = Self.row("b2c.aov", 50, n: 7)
    #expect(Identities.violations([aov, Self.row("b2c.orders", 7)]) == [])
    let wrong = Identities.violations([aov, Self.row("b2c.orders", 8)])
    #expect(
      wrong.map(\.message) == [
        "b2c.orders of b2c, month 2025-01-01: 8 orders, but the order value is of 7"
      ])
  }
}
