import FunnelModel

/// What buyers are expected to bring: by repeat days so far, and how well that held before.
struct LifetimeSection: PageSection {
  let id = "lifetime"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  private let total: Int

  init?(_ page: PageContext) {
    guard let view = page.view("ltv_predicted"), let total = view.rows.last,
      view.text(total, "repeat_days") == "all", let orders = view.figure(total, "orders_365d")
    else { return nil }
    self.view = view
    self.total = total
    let say = page.language
    if let alive = view.figure(total, "probability_alive") {
      title = Sentence(
        say(
          "{0} of buyers are still active and order {1} times in the next 365 days on average",
          "{0} der Käufer sind noch aktiv und bestellen in 365 Tagen im Mittel {1}-mal"),
        [.figure(alive), .figure(orders)])
    } else {
      title = Sentence(page.title(view.table))
    }
    note = Sentence(
      say(
        "Expected by BG/NBD and Gamma-Gamma from each buyer’s days with orders; net of refunds, "
          + "before margin. One row per number of days with a repeat order so far; every history "
          + "stands in csv/ltv_histories.csv.",
        "Erwartet nach BG/NBD und Gamma-Gamma aus den Bestelltagen jedes Käufers; nach "
          + "Erstattungen, vor Marge. Eine Zeile je Zahl der Wiederbestelltage; jeder Verlauf steht "
          + "in csv/ltv_histories.csv."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    let say = page.language
    let bars = view.rows.filter { $0 != total }.compactMap { row -> BarChart.Bar? in
      guard let orders = view.figure(row, "orders_365d") else { return nil }
      var bar = BarChart.Bar(label: label(view.text(row, "repeat_days"), page), figure: orders)
      if let alive = view.figure(row, "probability_alive") {
        bar.notes.append(Sentence(say("{0} active", "{0} aktiv"), [.figure(alive)]))
      }
      if let buyers = view.figure(row, "buyers") {
        bar.wideNotes.append(Sentence(say("{0} buyers", "{0} Käufer"), [.figure(buyers)]))
      }
      return bar
    }
    BarChart(
      title: say("Orders expected in 365 days", "Erwartete Bestellungen in 365 Tagen"),
      description: Self.description(bars, page), bars: bars
    ).render(into: &html, page.format)
    HTMLTable(view, page, without: ["market"]).render(into: &html, page.format)
    renderHoldOut(into: &html, page)
    if let model = page.view("ltv_model") {
      html.disclosure(say("The fitted models", "Die angepassten Modelle")) { html in
        HTMLTable(model, page, without: ["market"]).render(into: &html, page.format)
      }
    }
  }

  /// Orders seen in the days held out (bars) against the expectation (thin bars).
  private func renderHoldOut(into html: inout HTMLWriter, _ page: PageContext) {
    guard let view = page.view("ltv_calibration"), let all = view.rows.last,
      let seen = view.figure(all, "orders"), let expected = view.figure(all, "expected_orders"),
      let days = view.figure(all, "days_held_out")
    else { return }
    let say = page.language
    html.element("h3") { html in
      html.sentence(
        Sentence(
          say(
            "Hold-out: {0} order days seen in {2} days, {1} expected",
            "Probe: {0} Bestelltage in {2} Tagen gesehen, {1} erwartet"),
          [.figure(seen), .figure(expected), .figure(days)]), page.format)
    }
    let bars = view.rows.filter { $0 != all }.compactMap { row -> BarChart.Bar? in
      guard let seen = view.figure(row, "orders_per_buyer") else { return nil }
      var bar = BarChart.Bar(label: label(view.text(row, "repeat_days"), page), figure: seen)
      bar.base = view.figure(row, "expected_per_buyer")
      if let base = bar.base {
        bar.notes.append(Sentence(say("{0} expected", "{0} erwartet"), [.figure(base)]))
      }
      return bar
    }
    BarChart(
      title: say(
        "Order days per buyer, seen (bar) and expected (thin bar)",
        "Bestelltage je Käufer, gesehen (Balken) und erwartet (schmal)"),
      description: Self.description(bars, page), bars: bars
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(view, page, without: ["market"]).render(into: &html, page.format)
    }
  }

  private func label(_ number: String, _ page: PageContext) -> String {
    number == "1"
      ? page.language("1 repeat day", "1 Wiederbestelltag")
      : page.language("\(number) repeat days", "\(number) Wiederbestelltage")
  }

  private static func description(_ bars: [BarChart.Bar], _ page: PageContext) -> String {
    bars.map { "\($0.label) \($0.figure.text(page.format))" }.joined(separator: ", ") + "."
  }
}
