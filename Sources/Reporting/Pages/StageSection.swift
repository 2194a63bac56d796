import FunnelModel

/// The stages of deals: how many entered, went on, were lost, or are still there.
struct StageSection: PageSection {
  let id = "stages"
  let title: Sentence
  let note: Sentence?
  private let view: TableView

  init?(_ page: PageContext) {
    guard let view = page.view("stages")?.period(page.plan.grain, page.plan.period),
      view.table.index(of: "entered") != nil
    else { return nil }
    self.view = view
    let losses = view.rows.compactMap { row in view.number(row, "lost").map { (row, $0) } }
    if let worst = losses.max(by: { $0.1 < $1.1 }), worst.1.units > 0,
      let lost = view.figure(worst.0, "lost")
    {
      title = Sentence(
        page.language("Most deals are lost at {0}: {1}", "Die meisten Verluste in {0}: {1}"),
        [.name(page.word(view.text(worst.0, "stage"))), .figure(lost)])
    } else {
      title = Sentence(page.title(view.table))
    }
    let row = view.rows[0]
    note = Grain(name: view.text(row, "grain")).map {
      Sentence(page.periods.period($0, view.text(row, "period")))
    }
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let bars = view.rows.compactMap { row -> BarChart.Bar? in
      guard let entered = view.figure(row, "entered") else { return nil }
      var bar = BarChart.Bar(
        label: page.word(view.text(row, "stage")), figure: entered)
      for (column, english, german) in [
        ("converted", "{0} went on", "{0} weiter"), ("lost", "{0} lost", "{0} verloren"),
        ("open", "{0} open", "{0} offen"),
      ] {
        guard let figure = view.figure(row, column) else { continue }
        bar.wideNotes.append(Sentence(page.language(english, german), [.figure(figure)]))
      }
      return bar
    }
    BarChart(
      title: page.title(view.table),
      description: bars.map { "\($0.label) \($0.figure.text(page.format))" }
        .joined(separator: ", ") + ".",
      bars: bars
    ).render(into: &html, page.format)
    HTMLTable(view, page, without: ["market", "grain", "period"]).render(into: &html, page.format)
  }
}
