import FunnelModel

/// A reference band in words.
enum BandText {
  /// `1.80 % – 4.00 %`, `≤ 10.0 %`.
  static func text(
    _ band: (low: Double?, high: Double?), unit: MetricUnit, _ page: PageContext
  ) -> String {
    func text(_ bound: Double?) -> String? {
      bound.flatMap { FixedDecimal($0, digits: 6) }.map {
        page.format.text($0, unit: unit, style: .bare, digits: unit == .number ? 1 : nil)
      }
    }
    switch (text(band.low), text(band.high)) {
    case (let low?, let high?): return "\(low) – \(high)"
    case (let low?, nil): return "≥ \(low)"
    case (nil, let high?): return "≤ \(high)"
    case (nil, nil): return ""
    }
  }
}

/// Healthy or not: every metric with a reference band, where it lies and where it lay before.
struct BandSection: PageSection {
  let id = "health"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let base: TableView?

  init?(_ page: PageContext) {
    guard let all = page.view("benchmarks"),
      let view = all.selecting("grain", page.plan.grain.name)?
        .selecting("period", page.plan.period) ?? all.selecting("grain", Self.latest(all))
    else { return nil }
    self.view = view
    base = page.plan.base.flatMap { base in
      all.selecting("grain", page.plan.grain.name)?.selecting("period", base)
    }
    let say = page.language
    func names(_ verdict: String) -> [String] {
      view.rows.filter { view.text($0, "verdict") == verdict }
        .map { page.title(view.text($0, "metric")) }
    }
    let known = view.rows.filter { view.text($0, "verdict") != "undefined" }.count
    let outside = names("above") + names("below")
    if known == 0 {
      title = Sentence(
        say("No metric with a band has a value", "Keine Kennzahl mit Band hat einen Wert"))
    } else if outside.isEmpty {
      title = Sentence(
        say(
          "All \(known) metrics with a reference band are inside it",
          "Alle \(known) Kennzahlen mit Referenzband liegen darin"))
    } else {
      title = Sentence(
        say(
          "Outside their reference band, \(outside.count) of \(known): {0}",
          "Außerhalb des Referenzbands, \(outside.count) von \(known): {0}"),
        [.name(outside.joined(separator: ", "))])
    }
    note = nil
  }

  /// The finest grain that has verdicts: the page's own rhythm.
  private static func latest(_ view: TableView) -> String {
    let grains = Set(view.rows.map { view.text($0, "grain") })
    return ["week", "month", "quarter", "window"].first(where: grains.contains) ?? ""
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    var columns: [HTMLTable.Column] = [
      .init(title: say("Metric", "Kennzahl"), isText: true), .init(title: say("Value", "Wert")),
      .init(title: say("Verdict", "Urteil"), isText: true), .init(title: say("Band", "Band")),
      .init(title: say("Position", "Lage"), isText: true),
    ]
    if base != nil {
      columns += [
        .init(title: say("Before", "Vorher")),
        .init(title: say("Verdict before", "Urteil vorher"), isText: true),
      ]
    }
    HTMLTable(
      name: say("Metrics against their reference bands", "Kennzahlen gegen ihre Referenzbänder"),
      columns: columns, rows: view.rows.map { cells($0, page) }
    ).render(into: &html, page.format)
  }

  private func cells(_ row: Int, _ page: PageContext) -> [HTMLTable.Content] {
    let metric = view.text(row, "metric")
    let unit = page.index.definition(metric)?.unit ?? .number
    let band = (view.number(row, "low")?.double, view.number(row, "high")?.double)
    let bounds = HTMLTable.Content.text(BandText.text(band, unit: unit, page))
    var cells: [HTMLTable.Content] = [
      .text(page.title(metric)), HTMLTable.Content(view.figure(row, "value", unit: unit)),
    ]
    if let value = view.number(row, "value")?.double {
      let verdict = Verdict(value: value, low: band.0, high: band.1, page.language)
      cells += [
        .verdict(verdict), bounds,
        .drawing {
          BandChart(
            value: value, low: band.0, high: band.1, label: verdict.word, cssClass: "pos"
          ).render(into: &$0)
        },
      ]
    } else {
      cells += [.text(page.word("undefined")), bounds, .empty]
    }
    guard let base else { return cells }
    let before = base.rows.first {
      base.text($0, "metric") == metric && base.text($0, "market") == view.text(row, "market")
    }
    cells.append(HTMLTable.Content(before.flatMap { base.figure($0, "value", unit: unit) }))
    if let value = before.flatMap({ base.number($0, "value")?.double }) {
      cells.append(.verdict(Verdict(value: value, low: band.0, high: band.1, page.language)))
    } else {
      cells.append(.empty)
    }
    return cells
  }
}
