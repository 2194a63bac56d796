import FunnelModel

/// A table of shades whose cells carry their numbers; cells that are not over are hatched.
struct HeatMap {
  struct Cell {
    let figure: Figure?
    /// Not over: the number is the one so far.
    var isOpen = false
    /// Shown without a shade, such as the first month that is 100 % by definition.
    var isPlain = false
  }

  struct Row {
    let label: Sentence
    let cells: [Cell]
  }

  let title: String
  let description: String
  let columns: [String]
  let rows: [Row]

  private static let rowHeight = 26.0
  private static let labelShare = 0.2

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    let shades = rows.flatMap(\.cells).filter { !$0.isPlain }.compactMap { $0.figure?.value.double }
    let greatest = shades.max() ?? 1
    let width = (1 - Self.labelShare) / Double(max(columns.count, 1))
    let frame = ChartFrame(
      title: title, description: description, height: 24 + Double(rows.count) * Self.rowHeight,
      cssClass: "plot heat")
    frame.render(into: &html) { html in
      let hatch = html.makeID("h")
      Self.hatching(hatch, into: &html)
      for (index, column) in columns.enumerated() {
        let center = Self.labelShare + (Double(index) + 0.5) * width
        html.label(x: center, y: 14, anchor: "middle", cssClass: "dim small") { $0.text(column) }
      }
      for (index, row) in rows.enumerated() {
        let top = 24 + Double(index) * Self.rowHeight
        html.label(x: 0, y: top + 17) { $0.svgSentence(row.label, format) }
        for (column, cell) in row.cells.prefix(columns.count).enumerated() {
          let left = Self.labelShare + Double(column) * width
          draw(cell, left, top, width, greatest, hatch, into: &html, format)
        }
      }
    }
  }

  private func draw(
    _ cell: Cell, _ left: Double, _ top: Double, _ width: Double, _ greatest: Double,
    _ hatch: String, into html: inout HTMLWriter, _ format: NumberFormat
  ) {
    guard let figure = cell.figure else { return }
    let share = greatest > 0 ? min(1, max(0, figure.value.double / greatest)) : 0
    let shade = cell.isPlain || cell.isOpen ? "soft" : "cell h\(Int((share * 7).rounded()))"
    html.bar(
      x: left + 0.001, y: top, width: width - 0.002, height: Self.rowHeight - 2, cssClass: shade,
      radius: 2)
    if cell.isOpen {
      html.shape(
        "rect",
        [
          HTMLAttribute("fill", "url(#\(hatch))"),
          HTMLAttribute("x", Coordinate.percent(left + 0.001)),
          HTMLAttribute("y", Coordinate.text(top)),
          HTMLAttribute("width", Coordinate.percent(width - 0.002)),
          HTMLAttribute("height", Coordinate.text(Self.rowHeight - 2)),
        ])
    }
    html.label(
      x: left + width / 2, y: top + 16.5, anchor: "middle",
      cssClass: cell.isOpen ? "small dim halo" : cell.isPlain ? "small dim" : "small"
    ) { $0.svgFigure(figure, format) }
  }

  private static func hatching(_ id: String, into html: inout HTMLWriter) {
    html.element(
      "pattern",
      [
        HTMLAttribute("id", id), HTMLAttribute("width", "7"), HTMLAttribute("height", "7"),
        HTMLAttribute("patternUnits", "userSpaceOnUse"),
        HTMLAttribute("patternTransform", "rotate(45)"),
      ]
    ) { html in
      html.shape(
        "line",
        [
          .cssClass("hatch"), HTMLAttribute("x1", "0"), HTMLAttribute("y1", "0"),
          HTMLAttribute("x2", "0"), HTMLAttribute("y2", "7"),
        ])
    }
  }
}
