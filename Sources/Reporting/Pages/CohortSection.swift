import FunnelModel

/// Who comes back: share of each cohort that is active, by months since the first order.
struct CohortSection: PageSection {
  let id = "cohorts"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  /// Cohorts in order, each with its rows by age.
  private let cohorts: [(name: String, rows: [Int: Int])]
  private let ages: [Int]

  init?(_ page: PageContext) {
    guard let view = page.view("cohorts"), view.table.index(of: "share_active") != nil else {
      return nil
    }
    var byCohort: [String: [Int: Int]] = [:]
    for row in view.rows {
      guard let age = view.number(row, "months_since").flatMap({ Int(exactly: $0.units) }),
        (0...12).contains(age)
      else { continue }
      byCohort[view.text(row, "cohort"), default: [:]][age] = row
    }
    cohorts = byCohort.sorted { $0.key < $1.key }.suffix(13).map { ($0.key, $0.value) }
    ages = Set(cohorts.flatMap(\.rows.keys)).sorted()
    guard !ages.isEmpty else { return nil }
    self.view = view
    title = Self.finding(view, cohorts, page)
    note = Sentence(
      page.language(
        "Share of a month’s first-time buyers who order again, by months since. "
          + "Hatched months are not over.",
        "Anteil der Erstkäufer eines Monats, die wieder bestellen, nach Monaten seither. "
          + "Schraffierte Monate sind nicht abgeschlossen."))
  }

  private static func finding(
    _ view: TableView, _ cohorts: [(name: String, rows: [Int: Int])], _ page: PageContext
  ) -> Sentence {
    let finished = cohorts.filter { cohort in
      cohort.rows[1].map { isComplete(view, $0) } ?? false
    }
    guard let last = finished.last, let row = last.rows[1],
      let share = view.figure(row, "share_active")
    else { return Sentence(page.language("Cohorts", "Kohorten")) }
    let name = page.periods.period(.month, last.name)
    if finished.count > 1, let first = finished.first, let other = first.rows[1],
      let before = view.figure(other, "share_active")
    {
      return Sentence(
        page.language(
          "{0} of the {1} cohort came back within a month, {2} of {3}",
          "{0} der Kohorte {1} kamen im Folgemonat wieder, {2} der von {3}"),
        [
          .figure(share), .name(name), .figure(before),
          .name(page.periods.period(.month, first.name)),
        ])
    }
    return Sentence(
      page.language(
        "{0} of the {1} cohort came back within a month", "{0} der Kohorte {1} kamen wieder"),
      [.figure(share), .name(name)])
  }

  private static func isComplete(_ view: TableView, _ row: Int) -> Bool {
    let status = view.text(row, "status")
    return status.isEmpty || status == MetricStatus.ok.rawValue
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    let columns = ages.map { $0 == 0 ? say("first", "erster") : "+\($0)" }
    html.element(
      "div",
      [
        .cssClass("scroll"), HTMLAttribute("tabindex", "0"),
        HTMLAttribute("role", "group"), HTMLAttribute("aria-label", say("Cohorts", "Kohorten")),
      ]
    ) {
      html in
      HeatMap(
        title: say("Share of each cohort that orders again", "Anteil der Kohorte, der bestellt"),
        description: say(
          "Rows are first-order months, columns months since.",
          "Zeilen sind Monate der ersten Bestellung, Spalten Monate seither."),
        columns: columns,
        rows: cohorts.map { cohort in
          HeatMap.Row(
            label: label(cohort, page), cells: ages.map { cell(cohort.rows[$0], age: $0) })
        }
      ).render(into: &html, page.format)
    }
    for (column, caption) in [
      ("share_active", say("The same as a table", "Dasselbe als Tabelle")),
      (
        "cumulative_net_per_buyer",
        say("Cumulative net revenue per buyer", "Kumulierter Nettoumsatz je Käufer")
      ),
    ] where view.table.index(of: column) != nil {
      html.disclosure(caption) { html in
        matrix(caption, column, columns, page).render(into: &html, page.format)
      }
    }
  }

  private func label(_ cohort: (name: String, rows: [Int: Int]), _ page: PageContext) -> Sentence {
    let name = page.periods.period(.month, cohort.name)
    guard let row = cohort.rows.sorted(by: { $0.key < $1.key }).first?.value,
      let size = view.figure(row, "size")
    else { return Sentence(name) }
    return Sentence("{0} · {1}", [.name(name), .figure(size)])
  }

  private func cell(_ row: Int?, age: Int) -> HeatMap.Cell {
    guard let row else { return HeatMap.Cell(figure: nil) }
    return HeatMap.Cell(
      figure: view.figure(row, "share_active", digits: 1),
      isOpen: !Self.isComplete(view, row), isPlain: age == 0)
  }

  private func matrix(
    _ name: String, _ column: String, _ ages: [String], _ page: PageContext
  ) -> HTMLTable {
    HTMLTable(
      name: name,
      columns: [
        .init(title: page.language("Cohort", "Kohorte"), isText: true),
        .init(title: page.language("Size", "Größe")),
      ] + ages.map { .init(title: $0) },
      rows: cohorts.map { cohort in
        let first = cohort.rows.sorted { $0.key < $1.key }.first?.value
        let size = first.flatMap { view.figure($0, "size") }
        return [
          .text(page.periods.period(.month, cohort.name)), size.map { .figure($0) } ?? .empty,
        ]
          + self.ages.map { age in
            guard let row = cohort.rows[age],
              let figure = view.figure(row, column, style: .bare)
            else { return .empty }
            return .figure(figure)
          }
      })
  }
}
