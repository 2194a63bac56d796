import FunnelModel

/// Where the funnel leaks: its steps as bars with count, share of the first and of the previous.
struct FunnelSection: PageSection {
  let id: String
  let title: Sentence
  let note: Sentence?
  private let funnel: FunnelFigures
  /// What each step contributed to the change of the funnel's conversion.
  private let split: Decomposition?

  init(_ funnel: FunnelFigures, _ page: PageContext) {
    self.funnel = funnel
    id = Anchor.name(funnel.view.table.id)
    let say = page.language
    let name = page.title(funnel.view.table)
    split = page.view("changes").flatMap {
      Decomposition($0, metric: "funnel." + funnel.view.table.id.dropFirst("funnel_".count))
    }
    if let last = funnel.steps.last, let share = funnel.view.figure(last, "rate_first"),
      let weak = funnel.weakest, let narrow = funnel.view.figure(weak.row, "rate_previous")
    {
      title = Sentence(
        say(
          "{0}: {1} reach “{2}”; the narrowest step is {3} → {4}, {5}",
          "{0}: {1} erreichen „{2}“; der engste Schritt ist {3} → {4}, {5}"),
        [
          .name(name), .figure(share), .name(funnel.name(last, page)),
          .name(funnel.name(weak.previous, page)), .name(funnel.name(weak.row, page)),
          .figure(narrow),
        ])
    } else {
      title = Sentence(name)
    }
    note = Self.note(funnel, split, page)
  }

  private static func note(
    _ funnel: FunnelFigures, _ split: Decomposition?, _ page: PageContext
  ) -> Sentence {
    let say = page.language
    guard let base = funnel.baseName else { return Sentence(funnel.periodName) }
    let bars = say(
      "\(funnel.periodName); the thin grey bar is \(base).",
      "\(funnel.periodName); der schmale graue Balken ist \(base).")
    guard let split, let row = split.rows.first, let effect = split.effect(row, page),
      let whole = split.effect(split.total, page),
      split.period("after", page) == funnel.periodName
    else { return Sentence(bars) }
    return Sentence(
      bars
        + say(
          " Of the change of {0}, {1} came from {2}.",
          " Von der Änderung, {0}, kamen {1} aus {2}."),
      [.figure(whole), .figure(effect), .name(split.name(row, page))])
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let view = funnel.view
    let say = page.language
    var bars: [BarChart.Bar] = []
    for (index, row) in funnel.steps.enumerated() {
      guard let reached = view.figure(row, "reached") else { continue }
      var bar = BarChart.Bar(label: funnel.name(row, page), figure: reached)
      bar.base = funnel.base[index].flatMap { view.figure($0, "reached") }
      if index > 0, let share = view.figure(row, "rate_previous") {
        bar.notes.append(Sentence(say("{0} of previous", "{0} vom vorigen"), [.figure(share)]))
      }
      if let share = view.figure(row, "rate_first") {
        bar.notes.append(Sentence("{0}", [.figure(share)]))
      }
      bars.append(bar)
    }
    BarChart(
      title: page.title(view.table),
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
    var heads = [HTMLTable.Column(title: say("Step", "Schritt"), isText: true)]
    heads += columns.map { HTMLTable.Column(title: page.title($0)) }
    if let base = funnel.baseName {
      heads += [
        say("Reached, \(base)", "Erreicht, \(base)"),
        say("Of first, \(base)", "Vom ersten, \(base)"),
        say("Difference", "Differenz"), say("Ratio", "Verhältnis"),
      ].map { HTMLTable.Column(title: $0) }
    }
    if split != nil {
      heads.append(.init(title: say("Effect on the whole", "Wirkung aufs Ganze")))
    }
    let rows = funnel.steps.indices.map { index in
      var cells: [HTMLTable.Content] = [.text(funnel.name(funnel.steps[index], page))]
      cells += columns.map {
        HTMLTable.Content(view.figure(funnel.steps[index], $0.id, style: .bare))
      }
      if funnel.baseName != nil { cells += against(index) }
      if let split { cells.append(HTMLTable.Content(effect(split, index, page))) }
      return cells
    }
    return HTMLTable(name: page.title(view.table), columns: heads, rows: rows)
  }

  private func against(_ index: Int) -> [HTMLTable.Content] {
    let view = funnel.view
    guard let base = funnel.base[index] else { return [.empty, .empty, .empty, .empty] }
    let row = funnel.steps[index]
    return [
      view.figure(base, "reached"), view.figure(base, "rate_first"),
      view.derived(row, "rate_first", .difference, against: base),
      view.derived(row, "rate_first", .factor, against: base),
    ].map { HTMLTable.Content($0) }
  }

  /// What the step from the one before contributed.
  private func effect(_ split: Decomposition, _ index: Int, _ page: PageContext) -> Figure? {
    guard index > 0 else { return nil }
    let name = funnel.view.text(funnel.steps[index], "step_name")
    let row = split.rows.first { split.view.text($0, "segment").hasSuffix(" → " + name) }
    return row.flatMap { split.effect($0, page) }
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
      let name = page.language(
        "By \(page.word(dimension)): \(funnel.name(last, page))",
        "Nach \(page.word(dimension)): \(funnel.name(last, page))")
      html.disclosure(name) { html in
        HTMLTable(
          name: name,
          columns: [.init(title: page.word(dimension), isText: true)]
            + columns.map { .init(title: page.title($0)) },
          rows: rows.prefix(25).map { row in
            [.text(page.word(view.text(row, "segment")))]
              + columns.map { HTMLTable.Content(view.figure(row, $0.id, style: .bare)) }
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
