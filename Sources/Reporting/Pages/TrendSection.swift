import FunnelModel

/// The first key metric over time.
struct TrendSection: PageSection {
  let id = "trend"
  let title: Sentence
  let note: Sentence?
  private let series: [MetricRow]

  init?(_ page: PageContext) {
    guard let lead = page.comparisons.first else { return nil }
    series = Array(
      page.index.series(lead.current.metric, lead.current.market, page.plan.trend)
        .filter { $0.value != nil }.suffix(53))
    guard series.count >= 3 else { return nil }
    let best = series.filter { $0.status == .ok }.max {
      ($0.value?.double ?? 0) < ($1.value?.double ?? 0)
    }
    let say = page.language
    let name = page.title(lead.current.metric)
    if let best, let figure = Figure(best) {
      title = Sentence(
        say("{0} peaked at {1} ({2})", "{0}: höchster Wert {1} ({2})"),
        [.name(name), .figure(figure), .name(page.period(of: best))])
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
      tick: { value in
        FixedDecimal(value, digits: 6).map { page.format.text($0, unit: unit, style: .bare) } ?? ""
      }
    ).render(into: &html)
    html.disclosure(page.language("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(
        caption: nil,
        columns: [
          .init(title: page.language("Period", "Zeitraum"), isText: true), .init(title: name),
          .init(title: page.language("95 % from", "95 % von")),
          .init(title: page.language("to", "bis")), .init(title: "n"),
          .init(title: page.language("Status", "Status"), isText: true),
        ],
        rows: series.map { row in
          [
            .text(page.period(of: row)), cell(Figure(row)), cell(Figure(row, .low, style: .bare)),
            cell(Figure(row, .high, style: .bare)), cell(Figure(row, .n)),
            .text(row.status.rawValue.replacing("_", with: " ")),
          ]
        }
      ).render(into: &html, page.format)
    }
  }

  private func cell(_ figure: Figure?) -> HTMLTable.Content {
    figure.map { .figure($0) } ?? .empty
  }
}
