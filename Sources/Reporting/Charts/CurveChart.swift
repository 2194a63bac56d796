import FunnelModel

/// Curves over a common measure, such as days since opening or months since the first order; each
/// is named at its end instead of in a legend.
struct CurveChart {
  struct Point {
    let x: Double
    let y: Double
    var low: Double?
    var high: Double?
  }

  struct Curve {
    /// Its name and last value.
    let label: Sentence
    let points: [Point]
    /// The curve that the page is about; the others stand back in grey and dashes.
    let isMain: Bool
    /// Whether the value holds until the next point, as a share of deals does.
    var isStepped = false
  }

  /// A level to reach, drawn across.
  struct Level {
    let label: Sentence
    let value: Double
  }

  let title: String
  let description: String
  let curves: [Curve]
  var level: Level?
  /// Names of positions on the axis below.
  let names: [(position: Double, text: String)]
  /// Unit of the values.
  let unit: MetricUnit

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    let points = curves.flatMap(\.points)
    let values = points.map(\.y) + points.compactMap(\.high) + [level?.value ?? 0]
    let area = PlotArea(
      values: values, from: points.map(\.x).min() ?? 0, to: points.map(\.x).max() ?? 1)
    let frame = ChartFrame(
      title: title, description: description,
      height: PlotArea.top + PlotArea.height + PlotArea.footer)
    frame.render(into: &html) { html in
      area.axis(into: &html, unit: unit, format)
      area.stretched(into: &html) { html in
        // The main curve comes last, above the others.
        for curve in curves.filter({ !$0.isMain }) + curves.filter(\.isMain) {
          draw(curve, area, into: &html)
        }
      }
      if let level {
        html.line(
          x1: area.x(area.from), y1: area.y(level.value), x2: 1, y2: area.y(level.value),
          cssClass: "rule")
      }
      labels(area, into: &html, format)
      for (index, name) in names.enumerated() {
        area.name(
          name.text, at: name.position, isLast: index == names.count - 1 && index > 0,
          isFirst: index == 0, into: &html)
      }
    }
  }

  private func draw(_ curve: Curve, _ area: PlotArea, into html: inout HTMLWriter) {
    func corners(_ part: (Point) -> Double) -> [String] {
      var corners: [String] = []
      for (index, point) in curve.points.enumerated() {
        if curve.isStepped, index > 0 {
          corners.append(area.corner(point.x, part(curve.points[index - 1])))
        }
        corners.append(area.corner(point.x, part(point)))
      }
      return corners
    }
    if curve.isMain, curve.points.contains(where: { $0.low != nil }) {
      html.path(
        corners { $0.high ?? $0.y } + corners { $0.low ?? $0.y }.reversed(), cssClass: "range",
        isClosed: true)
    }
    html.path(corners(\.y), cssClass: curve.isMain ? "trend" : "trend back")
  }

  /// Names at the right end, pushed apart where curves end close together.
  private func labels(_ area: PlotArea, into html: inout HTMLWriter, _ format: NumberFormat) {
    var places = curves.compactMap { curve in
      curve.points.last.map {
        (y: area.y($0.y) - 7, x: area.x($0.x), text: curve.label, main: curve.isMain)
      }
    }
    places.sort { $0.y < $1.y }
    // Downwards as far as they crowd, then upwards from the axis as far as they hang below it.
    for index in places.indices {
      let above = places[..<index].filter { Self.areNeighbours($0.x, places[index].x) }
      if let lowest = above.map(\.y).max() {
        places[index].y = max(places[index].y, lowest + Self.line)
      }
    }
    for index in places.indices.reversed() {
      let below = places[(index + 1)...].filter { Self.areNeighbours($0.x, places[index].x) }
      let limit = below.map { $0.y - Self.line }.min() ?? PlotArea.top + PlotArea.height - 4
      places[index].y = min(places[index].y, limit)
    }
    for place in places {
      html.label(
        x: place.x, y: place.y, anchor: "end", cssClass: place.main ? "paper strong" : "paper dim"
      ) { $0.svgSentence(place.text, format) }
    }
    // A level begins where the curves do, and has its name there, away from theirs.
    if let level {
      html.label(
        x: area.x(area.from), y: area.y(level.value) - 6, cssClass: "paper dim"
      ) { $0.svgSentence(level.label, format) }
    }
  }

  /// Height of a label, in pixels.
  private static let line = 15.0

  /// Whether labels that end at two shares of the width may touch.
  private static func areNeighbours(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 0.25 }
}
