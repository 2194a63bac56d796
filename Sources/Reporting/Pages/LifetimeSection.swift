import FunnelModel

/// What customers have brought by month since their first order, against what they cost: the curve
/// of all complete cohorts crosses the acquisition cost where they have paid back.
struct LifetimeSection: PageSection {
  let id = "ltv-curves"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  /// The pooled rows: all cohorts that are complete for the span.
  private let pooled: [Int]
  /// The latest complete cohorts, each with its rows.
  private let cohorts: [(name: String, rows: [Int])]

  init?(_ page: PageContext) {
    guard let all = page.view("ltv_curves"), all.table.index(of: "contribution") != nil,
      let view = all.filter({ all.text($0, "channel").isEmpty })
    else { return nil }
    self.view = view
    pooled = view.rows.filter { view.text($0, "cohort").isEmpty }
    guard pooled.count >= 2 else { return nil }
    var byCohort: [String: [Int]] = [:]
    for row in view.rows
    where !view.text(row, "cohort").isEmpty
      && view.text(row, "status") == MetricStatus.ok.rawValue
    {
      byCohort[view.text(row, "cohort"), default: []].append(row)
    }
    cohorts = byCohort.filter { $0.value.count >= 2 }.sorted { $0.key < $1.key }.suffix(3)
      .map { ($0.key, $0.value) }
    title = Self.finding(view, pooled, page)
    note = Sentence(
      page.language(
        "Cumulative contribution (net revenue × gross margin) per customer by months since the "
          + "first order; the dotted line is what a customer cost. Grey: the latest cohorts.",
        "Kumulierter Deckungsbeitrag (Nettoumsatz × Rohmarge) je Kunde nach Monaten seit der "
          + "ersten Bestellung; die gepunktete Linie sind die Kosten. Grau: die jüngsten Kohorten.")
    )
  }

  private static func finding(
    _ view: TableView, _ pooled: [Int], _ page: PageContext
  ) -> Sentence {
    let say = page.language
    guard let last = pooled.last, let value = view.figure(last, "contribution"),
      let months = view.figure(last, "months_since")
    else { return Sentence(page.title(view.table)) }
    guard let cost = view.figure(last, "cac") else {
      return Sentence(
        say(
          "A customer has brought {0} by month {1}", "Ein Kunde hat bis Monat {1} {0} gebracht"),
        [.figure(value), .figure(Self.bare(months))])
    }
    let paid = pooled.first { row in
      guard let share = view.number(row, "share_of_cac") else { return false }
      return share >= FixedDecimal(1)
    }
    if let paid, let month = view.figure(paid, "months_since") {
      return Sentence(
        say(
          "A customer costs {0} and has paid back by month {1}; by month {2} it has brought {3}",
          "Ein Kunde kostet {0} und ist bis Monat {1} bezahlt; bis Monat {2} bringt er {3}"),
        [
          .figure(cost), .figure(Self.bare(month)), .figure(Self.bare(months)), .figure(value),
        ])
    }
    return Sentence(
      say(
        "A customer costs {0} and has brought {1} by month {2}: not paid back yet",
        "Ein Kunde kostet {0} und hat bis Monat {2} {1} gebracht: noch nicht bezahlt"),
      [.figure(cost), .figure(value), .figure(Self.bare(months))])
  }

  private static func bare(_ figure: Figure) -> Figure {
    Figure(
      value: figure.value, unit: figure.unit, origin: figure.origin, style: .bare, digits: 0)
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    let all = say("all complete cohorts", "alle vollständigen Kohorten")
    var curves = cohorts.map { cohort in
      curve(cohort.rows, page.periods.period(.month, cohort.name), isMain: false)
    }
    curves.append(curve(pooled, all, isMain: true))
    let level = view.figure(pooled[pooled.count - 1], "cac").map { cost in
      CurveChart.Level(
        label: Sentence(say("cost {0}", "Kosten {0}"), [.figure(cost)]), value: cost.value.double)
    }
    let last = Int(curves.flatMap(\.points).map(\.x).max() ?? 0)
    let step = max(1, (last + 5) / 6)
    CurveChart(
      title: page.title(view.table),
      description: say(
        "By months since the first order; the numbers stand in the table.",
        "Nach Monaten seit der ersten Bestellung; die Zahlen stehen in der Tabelle."),
      curves: curves, level: level,
      names: stride(from: 0, through: last, by: step).map {
        (Double($0), say("month \($0)", "Monat \($0)"))
      },
      tick: { value in
        FixedDecimal(value, digits: 4).map {
          page.format.text($0, unit: .money, style: .bare, digits: 0)
        } ?? ""
      }
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      let shown = Set(pooled + cohorts.flatMap(\.rows))
      if let rows = view.filter(shown.contains) {
        HTMLTable(rows, page, without: ["market", "channel"], limit: 120)
          .render(into: &html, page.format)
      }
    }
  }

  private func curve(_ rows: [Int], _ name: String, isMain: Bool) -> CurveChart.Curve {
    let points = rows.compactMap { row -> CurveChart.Point? in
      guard let month = view.number(row, "months_since"),
        let value = view.number(row, "contribution")
      else { return nil }
      return CurveChart.Point(x: month.double, y: value.double)
    }
    let last = rows.last.flatMap { view.figure($0, "contribution") }
    return CurveChart.Curve(
      label: Sentence("{0} {1}", [.name(name)] + (last.map { [.figure($0)] } ?? [.text("")])),
      points: points, isMain: isMain)
  }
}
