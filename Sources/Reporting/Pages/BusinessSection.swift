import FunnelModel

/// Which business the data show, signal by signal; on the page that spans all of the data.
struct BusinessSection: PageSection {
  let id = "business"
  let title: Sentence
  let note: Sentence?
  private let view: TableView

  init?(_ page: PageContext) {
    guard page.market == nil || page.report.heading.markets.count == 1,
      let view = page.view("business"), let first = view.rows.first
    else { return nil }
    self.view = view
    title = Sentence(
      page.language("What is sold here looks {0}", "Was hier verkauft wird, sieht nach {0} aus"),
      [.name(view.text(first, "verdict"))])
    note = Sentence(
      page.language(
        "Each signal with what stands behind it; two thirds of them decide, unless the line is "
          + "sold both with and without a deal: then it is hybrid.",
        "Jedes Zeichen mit dem, was dahintersteht; zwei Drittel entscheiden, außer es wird mit und "
          + "ohne Angebot verkauft: dann ist es hybrid."))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    if let whole = view.selecting("product_line", "(all)") {
      HTMLTable(whole, page, without: ["product_line", "verdict"]).render(into: &html, page.format)
      guard whole.rows.count < view.rows.count else { return }
    }
    html.disclosure(page.language("By product line", "Nach Produktlinie")) { html in
      HTMLTable(view, page, without: ["evidence"], limit: 120).render(into: &html, page.format)
    }
  }
}
