import FunnelModel

/// How a number became another: totals from zero, steps between them, top to bottom.
struct WaterfallChart {
  struct Step {
    let label: String
    let figure: Figure
    /// A total is drawn from zero; a step from where the one before ended.
    let isTotal: Bool
  }

  let title: String
  let description: String
  let steps: [Step]
  /// Whether a step down is good, as for days and costs.
  var isLowerBetter = false

  private static let step = 40.0

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    let spans = spans()
    let scale = ChartScale(spans.flatMap { [$0.from, $0.to] })
    let frame = ChartFrame(
      title: title, description: description, height: Double(steps.count) * Self.step)
    frame.render(into: &html) { html in
      for (index, step) in steps.enumerated() {
        let top = Double(index) * Self.step
        let from = scale.share(spans[index].from)
        let to = scale.share(spans[index].to)
        html.label(x: 0, y: top + 14, cssClass: step.isTotal ? "strong" : "") {
          $0.text(VisibleText.shortened(step.label, to: 30))
        }
        html.label(x: 1, y: top + 14, anchor: "end", cssClass: "strong") { html in
          if !step.isTotal { html.text(Self.arrow(step.figure.value)) }
          html.svgFigure(step.figure, format)
        }
        if index + 1 < steps.count {
          html.line(
            x1: to, y1: top + 20, x2: to, y2: top + Self.step + 20, cssClass: "rule")
        }
        html.bar(
          x: min(from, to), y: top + 20, width: max(abs(to - from), 0.002), height: 12,
          cssClass: cssClass(step), radius: 1)
      }
    }
  }

  private static func arrow(_ value: FixedDecimal) -> String {
    value.units == 0 ? "= " : value.units < 0 ? "▼ " : "▲ "
  }

  private func cssClass(_ step: Step) -> String {
    if step.isTotal { return "acc" }
    if step.figure.value.units == 0 { return "was" }
    return (step.figure.value.units < 0) == isLowerBetter ? "up" : "down"
  }

  /// Where each bar starts and ends.
  private func spans() -> [(from: Double, to: Double)] {
    var level = 0.0
    return steps.map { step in
      let from = step.isTotal ? 0 : level
      level = from + step.figure.value.double
      return (from, level)
    }
  }
}
