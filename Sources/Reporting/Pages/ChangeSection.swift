import FunnelModel

/// What changed and why: every key metric in both periods, and the split of the leading change.
struct ChangeSection: PageSection {
  let id = "changes"
  let title: Sentence
  let note: Sentence?
  private let rows: [Comparison]
  private let decomposition: Decomposition?

  init?(_ page: PageContext) {
    rows = page.comparisons.filter { $0.base != nil }
    guard !rows.isEmpty else { return nil }
    decomposition = Decomposition(page)
    let say = page.language
    let clear = rows.filter { $0.judgement == .better || $0.judgement == .worse }
    let better = clear.filter { $0.judgement == .better }.count
    title = Sentence(
      say(
        "Of \(rows.count) key metrics \(better) got better and \(clear.count - better) worse",
        "Von \(rows.count) Kennzahlen: \(better) besser, \(clear.count - better) schlechter"))
    note = Sentence(
      say(
        "Rates and means count as changed where the 95 % interval of the difference excludes "
          + "zero; sums and ratios of sums are compared as they are.",
        "Raten und Mittelwerte gelten als verändert, wenn das 95-%-Intervall der Differenz die "
          + "Null ausschließt; Summen und ihre Verhältnisse werden verglichen, wie sie sind."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    HTMLTable(
      caption: nil,
      columns: [
        .init(title: say("Metric", "Kennzahl"), isText: true),
        .init(title: say("Before", "Vorher")), .init(title: say("Now", "Jetzt")),
        .init(title: say("Difference", "Differenz")), .init(title: say("Ratio", "Verhältnis")),
        .init(title: say("Verdict", "Urteil"), isText: true),
        .init(title: say("Period", "Zeitraum"), isText: true),
      ],
      rows: rows.map { row in
        [
          .text(page.title(row.current.metric)), cell(row.base.flatMap { Figure($0) }),
          cell(Figure(row.current)), cell(row.difference), cell(row.factor),
          .verdict(Verdict(row, say)), .text(periods(row, page)),
        ]
      }
    ).render(into: &html, page.format)
    if let decomposition { render(decomposition, into: &html, page) }
  }

  private func cell(_ figure: Figure?) -> HTMLTable.Content {
    figure.map { .figure($0) } ?? .empty
  }

  private func periods(_ row: Comparison, _ page: PageContext) -> String {
    let current = page.period(of: row.current)
    return row.base.map { "\(page.period(of: $0)) → \(current)" } ?? current
  }

  private func render(
    _ split: Decomposition, into html: inout HTMLWriter, _ page: PageContext
  ) {
    guard let base = split.comparison.base, let from = Figure(base),
      let to = Figure(split.comparison.current)
    else { return }
    let say = page.language
    let name = page.title(split.comparison.current.metric)
    if let sentence = split.sentence(page) {
      html.element("h3") { $0.sentence(sentence, page.format) }
    }
    let shown = split.rows.prefix(10)
    let isWhole = shown.count == split.rows.count
    var steps = [WaterfallChart.Step(label: page.period(of: base), figure: from, isTotal: true)]
    for row in shown {
      guard let effect = split.effect(row) else { continue }
      steps.append(.init(label: split.name(row), figure: effect, isTotal: false))
    }
    steps.append(
      .init(label: page.period(of: split.comparison.current), figure: to, isTotal: true))
    WaterfallChart(
      title: say("\(name): parts of the change", "\(name): Teile der Änderung"),
      description: say(
        "From \(from.text(page.format)) to \(to.text(page.format)), split by \(split.dimension)"
          + (isWhole ? "." : "; the ten largest parts."),
        "Von \(from.text(page.format)) auf \(to.text(page.format)), nach \(split.dimension)"
          + (isWhole ? "." : "; die zehn größten Teile.")),
      steps: steps
    ).render(into: &html, page.format)
    if let table = split.view.selecting("metric", split.comparison.current.metric) {
      html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
        HTMLTable(table, page).render(into: &html, page.format)
      }
    }
  }
}
