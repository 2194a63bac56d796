import FunnelModel
import Metrics
import Warehouse

/// Names records behind numbers that contradict each other, so that the contradiction can be
/// found: by file and line alone, which tell nobody without the exports who somebody is.
struct ViolationWitnesses {
  let search: TraceSearch
  let files: [FileRecord]

  /// Numbers that are traced, and records that are named of each.
  private static let mostNumbers = 3
  private static let mostRecords = 5

  /// A line for each record.
  func lines(_ violations: [Violation]) throws(Failure) -> [String] {
    var lines: [String] = []
    var seen: Set<TracedCell> = []
    for row in violations.compactMap(\.row) where seen.count < Self.mostNumbers {
      let cell = TracedCell(row)
      guard seen.insert(cell).inserted, let trace = MetricTrace(plan: search.plan, cell: cell)
      else { continue }
      for record in try search.someRecords(trace, most: Self.mostRecords) {
        let file = files.first { $0.id == record.file }
        let place = file.map { FilePath($0.path, base: .current).relative(to: .current) } ?? ""
        lines.append("\(cell.metric) rests on \(place):\(record.line) (\(record.type))")
      }
    }
    return lines
  }
}
