import FunnelModel

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
        html.text("95 %: ")
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
    Glossary.word(status.rawValue, say)
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
    let bounds = BandText.text(band, unit: comparison.current.unit, page)
    html.element("p", [.cssClass("ci")]) { html in
      html.element("span", [.cssClass(verdict.tone.rawValue)], text: verdict.text)
      html.text(" " + bounds)
    }
    BandChart(value: value, low: band.low, high: band.high, label: "\(verdict.word) \(bounds)")
      .render(into: &html)
  }

  private func trend(into html: inout HTMLWriter, _ page: PageContext) {
    Sparkline(comparison.current, page).render(into: &html)
  }
}

extension Sparkline {
  /// The recent course of a metric at the page's rhythm.
  init(_ row: MetricRow, _ page: PageContext) {
    // A period that is not over would look like a collapse.
    let series = page.index.series(row.metric, row.market, page.plan.trend)
      .filter { $0.status != .partial }.suffix(26)
    values = series.map { $0.value?.double }
    isOpen = series.last.map { $0.status != .ok } ?? false
  }
}
