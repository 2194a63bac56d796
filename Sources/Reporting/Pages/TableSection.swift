import FunnelModel

/// Any table of the report, as a table.
struct TableSection: PageSection {
  let id: String
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let total: Int
  private static let shownRows = 25

  /// The rows of the page's period, or all where the table knows no periods.
  init?(_ id: String, _ page: PageContext) {
    guard let view = page.view(id)?.period(page.plan.grain, page.plan.period) else { return nil }
    self.id = Anchor.name(id)
    self.view = view
    total = view.rows.count
    title = Self.finding(id, view, page) ?? Sentence(view.table.title)
    let grain = Grain(name: view.text(view.rows[0], "grain"))
    note = grain.map {
      Sentence(page.periods.period($0, view.text(view.rows[0], "period")))
    }
  }

  /// What a known table shows first; nil where only its title can be said.
  private static func finding(_ id: String, _ view: TableView, _ page: PageContext) -> Sentence? {
    guard id == "channels", view.rows.count > 1 else { return nil }
    let paid = view.rows.compactMap { row in view.number(row, "roas").map { (row, $0) } }
    guard let best = paid.max(by: { $0.1 < $1.1 }), let worst = paid.min(by: { $0.1 < $1.1 }),
      best.0 != worst.0, let most = view.figure(best.0, "roas"),
      let least = view.figure(worst.0, "roas")
    else { return nil }
    return Sentence(
      page.language(
        "{0} returns most per unit spent ({1}), {2} least ({3})",
        "{0} bringt je Werbeeinsatz am meisten ({1}), {2} am wenigsten ({3})"),
      [
        .name(view.text(best.0, "channel")), .figure(most), .name(view.text(worst.0, "channel")),
        .figure(least),
      ])
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
    if view.table.index(of: "grain") != nil { hidden.formUnion(["grain", "period"]) }
    if page.market != nil { hidden.insert("market") }
    return hidden
  }
}
