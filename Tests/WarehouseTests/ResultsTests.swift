import FunnelModel
import Testing

@testable import Warehouse

@Suite struct ResultsTests {
  static func row(_ metric: String, _ value: FixedDecimal?) -> MetricRow {
    var row = MetricRow(
      metric: metric, market: .b2c, grain: .month, period: "2025-01-01", value: value,
      unit: .money, numerator: FixedDecimal(12), denominator: FixedDecimal(5), n: 5,
      low: FixedDecimal(units: -7, digits: 6), status: .partial)
    row.dimension = "channel"
    row.segment = "o'hara"
    return row
  }

  @Test func numbersComeBackExactly() throws {
    let test = try TestWarehouse()
    let huge = FixedDecimal(units: Int128(Int64.max) * 1_000, digits: 4)
    let rows = [
      Self.row("b2c.aov", FixedDecimal(units: 123_456, digits: 4)), Self.row("b2c.orders", nil),
      Self.row("b2c.revenue_gross", huge),
    ]
    try test.warehouse.storeResults(run: 4, metrics: rows, tables: [])
    #expect(try test.warehouse.metrics(run: 4) == rows)
    #expect(try test.warehouse.metrics(run: 5).isEmpty)
  }

  @Test func anySQLiteToolCanRead() throws {
    let test = try TestWarehouse()
    for run in [Int64(1), 2] {
      let table = ReportTable(
        id: "channels", title: "Channels", market: nil,
        columns: [ReportColumn("channel", "Channel"), ReportColumn("orders", "Orders", .count)],
        rows: [[.text("mail"), .number(FixedDecimal(Int(run) * 10))], [.missing, .missing]])
      let value = FixedDecimal(units: Int128(run) * 15_000, digits: 4)
      try test.warehouse.storeResults(
        run: run, metrics: [Self.row("b2c.aov", value)], tables: [table])
    }
    let database = try Database.open(test.path, readOnly: true)
    let metrics = try database.prepare("SELECT metric, segment, value * 2 FROM v_metrics_latest")
    #expect(try metrics.step())
    #expect(metrics.text(0) == "b2c.aov" && metrics.text(1) == "o'hara")
    #expect(metrics.text(2) == "6.0")
    #expect(try !metrics.step())
    let cells = try database.prepare(
      """
      SELECT column_id, text, number FROM v_table_cells_latest WHERE table_id = 'channels'
      ORDER BY row, column_id
      """)
    #expect(try cells.step())
    #expect(cells.text(0) == "channel" && cells.text(1) == "mail")
    #expect(try cells.step())
    #expect(cells.text(0) == "orders" && cells.integer(2) == 20)
    #expect(try !cells.step())
  }

  @Test func theLastThirtyRunsAreKept() throws {
    let test = try TestWarehouse()
    for run in 1...Int64(Warehouse.keptRuns + 3) {
      try test.warehouse.storeResults(
        run: run, metrics: [Self.row("b2c.aov", FixedDecimal(Int(run)))], tables: [])
    }
    #expect(try test.count("SELECT min(run_id) FROM metrics") == 4)
    #expect(try test.count("SELECT count(DISTINCT run_id) FROM metrics") == 30)
  }

  @Test func theBaselineIsTheLastRunThatWasDone() throws {
    let test = try TestWarehouse()
    var ids: [Int64] = []
    for state in [RunRecord.State.done, .failed, .done] {
      let id = try test.warehouse.startRun(
        at: Instant(microseconds: 0), configurationDigest: "", version: "1")
      try test.warehouse.storeResults(run: id, metrics: [Self.row("m", nil)], tables: [])
      try test.warehouse.finishRun(
        id, at: Instant(microseconds: 1), state: state, exitCode: 0, asOf: nil)
      ids.append(id)
    }
    #expect(try test.warehouse.lastRunWithResults() == ids[2])
    #expect(try test.warehouse.lastRunWithResults(before: ids[2]) == ids[0])
    #expect(try test.warehouse.lastRunWithResults(before: ids[0]) == nil)
  }
}
