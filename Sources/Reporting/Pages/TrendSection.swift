import FunnelModel

/// The metric of the first sentence over time.
struct TrendSection: PageSection {
  let id = "trend"
  let title: Sentence
  let note: Sentence?
  private let series: [MetricRow]

  init?(_ page: PageContext) {
    guard let lead = Story.mostChanged(page) ?? page.comparisons.first else { return nil }
    series = Array(
      page.index.series(lead.current.metric, lead.current.market, page.plan.trend)
        .filter { $0.value != nil }.suffix(53))
    guard series.count >= 3 else { return nil }
    let say = page.language
    let name = page.title(lead.current.metric)
    let known = series.filter { $0.status == .ok }
    func value(_ row: MetricRow) -> Double { row.value?.double ?? 0 }
    if let low = known.min(by: { value($0) < value($1) }),
      let high = known.max(by: { value($0) < value($1) }), let last = known.last,
      let least = Figure(low), let greatest = Figure(high), let latest = Figure(last)
    {
      title = Sentence(
        say(
          "{0} was last {1} ({2}); it ranged from {3} to {4}",
          "{0} zuletzt {1} ({2}); Spanne {3} bis {4}"),
        [
          .name(name), .figure(latest), .name(page.period(of: last)), .figure(least),
          .figure(greatest),
        ])
    } else {
      title = Sentence(name)
    }
    note = Sentence(
      say(
        "The shade is the 95 % interval; an open circle marks a period that is not over.",
        "Die Fläche ist das 95-%-Intervall; ein offener Kreis ist ein laufender Zeitraum."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    guard let unit = series.first?.unit, let metric = series.first?.metric else { return }
    let name = page.title(metric)
    LineChart(
      title: name,
      description: page.language(
        "\(series.count) periods; the numbers stand in the table.",
        "\(series.count) Zeiträume; die Zahlen stehen in der Tabelle."),
      points: series.map { row in
        .init(
          label: page.periods.short(row.grain, row.period), value: row.value?.double,
          low: row.low?.double, high: row.high?.double, isOpen: row.status != .ok)
      },
      unit: unit
    ).render(into: &html, page.format)
    html.disclosure(page.language("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(
        name: name,
        columns: [
          .init(title: page.language("Period", "Zeitraum"), isText: true), .init(title: name),
          .init(title: page.language("95 % from", "95 % von")),
          .init(title: page.language("to", "bis")), .init(title: "n"),
          .init(title: page.language("Status", "Status"), isText: true),
        ],
        rows: series.map { row in
          [
            .text(page.period(of: row)), HTMLTable.Content(Figure(row)),
            HTMLTable.Content(Figure(row, .low, style: .bare)),
            HTMLTable.Content(Figure(row, .high, style: .bare)), HTMLTable.Content(Figure(row, .n)),
            .text(page.word(row.status.rawValue)),
          ]
        }
      ).render(into: &html, page.format)
    }
  }
}
