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

  /// Cells with what JSON escapes, and numbers at the ends, come back from the view.
  @Test func cellsKeepEveryCharacter() throws {
    let test = try TestWarehouse()
    let texts = ["a\"b", "\\", "tab\tline\nend", "\u{1}", "Zürich €", "", "null", "1"]
    let numbers = [FixedDecimal(0), FixedDecimal(units: -1_500, digits: 3)]
    let table = ReportTable(
      id: "t", title: "T", market: .b2c, columns: [ReportColumn("c", "C")],
      rows: texts.map { [.text($0)] } + numbers.map { [.number($0)] } + [[.missing]])
    try test.warehouse.storeResults(run: 1, metrics: [], tables: [table])
    let database = try Database.open(test.path, readOnly: true)
    let cells = try database.prepare("SELECT text, number FROM table_cells ORDER BY row")
    for text in texts {
      #expect(try cells.step())
      #expect(cells.text(0) == text && cells.isNull(1))
    }
    for number in ["0.0", "-1.5"] {
      #expect(try cells.step())
      #expect(cells.isNull(0) && cells.text(1) == number)
    }
    #expect(try !cells.step())
  }

  /// A warehouse of version 1, which kept a database row per cell, shows the same cells after the
  /// upgrade.
  @Test func cellsOfVersionOneAreKept() throws {
    let test = try TestWarehouse()
    let path = test.path + ".old"
    try WarehouseFile.create(path)
    do {
      let old = try Database.open(path)
      try old.execute(WarehouseSchema.migrations[0])
      try old.execute(
        """
        PRAGMA application_id = \(WarehouseSchema.applicationID);
        PRAGMA user_version = 1;
        INSERT INTO labels VALUES(1, 'mail'), (2, 'say "hi"');
        INSERT INTO report_tables VALUES(3, 0, 'channels', 'Channels', NULL);
        INSERT INTO report_columns VALUES(3, 0, 0, 'channel', 'Channel', NULL),
          (3, 0, 1, 'share', 'Share', 'ratio'), (3, 0, 2, 'note', 'Note', NULL);
        INSERT INTO report_cells VALUES(3, 0, 0, 0, 1, NULL, NULL),
          (3, 0, 0, 1, NULL, 123456, 1000000), (3, 0, 1, 0, 2, NULL, NULL),
          (3, 0, 1, 2, 1, NULL, NULL);
        """)
    }
    _ = try Warehouse(path: path)
    let database = try Database.open(path, readOnly: true)
    let cells = try database.prepare(
      "SELECT row, column_id, text, number FROM v_table_cells_latest ORDER BY row, column_id")
    var found: [String] = []
    while try cells.step() {
      found.append("\(cells.integer(0)) \(cells.text(1)) \(cells.text(2))\(cells.text(3))")
    }
    #expect(
      found == [
        "0 channel mail", "0 share 0.123456", "1 channel say \"hi\"", "1 note mail",
      ])
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
