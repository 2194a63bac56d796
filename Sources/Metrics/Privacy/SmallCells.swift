package import FunnelModel

/// Hides the numbers of a report behind which fewer than k units stand, and others that would give
/// them away, in its rows and in its tables, before anything is written or stored.
///
/// Every count that a number shows is guarded: its n, and the counts of a proportion's numerator,
/// denominator and rest. Equal counts are hidden alike wherever they stand, so that no two metrics
/// give each other away. What a reader could estimate from bounds (a hidden part is at least 1 and
/// at most the rest) is not guarded against.
package struct SmallCells {
  private let k: Int
  private let plan: MetricPlan
  /// Cells in which some metric is hidden, with the counts hidden there.
  private var hiddenCounts: [SuppressionCell: Set<Int>] = [:]
  private var hiddenMetrics: [SuppressionCell: Set<String>] = [:]

  /// - Parameter k: the least number of units that may be shown.
  package init(k: Int, plan: MetricPlan) {
    self.k = k
    self.plan = plan
  }

  /// Hides what must be hidden.
  package mutating func suppress(in report: inout Report) {
    suppress(&report.metrics)
    for index in report.tables.indices { suppress(&report.tables[index]) }
  }

  // MARK: Metrics

  private mutating func suppress(_ rows: inout [MetricRow]) {
    var positions: [String: [Int]] = [:]
    for (index, row) in rows.enumerated() { positions[row.metric, default: []].append(index) }
    for metric in positions.keys.sorted() {
      let mine = positions[metric] ?? []
      let cells = mine.map { SuppressionCell(rows[$0]) }
      let sums = SuppressionSums(cells, periods: plan.periods).all()
      let order = cells.map(\.order)
      var isHidden = [Bool](repeating: false, count: mine.count)
      for quantity in Self.quantities {
        let counts = mine.map { quantity(rows[$0]) ?? 0 }
        let pattern = SuppressionPattern(k: k, counts: counts, order: order, sums: sums)
        for place in mine.indices where pattern.isHidden[place] {
          isHidden[place] = true
          hiddenCounts[cells[place], default: []].insert(counts[place])
        }
      }
      for place in mine.indices where isHidden[place] {
        hiddenMetrics[cells[place], default: []].insert(metric)
        Self.hide(&rows[mine[place]])
      }
    }
  }

  /// The counts that a row shows.
  private static let quantities: [@Sendable (MetricRow) -> Int?] = [
    { $0.n }, { whole($0.numerator) }, { whole($0.denominator) },
    { row in
      guard let top = whole(row.numerator), let bottom = whole(row.denominator) else { return nil }
      return bottom - top
    },
    { $0.unit == .count ? whole($0.value) : nil },
  ]

  /// A number that counts things: money and sums print fractional digits.
  private static func whole(_ number: FixedDecimal?) -> Int? {
    guard let number, number.digits == 0 else { return nil }
    return Int(exactly: number.units)
  }

  private static func hide(_ row: inout MetricRow) {
    row.value = nil
    row.numerator = nil
    row.denominator = nil
    row.n = nil
    row.low = nil
    row.high = nil
    row.status = .suppressed
  }

  // MARK: Tables

  /// Columns of whole numbers that number things instead of counting them.
  private static let numbering: Set<String> = [
    "step", "rank", "recency", "frequency", "monetary", "quintile", "months_since", "deciders",
    "class", "days", "days_held_out", "iterations", "starts",
  ]

  /// Columns of words that say something about the numbers.
  private static let judgements: Set<String> = ["status", "verdict"]

  private func suppress(_ table: inout ReportTable) {
    let cells = table.rows.map { cell(of: $0, in: table) }
    let places = ["market", "grain", "period", "dimension", "segment", "dimension2", "segment2"]
    // What else tells rows apart: the step of a funnel, the model of an attribution.
    let keys = table.columns.indices.filter { column in
      !places.contains(table.columns[column].id)
        && (table.columns[column].unit == nil || Self.numbering.contains(table.columns[column].id))
        && !Self.judgements.contains(table.columns[column].id)
        && table.columns[column].id != "detail"
    }
    let counted = table.columns.indices.filter {
      table.columns[$0].unit == .count && !Self.numbering.contains(table.columns[$0].id)
    }
    var isHidden = [Bool](repeating: false, count: table.rows.count)
    let hasSegments = table.index(of: "segment") != nil && table.index(of: "dimension") != nil
    let groups = Dictionary(grouping: table.rows.indices) { row in
      hasSegments ? keys.map { table.rows[row][$0].plain }.joined(separator: "\0") : ""
    }
    for name in groups.keys.sorted() {
      let rows = groups[name] ?? []
      let mine = rows.map { cells[$0] }
      let order = rows.map { row in
        cells[row].order + keys.map { table.rows[row][$0].plain }.joined(separator: "\0")
      }
      let sums =
        hasSegments
        ? SuppressionSums(mine, periods: plan.periods).all() : [(-1, Array(rows.indices))]
      if counted.isEmpty {
        // Without counts a row is as safe as the metrics of its cell.
        let forced = Set(rows.indices.filter { isHiddenElsewhere(rows[$0], mine[$0], table) })
        let pattern = SuppressionPattern(
          k: k, counts: rows.map { _ in k }, order: order, sums: sums, forced: forced)
        for place in rows.indices where pattern.isHidden[place] { isHidden[rows[place]] = true }
      }
      for column in counted {
        let counts = rows.map { row -> Int in
          guard case .number(let number) = table.rows[row][column] else { return 0 }
          return max(0, Self.whole(number) ?? 0)
        }
        let forced = Set(
          rows.indices.filter { hiddenCounts[mine[$0]]?.contains(counts[$0]) ?? false })
        let pattern = SuppressionPattern(
          k: k, counts: counts, order: order, sums: sums, forced: forced)
        for place in rows.indices where pattern.isHidden[place] { isHidden[rows[place]] = true }
      }
    }
    if hasSegments {
      // The steps of a funnel are differences of each other: a cell is shown whole or not at all.
      let closed = Set(table.rows.indices.filter { isHidden[$0] }.map { cells[$0] })
      for row in table.rows.indices where closed.contains(cells[row]) { isHidden[row] = true }
    }
    for row in table.rows.indices where isHidden[row] { hide(row, in: &table, keeping: keys) }
  }

  private func isHiddenElsewhere(
    _ row: Int, _ cell: SuppressionCell, _ table: ReportTable
  ) -> Bool {
    guard let metric = table.index(of: "metric") else { return hiddenMetrics[cell] != nil }
    guard let before = table.index(of: "before"), let after = table.index(of: "after") else {
      return hiddenMetrics[cell]?.contains(table.rows[row][metric].plain) ?? false
    }
    return [before, after].contains { column in
      var cell = cell
      cell.period = table.rows[row][column].plain
      return hiddenMetrics[cell]?.contains(table.rows[row][metric].plain) ?? false
    }
  }

  private func cell(of row: [Cell], in table: ReportTable) -> SuppressionCell {
    func text(_ column: String) -> String { table.index(of: column).map { row[$0].plain } ?? "" }
    let market = text("market")
    var cell = SuppressionCell(
      market: market.isEmpty ? table.market : Market(name: market),
      grain: Grain(name: text("grain")) ?? .all, period: text("period"))
    cell.dimension = text("dimension")
    cell.segment = text("segment")
    cell.dimension2 = text("dimension2")
    cell.segment2 = text("segment2")
    return cell
  }

  private func hide(_ row: Int, in table: inout ReportTable, keeping keys: [Int]) {
    for column in table.columns.indices where !keys.contains(column) {
      if table.columns[column].unit != nil { table.rows[row][column] = .missing }
      if Self.judgements.contains(table.columns[column].id) {
        table.rows[row][column] = .text(MetricStatus.suppressed.rawValue)
      }
    }
  }
}
