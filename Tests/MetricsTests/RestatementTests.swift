import FunnelModel
import Metrics
import Testing

@Suite struct RestatementTests {
  private static func row(
    _ metric: String, _ units: Int?, _ period: String = "2025-01-01", grain: Grain = .month,
    status: MetricStatus = .ok, segment: String = "", unit: MetricUnit = .count
  ) -> MetricRow {
    var row = MetricRow(
      metric: metric, market: .b2c, grain: grain, period: period,
      value: units.map { FixedDecimal(units: Int128($0), digits: unit.digits) }, unit: unit,
      status: status)
    if !segment.isEmpty { (row.dimension, row.segment) = ("channel", segment) }
    return row
  }

  /// The cells from `before` on, by metric, period and segment.
  private static func cells(
    _ before: [MetricRow], _ kept: [MetricRow], _ merged: [MetricRow], _ after: [MetricRow],
    hidden: [MetricRow] = [], redefined: Set<String> = []
  ) -> [String: [String]] {
    let found = Restatements(
      before: .init(before), kept: .init(kept), merged: .init(merged), after: .init(after),
      hidden: hidden
    ) { redefined.contains($0) }
    #expect(found.table().rows.count == found.count)
    return Dictionary(
      uniqueKeysWithValues: found.table().rows.map { cells in
        ([0, 3, 5].map { cells[$0].plain }.joined(separator: " "), cells[9...].map(\.plain))
      })
  }

  /// 10 were printed; a deletion left 7, two buyers that are one made 6, late events made 9.
  @Test func theStepsAddUpToTheDifference() {
    let numbers = [10, 7, 6, 9].map { [Self.row("b2c.orders", $0)] }
    #expect(
      Self.cells(numbers[0], numbers[1], numbers[2], numbers[3])
        == ["b2c.orders 2025-01-01 ": ["10", "9", "-1", "3", "-1", "0", "-3", "late_events"]])
    // Where the definition changed, what the deletion would be is the definition's.
    #expect(
      Self.cells(
        numbers[0], numbers[1], numbers[2], numbers[3], redefined: ["b2c.orders"])
        == ["b2c.orders 2025-01-01 ": ["10", "9", "-1", "3", "-1", "-3", "0", "late_events"]])
  }

  @Test func onlyFinalNumbersOfPeriodsCount() {
    let old = [
      Self.row("b2c.orders", 1, grain: .all), Self.row("b2c.orders", 1, status: .partial),
      Self.row("b2c.orders", 1, "2025-02-01", status: .inProgress),
    ]
    let new = old.map { row in
      var row = row
      row.value = FixedDecimal(2)
      return row
    }
    #expect(Self.cells(old, new, new, new) == [:])
  }

  @Test func numbersThatAppearAndVanish() {
    let old = [Self.row("b2c.orders", 5), Self.row("b2c.orders", 5, segment: "mail")]
    let new = [
      Self.row("b2c.orders", 5), Self.row("b2c.orders", 3, segment: "mail"),
      Self.row("b2c.orders", 2, segment: "search"),
    ]
    // A count that was not printed was 0; a metric that was not is no restatement.
    let other = [Self.row("b2c.sessions", 4)]
    #expect(
      Self.cells(old, old, old, new + other) == [
        "b2c.orders 2025-01-01 mail": ["5", "3", "-2", "-2", "0", "0", "0", "late_events"],
        "b2c.orders 2025-01-01 search": ["", "2", "2", "2", "0", "0", "0", "late_events"],
      ])
    // A rate that has no value any more has no steps, only a cause.
    let rate = [Self.row("b2c.refund_rate", 500_000, unit: .ratio)]
    #expect(
      Self.cells(rate, rate, [], [])
        == [
          "b2c.refund_rate 2025-01-01 ": [
            "0.500000", "", "", "", "", "", "0.000000", "identity_merges",
          ]
        ])
  }

  @Test func hiddenNumbersStayHidden() {
    let (old, new) = ([Self.row("b2c.orders", 5)], [Self.row("b2c.orders", 4)])
    #expect(Self.cells(old, old, old, new, hidden: new) == [:])
  }
}
