import FunnelModel

/// `report.md`: a screen of text for a pull request, a chat or a mail.
enum MarkdownReport {
  static func render(_ report: Report, language: Language) -> [UInt8] {
    let index = MetricIndex(report)
    let markets: [Market?] =
      report.heading.markets.isEmpty ? [nil] : report.heading.markets.map { $0 }
    var text = "# \(language("Sales funnel", "Verkaufstrichter"))\n\n"
    if !report.violations.isEmpty {
      text +=
        "**\(language("The numbers contradict each other:", "Die Zahlen widersprechen sich:"))**\n\n"
      for violation in report.violations.prefix(10).map(\.message) {
        text += "- \(MarkdownText.escaped(violation))\n"
      }
      text += "\n"
    }
    for market in markets {
      let page = PageContext(report, index: index, market: market, language: language)
      text += section(page, isOnly: markets.count == 1)
    }
    let heading = report.heading
    let time = PeriodFormat(language: language).time(heading.asOf, zone: heading.zone)
    text += language("All of it: ", "Alles: ")
    text += "[report.html](report.html) · [csv/metrics.csv](csv/metrics.csv)\n\n"
    text += "\(language("Data to", "Daten bis")) \(time) · salesfunnel \(heading.version) · "
    text += "\(language("configuration", "Konfiguration")) `\(heading.configurationDigest)`\n"
    return Array(text.utf8)
  }

  private static func section(_ page: PageContext, isOnly: Bool) -> String {
    let say = page.language
    let story = Story(page)
    var text = ""
    if !isOnly, let market = page.market {
      text += "## \(PageName(market).title(say, isOverview: true))\n\n"
    }
    text += "**\(story.lead.markdown(page.format))**"
    if let driver = story.driver { text += " \(driver.markdown(page.format))" }
    text += "\n\n"
    if let look = story.look {
      text += "\(say("Look here:", "Hier ansetzen:")) \(look.markdown(page.format))\n\n"
    }
    let rows = page.comparisons.prefix(10)
    guard !rows.isEmpty else { return text }
    let head = [
      say("Metric", "Kennzahl"), say("Before", "Vorher"), say("Now", "Jetzt"),
      say("Difference", "Differenz"), say("Ratio", "Verhältnis"), say("Verdict", "Urteil"),
      say("Period", "Zeitraum"),
    ]
    func cell(_ figure: Figure?) -> String { figure?.text(page.format) ?? "–" }
    text += MarkdownText.table(
      head,
      rows.map { row in
        [
          MarkdownText.escaped(page.title(row.current.metric)),
          cell(row.base.flatMap { Figure($0) }), cell(Figure(row.current)), cell(row.difference),
          cell(row.factor), Verdict(row, say).text,
          MarkdownText.escaped(page.period(of: row.current)),
        ]
      }, textColumns: [0, 5, 6])
    return text + "\n"
  }
}
