import FunnelModel

/// Horizontal bars from zero, each under its own line of text: name left, numbers right.
///
/// Text never shrinks with the drawing, so the same chart serves a phone and a sheet of paper.
struct BarChart {
  /// One bar, and the thin bar of the comparison under it.
  struct Bar {
    let label: String
    let figure: Figure
    var base: Figure?
    /// Numbers after the bar's own one, always shown.
    var notes: [Sentence] = []
    /// Numbers that only wide pages show; the table beside the chart has them all.
    var wideNotes: [Sentence] = []
  }

  let title: String
  let description: String
  let bars: [Bar]

  func render(into html: inout HTMLWriter, _ format: NumberFormat) {
    let bases = bars.compactMap { $0.base?.value.double }
    let scale = ChartScale(bars.map(\.figure.value.double) + bases)
    let hasBase = bars.contains { $0.base != nil }
    let step = hasBase ? 50.0 : 42.0
    let frame = ChartFrame(
      title: title, description: description, height: Double(bars.count) * step)
    frame.render(into: &html) { html in
      for (index, bar) in bars.enumerated() {
        let top = Double(index) * step
        text(of: bar, at: top + 14, into: &html, format)
        draw(bar.figure, at: top + 20, height: 14, "acc", scale, &html)
        if let base = bar.base { draw(base, at: top + 36, height: 5, "was", scale, &html) }
      }
    }
  }

  private func draw(
    _ figure: Figure, at y: Double, height: Double, _ name: String, _ scale: ChartScale,
    _ html: inout HTMLWriter
  ) {
    let zero = scale.share(0)
    let end = scale.share(figure.value.double)
    html.bar(x: min(zero, end), y: y, width: abs(end - zero), height: height, cssClass: name)
  }

  private func text(
    of bar: Bar, at y: Double, into html: inout HTMLWriter, _ format: NumberFormat
  ) {
    // A phone shows about 48 characters in a line.
    let beside =
      bar.figure.text(format).count + bar.notes.reduce(0) { $0 + $1.plain(format).count + 5 }
    html.label(x: 0, y: y) {
      $0.text(VisibleText.shortened(bar.label, to: max(16, 46 - beside)))
    }
    html.label(x: 1, y: y, anchor: "end") { html in
      for note in bar.wideNotes {
        html.element("tspan", [.cssClass("dim wide")]) { html in
          html.svgSentence(note, format)
          html.text("  ·  ")
        }
      }
      for note in bar.notes {
        html.element("tspan", [.cssClass("dim")]) { html in
          html.svgSentence(note, format)
          html.text("  ·  ")
        }
      }
      html.svgFigure(bar.figure, format, cssClass: "strong")
    }
  }
}

extension HTMLWriter {
  /// Writes a sentence inside an SVG `text`.
  mutating func svgSentence(_ sentence: Sentence, _ format: NumberFormat) {
    for piece in sentence.pieces {
      switch piece {
      case .text(let text), .name(let text): self.text(text)
      case .figure(let figure): svgFigure(figure, format)
      }
    }
  }
}
