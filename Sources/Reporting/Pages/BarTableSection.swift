import FunnelModel

/// A table of names with amounts as bars, largest first, and the table itself below.
struct BarTableSection: PageSection {
  /// Which columns of which table are drawn.
  struct Layout {
    let table: String
    let label: String
    let value: String
    /// Columns whose numbers stand beside the bar, with a word where one is needed.
    let notes: [(column: String, english: String, german: String)]
    let english: String
    let german: String
    /// Whether the table's own order, such as that of stages, is kept.
    var keepsOrder = false
  }

  let id: String
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let layout: Layout
  private static let shownBars = 12

  init?(_ layout: Layout, _ page: PageContext) {
    guard let all = page.view(layout.table)?.period(page.plan.grain, page.plan.period),
      all.table.index(of: layout.value) != nil, all.table.index(of: layout.label) != nil
    else { return nil }
    func size(_ row: Int) -> Double { all.number(row, layout.value)?.double ?? 0 }
    let sorted = all.sorted { a, b in size(a) == size(b) ? a < b : size(a) > size(b) }
    guard let sorted, size(sorted.rows[0]) > 0,
      let most = all.figure(sorted.rows[0], layout.value)
    else { return nil }
    self.layout = layout
    view = layout.keepsOrder ? all : sorted
    id = Anchor.name(layout.table)
    title = Sentence(
      page.language(layout.english, layout.german),
      [.name(page.word(all.text(sorted.rows[0], layout.label))), .figure(most)])
    note = Grain(name: all.text(all.rows[0], "grain")).map {
      Sentence(page.periods.period($0, all.text(all.rows[0], "period")))
    }
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let bars = view.rows.prefix(Self.shownBars).compactMap { row -> BarChart.Bar? in
      guard let figure = view.figure(row, layout.value) else { return nil }
      return BarChart.Bar(
        label: page.word(view.text(row, layout.label)), figure: figure,
        wideNotes: layout.notes.compactMap { note in
          view.figure(row, note.column).map {
            Sentence(page.language(note.english, note.german), [.figure($0)])
          }
        })
    }
    BarChart(
      title: page.title(view.table),
      description: bars.map { "\($0.label) \($0.figure.text(page.format))" }
        .joined(separator: ", ") + ".",
      bars: bars
    ).render(into: &html, page.format)
    html.disclosure(page.language("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(view, page, without: ["market", "grain", "period"])
        .render(into: &html, page.format)
    }
  }
}

extension BarTableSection.Layout {
  static let pipeline = Self(
    table: "pipeline", label: "stage", value: "amount",
    notes: [
      ("deals", "{0} deals", "{0} Abschlüsse"),
      ("weighted_amount", "{0} weighted", "{0} gewichtet"),
    ], english: "{0} holds most of the open pipeline: {1}",
    german: "{0} hält den größten Teil der offenen Pipeline: {1}", keepsOrder: true)
  static let losses = Self(
    table: "loss_reasons", label: "reason", value: "deals",
    notes: [("share", "{0}", "{0}"), ("amount", "{0}", "{0}")],
    english: "“{0}” loses most deals: {1}", german: "„{0}“ kostet die meisten Abschlüsse: {1}")
  static let recency = Self(
    table: "rfm_segments", label: "segment", value: "buyers", notes: [("share", "{0}", "{0}")],
    english: "Most buyers are “{0}”: {1}", german: "Die meisten Käufer: „{0}“, {1}")
  static let leak = Self(
    table: "funnel_leak", label: "finding", value: "units", notes: [("share", "{0}", "{0}")],
    english: "Most of the gap between marketing and sales: {1} {0}",
    german: "Größte Lücke zwischen Marketing und Vertrieb: {1} {0}")
}
