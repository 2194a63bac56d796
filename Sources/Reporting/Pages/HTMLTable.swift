import FunnelModel

/// Tables in pages: the first column names the row, numbers stand right with their unit above.
struct HTMLTable {
  /// What a cell shows.
  enum Content {
    case text(String)
    case figure(Figure)
    case verdict(Verdict)
    case empty
  }

  struct Column {
    let title: String
    var isText = false
    var wraps = false
  }

  let caption: String?
  let columns: [Column]
  let rows: [[Content]]

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    html.element(
      "div",
      [
        .cssClass("scroll"), HTMLAttribute("tabindex", "0"), HTMLAttribute("role", "group"),
        HTMLAttribute("aria-label", caption ?? columns.first?.title ?? ""),
      ]
    ) { html in
      html.element("table") { html in
        if let caption { html.element("caption", text: caption) }
        html.element("thead") { html in
          html.element("tr") { html in
            for column in columns {
              html.element(
                "th",
                [HTMLAttribute("scope", "col")] + (column.isText ? [.cssClass("t")] : []),
                text: column.title)
            }
          }
        }
        html.element("tbody") { html in
          for row in rows {
            html.element("tr") { html in
              for (column, content) in zip(columns, row) {
                cell(content, column, isFirst: column.title == columns[0].title, &html, format)
              }
            }
          }
        }
      }
    }
  }

  private func cell(
    _ content: Content, _ column: Column, isFirst: Bool, _ html: inout HTMLWriter,
    _ format: NumberFormat
  ) {
    let classes = column.wraps ? "t wrap" : "t"
    switch content {
    case .text(let text) where isFirst && column.isText:
      html.element("th", [HTMLAttribute("scope", "row")]) { $0.element("bdi", text: text) }
    case .text(let text):
      html.element("td", column.isText ? [.cssClass(classes)] : []) {
        $0.element("bdi", text: text)
      }
    case .figure(let figure):
      html.element("td", HTMLWriter.attributes(of: figure), text: figure.text(format))
    case .verdict(let verdict):
      html.element("td", [.cssClass("t")]) { verdict.render(into: &$0) }
    case .empty:
      html.element("td", column.isText ? [.cssClass("t")] : []) { html in
        html.element("span", [.cssClass("dim")], text: "–")
      }
    }
  }
}

extension HTMLTable {
  /// Any report table as it is: the columns named, the others left out.
  init(
    _ view: TableView, _ page: PageContext, caption: String? = nil,
    without hidden: Set<String> = [],
    limit: Int = 60
  ) {
    let shown = view.table.columns.filter { column in
      !hidden.contains(column.id)
        && view.rows.contains { !view.text($0, column.id).isEmpty }
    }
    let digits = shown.map { view.digits($0.id) }
    self.caption = caption
    columns = shown.map { column in
      let name = page.title(column)
      let unit = column.unit.flatMap { Self.unitName($0, page) }
      let isLong = view.rows.prefix(limit).contains { view.text($0, column.id).count > 40 }
      return Column(
        title: unit.map { "\(name), \($0)" } ?? name, isText: column.unit == nil,
        wraps: column.unit == nil && isLong)
    }
    rows = view.rows.prefix(limit).map { row in
      zip(shown, digits).map { column, digits in
        if let figure = view.figure(row, column.id, style: .bare, digits: digits) {
          return .figure(figure)
        }
        let text = view.text(row, column.id)
        if text.isEmpty { return .empty }
        switch column.id {
        case "period": return .text(Self.period(view, row, page))
        case "metric": return .text(page.title(text))
        case "cohort", "month": return .text(page.periods.period(.month, text))
        default: return .text(text)
        }
      }
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
