import FunnelModel

/// Whether the last complete day and week are like those before them.
struct AnomalySection: PageSection {
  let id = "anomalies"
  let title: Sentence
  let note: Sentence?
  private let view: TableView

  init?(_ page: PageContext) {
    guard let view = page.view("anomalies") else { return nil }
    self.view = view
    let say = page.language
    let unusual = view.rows.filter { ["high", "low"].contains(view.text($0, "verdict")) }
    var names: [String] = []
    for row in unusual {
      let name = page.title(view.text(row, "metric"))
      if !names.contains(name) { names.append(name) }
    }
    title =
      unusual.isEmpty
      ? Sentence(
        say(
          "The last day and week are like those before",
          "Der letzte Tag und die letzte Woche sind wie die davor"))
      : Sentence(
        say(
          "Unusual, \(unusual.count) of \(view.rows.count): {0}",
          "Ungewöhnlich, \(unusual.count) von \(view.rows.count): {0}"),
        [.name(names.joined(separator: ", "))])
    note = Sentence(
      say(
        "The last complete day against the same weekday of the weeks before, the last complete week "
          + "against the weeks before; z is the distance from their median in robust deviations.",
        "Der letzte volle Tag gegen denselben Wochentag der Wochen davor, die letzte volle Woche "
          + "gegen die Wochen davor; z ist der Abstand vom Median in robusten Abweichungen."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    html.disclosure(page.language("Every number that is watched", "Alle beobachteten Zahlen")) {
      html in
      HTMLTable(view, page, without: ["market"], limit: 120).render(into: &html, page.format)
    }
  }
}
