import FunnelModel

/// Any table of the report, as a table.
struct TableSection: PageSection {
  let id: String
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let total: Int
  private let showsPeriod: Bool
  private static let shownRows = 25

  /// The rows of the page's period, or all where the table knows no periods.
  init?(_ id: String, _ page: PageContext) {
    guard let all = page.view(id), let found = all.period(page.plan.grain, page.plan.period)
    else { return nil }
    // A table of one row per period says more with the period that it is compared with.
    let base = page.plan.base.flatMap { base in
      found.rows.count == 1
        ? all.filter {
          all.text($0, "grain") == page.plan.grain.name
            && [base, page.plan.period].contains(all.text($0, "period"))
        } : nil
    }
    let view = base ?? found
    self.id = Anchor.name(id)
    self.view = view
    total = view.rows.count
    title = TableFinding(view, page).sentence ?? Sentence(page.title(view.table))
    let periods = Set(view.rows.map { view.text($0, "period") })
    showsPeriod = periods.count > 1
    let grain = periods.count > 1 ? nil : Grain(name: view.text(view.rows[0], "grain"))
    note = grain.map {
      Sentence(page.periods.period($0, view.text(view.rows[0], "period")))
    }
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    HTMLTable(view, page, without: hidden(page), limit: Self.shownRows)
      .render(into: &html, page.format)
    if total > Self.shownRows {
      html.element(
        "p", [.cssClass("note")],
        text: page.language(
          "\(Self.shownRows) of \(total) rows; all of them stand in csv/\(view.table.id).csv.",
          "\(Self.shownRows) von \(total) Zeilen; alle stehen in csv/\(view.table.id).csv."))
    }
  }

  /// Columns that say the same in every row, which the note already says.
  private func hidden(_ page: PageContext) -> Set<String> {
    var hidden: Set<String> = []
    if view.table.index(of: "grain") != nil { hidden.insert("grain") }
    if !showsPeriod { hidden.insert("period") }
    // A status says something only where it is not the usual one.
    if view.rows.allSatisfy({ view.text($0, "status") == MetricStatus.ok.rawValue }) {
      hidden.insert("status")
    }
    if page.market != nil { hidden.insert("market") }
    return hidden
  }
}
