/// Where a value lies against its reference band: the band as a bar, the value as a tick.
struct BandChart {
  let value: Double
  /// Inclusive; nil = open on that side.
  let low: Double?
  let high: Double?
  /// What the picture says, for those who hear it.
  let label: String
  var cssClass = "band"

  func render(into html: inout HTMLWriter) {
    let ends = [value, low ?? 0, high ?? 0]
    let greatest = max(ends.max() ?? 1, 0)
    let scale = ChartScale(low: min(0, ends.min() ?? 0), high: greatest > 0 ? greatest * 1.2 : 1)
    html.element(
      "svg",
      [
        .cssClass(cssClass), HTMLAttribute("role", "img"), HTMLAttribute("aria-label", label),
        HTMLAttribute("height", "12"),
      ]
    ) { html in
      html.bar(x: 0, y: 3, width: 1, height: 6, cssClass: "soft", radius: 3)
      let from = low.map(scale.share) ?? 0
      let to = high.map(scale.share) ?? 1
      html.bar(x: from, y: 3, width: to - from, height: 6, cssClass: "inside", radius: 3)
      html.element("svg", [HTMLAttribute("x", Coordinate.percent(scale.share(value)))]) { html in
        html.shape(
          "rect",
          [
            .cssClass("tick"), HTMLAttribute("x", "-1.5"), HTMLAttribute("y", "0"),
            HTMLAttribute("width", "3"), HTMLAttribute("height", "12"), HTMLAttribute("rx", "1"),
          ])
      }
    }
  }
}
