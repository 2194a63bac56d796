import FunnelModel
import Metrics
import Testing

@Suite struct ChangeTests {
  /// Mobile 1/10 → 4/10, desktop 2/10 → 2/10 with equal mix: the whole change is mobile's rate.
  @Test func theDriverIsNamedAndTheEffectsAddUp() throws {
    var fixture = EventFixture()
    fixture.configuration.dimensions = ["device"]
    fixture.configuration.windows = [
      WindowDefinition(name: "before", from: try day("2025-01-01"), to: try day("2025-02-01")),
      WindowDefinition(name: "after", from: try day("2025-02-01"), to: try day("2025-03-01")),
    ]
    let buyers = ["mobile": [1, 4], "desktop": [2, 2]]
    for (device, bought) in buyers {
      for month in 0..<2 {
        for index in 0..<10 {
          let id = "\(device)\(month)\(index)"
          let time = "2025-0\(month + 1)-0\(1 + index % 9)T10:0\(index % 6):00Z"
          fixture.add(["\(time) session_start customer_id=\(id) session_id=\(id) device=\(device)"])
          if index < bought[month] {
            fixture.add(["\(time) purchase customer_id=\(id) session_id=\(id) amount=10"])
          }
        }
      }
    }
    let plan = fixture.plan()
    let report = try #require(ChangeReport(plan: plan, rows: fixture.output().metrics))
    let rows = report.table().rows.filter { $0[0].plain == "b2c.session_conversion_rate" }
    #expect(rows.count == 3)
    // 3/20 → 6/20
    #expect(rows[0][14].plain == "0.15000000")
    #expect(rows[1][6].plain == "mobile")
    #expect(rows[1][12].plain == "0.15000000")
    #expect(rows[1][13].plain == "0.00000000")
    #expect(rows[2][14].plain == "0.00000000")
  }

  /// Without windows the last two months that are wholly in the data are compared.
  @Test(
    arguments: [
      ("2025-01-01", "2025-04-10", ["2025-02-01", "2025-03-01"]),
      ("2025-01-01", "2025-03-31", ["2025-02-01", "2025-03-01"]),
      ("2025-01-01", "2025-03-30", ["2025-01-01", "2025-02-01"]),
      ("2025-01-02", "2025-03-30", nil),
    ] as [(String, String, [String]?)])
  func fullMonthsAreCompared(first: String, last: String, months: [String]?) {
    let fixture = EventFixture([
      "\(first) touch customer_id=a", "\(last)T23:00:00Z touch customer_id=a",
    ])
    let comparison = ChangeReport.comparison(fixture.plan())
    #expect(comparison.map { [$0.before, $0.after] } == months)
    #expect(comparison == nil || comparison?.grain == .month)
  }

  private func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }
}
