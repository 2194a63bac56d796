import FunnelModel

/// The sums between the cells of a report.
struct SuppressionSums {
  private let cells: [SuppressionCell]
  private let spans: [ClosedRange<Int32>?]

  /// - Parameter periods: the plan's, for what lies in what.
  init(_ cells: [SuppressionCell], periods: PeriodSlots) {
    self.cells = cells
    var known: [String: ClosedRange<Int32>] = [:]
    for slot in periods.slots where slot.first <= slot.last {
      known["\(slot.grain.name)\0\(slot.label)"] = slot.first.number...slot.last.number
    }
    spans = cells.map { known["\($0.grain.name)\0\($0.period)"] }
  }

  /// Finer grains whose periods make up a period exactly.
  private static let nested: [Grain: [Grain]] = [
    .all: [.year, .quarter, .month, .week, .day], .year: [.quarter, .month, .day],
    .quarter: [.month, .day], .month: [.day], .week: [.day], .window: [.month, .week, .day],
  ]

  func all() -> [(whole: Int, parts: [Int])] {
    var groups: [String: [Int]] = [:]
    var wholes: [String: Int] = [:]
    func add(_ whole: SuppressionCell, _ kind: String, _ part: Int) {
      groups[whole.order + "\u{1}" + kind, default: []].append(part)
    }
    for (index, cell) in cells.enumerated() {
      wholes[cell.order] = index
      var whole = cell
      if !cell.dimension2.isEmpty {
        (whole.dimension2, whole.segment2) = ("", "")
        add(whole, "with \(cell.dimension2)", index)
        (whole.dimension, whole.segment) = (cell.dimension2, cell.segment2)
        add(whole, "by \(cell.dimension)", index)
      } else if !cell.dimension.isEmpty {
        (whole.dimension, whole.segment) = ("", "")
        add(whole, "by \(cell.dimension)", index)
      }
      if cell.market != nil {
        whole = cell
        whole.market = nil
        add(whole, "market", index)
      }
    }
    var result = groups.keys.sorted().compactMap { key -> (whole: Int, parts: [Int])? in
      let name = String(key.split(separator: "\u{1}")[0])
      return wholes[name].map { ($0, groups[key] ?? []) }
    }
    result += inTime()
    return result
  }

  private func inTime() -> [(whole: Int, parts: [Int])] {
    // Cells that differ in nothing but their period.
    var lines: [String: [Int]] = [:]
    for (index, cell) in cells.enumerated() {
      var line = cell
      (line.grain, line.period) = (.all, "")
      lines[line.order, default: []].append(index)
    }
    var result: [(whole: Int, parts: [Int])] = []
    for key in lines.keys.sorted() {
      let line = lines[key] ?? []
      var byGrain: [Grain: [Int]] = [:]
      for index in line { byGrain[cells[index].grain, default: []].append(index) }
      for index in line {
        for grain in Self.nested[cells[index].grain] ?? [] {
          guard let span = spans[index] else { continue }
          let parts = (byGrain[grain] ?? []).filter { part in
            spans[part].map { $0.overlaps(span) } ?? false
          }
          let isExact = parts.allSatisfy { part in
            cells[index].grain == .all
              || spans[part].map { span.contains($0.lowerBound) && span.contains($0.upperBound) }
                ?? false
          }
          if !parts.isEmpty && isExact { result.append((index, parts)) }
        }
      }
    }
    return result
  }
}
