import FunnelModel
import Metrics

/// A table as a reader sees it: cells as texts, by the names of the columns.
struct PrintedTable {
  let rows: [[String: String]]

  /// The rows of a table of an output; none where there is no such table.
  init(_ output: ReportOutput, _ id: String) {
    self.init(output.tables.first { $0.id == id })
  }

  init(_ table: ReportTable?) {
    let names = table?.columns.map(\.id) ?? []
    rows = (table?.rows ?? []).map { cells in
      Dictionary(uniqueKeysWithValues: zip(names, cells.map(\.plain)))
    }
  }

  /// What a reference says otherwise; empty where they agree. An expected row must be printed, and
  /// a printed one expected.
  ///
  /// - Parameters:
  ///   - expected: by the texts of the key columns, what the other columns show: a text, a number
  ///     that was not rounded, or nil for an empty cell.
  ///   - isOfNothing: whether a printed row may be missing from the reference.
  func differences(
    _ keys: [String], _ expected: [[String]: [String: Expectation]],
    isOfNothing: ([String: String]) -> Bool = { _ in false }
  ) -> [String] {
    var found: [String] = []
    var missing = Set(expected.keys)
    for row in rows {
      let key = keys.map { row[$0] ?? "" }
      guard let wanted = expected[key] else {
        if !isOfNothing(row) { found.append("\(key): not expected") }
        continue
      }
      if missing.remove(key) == nil { found.append("\(key): printed twice") }
      for (column, value) in wanted where !value.isShown(by: row[column]) {
        found.append("\(key) \(column): \(row[column] ?? "no column"), expected \(value)")
      }
    }
    return (found + missing.map { "\($0): not printed" }).sorted()
  }
}

/// What a cell must show.
enum Expectation: CustomStringConvertible {
  case text(String)
  /// Shown rounded to the digits of the cell.
  case number(Double)
  case nothing

  static func count(_ value: Int) -> Expectation { .text("\(value)") }

  /// A quotient; nothing over nothing.
  static func ratio(_ top: Double, _ bottom: Double) -> Expectation {
    bottom == 0 ? .nothing : .number(top / bottom)
  }

  static func optional(_ value: Double?) -> Expectation { value.map { .number($0) } ?? .nothing }

  var description: String {
    switch self {
    case .text(let text): text
    case .number(let value): "\(value)"
    case .nothing: "nothing"
    }
  }

  func isShown(by cell: String?) -> Bool {
    guard let cell else { return false }
    switch self {
    case .text(let text): return cell == text
    case .nothing: return cell.isEmpty
    case .number(let value):
      guard let printed = Double(cell) else { return false }
      let digits = cell.split(separator: ".").dropFirst().first?.count ?? 0
      let unit = (0..<digits).reduce(1.0) { unit, _ in unit / 10 }
      // Half a last digit, and what the doubles of the reference lose.
      return abs(printed - value) <= 0.501 * unit + 1e-12 * abs(value)
    }
  }
}
