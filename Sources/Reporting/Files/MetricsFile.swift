import FunnelModel

/// `csv/metrics.csv`: every number of the report, one a row.
enum MetricsFile {
  /// How a column is described in the data package.
  struct Field {
    let name: String
    let type: String
    let description: String
  }

  static let fields: [Field] = [
    Field(name: "metric", type: "string", description: "id in the catalogue"),
    Field(name: "market", type: "string", description: "b2c, b2b or all"),
    Field(
      name: "grain", type: "string", description: "all, year, quarter, month, week, day, window"),
    Field(
      name: "period", type: "string",
      description: "local start date; name of a window; empty for all"),
    Field(name: "dimension", type: "string", description: "empty for the total"),
    Field(name: "segment", type: "string", description: "value of the dimension"),
    Field(name: "dimension2", type: "string", description: "second dimension of a pair"),
    Field(name: "segment2", type: "string", description: "value of the second dimension"),
    Field(
      name: "value", type: "number", description: "in the unit; empty: undefined or suppressed"),
    Field(
      name: "unit", type: "string",
      description: "count, ratio, money, money_per_day, days, hours, months, number"),
    Field(name: "numerator", type: "number", description: "what was divided"),
    Field(name: "denominator", type: "number", description: "by what it was divided"),
    Field(name: "n", type: "integer", description: "entities behind the value"),
    Field(name: "ci_low", type: "number", description: "lower end of the 95 % interval"),
    Field(name: "ci_high", type: "number", description: "upper end of the 95 % interval"),
    Field(
      name: "status", type: "string",
      description: "ok, partial, in_progress, undefined, suppressed"),
    Field(name: "as_of", type: "datetime", description: "the data's end, UTC"),
  ]

  static func render(_ report: Report, _ profile: CSVProfile) -> [UInt8] {
    var csv = CSVWriter(profile)
    for field in fields { csv.literal(field.name) }
    csv.endLine()
    let asOf = report.heading.asOf.description
    for row in report.metrics {
      csv.literal(row.metric)
      csv.literal(row.market?.name ?? "all")
      csv.literal(row.grain.name)
      if row.grain == .window { csv.text(row.period) } else { csv.literal(row.period) }
      for text in [row.dimension, row.segment, row.dimension2, row.segment2] { csv.text(text) }
      csv.number(row.value, unit: row.unit)
      csv.literal(row.unit.rawValue)
      csv.number(row.numerator, unit: row.numerator?.digits == 4 ? row.unit : nil)
      csv.number(row.denominator, unit: row.denominator?.digits == 4 ? row.unit : nil)
      csv.number(row.n.map { FixedDecimal($0) }, unit: .count)
      csv.number(row.low, unit: row.unit)
      csv.number(row.high, unit: row.unit)
      csv.literal(row.status.rawValue)
      csv.literal(asOf)
      csv.endLine()
    }
    return csv.bytes
  }
}

/// `csv/<id>.csv`: a report table as it is.
enum TableFile {
  static func render(_ table: ReportTable, _ profile: CSVProfile) -> [UInt8] {
    var csv = CSVWriter(profile)
    for column in table.columns { csv.text(column.id) }
    csv.endLine()
    for row in table.rows {
      for (column, cell) in zip(table.columns, row) {
        switch cell {
        case .text(let text): isDate(text) ? csv.literal(text) : csv.text(text)
        case .number(let number): csv.number(number, unit: column.unit)
        case .missing: csv.literal("")
        }
      }
      csv.endLine()
    }
    return csv.bytes
  }

  private static func isDate(_ text: String) -> Bool { LocalDay(text) != nil }
}
