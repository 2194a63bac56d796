import FunnelModel

/// The sentences of a report's first screen: what changed most, why, and where to look.
struct Story: Sendable {
  let lead: Sentence
  /// What the change is made of; nil where the report holds no decomposition.
  let driver: Sentence?
  let look: Sentence?

  init(_ page: PageContext) {
    lead = Self.lead(page)
    driver = Decomposition(page).flatMap { $0.sentence(page) }
    look = Self.look(page)
  }

  /// The comparison that deserves the first sentence: the largest change among those that a test
  /// found clear, else the largest among those that have no test.
  static func mostChanged(_ page: PageContext) -> Comparison? {
    let moved = page.comparisons.filter {
      $0.judgement == .better || $0.judgement == .worse || $0.judgement == .moved
    }
    let clear = moved.filter(\.isTested)
    // `max` keeps the last of equals, so the more important ones come last.
    return (clear.isEmpty ? moved : clear).reversed().max { $0.magnitude < $1.magnitude }
  }

  private static func lead(_ page: PageContext) -> Sentence {
    let say = page.language
    if let change = mostChanged(page), let value = Figure(change.current), let base = change.base,
      let before = Figure(base)
    {
      let rose = (change.current.value ?? value.value) > (base.value ?? value.value)
      return Sentence(
        rose
          ? say(
            "{0} rose from {1} to {2} ({3} against {4}).",
            "{0}: von {1} auf {2} gestiegen ({3} gegen {4}).")
          : say(
            "{0} fell from {1} to {2} ({3} against {4}).",
            "{0}: von {1} auf {2} gefallen ({3} gegen {4})."),
        [
          .name(page.title(change.current.metric)), .figure(before), .figure(value),
          .name(page.period(of: change.current)), .name(page.period(of: base)),
        ])
    }
    guard let first = page.comparisons.first, let value = Figure(first.current) else {
      return Sentence(
        say("No data in this selection.", "Keine Daten in dieser Auswahl."))
    }
    if let base = first.base, let before = Figure(base) {
      return Sentence(
        say(
          "No key metric changed clearly; {0} is {1}, before {2}.",
          "Keine Kennzahl hat sich klar verändert; {0}: {1}, zuvor {2}."),
        [.name(page.title(first.current.metric)), .figure(value), .figure(before)])
    }
    return Sentence(
      say("{0} is {1} ({2}).", "{0}: {1} ({2})."),
      [
        .name(page.title(first.current.metric)), .figure(value),
        .name(page.period(of: first.current)),
      ])
  }

  /// The weakest step of the first funnel.
  private static func look(_ page: PageContext) -> Sentence? {
    guard let funnel = FunnelFigures.all(page).first, let weak = funnel.weakest,
      let share = funnel.view.figure(weak.row, "rate_previous"),
      let before = funnel.view.figure(weak.previous, "reached"),
      let after = funnel.view.figure(weak.row, "reached")
    else { return nil }
    return Sentence(
      page.language(
        "only {0} go on from {1} to {2} — {3} of {4} remain.",
        "nur {0} gehen von {1} weiter zu {2} – es bleiben {3} von {4}."),
      [
        .figure(share), .name("“\(funnel.name(weak.previous))”"),
        .name("“\(funnel.name(weak.row))”"), .figure(after), .figure(before),
      ])
  }
}
