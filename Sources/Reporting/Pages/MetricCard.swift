import FunnelModel

/// Is the funnel healthy: a card per key metric.
struct HealthSection: PageSection {
  let id = "health"
  let title: Sentence
  let note: Sentence?
  private let cards: [Comparison]

  init?(_ page: PageContext, limit: Int = 8) {
    guard !page.comparisons.isEmpty else { return nil }
    cards = Array(page.comparisons.prefix(limit))
    let say = page.language
    let judged = cards.compactMap { card in
      page.band(of: card.current).map { (card, Self.isInside(card, $0)) }
    }
    let outside = judged.filter { !$0.1 }.map { page.title($0.0.current.metric) }
    if judged.isEmpty {
      title = Sentence(say("The key metrics at a glance", "Die Kennzahlen auf einen Blick"))
    } else if outside.isEmpty {
      title = Sentence(
        say("Every metric with a reference band is inside it", "Alle Werte mit Band liegen darin"))
    } else {
      title = Sentence(
        say("Outside the reference band: {0}", "Außerhalb des Referenzbands: {0}"),
        [.name(outside.joined(separator: ", "))])
    }
    note = nil
  }

  private static func isInside(_ card: Comparison, _ band: (low: Double?, high: Double?)) -> Bool {
    guard let value = card.current.value?.double else { return true }
    return value >= band.low ?? -.infinity && value <= band.high ?? .infinity
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    html.element("div", [.cssClass("cards")]) { html in
      for card in cards { MetricCard(comparison: card).render(into: &html, page) }
    }
  }
}

/// Name, value, interval, change with its verdict, position in the band, trend.
struct MetricCard {
  let comparison: Comparison

  func render(into html: inout HTMLWriter, _ page: PageContext) {
    let row = comparison.current
    html.element("article", [.cssClass("card")]) { html in
      html.element("h3", text: page.title(row.metric))
      let value = Figure(row)
      let isLong = (value?.text(page.format).count ?? 0) > 12
      html.element("p", [.cssClass(isLong ? "val long" : "val")]) { html in
        if let value { html.figure(value, page.format) }
      }
      evidence(into: &html, page)
      change(into: &html, page)
      html.element("div", [.cssClass("push")]) { html in
        band(into: &html, page)
        trend(into: &html, page)
      }
    }
  }

  /// Interval, and what the value was formed from.
  private func evidence(into html: inout HTMLWriter, _ page: PageContext) {
    let row = comparison.current
    let say = page.language
    html.element("p", [.cssClass("ci")]) { html in
      var needsDot = false
      if let low = Figure(row, .low, style: .bare), let high = Figure(row, .high, style: .bare) {
        html.text(say("95 %: ", "95 %: "))
        html.figure(low, page.format)
        html.text(" – ")
        html.figure(high, page.format)
        needsDot = true
      }
      if let top = Figure(row, .numerator), let bottom = Figure(row, .denominator) {
        html.text(needsDot ? " · " : "")
        html.figure(top, page.format)
        html.text(row.unit == .ratio ? say(" of ", " von ") : " ÷ ")
        html.figure(bottom, page.format)
      } else if let n = Figure(row, .n), row.unit != .count {
        html.text(needsDot ? " · n = " : "n = ")
        html.figure(n, page.format)
      }
      if row.grain != page.plan.grain || row.period != page.plan.period {
        html.text(" · ")
        html.text(page.period(of: row))
      }
      if row.status != .ok { html.text(" · " + statusText(row.status, say)) }
    }
  }

  private func statusText(_ status: MetricStatus, _ say: Language) -> String {
    switch status {
    case .ok: ""
    case .partial: say("period not over", "Zeitraum nicht abgeschlossen")
    case .inProgress: say("value so far", "Wert bisher")
    case .undefined: say("undefined", "nicht definiert")
    case .suppressed: say("suppressed", "unterdrückt")
    }
  }

  private func change(into html: inout HTMLWriter, _ page: PageContext) {
    guard let base = comparison.base, let before = Figure(base) else { return }
    html.element("p", [.cssClass("chg")]) { html in
      Verdict(comparison, page.language).render(into: &html)
      html.text(page.language(" from ", " von "))
      html.figure(before, page.format)
      if let difference = comparison.difference {
        html.element("span", [.cssClass("dim")]) { html in
          html.text(" (")
          html.figure(difference, page.format)
          if let factor = comparison.factor {
            html.text(", ")
            html.figure(factor, page.format)
          }
          html.text(")")
        }
      }
    }
  }

  private func band(into html: inout HTMLWriter, _ page: PageContext) {
    guard let band = page.band(of: comparison.current),
      let value = comparison.current.value?.double
    else { return }
    let verdict = Verdict(value: value, low: band.low, high: band.high, page.language)
    let bounds = bandText(band, page)
    html.element("p", [.cssClass("ci")]) { html in
      html.element("span", [.cssClass(verdict.tone.rawValue)], text: verdict.text)
      html.text(" " + bounds)
    }
    BandChart(value: value, low: band.low, high: band.high, label: "\(verdict.word) \(bounds)")
      .render(into: &html)
  }

  private func bandText(_ band: (low: Double?, high: Double?), _ page: PageContext) -> String {
    func text(_ bound: Double?) -> String? {
      let unit = comparison.current.unit
      return bound.flatMap { FixedDecimal($0, digits: 6) }.map {
        page.format.text($0, unit: unit, style: .bare, digits: unit == .number ? 1 : nil)
      }
    }
    switch (text(band.low), text(band.high)) {
    case (let low?, let high?): return "\(low) – \(high)"
    case (let low?, nil): return "≥ \(low)"
    case (nil, let high?): return "≤ \(high)"
    case (nil, nil): return ""
    }
  }

  private func trend(into html: inout HTMLWriter, _ page: PageContext) {
    let row = comparison.current
    // A period that is not over would look like a collapse.
    let series = page.index.series(row.metric, row.market, page.plan.trend)
      .filter { $0.status != .partial }.suffix(26)
    Sparkline(
      values: series.map { $0.value?.double }, isOpen: series.last.map { $0.status != .ok } ?? false
    ).render(into: &html)
  }
}
