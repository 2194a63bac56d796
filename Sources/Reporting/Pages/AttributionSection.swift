import FunnelModel

/// Who gets the credit: a row per channel, campaign or content, a column per model.
struct AttributionSection: PageSection {
  let id: String
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let dimension: String
  private let models: [String]
  private let leading: String
  private static let shownRows = 10

  /// A section for each dimension of the table.
  static func all(_ page: PageContext) -> [AttributionSection] {
    guard let view = page.view("attribution")?.period(page.plan.grain, page.plan.period),
      view.table.index(of: "model") != nil, view.table.index(of: "credit") != nil,
      // Revenue without any touch can be credited to nobody.
      view.rows.contains(where: { view.text($0, "segment") != "(no touch)" })
    else { return [] }
    var seen: Set<String> = []
    return view.rows.map { view.text($0, "dimension") }.filter { seen.insert($0).inserted }
      .compactMap { dimension in
        view.selecting("dimension", dimension).map { AttributionSection($0, dimension, page) }
      }
  }

  private init(_ view: TableView, _ dimension: String, _ page: PageContext) {
    self.view = view
    self.dimension = dimension
    id = "attribution-" + Anchor.name(dimension)
    var seen: Set<String> = []
    let present = view.rows.map { view.text($0, "model") }.filter { seen.insert($0).inserted }
    // Consumers often decide at the last touch; committees need credit for every touch.
    let preferred = page.market == .b2b ? ["linear", "u_shaped"] : ["last"]
    models =
      preferred.filter(present.contains) + present.filter { !preferred.contains($0) }
    leading = models.first ?? ""
    let say = page.language
    let ranked = view.selecting("model", leading)?.sorted { a, b in
      let (left, right) = (view.number(a, "credit"), view.number(b, "credit"))
      return (right?.double ?? 0, a) < (left?.double ?? 0, b)
    }
    if let ranked, let credit = ranked.figure(ranked.rows[0], "credit") {
      title = Sentence(
        say(
          "The {1} “{2}” earns most credit by {0}: {3}",
          "Nach dem Modell „{0}“ verdient {1} „{2}“ am meisten: {3}"),
        [
          .name(page.word(leading)), .name(page.word(dimension)),
          .name(page.word(ranked.text(ranked.rows[0], "segment"))), .figure(credit),
        ])
    } else {
      title = Sentence(page.title(view.table))
    }
    let grain = Grain(name: view.text(view.rows[0], "grain"))
    let period = grain.map { page.periods.period($0, view.text(view.rows[0], "period")) } ?? ""
    note = Sentence(
      say(
        "\(period); each column shares out the same revenue to the cent.",
        "\(period); jede Spalte verteilt denselben Umsatz auf den Cent genau."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    var credits: [String: [String: Int]] = [:]
    for row in view.rows {
      credits[view.text(row, "segment"), default: [:]][view.text(row, "model")] = row
    }
    func credit(_ segment: String) -> Double {
      credits[segment]?[leading].flatMap { view.number($0, "credit")?.double } ?? 0
    }
    let ranked = credits.keys.sorted { a, b in
      credit(a) == credit(b) ? a < b : credit(a) > credit(b)
    }
    let unit = HTMLTable.unitName(.money, page).map { ", \($0)" } ?? ""
    HTMLTable(
      name: page.title(view.table) + ", " + page.word(dimension),
      columns: [.init(title: page.word(dimension), isText: true)]
        + models.map { .init(title: page.word($0) + unit) },
      rows: ranked.prefix(Self.shownRows).map { segment in
        [.text(page.word(segment))]
          + models.map { model in
            HTMLTable.Content(
              credits[segment]?[model].flatMap { view.figure($0, "credit", style: .bare) })
          }
      }
    ).render(into: &html, page.format)
    if ranked.count > Self.shownRows {
      html.element(
        "p", [.cssClass("note")],
        text: page.language(
          "The first \(Self.shownRows) of \(ranked.count); all of them stand in "
            + "csv/\(view.table.id).csv.",
          "Die ersten \(Self.shownRows) von \(ranked.count); alle stehen in "
            + "csv/\(view.table.id).csv."))
    }
  }
}
