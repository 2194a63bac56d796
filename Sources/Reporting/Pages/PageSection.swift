/// One part of a page, top to bottom. A section that has nothing to say does not exist.
protocol PageSection {
  /// Name of the section's anchor.
  var id: String { get }
  /// The finding, or the subject where there is none.
  var title: Sentence { get }
  /// How to read what follows; nil where it needs no words.
  var note: Sentence? { get }
  /// Writes what stands below title and note.
  func renderBody(into html: inout HTMLWriter, _ page: PageContext)
}

extension PageSection {
  /// Writes the whole section.
  func render(into html: inout HTMLWriter, _ page: PageContext) {
    let titleID = "\(id)-title"
    html.element("section", [HTMLAttribute("id", id), HTMLAttribute("aria-labelledby", titleID)]) {
      html in
      html.element("h2", [HTMLAttribute("id", titleID)]) { $0.sentence(title, page.format) }
      if let note { html.element("p") { $0.sentence(note, page.format) } }
      renderBody(into: &html, page)
    }
  }
}

extension HTMLWriter {
  /// Writes something that opens on demand; print shows it.
  mutating func disclosure(_ summary: String, _ body: (inout HTMLWriter) -> Void) {
    element("details") { html in
      html.element("summary", text: summary)
      body(&html)
    }
  }
}
