package import FunnelModel

/// What `run` prints: at most 80 columns of plain text.
package enum TerminalSummary {
  private static let width = 80

  /// The first screen of every market, without colour or control characters.
  package static func render(_ report: Report, language: Language = .english) -> String {
    let index = MetricIndex(report)
    let markets: [Market?] =
      report.heading.markets.isEmpty ? [nil] : report.heading.markets.map { $0 }
    var lines: [String] = []
    for violation in report.violations.prefix(10).map(\.message) {
      lines += wrapped(language("contradiction: ", "Widerspruch: ") + violation)
    }
    for market in markets {
      let page = PageContext(report, index: index, market: market, language: language)
      if !lines.isEmpty { lines.append("") }
      if let market { lines.append(PageName(market).title(language, isOverview: true)) }
      let story = Story(page)
      lines += wrapped(story.lead.plain(page.format))
      if let driver = story.driver { lines += wrapped(driver.plain(page.format)) }
      if let look = story.look {
        lines += wrapped(language("Look here: ", "Hier ansetzen: ") + look.plain(page.format))
      }
      lines += table(page)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func table(_ page: PageContext) -> [String] {
    page.comparisons.prefix(10).map { row in
      let name = VisibleText.shortened(
        VisibleText.singleLine(page.title(row.current.metric)), to: 28)
      let value = Figure(row.current)?.text(page.format) ?? ""
      let before = row.base.flatMap { Figure($0) }?.text(page.format) ?? ""
      let verdict = row.base == nil ? "" : Verdict(row, page.language).text
      let line = "  " + left(name, 28) + right(value, 14) + right(before, 14) + "  " + verdict
      return VisibleText.shortened(trimmed(line), to: width)
    }
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  private static func trimmed(_ text: String) -> String {
    var end = text.endIndex
    while end > text.startIndex, text[text.index(before: end)] == " " {
      end = text.index(before: end)
    }
    return String(text[..<end])
  }

  /// Breaks a text at spaces; a word longer than a line is cut.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in VisibleText.singleLine(text).split(separator: " ") {
      let piece = VisibleText.shortened(String(word), to: width)
      if !line.isEmpty && line.count + 1 + piece.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? piece : " " + piece
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
