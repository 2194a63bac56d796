/// The frame of every chart: an image with a title and a description for those who hear it.
struct ChartFrame {
  let title: String
  let description: String
  /// In pixels; the width is that of the surroundings.
  let height: Double
  var cssClass = "plot"

  /// Writes the `svg` around a drawing.
  func render(into html: inout HTMLWriter, _ drawing: (inout HTMLWriter) -> Void) {
    let titleID = html.makeID("t")
    let descriptionID = html.makeID("d")
    html.element(
      "svg",
      [
        .cssClass(cssClass), HTMLAttribute("role", "img"),
        HTMLAttribute("aria-labelledby", "\(titleID) \(descriptionID)"),
        HTMLAttribute("height", Coordinate.text(height)),
      ]
    ) { html in
      html.element("title", [HTMLAttribute("id", titleID)], text: title)
      html.element("desc", [HTMLAttribute("id", descriptionID)], text: description)
      drawing(&html)
    }
  }
}

extension HTMLWriter {
  /// Writes a rectangle; `x` and `width` are shares of the drawing, the others pixels.
  mutating func bar(
    x: Double, y: Double, width: Double, height: Double, cssClass: String, radius: Double = 2
  ) {
    shape(
      "rect",
      [
        .cssClass(cssClass), HTMLAttribute("x", Coordinate.percent(x)),
        HTMLAttribute("y", Coordinate.text(y)),
        HTMLAttribute("width", Coordinate.percent(max(0, width))),
        HTMLAttribute("height", Coordinate.text(height)),
        HTMLAttribute("rx", Coordinate.text(radius)),
      ])
  }

  /// Writes a straight line; x in shares, y in pixels.
  mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, cssClass: String) {
    shape(
      "line",
      [
        .cssClass(cssClass), HTMLAttribute("x1", Coordinate.percent(x1)),
        HTMLAttribute("y1", Coordinate.text(y1)), HTMLAttribute("x2", Coordinate.percent(x2)),
        HTMLAttribute("y2", Coordinate.text(y2)),
      ])
  }

  /// Writes a text; x in shares, y (the baseline) in pixels.
  mutating func label(
    x: Double, y: Double, anchor: String = "start", cssClass: String = "",
    _ body: (inout HTMLWriter) -> Void
  ) {
    let classes = cssClass.isEmpty ? [] : [HTMLAttribute.cssClass(cssClass)]
    let position = [
      HTMLAttribute("x", Coordinate.percent(x)), HTMLAttribute("y", Coordinate.text(y)),
    ]
    let anchors = anchor == "start" ? [] : [HTMLAttribute("text-anchor", anchor)]
    element("text", classes + position + anchors, body)
  }
}
