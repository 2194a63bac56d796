import FunnelModel

extension HTMLTable {
  /// Any report table as it is: the columns named, the others left out.
  init(
    _ view: TableView, _ page: PageContext, without hidden: Set<String> = [], limit: Int = 60
  ) {
    let shown = view.table.columns.filter { column in
      !hidden.contains(column.id)
        && view.rows.contains { !view.text($0, column.id).isEmpty }
    }
    let digits = shown.map { view.digits($0.id) }
    name = page.title(view.table)
    columns = shown.map { column in
      let isLong = view.rows.prefix(limit).contains { view.text($0, column.id).count > 40 }
      return Column(
        title: Self.head(column, page), isText: column.unit == nil,
        wraps: column.unit == nil && isLong)
    }
    rows = view.rows.prefix(limit).map { row in
      zip(shown, digits).map { column, digits in
        Self.content(view, row, column, digits, page)
      }
    }
  }

  /// The name of a column with its unit, where the name does not end with it already.
  static func head(_ column: ReportColumn, _ page: PageContext) -> String {
    let name = page.title(column)
    guard let unit = column.unit.flatMap({ unitName($0, page) }), !unit.isEmpty,
      !name.hasSuffix(unit)
    else { return name }
    return "\(name), \(unit)"
  }

  private static func content(
    _ view: TableView, _ row: Int, _ column: ReportColumn, _ digits: Int, _ page: PageContext
  ) -> Content {
    // A column of plain numbers may hold those of many metrics, each in its own unit.
    let metric = view.text(row, "metric")
    if column.unit == .number, let unit = page.index.definition(metric)?.unit,
      let figure = view.figure(row, column.id, unit: unit)
    {
      return .figure(figure)
    }
    if let figure = view.figure(row, column.id, style: .bare, digits: digits) {
      return .figure(figure)
    }
    let text = view.text(row, column.id)
    if text.isEmpty { return .empty }
    switch column.id {
    case "period": return .text(period(view, row, page))
    case "metric": return .text(page.title(text))
    case "cohort", "month": return .text(page.periods.period(.month, text))
    default: return .text(page.word(text))
    }
  }

  private static func period(_ view: TableView, _ row: Int, _ page: PageContext) -> String {
    let text = view.text(row, "period")
    return Grain(name: view.text(row, "grain")).map { page.periods.period($0, text) } ?? text
  }

  /// The unit as a table's header names it; nil where the numbers say it themselves.
  static func unitName(_ unit: MetricUnit, _ page: PageContext) -> String? {
    let currency = page.format.currency
    switch unit {
    case .count, .number, .ratio: return nil
    case .money: return currency.isEmpty ? nil : currency
    case .moneyPerDay: return (currency.isEmpty ? "" : currency) + page.language("/day", "/Tag")
    case .days: return page.language("days", "Tage")
    case .hours: return page.language("h", "Std.")
    case .months: return page.language("months", "Monate")
    }
  }
}
