import FunnelModel

/// A whole page: policy, style, header, the first screen, sections, footer.
struct HTMLDocument {
  let page: PageContext
  let name: PageName
  /// All pages of the report where there are several.
  let siblings: [PageName]

  private static let policy: String = {
    let style = SHA256.base64(Array(StyleSheet.text.description.utf8))
    let script = SHA256.base64(Array(PageScript.text.description.utf8))
    return "default-src 'none'; style-src 'sha256-\(style)'; script-src 'sha256-\(script)'; "
      + "base-uri 'none'; form-action 'none'"
  }()

  /// The page of one market.
  func render(_ topics: [Topic]) -> [UInt8] {
    document(topics) { html in
      opening(Story(page), into: &html)
      for section in topics.flatMap(\.sections) { section.render(into: &html, page) }
    }
  }

  /// The overview: each market's first screen, then what spans both.
  func renderOverview(_ markets: [PageContext]) -> [UInt8] {
    document([]) { html in
      html.element("div", [.cssClass("handover")]) { html in
        for context in markets { summary(of: context, into: &html) }
      }
      for section in MarketPage.spanning(page) { section.render(into: &html, page) }
    }
  }

  private func document(_ topics: [Topic], _ body: (inout HTMLWriter) -> Void) -> [UInt8] {
    var html = HTMLWriter()
    html.literal("<!doctype html>\n")
    html.element("html", [HTMLAttribute("lang", page.language.rawValue)]) { html in
      head(into: &html)
      html.element("body") { html in
        html.element(
          "a", [.cssClass("skip"), HTMLAttribute("href", "#main")],
          text: page.language("Skip to the report", "Zum Bericht springen"))
        html.element("main", [HTMLAttribute("id", "main")]) { html in
          header(topics, into: &html)
          violations(into: &html)
          body(&html)
          footer(into: &html)
        }
        html.element("script") { $0.literal(PageScript.text) }
      }
    }
    html.literal("\n")
    return html.bytes
  }

  private func head(into html: inout HTMLWriter) {
    html.element("head") { html in
      html.void("meta", [HTMLAttribute("charset", "utf-8")])
      html.void(
        "meta",
        [
          HTMLAttribute("http-equiv", "Content-Security-Policy"),
          HTMLAttribute("content", Self.policy),
        ])
      html.void(
        "meta",
        [
          HTMLAttribute("name", "viewport"),
          HTMLAttribute("content", "width=device-width,initial-scale=1"),
        ])
      html.void(
        "meta", [HTMLAttribute("name", "referrer"), HTMLAttribute("content", "no-referrer")])
      html.element("title", text: heading)
      html.element("style") { $0.literal(StyleSheet.text) }
    }
  }

  private var heading: String {
    let say = page.language
    switch page.market {
    case .b2c: return say("Sales funnel · consumers (B2C)", "Verkaufstrichter · Endkunden (B2C)")
    case .b2b:
      return say("Sales funnel · businesses (B2B)", "Verkaufstrichter · Geschäftskunden (B2B)")
    case nil: return say("Sales funnel", "Verkaufstrichter")
    }
  }

  private func header(_ topics: [Topic], into html: inout HTMLWriter) {
    let say = page.language
    let facts = page.report.heading
    html.element("header") { html in
      html.element("h1", text: heading)
      html.element(
        "p",
        text: spans(page) + say("data to ", "Daten bis ")
          + page.periods.time(facts.asOf, zone: facts.zone))
      if !siblings.isEmpty {
        html.element("nav", [HTMLAttribute("aria-label", say("Pages", "Seiten"))]) { html in
          for sibling in siblings {
            let current = sibling == name ? [HTMLAttribute("aria-current", "page")] : []
            html.element(
              "a", [HTMLAttribute("href", sibling.rawValue)] + current,
              text: sibling.title(say, isOverview: true))
          }
        }
      }
      if topics.count > 1 { contents(topics, into: &html) }
    }
  }

  /// Links to the topics of this page.
  private func contents(_ topics: [Topic], into html: inout HTMLWriter) {
    let name = page.language("On this page", "Auf dieser Seite")
    html.element("nav", [.cssClass("toc"), HTMLAttribute("aria-label", name)]) { html in
      for topic in topics {
        html.element(
          "a", [HTMLAttribute("href", "#" + (topic.sections.first?.id ?? ""))], text: topic.name)
      }
    }
  }

  /// The compared periods in words, ready to be followed by more.
  private func spans(_ page: PageContext) -> String {
    let windows = page.report.heading.windows
    guard let base = page.plan.base else { return "" }
    func text(_ period: String) -> String {
      let days = windows.first { page.plan.grain == .window && $0.name == period }
      return days.map { "\(period) (\(page.periods.span(from: $0.from, to: $0.to)))" }
        ?? page.periods.period(page.plan.grain, period)
    }
    return text(page.plan.period) + page.language(" against ", " gegen ") + text(base) + " · "
  }

  private func violations(into html: inout HTMLWriter) {
    let violations = page.report.violations
    guard !violations.isEmpty else { return }
    html.element("div", [.cssClass("alert"), HTMLAttribute("role", "alert")]) { html in
      html.element(
        "p",
        text: page.language(
          "The numbers contradict each other; do not use this report.",
          "Die Zahlen widersprechen sich; diesen Bericht nicht verwenden."))
      html.element("ul") { html in
        for violation in violations.prefix(20) {
          html.element("li", text: violation.message)
        }
      }
    }
  }

  private func opening(_ story: Story, into html: inout HTMLWriter) {
    html.element("p", [.cssClass("lead")]) { html in
      html.sentence(story.lead, page.format)
      if let driver = story.driver {
        html.text(" ")
        html.sentence(driver, page.format)
      }
    }
    guard let look = story.look else { return }
    html.element("p", [.cssClass("look")]) { html in
      html.element("b", text: page.language("Look here: ", "Hier ansetzen: "))
      html.sentence(look, page.format)
    }
  }

  private func summary(of context: PageContext, into html: inout HTMLWriter) {
    guard let market = context.market else { return }
    let target = PageName(market)
    html.element("section", [.cssClass("first"), HTMLAttribute("id", market.name)]) { html in
      html.element("h2") { html in
        html.element(
          "a", [HTMLAttribute("href", target.rawValue)],
          text: target.title(page.language, isOverview: true))
      }
      html.element("p", text: spans(context).split(separator: " · ").joined())
      opening(Story(context), into: &html)
      html.element("div", [.cssClass("cards")]) { html in
        for comparison in context.comparisons.prefix(4) {
          MetricCard(comparison: comparison).render(into: &html, context)
        }
      }
    }
  }

  private func footer(into html: inout HTMLWriter) {
    let facts = page.report.heading
    html.element("footer") { html in
      html.element(
        "p",
        text: "salesfunnel \(facts.version) · "
          + page.language("as of ", "Stand ") + facts.asOf.description + " · "
          + page.language("configuration ", "Konfiguration ") + facts.configurationDigest)
      html.element(
        "p",
        text: page.language(
          "Every number stands in csv/metrics.csv with numerator, denominator and n; "
            + "salesfunnel metrics prints the definitions, salesfunnel trace the records.",
          "Jede Zahl steht in csv/metrics.csv mit Zähler, Nenner und n; salesfunnel metrics "
            + "zeigt die Definitionen, salesfunnel trace die Datensätze."))
    }
  }
}
