import FunnelModel

/// Where the funnel leaks: its steps as bars with count, share of the first and of the previous.
struct FunnelSection: PageSection {
  let id: String
  let title: Sentence
  let note: Sentence?
  private let funnel: FunnelFigures

  init(_ funnel: FunnelFigures, _ page: PageContext) {
    self.funnel = funnel
    id = Anchor.name(funnel.view.table.id)
    let say = page.language
    if let weak = funnel.weakest, let share = funnel.view.figure(weak.row, "rate_previous") {
      title = Sentence(
        say(
          "{0}: the narrowest step is {1} → {2}, {3}",
          "{0}: der engste Schritt ist {1} → {2}, {3}"),
        [
          .name(funnel.view.table.title), .name(funnel.name(weak.previous)),
          .name(funnel.name(weak.row)), .figure(share),
        ])
    } else {
      title = Sentence(funnel.view.table.title)
    }
    if let base = funnel.baseName {
      note = Sentence(
        say(
          "\(funnel.periodName); the thin grey bar is \(base).",
          "\(funnel.periodName); der schmale graue Balken ist \(base)."))
    } else {
      note = Sentence(funnel.periodName)
    }
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let view = funnel.view
    let say = page.language
    var bars: [BarChart.Bar] = []
    for (index, row) in funnel.steps.enumerated() {
      guard let reached = view.figure(row, "reached") else { continue }
      var bar = BarChart.Bar(label: funnel.name(row), figure: reached)
      bar.base = funnel.base[index].flatMap { view.figure($0, "reached") }
      if let share = view.figure(row, "rate_first") {
        bar.notes.append(Sentence("{0}", [.figure(share)]))
      }
      if index > 0, let share = view.figure(row, "rate_previous") {
        bar.wideNotes.append(
          Sentence(say("{0} of previous", "{0} vom vorigen"), [.figure(share)]))
      }
      bars.append(bar)
    }
    BarChart(
      title: view.table.title,
      description: bars.map { "\($0.label) \($0.figure.text(page.format))" }
        .joined(separator: ", ") + ".",
      bars: bars
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      table(page).render(into: &html, page.format)
    }
    breakdown(into: &html, page)
  }

  private func table(_ page: PageContext) -> HTMLTable {
    let view = funnel.view
    let say = page.language
    let wanted = [
      "reached", "rate_first", "rate_previous", "drop_off", "skipped", "median_seconds",
      "p90_seconds", "mean_seconds",
    ]
    let columns = wanted.compactMap { id in view.table.columns.first { $0.id == id } }
      .filter { column in funnel.steps.contains { view.number($0, column.id) != nil } }
    let hasBase = funnel.baseName != nil
    var heads = [HTMLTable.Column(title: say("Step", "Schritt"), isText: true)]
    heads += columns.map { HTMLTable.Column(title: page.title($0)) }
    if hasBase {
      let base = funnel.baseName ?? ""
      heads += [
        say("Reached, \(base)", "Erreicht, \(base)"),
        say("Of first, \(base)", "Vom ersten, \(base)"),
        say("Difference", "Differenz"), say("Ratio", "Verhältnis"),
      ].map { HTMLTable.Column(title: $0) }
    }
    let rows = funnel.steps.enumerated().map { index, row in
      var cells: [HTMLTable.Content] = [.text(funnel.name(row))]
      cells += columns.map { cell(view.figure(row, $0.id, style: .bare)) }
      if hasBase {
        let base = funnel.base[index]
        cells.append(cell(base.flatMap { view.figure($0, "reached") }))
        cells.append(cell(base.flatMap { view.figure($0, "rate_first") }))
        cells.append(
          cell(base.flatMap { view.derived(row, "rate_first", .difference, against: $0) }))
        cells.append(cell(base.flatMap { view.derived(row, "rate_first", .factor, against: $0) }))
      }
      return cells
    }
    return HTMLTable(caption: nil, columns: heads, rows: rows)
  }

  private func cell(_ figure: Figure?) -> HTMLTable.Content {
    figure.map { .figure($0) } ?? .empty
  }

  /// The last step by segment, for each dimension, largest segments first.
  private func breakdown(into html: inout HTMLWriter, _ page: PageContext) {
    let view = funnel.view
    guard let last = funnel.steps.last else { return }
    let same = view.rows.filter {
      view.text($0, "grain") == view.text(last, "grain")
        && view.text($0, "period") == view.text(last, "period")
        && view.text($0, "step") == view.text(last, "step")
    }
    for dimension in page.report.heading.dimensions {
      let rows = same.filter { view.text($0, "dimension") == dimension }.sorted { a, b in
        let left = view.number(a, "entered")?.double ?? 0
        let right = view.number(b, "entered")?.double ?? 0
        return left == right ? a < b : left > right
      }
      guard rows.count >= 2 else { continue }
      let columns = ["entered", "reached", "rate_first"].compactMap { id in
        view.table.columns.first { $0.id == id }
      }
      html.disclosure(
        page.language(
          "By \(dimension): \(funnel.name(last))", "Nach \(dimension): \(funnel.name(last))")
      ) { html in
        HTMLTable(
          caption: nil,
          columns: [.init(title: dimension, isText: true)]
            + columns.map { .init(title: page.title($0)) },
          rows: rows.prefix(25).map { row in
            [.text(view.text(row, "segment"))]
              + columns.map { cell(view.figure(row, $0.id, style: .bare)) }
          }
        ).render(into: &html, page.format)
      }
    }
  }
}

/// Names of places in a page.
enum Anchor {
  /// Letters, digits and hyphens of a text, so that a link cannot say anything else.
  static func name(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
