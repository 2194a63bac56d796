import FunnelModel

/// What customers have brought since their first purchase, against what they cost.
struct PaybackSection: PageSection {
  let id = "payback"
  let title: Sentence
  let note: Sentence?
  /// A curve by months since the first.
  private struct Line {
    let label: String
    let values: [Double]
  }

  private let view: TableView
  /// The pooled curve of all customers: rows by months since.
  private let pooled: [Int]
  private let hasCost: Bool
  private static let cohortLimit = 6
  private static let channelLimit = 5

  init?(_ page: PageContext) {
    guard let all = page.view("ltv_curves") else { return nil }
    // A page of one market leaves out the curves that span markets.
    let markets = Set(all.rows.map { all.text($0, "market") })
    let market = page.market.map(\.name) ?? "all"
    guard let view = all.selecting("market", markets.contains(market) ? market : "all")
    else { return nil }
    self.view = view
    pooled = view.rows.filter {
      view.text($0, "channel").isEmpty && view.text($0, "cohort").isEmpty
    }
    guard let last = pooled.last, let months = view.figure(last, "months_since", unit: .count),
      let brought = view.figure(last, "contribution")
    else { return nil }
    hasCost = view.number(last, "share_of_cac") != nil
    let say = page.language
    let paid = pooled.first { (view.number($0, "share_of_cac")?.double ?? 0) >= 1 }
    if let paid, let month = view.figure(paid, "months_since", unit: .count),
      let cost = view.figure(paid, "cac")
    {
      title = Sentence(
        say(
          "Customers have paid back their cost of {0} by month {1}",
          "Kunden haben ihre Kosten von {0} bis Monat {1} eingebracht"),
        [.figure(cost), .figure(month)])
    } else if hasCost, let cost = view.figure(last, "cac") {
      title = Sentence(
        say(
          "By month {0} customers have brought {1} of the {2} they cost",
          "Bis Monat {0} haben Kunden {1} von {2} Kosten eingebracht"),
        [.figure(months), .figure(brought), .figure(cost)])
    } else {
      title = Sentence(
        say(
          "By month {0} a customer has brought {1}", "Bis Monat {0} hat ein Kunde {1} gebracht"),
        [.figure(months), .figure(brought)])
    }
    note = Sentence(
      say(
        "Cumulative net revenue × gross margin per customer, by calendar months since the first "
          + "purchase; cohorts that are complete for all the months shown.",
        "Kumulierter Nettoumsatz × Marge je Kunde, nach Kalendermonaten seit dem ersten Kauf; "
          + "Kohorten, die über alle gezeigten Monate abgeschlossen sind."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    if hasCost { renderPayback(into: &html, page) }
    let cohorts = cohortCurves(page)
    if !cohorts.isEmpty {
      html.element("h3", text: say("Value by cohort", "Wert nach Kohorte"))
      chart(
        say("Cumulative contribution per customer", "Kumulierter Beitrag je Kunde"), cohorts,
        level: nil, unit: .money, page
      ).render(into: &html, page.format)
    }
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(view, page, without: ["market"], limit: 120).render(into: &html, page.format)
    }
  }

  /// Contribution ÷ CAC of all customers and of the channels with most of them.
  private func renderPayback(into html: inout HTMLWriter, _ page: PageContext) {
    var byChannel: [String: [Int]] = [:]
    for row in view.rows where view.text(row, "cohort").isEmpty {
      byChannel[view.text(row, "channel"), default: []].append(row)
    }
    func customers(_ name: String) -> FixedDecimal {
      byChannel[name]?.first.flatMap { view.number($0, "customers") } ?? FixedDecimal(0)
    }
    let channels = byChannel.keys.filter { !$0.isEmpty }.sorted {
      let (a, b) = (customers($0), customers($1))
      return a != b ? a > b : $0 < $1
    }.prefix(Self.channelLimit)
    let curves = ([""] + channels).compactMap { name -> Line? in
      let values = (byChannel[name] ?? []).compactMap { view.number($0, "share_of_cac")?.double }
      guard values.count == pooled.count else { return nil }
      return Line(
        label: name.isEmpty ? page.language("all", "alle") : page.word(name), values: values)
    }
    let say = page.language
    chart(
      say("Contribution ÷ acquisition cost", "Beitrag ÷ Kosten je Neukunde"), curves,
      level: (say("paid back", "eingebracht"), 1), unit: .number, page
    ).render(into: &html, page.format)
  }

  /// The latest cohorts, each as far as its months are over; the latest first.
  private func cohortCurves(_ page: PageContext) -> [Line] {
    var rows: [String: [Int]] = [:]
    for row in view.rows
    where view.text(row, "channel").isEmpty && !view.text(row, "cohort").isEmpty
      && view.text(row, "status") == MetricStatus.ok.rawValue
    {
      rows[view.text(row, "cohort"), default: []].append(row)
    }
    return rows.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
      .suffix(Self.cohortLimit).reversed().map { cohort in
        Line(
          label: page.periods.period(.month, cohort.key),
          values: cohort.value.compactMap { view.number($0, "contribution")?.double })
      }
  }

  private func chart(
    _ title: String, _ curves: [Line], level: (String, Double)?, unit: MetricUnit,
    _ page: PageContext
  ) -> CurveChart {
    func text(_ value: Double) -> String {
      FixedDecimal(value, digits: unit.digits).map {
        page.format.text($0, unit: unit, style: .bare)
      } ?? ""
    }
    let count = curves.map(\.values.count).max() ?? 0
    let step = max(1, (count + 5) / 6)
    return CurveChart(
      title: title,
      description: curves.compactMap { curve in
        curve.values.last.map { "\(curve.label) \(text($0))" }
      }.joined(separator: ", ") + ".",
      curves: curves.enumerated().map { number, curve in
        CurveChart.Curve(
          label: Sentence(VisibleText.shortened(curve.label, to: 18)),
          points: curve.values.enumerated().map { .init(x: Double($0), y: $1) },
          isMain: number == 0)
      }, level: level.map { .init(label: Sentence($0.0), value: $0.1) },
      names: stride(from: 0, to: count, by: step).map { (Double($0), "\($0)") }, unit: unit)
  }
}
