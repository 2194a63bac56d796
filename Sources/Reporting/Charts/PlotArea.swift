import FunnelModel

/// The area of a chart with axes: values to pixels from the top, positions to shares of the width.
///
/// Lines are drawn in a nested, stretched drawing of 1000 units, texts and marks around it, so that
/// a chart fills any width without stretching its text.
struct PlotArea {
  let scale: ChartScale
  let ticks: [Double]
  /// Values at the left and right end.
  let from: Double
  let to: Double

  static let height = 170.0
  static let top = 16.0
  /// Room under the axis for the labels of periods.
  static let footer = 24.0
  /// The first part of the width belongs to the labels of the axis.
  private static let left = 0.09

  /// An area for values; without zero where they all lie far from it.
  init(values: [Double], from: Double, to: Double) {
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    (scale, ticks) = ChartScale(values, includesZero: least < greatest * 0.6).rounded()
    self.from = from
    self.to = to
  }

  /// Where a position lies, as a share of the width.
  func x(_ position: Double) -> Double {
    to > from ? Self.left + (0.99 - Self.left) * (position - from) / (to - from) : 0.5
  }

  /// Where a value lies, in pixels from the top.
  func y(_ value: Double) -> Double {
    Self.top + (1 - min(1, max(0, scale.share(value)))) * Self.height
  }

  /// Horizontal lines at the ticks, with their values.
  func axis(into html: inout HTMLWriter, unit: MetricUnit, _ format: NumberFormat) {
    for (value, text) in zip(ticks, format.ticks(ticks, unit: unit)) {
      html.line(x1: 0, y1: y(value), x2: 1, y2: y(value), cssClass: "axis")
      html.label(x: 0, y: y(value) - 4, cssClass: "dim small") { $0.text(text) }
    }
  }

  /// The stretched drawing for lines and areas.
  func stretched(into html: inout HTMLWriter, _ drawing: (inout HTMLWriter) -> Void) {
    let height = Coordinate.text(Self.top + Self.height)
    html.element(
      "svg",
      [
        HTMLAttribute("viewBox", "0 0 1000 \(height)"),
        HTMLAttribute("preserveAspectRatio", "none"), HTMLAttribute("width", "100%"),
        HTMLAttribute("height", height), HTMLAttribute("aria-hidden", "true"),
      ], drawing)
  }

  /// A corner of a path in the stretched drawing.
  func corner(_ position: Double, _ value: Double) -> String {
    "\(Coordinate.text(x(position) * 1000)) \(Coordinate.text(y(value)))"
  }

  /// A name under the axis.
  func name(
    _ text: String, at position: Double, isLast: Bool, isFirst: Bool, into html: inout HTMLWriter
  ) {
    html.label(
      x: isLast ? 1 : x(position), y: Self.top + Self.height + 17,
      anchor: isLast ? "end" : isFirst ? "start" : "middle", cssClass: "dim small"
    ) { $0.text(text) }
  }
}

extension HTMLWriter {
  /// Writes a path through corners of a stretched drawing; its width does not stretch.
  mutating func path(_ corners: [String], cssClass: String, isClosed: Bool = false) {
    let data = "M" + corners.joined(separator: "L") + (isClosed ? "Z" : "")
    let stroke = isClosed ? [] : [HTMLAttribute("vector-effect", "non-scaling-stroke")]
    shape("path", [.cssClass(cssClass)] + stroke + [HTMLAttribute("d", data)])
  }
}
