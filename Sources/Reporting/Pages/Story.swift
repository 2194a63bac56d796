import FunnelModel

/// The sentences of a report's first screen: what changed most and what drove it, and where to
/// look.
struct Story: Sendable {
  let lead: Sentence
  /// What drove a change over other periods than the lead's; nil where the lead names the driver,
  /// or none is known.
  let driver: Sentence?
  let look: Sentence?

  init(_ page: PageContext) {
    let split = Decomposition(page)
    let change = Self.mostChanged(page)
    let isSame = change.flatMap { change in split.map { $0.explains(change) } } ?? false
    lead = Self.lead(page, change, isSame ? split : nil)
    driver = isSame ? nil : split?.sentence(page)
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

  private static func lead(
    _ page: PageContext, _ change: Comparison?, _ split: Decomposition?
  ) -> Sentence {
    let say = page.language
    if let change, let value = Figure(change.current), let base = change.base,
      let before = Figure(base)
    {
      let rose = (change.current.value ?? value.value) > (base.value ?? value.value)
      let parts: [Sentence.Piece] = [
        .name(page.title(change.current.metric)), .figure(before), .figure(value),
        .name(page.period(of: change.current)), .name(page.period(of: base)),
      ]
      if let driver = split?.parts(page) {
        return Sentence(
          rose
            ? say(
              "{0} rose from {1} to {2}, driven by {5} “{6}” ({7} of {8}).",
              "{0}: Anstieg {1} → {2}, vor allem durch {5} „{6}“ ({7}; insgesamt {8}).")
            : say(
              "{0} fell from {1} to {2}, driven by {5} “{6}” ({7} of {8}).",
              "{0}: Rückgang {1} → {2}, vor allem durch {5} „{6}“ ({7}; insgesamt {8})."),
          parts + driver)
      }
      return Sentence(
        rose
          ? say(
            "{0} rose from {1} to {2} ({3} against {4}).",
            "{0}: Anstieg {1} → {2} ({3} gegen {4}).")
          : say(
            "{0} fell from {1} to {2} ({3} against {4}).",
            "{0}: Rückgang {1} → {2} ({3} gegen {4})."),
        parts)
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

  /// The step whose shortfall costs most, else the weakest step of the first funnel.
  private static func look(_ page: PageContext) -> Sentence? {
    if let leak = Leaks(page)?.worst { return leak.sentence(page) }
    guard let funnel = FunnelFigures.all(page).first, let weak = funnel.weakest,
      let share = funnel.view.figure(weak.row, "rate_previous"),
      let before = funnel.view.figure(weak.previous, "reached"),
      let after = funnel.view.figure(weak.row, "reached")
    else { return nil }
    return Sentence(
      page.language(
        "only {0} go on from “{1}” to “{2}”: {3} of {4} remain.",
        "nur {0} gehen von „{1}“ weiter zu „{2}“: es bleiben {3} von {4}."),
      [
        .figure(share), .name(funnel.name(weak.previous, page)),
        .name(funnel.name(weak.row, page)), .figure(after), .figure(before),
      ])
  }
}
