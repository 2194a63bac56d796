import FunnelModel

/// The exact split of the leading change into what each segment contributed.
///
/// Read from the table `changes`: rows with `metric`, `dimension`, `segment` and `effect`; the row
/// of the total has no dimension.
struct Decomposition: Sendable {
  let view: TableView
  let comparison: Comparison
  let dimension: String
  /// Rows of the leading metric in that dimension, largest effect first.
  let rows: [Int]

  init?(_ page: PageContext) {
    guard let view = page.view("changes") else { return nil }
    let effect = Self.effectColumn(view.table)
    guard let effect else { return nil }
    let candidates = page.comparisons.filter { $0.base != nil }
    let leading = Story.mostChanged(page).map { [$0] } ?? []
    for comparison in leading + candidates {
      guard let rows = view.selecting("metric", comparison.current.metric) else { continue }
      let segments = rows.rows.filter {
        !rows.text($0, "dimension").isEmpty && rows.number($0, effect) != nil
          && (rows.table.index(of: "period") == nil
            || rows.text($0, "period") == comparison.current.period)
      }
      // The dimension in which one segment explains most says best where to look.
      func size(_ row: Int) -> Double { abs(rows.number(row, effect)?.double ?? 0) }
      guard let strongest = segments.max(by: { size($0) < size($1) }) else { continue }
      let dimension = rows.text(strongest, "dimension")
      let chosen = segments.filter { rows.text($0, "dimension") == dimension }
      self.view = view
      self.comparison = comparison
      self.dimension = dimension
      self.rows = chosen.sorted { a, b in
        let left = abs(view.number(a, effect)?.double ?? 0)
        let right = abs(view.number(b, effect)?.double ?? 0)
        return left == right ? a < b : left > right
      }
      return
    }
    return nil
  }

  private static func effectColumn(_ table: ReportTable) -> String? {
    ["total_effect", "effect", "contribution"].first { table.index(of: $0) != nil }
  }

  /// What a segment contributed, in the unit of the metric: the column holds all metrics' effects.
  func effect(_ row: Int) -> Figure? {
    guard let column = Self.effectColumn(view.table), let value = view.number(row, column) else {
      return nil
    }
    return Figure(
      value: value, unit: comparison.current.unit,
      origin: .cell(table: view.table.id, row: row, column: column), style: .difference,
      digits: nil)
  }

  /// The segment in words.
  func name(_ row: Int) -> String {
    let segment = view.text(row, "segment")
    let component = view.text(row, "component")
    return component.isEmpty ? segment : "\(segment) (\(component))"
  }

  /// The largest contribution as a sentence.
  func sentence(_ page: PageContext) -> Sentence? {
    guard let first = rows.first, let effect = effect(first), let total = comparison.difference
    else { return nil }
    return Sentence(
      page.language(
        "The largest part is {0} “{1}”: {2} of {3}.", "Der größte Teil ist {0} „{1}“: {2} von {3}."),
      [.name(dimension), .name(name(first)), .figure(effect), .figure(total)])
  }
}
