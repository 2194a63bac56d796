import FunnelModel

/// What the numbers mean and which rules shaped them.
struct DefinitionSection: PageSection {
  let id = "definitions"
  let title: Sentence
  let note: Sentence?
  private let definitions: [MetricDefinition]
  private let policies: [String]

  init?(_ page: PageContext) {
    let used = Set(
      page.report.metrics.lazy.filter {
        page.market == nil || $0.market == nil || $0.market == page.market
      }.map(\.metric))
    definitions = page.report.definitions.filter { used.contains($0.id) }
    policies = page.report.policies
    guard !definitions.isEmpty || !policies.isEmpty else { return nil }
    title = Sentence(page.language("Definitions and policies", "Definitionen und Regeln"))
    note = nil
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    if !policies.isEmpty {
      html.element("ul") { html in
        for policy in policies {
          let (text, isTranslated) = Glossary.sentence(policy, page.language)
          html.element("li", isTranslated ? [] : [HTMLAttribute("lang", "en")], text: text)
        }
      }
    }
    guard !definitions.isEmpty else { return }
    html.disclosure(
      page.language("\(definitions.count) definitions", "\(definitions.count) Definitionen")
    ) { html in
      html.element("dl") { html in
        for definition in definitions { entry(definition, into: &html, page) }
      }
    }
  }

  private func entry(
    _ definition: MetricDefinition, into html: inout HTMLWriter, _ page: PageContext
  ) {
    html.element("dt") { html in
      html.text(page.title(definition.id) + " ")
      html.element("code", text: definition.id)
    }
    // The catalogue is written in English.
    let language = page.language == .english ? [] : [HTMLAttribute("lang", "en")]
    html.element("dd", language) { html in
      var parts = [definition.formula]
      if !definition.population.isEmpty {
        parts.append(page.language("Population: ", "Grundgesamtheit: ") + definition.population)
      }
      if !definition.periodOf.isEmpty {
        parts.append(page.language("Period of: ", "Zeitraum nach: ") + definition.periodOf)
      }
      if !definition.maturity.isEmpty {
        parts.append(page.language("Maturity: ", "Reife: ") + definition.maturity)
      }
      if !definition.interval.isEmpty {
        parts.append(page.language("Interval: ", "Intervall: ") + definition.interval)
      }
      if !definition.source.isEmpty {
        parts.append(page.language("Source: ", "Quelle: ") + definition.source)
      }
      html.text(parts.joined(separator: ". ") + ". ")
      html.element("code", text: definition.digest)
    }
  }
}
