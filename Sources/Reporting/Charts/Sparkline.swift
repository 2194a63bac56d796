/// A trend the size of a word: the line, and its last point. The numbers stand elsewhere.
struct Sparkline {
  /// In order of time; nil leaves a gap.
  let values: [Double?]
  /// Whether the last period is not over.
  let isOpen: Bool

  private static let height = 30.0

  func render(into html: inout HTMLWriter) {
    let known = values.compactMap { $0 }
    guard known.count >= 3, let last = values.last ?? nil else { return }
    let scale = ChartScale(known, includesZero: false)
    func y(_ value: Double) -> Double { 4 + (1 - scale.share(value)) * (Self.height - 8) }
    let size = Coordinate.text(Self.height)
    html.element("svg", [HTMLAttribute("height", size), HTMLAttribute("aria-hidden", "true")]) {
      html in
      let step = 970.0 / Double(values.count - 1)
      let runs = values.indices.split { values[$0] == nil }
      html.element(
        "svg",
        [
          HTMLAttribute("viewBox", "0 0 1000 \(size)"), HTMLAttribute("width", "100%"),
          HTMLAttribute("height", size), HTMLAttribute("preserveAspectRatio", "none"),
        ]
      ) { html in
        for run in runs {
          let path = run.map {
            "\(Coordinate.text(Double($0) * step)) \(Coordinate.text(y(values[$0] ?? 0)))"
          }
          html.shape(
            "path",
            [
              .cssClass("trend"), HTMLAttribute("vector-effect", "non-scaling-stroke"),
              HTMLAttribute("d", "M" + path.joined(separator: "L")),
            ])
        }
      }
      html.shape(
        "circle",
        [
          .cssClass(isOpen ? "open" : "dot"), HTMLAttribute("cx", "97%"),
          HTMLAttribute("cy", Coordinate.text(y(last))), HTMLAttribute("r", "3"),
        ])
    }
  }
}
