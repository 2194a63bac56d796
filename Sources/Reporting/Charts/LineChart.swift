import FunnelModel

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
  /// Unit of the values.
  let unit: MetricUnit

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    // A period that is not over has a wide interval, which must not flatten the others.
    let values = points.compactMap(\.value) + points.filter { !$0.isOpen }.compactMap(\.high)
    let area = PlotArea(values: values, from: 0, to: Double(max(points.count - 1, 0)))
    let frame = ChartFrame(
      title: title, description: description,
      height: PlotArea.top + PlotArea.height + PlotArea.footer)
    frame.render(into: &html) { html in
      area.axis(into: &html, unit: unit, format)
      area.stretched(into: &html) { html in paths(area, into: &html) }
      for (index, point) in points.enumerated() where isMarked(index) {
        guard let value = point.value else { continue }
        html.shape(
          "circle",
          [
            .cssClass(point.isOpen ? "open" : "dot"),
            HTMLAttribute("cx", Coordinate.percent(area.x(Double(index)))),
            HTMLAttribute("cy", Coordinate.text(area.y(value))), HTMLAttribute("r", "3.5"),
          ])
      }
      names(area, into: &html)
    }
  }

  private func isMarked(_ index: Int) -> Bool {
    index == points.count - 1 || points[index].isOpen || points.count == 1
  }

  private func paths(_ area: PlotArea, into html: inout HTMLWriter) {
    func corners(_ run: [Int], _ part: (Point) -> Double?) -> [String] {
      run.map { area.corner(Double($0), part(points[$0]) ?? points[$0].value ?? 0) }
    }
    // Stretches of neighbouring points that have values.
    for run in points.indices.split(whereSeparator: { points[$0].value == nil }).map(Array.init) {
      if run.contains(where: { points[$0].low != nil }) {
        html.path(
          corners(run) { $0.high } + corners(run.reversed()) { $0.low }, cssClass: "range",
          isClosed: true)
      }
      html.path(corners(run.filter { !points[$0].isOpen }) { $0.value }, cssClass: "trend")
      // What is not over hangs on by dashes.
      for index in run where points[index].isOpen && index > run[0] {
        html.path(corners([index - 1, index]) { $0.value }, cssClass: "trend back")
      }
    }
  }

  private func names(_ area: PlotArea, into html: inout HTMLWriter) {
    let last = points.count - 1
    let every = max(1, (points.count + 4) / 5)
    for index in points.indices where index == last || (index % every == 0 && last - index >= every)
    {
      area.name(
        points[index].label, at: Double(index), isLast: index == last && last > 0,
        isFirst: index == 0, into: &html)
    }
  }
}
