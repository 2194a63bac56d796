import FunnelModel

extension HTMLWriter {
  /// Writes a number as `<data>` with its origin and exact value in `data-*` attributes.
  mutating func figure(_ figure: Figure, _ format: NumberFormat) {
    element("data", Self.attributes(of: figure), text: figure.text(format))
  }

  /// Writes a number inside an SVG `text`.
  mutating func svgFigure(_ figure: Figure, _ format: NumberFormat, cssClass: String? = nil) {
    let extra = cssClass.map { [HTMLAttribute.cssClass($0)] } ?? []
    element("tspan", extra + Self.attributes(of: figure), text: figure.text(format))
  }

  /// Writes a sentence with its numbers marked.
  mutating func sentence(_ sentence: Sentence, _ format: NumberFormat) {
    for piece in sentence.pieces {
      switch piece {
      case .text(let text): self.text(text)
      case .name(let name): element("bdi", text: name)
      case .figure(let figure): self.figure(figure, format)
      }
    }
  }

  /// Where a number stands in the files, and its value exactly as printed there.
  static func attributes(of figure: Figure) -> [HTMLAttribute] {
    switch figure.origin {
    case .metric(let row, let part):
      return keys(of: row) + [HTMLAttribute("data-part", part.rawValue)] + value(figure)
    case .derived(let row, let derivation, let against):
      return keys(of: row) + [
        HTMLAttribute("data-derived", derivation.rawValue),
        HTMLAttribute("data-against", against.period),
      ] + value(figure)
    case .cell(let table, let row, let column):
      return [
        HTMLAttribute("data-table", table), HTMLAttribute("data-row", String(row)),
        HTMLAttribute("data-column", column),
      ] + value(figure)
    case .derivedCell(let table, let row, let column, let derivation, let against):
      return [
        HTMLAttribute("data-table", table), HTMLAttribute("data-row", String(row)),
        HTMLAttribute("data-column", column),
        HTMLAttribute("data-derived", derivation.rawValue),
        HTMLAttribute("data-against", String(against)),
      ] + value(figure)
    }
  }

  private static func keys(of row: MetricRow) -> [HTMLAttribute] {
    [
      HTMLAttribute("data-metric", row.metric),
      HTMLAttribute("data-market", row.market?.name ?? "all"),
      HTMLAttribute("data-grain", row.grain.name),
      HTMLAttribute("data-period", row.period),
      HTMLAttribute("data-dimension", row.dimension),
      HTMLAttribute("data-segment", row.segment),
    ]
  }

  private static func value(_ figure: Figure) -> [HTMLAttribute] {
    [
      HTMLAttribute("data-unit", figure.unit.rawValue),
      HTMLAttribute("data-value", figure.value.description),
    ]
  }
}
