import FunnelModel

/// What a known table says in one sentence; nil where only its title can be said.
struct TableFinding {
  let view: TableView
  let page: PageContext

  init(_ view: TableView, _ page: PageContext) {
    self.view = view
    self.page = page
  }

  var sentence: Sentence? {
    switch view.table.id {
    case "channels": returns ?? costs
    case "unit_economics": unitCost
    case "data_quality": quality
    default: nil
    }
  }

  /// The channels that return most and least per unit spent.
  private var returns: Sentence? {
    extremes(
      "roas",
      page.language(
        "{0} returns most per unit spent ({1}), {2} least ({3})",
        "{0} bringt je Werbeeinsatz am meisten ({1}), {2} am wenigsten ({3})"))
  }

  /// The channels whose new customers cost most and least.
  private var costs: Sentence? {
    extremes(
      "cac",
      page.language(
        "A new customer costs most by {0} ({1}), least by {2} ({3})",
        "Ein Neukunde kostet über {0} am meisten ({1}), über {2} am wenigsten ({3})"))
  }

  private func extremes(_ column: String, _ template: String) -> Sentence? {
    let known = view.rows.compactMap { row in
      view.number(row, column).flatMap { $0.units == 0 ? nil : (row: row, value: $0) }
    }
    guard let most = known.max(by: { $0.value < $1.value }),
      let least = known.min(by: { $0.value < $1.value }), least.value < most.value,
      let high = view.figure(most.row, column), let low = view.figure(least.row, column)
    else { return nil }
    return Sentence(
      template,
      [
        .name(page.word(view.text(most.row, "channel"))), .figure(high),
        .name(page.word(view.text(least.row, "channel"))), .figure(low),
      ])
  }

  /// What a new customer costs now and before.
  private var unitCost: Sentence? {
    func row(_ period: String?) -> Int? {
      period.flatMap { period in view.rows.first { view.text($0, "period") == period } }
    }
    guard page.market != nil, let now = row(page.plan.period), let cost = view.figure(now, "cac")
    else { return nil }
    guard let base = row(page.plan.base), let before = view.figure(base, "cac") else {
      return Sentence(
        page.language("A new customer costs {0}", "Ein Neukunde kostet {0}"), [.figure(cost)])
    }
    return Sentence(
      page.language(
        "A new customer costs {0}, before {1}", "Ein Neukunde kostet {0}, zuvor {1}"),
      [.figure(cost), .figure(before)])
  }

  /// The finding about the data with the greatest share.
  private var quality: Sentence? {
    let shares = view.rows.compactMap { row in view.number(row, "share").map { (row, $0) } }
    guard let largest = shares.max(by: { $0.1 < $1.1 }), largest.1.units > 0,
      let share = view.figure(largest.0, "share")
    else { return nil }
    return Sentence(
      page.language(
        "Findings about the data: {0}; the largest share is {1}, {2}",
        "Befunde zu den Daten: {0}; der größte Anteil: {1}, {2}"),
      [
        .text("\(view.rows.count)"), .name(page.word(view.text(largest.0, "check"))),
        .figure(share),
      ])
  }
}
