import FunnelModel

/// The exact split of a change into what each segment, stage or step contributed.
///
/// Read from the table `changes`: the row of a metric's total has no dimension, its parts have one,
/// and in each dimension the parts add up to the total.
struct Decomposition: Sendable {
  let view: TableView
  let metric: String
  /// The row of the total.
  let total: Int
  let dimension: String
  /// Rows of the parts, largest effect first.
  let rows: [Int]

  /// The split of the leading change; of the next key metric that has one where it has none.
  init?(_ page: PageContext) {
    guard let view = page.view("changes") else { return nil }
    let leading = Story.mostChanged(page).map { [$0.current.metric] } ?? []
    let candidates = page.comparisons.filter { $0.base != nil }.map(\.current.metric)
    guard
      let found = (leading + candidates).lazy.compactMap({
        Decomposition(view, metric: $0)
      }).first
    else { return nil }
    self = found
  }

  /// The split of a metric in the dimension in which one part stands out most: where its share of
  /// the change exceeds its share of the whole by most.
  init?(_ view: TableView, metric: String) {
    guard let mine = view.selecting("metric", metric),
      let total = mine.rows.first(where: { mine.text($0, "dimension").isEmpty }),
      let change = mine.number(total, "effect"), change.units != 0
    else { return nil }
    var best: (excess: Double, rows: [Int], dimension: String)?
    for dimension in Self.dimensions(mine) {
      let parts = mine.rows.filter {
        mine.text($0, "dimension") == dimension && mine.number($0, "effect") != nil
      }
      // One part alone says nothing about where a change comes from.
      guard parts.count >= 2 else { continue }
      func effect(_ row: Int) -> Double { mine.number(row, "effect")?.double ?? 0 }
      let ranked = parts.enumerated().sorted { a, b in
        let (left, right) = (abs(effect(a.element)), abs(effect(b.element)))
        return left == right ? a.offset < b.offset : left > right
      }.map(\.element)
      let weights = ["weight_before", "weight_after"].compactMap {
        mine.number(ranked[0], $0)?.double
      }
      let weight = weights.isEmpty ? 0 : weights.reduce(0, +) / Double(weights.count)
      let excess = effect(ranked[0]) / change.double - weight
      if best.map({ excess > $0.excess }) ?? true { best = (excess, ranked, dimension) }
    }
    guard let best else { return nil }
    self.view = view
    self.metric = metric
    self.total = total
    dimension = best.dimension
    rows = best.rows
  }

  private static func dimensions(_ view: TableView) -> [String] {
    var seen: Set<String> = [""]
    return view.rows.map { view.text($0, "dimension") }.filter { seen.insert($0).inserted }
  }

  /// What a part contributed, in the unit of the metric: the column holds all metrics' effects.
  func effect(_ row: Int, _ page: PageContext) -> Figure? {
    view.figure(row, "effect", unit: unit(page), style: .difference)
  }

  /// The value of a row before or after.
  func value(_ row: Int, _ column: String, _ page: PageContext) -> Figure? {
    view.figure(row, column, unit: unit(page))
  }

  private func unit(_ page: PageContext) -> MetricUnit {
    page.index.definition(metric)?.unit ?? (metric.hasPrefix("funnel.") ? .ratio : .number)
  }

  /// A part in words.
  func name(_ row: Int, _ page: PageContext) -> String {
    let segment = view.text(row, "segment")
    return dimension == "step" ? page.step(segment) : page.word(segment)
  }

  /// One of the two periods in words.
  func period(_ column: String, _ page: PageContext) -> String {
    let text = view.text(total, column)
    return Grain(name: view.text(total, "grain")).map { page.periods.period($0, text) } ?? text
  }

  /// Whether it splits the change that a comparison shows.
  func explains(_ comparison: Comparison) -> Bool {
    comparison.current.metric == metric && view.text(total, "after") == comparison.current.period
      && view.text(total, "before") == comparison.base?.period ?? ""
  }

  /// The driver's dimension, name and effect, and the whole change, for the places of a template.
  func parts(_ page: PageContext) -> [Sentence.Piece]? {
    guard let first = rows.first, let effect = effect(first, page),
      let whole = self.effect(total, page)
    else { return nil }
    return [
      .name(page.word(dimension)), .name(name(first, page)), .figure(effect), .figure(whole),
    ]
  }

  /// The largest contribution as a sentence of its own, with its periods.
  func sentence(_ page: PageContext) -> Sentence? {
    parts(page).map { parts in
      Sentence(
        page.language(
          "{0}, {5} against {6}: {1} “{2}” accounts for {3} of {4}.",
          "{0}, {5} gegen {6}: {1} „{2}“ trägt {3} bei, insgesamt {4}."),
        [.name(page.title(metric))] + parts
          + [.name(period("after", page)), .name(period("before", page))])
    }
  }
}
