import FunnelModel

/// A judgement as a reader meets it: an arrow, a word and a tone, never the tone alone.
struct Verdict {
  enum Tone: String { case good, bad, wait, dim }

  let tone: Tone
  let arrow: String
  let word: String

  /// The judgement of a comparison in the page's language.
  init(_ comparison: Comparison, _ say: Language) {
    let value = comparison.current.value
    let before = comparison.base?.value
    let isUp = value.flatMap { value in before.map { $0 < value } } ?? false
    let direction = isUp ? "▲" : "▼"
    switch comparison.judgement {
    case .better: self.init(.good, direction, say("better", "besser"))
    case .worse: self.init(.bad, direction, say("worse", "schlechter"))
    case .moved:
      self.init(.dim, direction, isUp ? say("higher", "höher") : say("lower", "niedriger"))
    case .same: self.init(.dim, "=", say("unchanged", "unverändert"))
    case .unclear: self.init(.wait, "≈", say("no clear change", "keine klare Änderung"))
    case .early: self.init(.wait, "…", say("not over yet", "noch nicht abgeschlossen"))
    case .none: self.init(.dim, "", say("no comparison", "kein Vergleich"))
    }
  }

  /// Where a value lies against its band.
  init(value: Double, low: Double?, high: Double?, _ say: Language) {
    if let low, value < low {
      self.init(.wait, "▼", say("below its band", "unter dem Band"))
    } else if let high, value > high {
      self.init(.wait, "▲", say("above its band", "über dem Band"))
    } else {
      self.init(.good, "✓", say("inside its band", "im Band"))
    }
  }

  private init(_ tone: Tone, _ arrow: String, _ word: String) {
    self.tone = tone
    self.arrow = arrow
    self.word = word
  }

  /// The arrow and the word.
  var text: String { arrow.isEmpty ? word : "\(arrow) \(word)" }

  func render(into html: inout HTMLWriter) {
    html.element("span", [.cssClass("v \(tone.rawValue)")], text: text)
  }
}
