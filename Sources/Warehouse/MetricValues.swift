import FunnelModel

/// Rows of `metric_values`.
enum MetricValues {
  static func insert(
    _ rows: [MetricRow], run: Int64, into database: borrowing Database
  ) throws(WarehouseError) {
    var texts = BoundLabels(try LabelTable(database), count: 12)
    let label = try LabelTable.insertion(database)
    let marks = Array(repeating: "?", count: 23).joined(separator: ", ")
    let insert = try database.prepare("INSERT INTO metric_values VALUES(\(marks))")
    try insert.bind(1, run)
    var position: Int64 = 0
    for row in rows {
      try insert.bind(2, position)
      try texts.bind(3, row.metric, to: insert, entering: label)
      try texts.bind(4, row.market?.name ?? "all", to: insert, entering: label)
      try texts.bind(5, row.grain.name, to: insert, entering: label)
      try texts.bind(6, row.period, to: insert, entering: label)
      try texts.bind(7, row.dimension, to: insert, entering: label)
      try texts.bind(8, row.segment, to: insert, entering: label)
      try texts.bind(9, row.dimension2, to: insert, entering: label)
      try texts.bind(10, row.segment2, to: insert, entering: label)
      try texts.bind(11, row.unit.rawValue, to: insert, entering: label)
      try texts.bind(12, row.status.rawValue, to: insert, entering: label)
      try insert.bind(13, row.n)
      try StoredDecimal.bind(row.value, to: insert, at: 14)
      try StoredDecimal.bind(row.numerator, to: insert, at: 16)
      try StoredDecimal.bind(row.denominator, to: insert, at: 18)
      try StoredDecimal.bind(row.low, to: insert, at: 20)
      try StoredDecimal.bind(row.high, to: insert, at: 22)
      try insert.run()
      position += 1
    }
  }

  static func read(
    run: Int64, from database: borrowing Database
  ) throws(WarehouseError) -> [MetricRow] {
    let labels = try LabelTable(database)
    let select = try database.prepare(
      "SELECT * FROM metric_values WHERE run_id = ? ORDER BY position")
    try select.bind(1, run)
    var rows: [MetricRow] = []
    while try select.step() { rows.append(try row(select, labels)) }
    return rows
  }

  private static func row(
    _ select: borrowing Statement, _ labels: LabelTable
  ) throws(WarehouseError) -> MetricRow {
    guard let grain = Grain(name: labels.text(select.integer(4))),
      let unit = MetricUnit(rawValue: labels.text(select.integer(10))),
      let status = MetricStatus(rawValue: labels.text(select.integer(11)))
    else {
      throw WarehouseError(
        kind: .damaged, message: "A stored result has an unknown grain, unit or status.",
        remedy: "Run again: the results of the new run do not depend on the old ones.")
    }
    var row = MetricRow(
      metric: labels.text(select.integer(2)), market: Market(name: labels.text(select.integer(3))),
      grain: grain, period: labels.text(select.integer(5)),
      value: StoredDecimal.read(select, at: 13), unit: unit,
      numerator: StoredDecimal.read(select, at: 15),
      denominator: StoredDecimal.read(select, at: 17),
      n: select.optionalInteger(12).map(Int.init), low: StoredDecimal.read(select, at: 19),
      high: StoredDecimal.read(select, at: 21), status: status)
    row.dimension = labels.text(select.integer(6))
    row.segment = labels.text(select.integer(7))
    row.dimension2 = labels.text(select.integer(8))
    row.segment2 = labels.text(select.integer(9))
    return row
  }
}

/// The labels that a statement has bound: a text that stays from row to row, as most do, is bound
/// once.
private struct BoundLabels {
  private var labels: LabelTable
  /// By parameter, from 1.
  private var texts: [String?]

  init(_ labels: LabelTable, count: Int) {
    self.labels = labels
    texts = Array(repeating: nil, count: count + 1)
  }

  /// Binds the number of a text, entered with `label` where it is new.
  mutating func bind(
    _ index: Int32, _ text: String, to statement: borrowing Statement,
    entering label: borrowing Statement
  ) throws(WarehouseError) {
    if texts[Int(index)] == text { return }
    try statement.bind(index, labels.id(of: text, insert: label))
    texts[Int(index)] = text
  }
}
