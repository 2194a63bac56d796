import FunnelModel

/// What changed and why: a card per key metric, the split of the leading change, and every key
/// metric in both periods.
struct ChangeSection: PageSection {
  let id = "changes"
  let title: Sentence
  let note: Sentence?
  private let cards: [Comparison]
  private let rows: [Comparison]
  private let decomposition: Decomposition?

  init?(_ page: PageContext, limit: Int = 8) {
    guard !page.comparisons.isEmpty else { return nil }
    cards = Array(page.comparisons.prefix(limit))
    rows = page.comparisons.filter { $0.base != nil }
    decomposition = Decomposition(page)
    let say = page.language
    let better = rows.count { $0.judgement == .better }
    let worse = rows.count { $0.judgement == .worse }
    if rows.isEmpty {
      title = Sentence(say("The key metrics at a glance", "Die Kennzahlen auf einen Blick"))
    } else {
      title = Sentence(
        say(
          "Of \(rows.count) key metrics \(better) got better and \(worse) worse",
          "Von \(rows.count) Kennzahlen: \(better) besser, \(worse) schlechter"))
    }
    note = nil
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    html.element("div", [.cssClass("cards")]) { html in
      for card in cards { MetricCard(comparison: card).render(into: &html, page) }
    }
    if let decomposition { render(decomposition, into: &html, page) }
    guard !rows.isEmpty else { return }
    let say = page.language
    html.disclosure(
      say("All \(rows.count) key metrics as a table", "Alle \(rows.count) Kennzahlen als Tabelle")
    ) { html in
      html.element(
        "p", [.cssClass("note")],
        text: say(
          "Rates and means count as changed where the 95 % interval of the difference excludes "
            + "zero; sums and ratios of sums are compared as they are.",
          "Raten und Mittelwerte gelten als verändert, wenn das 95-%-Intervall der Differenz die "
            + "Null ausschließt; Summen und ihre Verhältnisse werden verglichen, wie sie sind."))
      table(page).render(into: &html, page.format)
    }
  }

  private func table(_ page: PageContext) -> HTMLTable {
    let say = page.language
    let periods = rows.map { self.periods($0, page) }
    let isMixed = Set(periods).count > 1
    return HTMLTable(
      name: say("Key metrics in both periods", "Kennzahlen in beiden Zeiträumen"),
      columns: [
        .init(title: say("Metric", "Kennzahl"), isText: true),
        .init(title: say("Before", "Vorher")), .init(title: say("Now", "Jetzt")),
        .init(title: say("Difference", "Differenz")), .init(title: say("Ratio", "Verhältnis")),
        .init(title: say("Verdict", "Urteil"), isText: true),
        .init(title: say("Trend", "Verlauf"), isText: true),
      ] + (isMixed ? [.init(title: say("Period", "Zeitraum"), isText: true)] : []),
      rows: rows.enumerated().map { index, row in
        [
          .text(page.title(row.current.metric)),
          HTMLTable.Content(row.base.flatMap { Figure($0) }),
          HTMLTable.Content(Figure(row.current)), HTMLTable.Content(row.difference),
          HTMLTable.Content(row.factor), .verdict(Verdict(row, say)),
          .drawing { Sparkline(row.current, page).render(into: &$0) },
        ] + (isMixed ? [.text(periods[index])] : [])
      })
  }

  private func periods(_ row: Comparison, _ page: PageContext) -> String {
    let current = page.period(of: row.current)
    return row.base.map { "\(page.period(of: $0)) → \(current)" } ?? current
  }

  private func render(
    _ split: Decomposition, into html: inout HTMLWriter, _ page: PageContext
  ) {
    guard let from = split.value(split.total, "value_before", page),
      let to = split.value(split.total, "value_after", page)
    else { return }
    let say = page.language
    let name = page.title(split.metric)
    if let sentence = split.sentence(page) {
      html.element("h3") { $0.sentence(sentence, page.format) }
    }
    let shown = split.rows.prefix(10)
    let rest =
      shown.count == split.rows.count
      ? "" : say(" The ten largest parts.", " Die zehn größten Teile.")
    var steps = [
      WaterfallChart.Step(label: split.period("before", page), figure: from, isTotal: true)
    ]
    for row in shown {
      guard let effect = split.effect(row, page) else { continue }
      steps.append(.init(label: split.name(row, page), figure: effect, isTotal: false))
    }
    steps.append(.init(label: split.period("after", page), figure: to, isTotal: true))
    html.element(
      "p", [.cssClass("note")],
      text: say(
        "The change split exactly by \(page.word(split.dimension)); the parts add up.",
        "Die Änderung, exakt zerlegt nach \(page.word(split.dimension)); die Teile ergeben die "
          + "Summe.") + rest)
    WaterfallChart(
      title: say("\(name): parts of the change", "\(name): Teile der Änderung"),
      description: say(
        "From \(from.text(page.format)) to \(to.text(page.format)).",
        "Von \(from.text(page.format)) auf \(to.text(page.format)).") + rest,
      steps: steps,
      isLowerBetter: page.index.definition(split.metric)?.direction == .lower
    ).render(into: &html, page.format)
    if let table = split.view.selecting("metric", split.metric) {
      html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
        HTMLTable(table, page, without: ["metric", "market", "grain", "rank", "reference"])
          .render(into: &html, page.format)
      }
    }
  }
}
