package import FunnelModel

/// Numbers and tables of each run as plain SQL tables: `metrics`, `v_metrics_latest`,
/// `table_cells`, `v_table_cells_latest`.
extension Warehouse {
  /// Runs whose results are kept in full.
  package static let keptRuns = 30

  /// Keeps the results of a run, and drops those of all but the last `keptRuns` runs.
  package func storeResults(
    run: Int64, metrics: [MetricRow], tables: [ReportTable]
  ) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        try Self.deleteResults("run_id = ?", run, database)
        try MetricValues.insert(metrics, run: run, into: database)
        try TableRows.insert(tables, run: run, into: database)
        let oldest = try database.integer(
          """
          SELECT min(run_id) FROM (
            SELECT DISTINCT run_id FROM metric_values ORDER BY run_id DESC LIMIT ?)
          """, Int64(Self.keptRuns))
        if let oldest { try Self.deleteResults("run_id < ?", oldest, database) }
      }
    }
  }

  /// The numbers of a run in the order in which they were stored, exactly.
  package func metrics(run: Int64) throws(WarehouseError) -> [MetricRow] {
    try withDatabase { (database) throws(WarehouseError) in
      try MetricValues.read(run: run, from: database)
    }
  }

  /// The last run before `run` (or of all) that is done and whose results are kept.
  package func lastRunWithResults(before run: Int64 = .max) throws(WarehouseError) -> Int64? {
    try withDatabase { (database) throws(WarehouseError) in
      try database.integer(
        """
        SELECT max(id) FROM runs WHERE id < ? AND state = 'done'
          AND EXISTS(SELECT 1 FROM metric_values WHERE run_id = runs.id)
        """, run)
    }
  }

  private static func deleteResults(
    _ condition: String, _ run: Int64, _ database: borrowing Database
  ) throws(WarehouseError) {
    for table in ["metric_values", "report_tables", "report_columns", "report_rows"] {
      try database.run("DELETE FROM \(table) WHERE \(condition)", run)
    }
  }
}

/// A decimal number as two SQL values: its units and its scale, a power of ten.
enum StoredDecimal {
  /// Binds at `index` and `index + 1`. Units beyond 64 bits are stored as text.
  static func bind(
    _ number: FixedDecimal?, to statement: borrowing Statement, at index: Int32
  ) throws(WarehouseError) {
    guard let number else {
      try statement.bind(index, Int64?.none)
      return try statement.bind(index + 1, Int64?.none)
    }
    if let units = Int64(exactly: number.units) {
      try statement.bind(index, units)
    } else {
      try statement.bind(index, String(number.units))
    }
    try statement.bind(index + 1, scales[number.digits])
  }

  /// Reads columns `index` and `index + 1`.
  static func read(_ statement: borrowing Statement, at index: Int32) -> FixedDecimal? {
    if statement.isNull(index) { return nil }
    let units = statement.isText(index) ? Int128(statement.text(index)) : nil
    return FixedDecimal(
      units: units ?? Int128(statement.integer(index)),
      digits: scales.firstIndex(of: statement.integer(index + 1)) ?? 0)
  }

  private static let scales: [Int64] = (0...18).map { digits in
    (0..<digits).reduce(Int64(1)) { scale, _ in scale * 10 }
  }
}
