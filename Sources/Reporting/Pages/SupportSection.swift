import FunnelModel

/// Service: how soon tickets are answered against their targets, and what stands open now.
struct SupportSection: PageSection {
  let id = "support"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private static let shownRows = 30
  /// Columns that stay in csv/support.csv.
  private static let hidden: Set<String> = ["market", "sla_met", "ci_low", "ci_high"]

  init?(_ page: PageContext) {
    guard let view = page.view("support"), let total = view.rows.first,
      let tickets = view.figure(total, "tickets")
    else { return nil }
    self.view = view
    let say = page.language
    let overdue = view.number(total, "overdue").map { $0.units } ?? 0
    if let share = view.figure(total, "sla_attainment"), let late = view.figure(total, "overdue") {
      title =
        overdue > 0
        ? Sentence(
          say(
            "{0} of first responses came within their target; {1} open tickets are overdue",
            "{0} der ersten Antworten kamen innerhalb ihres Ziels; {1} offene Tickets sind überfällig"
          ), [.figure(share), .figure(late)])
        : Sentence(
          say(
            "{0} of first responses came within their target, nothing is overdue",
            "{0} der ersten Antworten kamen innerhalb ihres Ziels, nichts ist überfällig"),
          [.figure(share)])
    } else {
      title = Sentence(
        say("{0} tickets, no targets to judge them by", "{0} Tickets ohne Ziel für die Antwort"),
        [.figure(tickets)])
    }
    note = Sentence(
      say(
        "All tickets up to the date of this report, by the target of their tier. Accounts stand in "
          + "classes, never by name.",
        "Alle Tickets bis zum Stand dieses Berichts, nach dem Ziel ihrer Stufe. Kunden stehen in "
          + "Klassen, nie mit Namen."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let bars = view.rows.compactMap { row -> BarChart.Bar? in
      guard view.text(row, "dimension") == "tier", let share = view.figure(row, "sla_attainment")
      else { return nil }
      var bar = BarChart.Bar(
        label: page.language("Tier ", "Stufe ") + view.text(row, "segment"), figure: share)
      if let count = view.figure(row, "tickets") {
        bar.wideNotes.append(
          Sentence(page.language("{0} tickets", "{0} Tickets"), [.figure(count)]))
      }
      return bar
    }
    if bars.count > 1 {
      BarChart(
        title: page.language("First response within target", "Erste Antwort innerhalb des Ziels"),
        description: bars.map { "\($0.label) \($0.figure.text(page.format))" }
          .joined(separator: ", ") + ".",
        bars: bars
      ).render(into: &html, page.format)
    }
    HTMLTable(view, page, without: Self.hidden, limit: Self.shownRows)
      .render(into: &html, page.format)
  }
}
