/// A number over time with its interval; periods that are not over are open circles.
struct LineChart {
  struct Point {
    /// Name of the period on the axis.
    let label: String
    /// nil leaves a gap.
    let value: Double?
    var low: Double?
    var high: Double?
    var isOpen = false
  }

  let title: String
  let description: String
  let points: [Point]
  /// Text of a value on the axis.
  let tick: (Double) -> String

  private static let height = 170.0
  private static let top = 16.0

  func render(into html: inout HTMLWriter) {
    let values = points.compactMap(\.value)
    guard let greatest = values.max(), let least = values.min() else { return }
    // The wide intervals of periods that are not over must not flatten the line: they are cut.
    let intervals = points.filter { !$0.isOpen }.flatMap { [$0.low, $0.high].compactMap { $0 } }
    let fromZero = least < greatest * 0.6
    let (scale, ticks) = ChartScale(values + intervals, includesZero: fromZero).rounded()
    let frame = ChartFrame(
      title: title, description: description, height: Self.top + Self.height + 22)
    frame.render(into: &html) { html in
      for value in ticks {
        let y = Self.y(value, scale)
        html.line(x1: 0, y1: y, x2: 1, y2: y, cssClass: "axis")
        html.label(x: 0, y: y - 4, cssClass: "dim small") { $0.text(tick(value)) }
      }
      paths(scale, into: &html)
      for (index, point) in points.enumerated() where isMarked(index) {
        guard let value = point.value else { continue }
        html.shape(
          "circle",
          [
            .cssClass(point.isOpen ? "open" : "dot"),
            HTMLAttribute("cx", Coordinate.percent(x(index))),
            HTMLAttribute("cy", Coordinate.text(Self.y(value, scale))),
            HTMLAttribute("r", "3.5"),
          ])
      }
      axisLabels(into: &html)
    }
  }

  private func isMarked(_ index: Int) -> Bool {
    index == points.count - 1 || points[index].isOpen || points.count == 1
  }

  private func x(_ index: Int) -> Double {
    // The first tenth of the width belongs to the labels of the axis.
    points.count > 1 ? 0.09 + 0.9 * Double(index) / Double(points.count - 1) : 0.5
  }

  private static func y(_ value: Double, _ scale: ChartScale) -> Double {
    top + (1 - min(1, max(0, scale.share(value)))) * height
  }

  private func paths(_ scale: ChartScale, into html: inout HTMLWriter) {
    html.element(
      "svg",
      [
        HTMLAttribute("viewBox", "0 0 1000 \(Coordinate.text(Self.top + Self.height))"),
        HTMLAttribute("preserveAspectRatio", "none"), HTMLAttribute("width", "100%"),
        HTMLAttribute("height", Coordinate.text(Self.top + Self.height)),
        HTMLAttribute("aria-hidden", "true"),
      ]
    ) { html in
      for run in runs() {
        let upper = run.map { place($0, points[$0].high ?? points[$0].value ?? 0, scale) }
        let lower = run.reversed().map { place($0, points[$0].low ?? points[$0].value ?? 0, scale) }
        if run.contains(where: { points[$0].low != nil }) {
          html.shape(
            "path",
            [
              .cssClass("range"),
              HTMLAttribute("d", "M" + (upper + lower).joined(separator: "L") + "Z"),
            ])
        }
        let line = run.map { place($0, points[$0].value ?? 0, scale) }
        html.shape(
          "path",
          [
            .cssClass("trend"), HTMLAttribute("vector-effect", "non-scaling-stroke"),
            HTMLAttribute("d", "M" + line.joined(separator: "L")),
          ])
      }
    }
  }

  private func place(_ index: Int, _ value: Double, _ scale: ChartScale) -> String {
    "\(Coordinate.text(x(index) * 1000)) \(Coordinate.text(Self.y(value, scale)))"
  }

  /// Stretches of neighbouring points that have values.
  private func runs() -> [[Int]] {
    points.indices.split { points[$0].value == nil }.map { Array($0) }
  }

  private func axisLabels(into html: inout HTMLWriter) {
    let last = points.count - 1
    let every = max(1, (points.count + 4) / 5)
    for index in points.indices where index == last || (index % every == 0 && last - index >= every)
    {
      let anchor = index == last && last > 0 ? "end" : index == 0 ? "start" : "middle"
      html.label(
        x: index == last && last > 0 ? 1 : x(index), y: Self.top + Self.height + 17,
        anchor: anchor, cssClass: "dim small"
      ) { $0.text(points[index].label) }
    }
  }
}
