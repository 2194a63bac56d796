import FunnelModel

/// How fast deals are won: the cumulative incidence of winning by days since opening, with deals
/// that are still open counted as far as they are known.
struct IncidenceSection: PageSection {
  let id = "cycle-cif"
  let title: Sentence
  let note: Sentence?
  private let current: TableView
  private let base: TableView?
  private let name: String
  private let baseName: String?

  init?(_ page: PageContext) {
    guard let view = page.view("cycle_cif"), view.table.index(of: "days") != nil,
      let current = view.period(page.plan.grain, page.plan.period)
    else { return nil }
    self.current = current
    base = page.plan.base.flatMap { base in
      view.selecting("grain", page.plan.grain.name)?.selecting("period", base)
    }
    func period(_ view: TableView) -> String {
      let (grain, period) = (view.text(view.rows[0], "grain"), view.text(view.rows[0], "period"))
      return Grain(name: grain).map { page.periods.period($0, period) } ?? period
    }
    name = period(current)
    baseName = base.map(period)
    title = Self.finding(current, base, page) ?? Sentence(page.title(view.table))
    note = Sentence(
      page.language(
        "Share of the opportunities opened in the period that were won by then; lost ones compete, "
          + "open ones count as long as they are known. The shade is the 95 % interval.",
        "Anteil der im Zeitraum eröffneten Chancen, die bis dahin gewonnen waren; verlorene "
          + "konkurrieren, offene zählen, solange sie bekannt sind. Die Fläche ist das "
          + "95-%-Intervall."))
  }

  /// The share won by a round day that both curves reach.
  private static func finding(
    _ current: TableView, _ base: TableView?, _ page: PageContext
  ) -> Sentence? {
    func row(_ view: TableView, _ day: Int) -> Int? {
      view.rows.first { view.number($0, "days")?.units == Int128(day) }
    }
    for day in [90, 60, 30] {
      guard let at = row(current, day), let share = current.figure(at, "won") else { continue }
      if let base, let earlier = row(base, day), let before = base.figure(earlier, "won") {
        return Sentence(
          page.language(
            "Within \(day) days {0} of opportunities are won, before {1}",
            "Binnen \(day) Tagen werden {0} der Chancen gewonnen, zuvor {1}"),
          [.figure(share), .figure(before)])
      }
      return Sentence(
        page.language(
          "Within \(day) days {0} of opportunities are won",
          "Binnen \(day) Tagen werden {0} der Chancen gewonnen"), [.figure(share)])
    }
    return nil
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    var curves: [CurveChart.Curve] = []
    if let base, let baseName { curves.append(curve(base, baseName, isMain: false)) }
    curves.append(curve(current, name, isMain: true))
    let last = Int(curves.flatMap(\.points).map(\.x).max() ?? 0)
    let step = [10, 15, 30, 60, 90, 180].first { last / $0 <= 5 } ?? 365
    CurveChart(
      title: page.title(current.table),
      description: say(
        "By days since opening; the numbers stand in the table.",
        "Nach Tagen seit Eröffnung; die Zahlen stehen in der Tabelle."),
      curves: curves,
      names: stride(from: 0, through: last, by: step).map { day in
        (Double(day), day == 0 ? "0" : say("\(day) days", "\(day) Tage"))
      },
      unit: .ratio
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(current, page, without: ["market", "grain", "period"], limit: 150)
        .render(into: &html, page.format)
      if let base, let baseName {
        html.element("h3", text: baseName)
        HTMLTable(base, page, without: ["market", "grain", "period"], limit: 150)
          .render(into: &html, page.format)
      }
    }
  }

  private func curve(_ view: TableView, _ name: String, isMain: Bool) -> CurveChart.Curve {
    let points = view.rows.compactMap { row -> CurveChart.Point? in
      guard let day = view.number(row, "days"), let share = view.number(row, "won") else {
        return nil
      }
      return CurveChart.Point(
        x: day.double, y: share.double, low: view.number(row, "ci_low")?.double,
        high: view.number(row, "ci_high")?.double)
    }
    let last = view.rows.last.flatMap { view.figure($0, "won") }
    return CurveChart.Curve(
      label: Sentence(
        "{0} {1}", [.name(name)] + (last.map { [.figure($0)] } ?? [.text("")])),
      points: points, isMain: isMain, isStepped: true)
  }
}
