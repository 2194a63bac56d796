/// One value of a table.
package enum Cell: Sendable, Hashable {
  case text(String)
  case number(FixedDecimal)
  case missing

  /// Plain text as in the CSV files; empty where missing.
  package var plain: String {
    switch self {
    case .text(let text): text
    case .number(let number): number.description
    case .missing: ""
    }
  }
}

/// A column of a table.
package struct ReportColumn: Sendable, Hashable {
  /// Stable name in CSV and JSON.
  package let id: String
  /// Name for people, in English.
  package let title: String
  /// nil = text.
  package let unit: MetricUnit?

  /// A column; the unit is nil for text.
  package init(_ id: String, _ title: String, _ unit: MetricUnit? = nil) {
    self.id = id
    self.title = title
    self.unit = unit
  }
}

/// A typed table: what metrics make and renderers show. `rows[i].count == columns.count`.
package struct ReportTable: Sendable, Hashable {
  /// Stable name: the file is `csv/<id>.csv`.
  package let id: String
  /// Name for people, in English.
  package let title: String
  /// nil where the table spans markets.
  package let market: Market?
  package let columns: [ReportColumn]
  package var rows: [[Cell]]

  /// A table; rows may be added later.
  package init(
    id: String, title: String, market: Market?, columns: [ReportColumn], rows: [[Cell]] = []
  ) {
    self.id = id
    self.title = title
    self.market = market
    self.columns = columns
    self.rows = rows
  }

  /// Position of a column, or nil.
  package func index(of column: String) -> Int? { columns.firstIndex { $0.id == column } }
}
