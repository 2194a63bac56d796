import FunnelModel

/// Some rows of a report table, each with its place in `csv/<id>.csv`.
struct TableView: Sendable {
  let table: ReportTable
  /// Indices into `table.rows`, in order.
  let rows: [Int]

  /// The rows of a table that belong to a page: all for one that spans markets.
  init?(_ table: ReportTable, market: Market?) {
    if let market, let own = table.market, own != market { return nil }
    var rows = Array(table.rows.indices)
    if let market, let column = table.index(of: "market") {
      let names = rows.map { table.rows[$0][column].plain }
      // Rows over all markets say the same again where the market has rows of its own.
      let hasOwn = names.contains(market.name)
      rows = rows.filter { row in
        names[row] == market.name || names[row].isEmpty || names[row] == "all" && !hasOwn
      }
    }
    self.init(table, rows)
  }

  private init?(_ table: ReportTable, _ rows: [Int]) {
    guard !rows.isEmpty else { return nil }
    self.table = table
    self.rows = rows
  }

  /// The rows whose text in a column is one of some; nil where none is or the column is absent.
  func selecting(_ column: String, _ values: String...) -> TableView? {
    guard let at = table.index(of: column) else { return nil }
    return TableView(table, rows.filter { values.contains(table.rows[$0][at].plain) })
  }

  /// The rows that meet a condition; nil where none does.
  func filter(_ isIncluded: (Int) -> Bool) -> TableView? {
    TableView(table, rows.filter(isIncluded))
  }

  /// The rows in another order.
  func sorted(by areInOrder: (Int, Int) -> Bool) -> TableView? {
    TableView(table, rows.sorted(by: areInOrder))
  }

  /// The rows of a period where the table has any, else those of all time, else all rows.
  func period(_ grain: Grain, _ period: String) -> TableView? {
    guard table.index(of: "grain") != nil else { return self }
    return selecting("grain", grain.name)?.selecting("period", period)
      ?? selecting("grain", Grain.all.name)
  }

  /// A cell as text; empty where it or its column is missing.
  func text(_ row: Int, _ column: String) -> String {
    table.index(of: column).map { table.rows[row][$0].plain } ?? ""
  }

  /// A cell as a number; nil where it is none or its column is missing.
  func number(_ row: Int, _ column: String) -> FixedDecimal? {
    guard let at = table.index(of: column), case .number(let number) = table.rows[row][at] else {
      return nil
    }
    return number
  }

  /// A cell as a figure; nil where it is no number. `unit` replaces that of the column.
  func figure(
    _ row: Int, _ column: String, unit: MetricUnit? = nil,
    style: NumberFormat.Style = .value, digits: Int? = nil
  ) -> Figure? {
    guard let at = table.index(of: column), let value = number(row, column) else { return nil }
    return Figure(
      value: value, unit: unit ?? table.columns[at].unit ?? .number,
      origin: .cell(table: table.id, row: row, column: column),
      style: Self.isSeconds(column) ? .duration : style, digits: digits)
  }

  /// The difference or the factor between two rows of a column.
  func derived(
    _ row: Int, _ column: String, _ derivation: Figure.Derivation, against base: Int
  ) -> Figure? {
    guard let at = table.index(of: column), let value = number(row, column) else { return nil }
    let result: FixedDecimal?
    switch derivation {
    case .difference: result = number(base, column).map { value.minus($0) }
    case .factor: result = number(base, column).flatMap { value.factor(over: $0) }
    case .negated: result = FixedDecimal(units: -value.units, digits: value.digits)
    }
    guard let result else { return nil }
    let unit = derivation == .factor ? MetricUnit.number : table.columns[at].unit ?? .number
    return Figure(
      value: result, unit: unit,
      origin: .derivedCell(
        table: table.id, row: row, column: column, derivation, against: base),
      style: derivation == .factor ? .factor : .difference)
  }

  /// Digits that suit a whole column.
  func digits(_ column: String) -> Int {
    let unit = table.index(of: column).flatMap { table.columns[$0].unit } ?? .number
    return NumberFormat.digits(for: rows.compactMap { number($0, column) }, unit: unit)
  }

  static func isSeconds(_ column: String) -> Bool { column.hasSuffix("_seconds") }
}
