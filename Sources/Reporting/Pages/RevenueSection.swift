import FunnelModel

/// Recurring revenue: the movements of the last finished month, and every month in the table.
struct RevenueSection: PageSection {
  let id = "revenue"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let month: Int
  private let monthName: String

  private static let movements = ["new", "expansion", "reactivation", "contraction", "churn"]

  init?(_ page: PageContext) {
    guard let view = page.view("revenue"), view.table.index(of: "closing") != nil,
      let month = Self.lastFinished(view, page), let closing = view.figure(month, "closing"),
      let opening = view.figure(month, "opening")
    else { return nil }
    self.view = view
    self.month = month
    let column = view.table.index(of: "month") == nil ? "period" : "month"
    monthName = page.periods.period(.month, view.text(month, column))
    let say = page.language
    let grew = opening.value < closing.value
    title = Sentence(
      grew
        ? say(
          "Recurring revenue grew from {0} to {1} in {2}",
          "Wiederkehrender Umsatz stieg von {0} auf {1} ({2})")
        : say(
          "Recurring revenue went from {0} to {1} in {2}",
          "Wiederkehrender Umsatz ging von {0} auf {1} ({2})"),
      [.figure(opening), .figure(closing), .name(monthName)])
    note = nil
  }

  /// The last month whose end the data have reached.
  private static func lastFinished(_ view: TableView, _ page: PageContext) -> Int? {
    let heading = page.report.heading
    let today = heading.zone.day(of: heading.asOf)
    let column = view.table.index(of: "month") == nil ? "period" : "month"
    let finished = view.rows.filter { row in
      guard let start = LocalDay(view.text(row, column)), let next = Grain.month.next(after: start)
      else { return false }
      return next.advanced(by: -1) <= today
    }
    return finished.max { view.text($0, column) < view.text($1, column) } ?? view.rows.last
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    guard let opening = view.figure(month, "opening"), let closing = view.figure(month, "closing")
    else { return }
    var steps = [
      WaterfallChart.Step(label: say("opening", "Anfang"), figure: opening, isTotal: true)
    ]
    for column in Self.movements {
      guard let value = view.number(month, column), value.units != 0,
        let title = view.table.columns.first(where: { $0.id == column })
      else { continue }
      // Tables may write losses as amounts: what reduces the total is drawn downwards.
      let isLoss = column == "contraction" || column == "churn"
      let figure =
        isLoss && value.units > 0
        ? view.derived(month, column, .negated, against: month)
        : view.figure(month, column, style: .difference)
      if let figure {
        steps.append(.init(label: page.title(title), figure: figure, isTotal: false))
      }
    }
    steps.append(.init(label: say("closing", "Ende"), figure: closing, isTotal: true))
    WaterfallChart(
      title: say("Movements of recurring revenue, \(monthName)", "Bewegungen, \(monthName)"),
      description: steps.map { "\($0.label) \($0.figure.text(page.format))" }
        .joined(separator: ", ") + ".",
      steps: steps
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table, every month", "Dasselbe als Tabelle, alle Monate")) {
      html in
      HTMLTable(view, page, without: ["market", "grain"]).render(into: &html, page.format)
    }
  }
}
