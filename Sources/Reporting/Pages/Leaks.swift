import FunnelModel

/// The steps that fall short of their reference, each with the net revenue that it costs.
///
/// Read from the metric `change.shortfall_net_revenue` (the cost) and its rows in the table
/// `changes` (the rate, and the reference under "before").
struct Leaks: Sendable {
  static let metric = "change.shortfall_net_revenue"

  /// One step.
  struct Leak: Sendable {
    let step: String
    let cost: Figure
    let rate: Figure
    let reference: Figure
    /// `history` or `band`.
    let kind: String

    /// What to look at, with the amount.
    func sentence(_ page: PageContext) -> Sentence {
      Sentence(
        kind == "band"
          ? page.language(
            "{0} passes {1}; at {2}, the middle of its band, it would bring {3} more.",
            "{0}: {1} gehen weiter; bei {2}, der Mitte des Bands, wären es {3} mehr Nettoumsatz.")
          : page.language(
            "{0} passes {1}, before it was {2}; at the earlier rate it would bring {3} more.",
            "{0}: {1} gehen weiter, zuvor {2}; mit der früheren Rate wären es {3} mehr "
              + "Nettoumsatz."),
        [.name(page.step(step)), .figure(rate), .figure(reference), .figure(cost)])
    }
  }

  /// The costliest first.
  let leaks: [Leak]
  let period: String
  /// Whether there was anything to compare.
  let isJudged: Bool

  var worst: Leak? { leaks.first }

  /// nil where the report compares no periods, or has no funnel with a value.
  init?(_ page: PageContext) {
    guard let changes = page.view("changes") else { return nil }
    let rows = page.report.metrics.filter {
      $0.metric == Self.metric && $0.market == page.market && $0.dimension == "step"
    }
    let view = changes.selecting("metric", Self.metric)
    leaks = rows.compactMap { row -> Leak? in
      guard let view, let cost = Figure(row),
        let at = view.rows.first(where: { view.text($0, "segment") == row.segment }),
        let rate = view.figure(at, "value_after", unit: .ratio),
        let reference = view.figure(at, "value_before", unit: .ratio)
      else { return nil }
      return Leak(
        step: row.segment, cost: cost, rate: rate, reference: reference,
        kind: view.text(at, "reference"))
    }.sorted { a, b in
      b.cost.value < a.cost.value || !(a.cost.value < b.cost.value) && a.step < b.step
    }
    isJudged = changes.rows.contains { changes.text($0, "metric").hasPrefix("funnel.") }
    guard isJudged || !leaks.isEmpty else { return nil }
    let first = changes.rows[0]
    let after = changes.text(first, "after")
    period =
      Grain(name: changes.text(first, "grain")).map { page.periods.period($0, after) } ?? after
  }
}

/// Where the money leaks: the steps below their reference, by what they cost.
struct LeakSection: PageSection {
  let id = "leak"
  let title: Sentence
  let note: Sentence?
  private let leaks: Leaks

  init?(_ page: PageContext) {
    guard let leaks = Leaks(page) else { return nil }
    self.leaks = leaks
    let say = page.language
    if let worst = leaks.worst {
      title = Sentence(
        say("{0} costs most: {1} ({2})", "{0} kostet am meisten: {1} ({2})"),
        [.name(page.step(worst.step)), .figure(worst.cost), .name(leaks.period)])
      note = Sentence(
        say(
          "Net revenue that the step would bring at its reference, all later steps unchanged: its "
            + "own rate in the period before, or the middle of its reference band.",
          "Nettoumsatz, den der Schritt bei seinem Bezugswert brächte, alle späteren unverändert: "
            + "seiner eigenen Rate im Zeitraum zuvor oder der Mitte des Referenzbands."))
    } else {
      title = Sentence(
        say("No step falls short of the period before", "Kein Schritt fällt gegen zuvor zurück"))
      note = nil
    }
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    guard !leaks.leaks.isEmpty else { return }
    let say = page.language
    let name = say("Net revenue lost by step", "Entgangener Nettoumsatz nach Schritt")
    BarChart(
      title: name,
      description: leaks.leaks.prefix(8)
        .map { "\(page.step($0.step)) \($0.cost.text(page.format))" }.joined(separator: ", ") + ".",
      bars: leaks.leaks.prefix(8).map { leak in
        BarChart.Bar(
          label: page.step(leak.step), figure: leak.cost,
          wideNotes: [
            Sentence(
              say("{0} instead of {1}", "{0} statt {1}"),
              [
                .figure(leak.rate), .figure(leak.reference),
              ])
          ])
      }
    ).render(into: &html, page.format)
    html.disclosure(say("The same as a table", "Dasselbe als Tabelle")) { html in
      HTMLTable(
        name: name,
        columns: [
          .init(title: say("Step", "Schritt"), isText: true), .init(title: say("Rate", "Rate")),
          .init(title: say("Reference", "Bezug")),
          .init(title: say("from", "aus"), isText: true), .init(title: name),
        ],
        rows: leaks.leaks.map { leak in
          [
            .text(page.step(leak.step)), .figure(leak.rate), .figure(leak.reference),
            .text(page.word(leak.kind)), .figure(leak.cost),
          ]
        }
      ).render(into: &html, page.format)
    }
  }
}
