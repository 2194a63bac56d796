import FunnelModel

/// Tables in pages: the first column names the row, numbers stand right with their unit above.
///
/// The page's script lets a reader sort and filter them.
struct HTMLTable {
  /// What a cell shows.
  enum Content {
    case text(String)
    case figure(Figure)
    case verdict(Verdict)
    /// A small drawing whose numbers stand in other cells of the row.
    case drawing((inout HTMLWriter) -> Void)
    case empty

    /// A number where there is one.
    init(_ figure: Figure?) { self = figure.map { .figure($0) } ?? .empty }
  }

  struct Column {
    let title: String
    var isText = false
    var wraps = false
  }

  /// What the table holds, for those who hear it.
  let name: String
  let columns: [Column]
  let rows: [[Content]]

  private static let fewestToSort = 3
  private static let fewestToFilter = 12

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    html.element(
      "div",
      [
        .cssClass("scroll"), HTMLAttribute("tabindex", "0"), HTMLAttribute("role", "group"),
        HTMLAttribute("aria-label", name),
      ]
    ) { html in
      html.element("table", attributes(format.language)) { html in
        html.element("thead") { html in
          html.element("tr") { html in
            for column in columns {
              html.element(
                "th",
                [HTMLAttribute("scope", "col")] + (column.isText ? [.cssClass("t")] : []),
                text: Self.head(column.title))
            }
          }
        }
        html.element("tbody") { html in
          for row in rows {
            html.element("tr") { html in
              for (index, content) in row.prefix(columns.count).enumerated() {
                cell(content, columns[index], isFirst: index == 0, &html, format)
              }
            }
          }
        }
      }
    }
  }

  /// Heads begin with a capital; single letters such as n are symbols.
  private static func head(_ title: String) -> String {
    title.count > 1 ? title.prefix(1).uppercased() + title.dropFirst() : title
  }

  private func attributes(_ say: Language) -> [HTMLAttribute] {
    var attributes = [HTMLAttribute("aria-label", name)]
    if rows.count >= Self.fewestToSort { attributes.append(.cssClass("sort")) }
    if rows.count >= Self.fewestToFilter {
      attributes.append(HTMLAttribute("data-filter", say("Filter rows", "Zeilen filtern")))
    }
    return attributes
  }

  private func cell(
    _ content: Content, _ column: Column, isFirst: Bool, _ html: inout HTMLWriter,
    _ format: NumberFormat
  ) {
    let classes = column.wraps ? "t wrap" : "t"
    switch content {
    case .text(let text) where isFirst && column.isText:
      html.element("th", [HTMLAttribute("scope", "row")]) { $0.element("bdi", text: text) }
    case .text(let text):
      html.element("td", column.isText ? [.cssClass(classes)] : []) {
        $0.element("bdi", text: text)
      }
    case .figure(let figure):
      html.element("td", HTMLWriter.attributes(of: figure), text: figure.text(format))
    case .verdict(let verdict):
      html.element("td", [.cssClass("t")]) { verdict.render(into: &$0) }
    case .drawing(let draw):
      html.element("td", [.cssClass("t")], draw)
    case .empty:
      html.element("td", column.isText ? [.cssClass("t")] : []) { html in
        html.element("span", [.cssClass("dim")], text: "–")
      }
    }
  }
}
