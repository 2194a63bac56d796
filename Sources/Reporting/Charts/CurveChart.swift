import FunnelModel

/// Several curves over the same steps, each named at its end; the first is the one that matters.
struct CurveChart {
  struct Curve {
    let label: String
    /// By step from the first; a curve may end before others do.
    let values: [Double]
  }

  let title: String
  let description: String
  /// Names of the steps.
  let steps: [String]
  let curves: [Curve]
  /// A level to reach, drawn across.
  var level: (label: String, value: Double)?
  /// Text of a value on the axis.
  let tick: (Double) -> String

  private static let height = 190.0
  private static let top = 16.0
  /// The drawing ends here; the rest of the width belongs to the names of curves.
  private static let right = 0.84
  private static let left = 0.07

  func render(into html: inout HTMLWriter) {
    let values = curves.flatMap(\.values) + [level?.value].compactMap { $0 }
    guard !values.isEmpty else { return }
    let (scale, ticks) = ChartScale(values).rounded()
    let frame = ChartFrame(
      title: title, description: description, height: Self.top + Self.height + 22)
    frame.render(into: &html) { html in
      for value in ticks {
        let y = Self.y(value, scale)
        html.line(x1: 0, y1: y, x2: Self.right, y2: y, cssClass: "axis")
        html.label(x: 0, y: y - 4, cssClass: "dim small") { $0.text(tick(value)) }
      }
      if let level {
        let y = Self.y(level.value, scale)
        html.line(x1: Self.left, y1: y, x2: Self.right, y2: y, cssClass: "rule")
        html.label(x: Self.left, y: y - 4, cssClass: "dim small") { $0.text(level.label) }
      }
      drawLines(scale, into: &html)
      nameLines(scale, into: &html)
      for (index, step) in steps.enumerated() where index % max(1, steps.count / 6) == 0 {
        html.label(
          x: x(index), y: Self.top + Self.height + 17, anchor: "middle", cssClass: "dim small"
        ) { $0.text(step) }
      }
    }
  }

  private func drawLines(_ scale: ChartScale, into html: inout HTMLWriter) {
    html.element(
      "svg",
      [
        HTMLAttribute("viewBox", "0 0 1000 \(Coordinate.text(Self.top + Self.height))"),
        HTMLAttribute("preserveAspectRatio", "none"), HTMLAttribute("width", "100%"),
        HTMLAttribute("height", Coordinate.text(Self.top + Self.height)),
        HTMLAttribute("aria-hidden", "true"),
      ]
    ) { html in
      for (number, curve) in curves.enumerated().reversed() where !curve.values.isEmpty {
        let points = curve.values.indices.map {
          "\(Coordinate.text(x($0) * 1000)) \(Coordinate.text(Self.y(curve.values[$0], scale)))"
        }
        html.shape(
          "path",
          [
            .cssClass("trend"), HTMLAttribute("vector-effect", "non-scaling-stroke"),
            HTMLAttribute("stroke-opacity", number == 0 ? "1" : "0.4"),
            HTMLAttribute("d", "M" + points.joined(separator: "L")),
          ])
      }
    }
  }

  /// Names stand at the ends of their curves, moved apart where those meet.
  private func nameLines(_ scale: ChartScale, into html: inout HTMLWriter) {
    let ends = curves.indices.compactMap { number -> (number: Int, y: Double)? in
      curves[number].values.last.map { (number, Self.y($0, scale)) }
    }.sorted { ($0.y, $0.number) < ($1.y, $1.number) }
    var lowest = -Double.infinity
    for end in ends {
      let y = max(end.y + 4, lowest + 14)
      lowest = y
      html.label(
        x: Self.right + 0.01, y: y, cssClass: end.number == 0 ? "small strong" : "small dim"
      ) { $0.text(VisibleText.shortened(curves[end.number].label, to: 18)) }
    }
  }

  private func x(_ step: Int) -> Double {
    steps.count > 1
      ? Self.left + (Self.right - Self.left) * Double(step) / Double(steps.count - 1) : Self.left
  }

  private static func y(_ value: Double, _ scale: ChartScale) -> Double {
    top + (1 - min(1, max(0, scale.share(value)))) * height
  }
}
