import Foundation

/// A CSV file of a report, read by a parser that shares nothing with the program's.
struct PrintedTable {
  let header: [String]
  let rows: [[String]]

  init(_ csv: String) {
    let lines = csv.split(whereSeparator: \.isNewline).map { PrintedTable.fields(String($0)) }
    header = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  /// Every row by the cells of some key columns; the last one wins.
  func indexed(by keys: [String]) -> [[String]: [String: String]] {
    let columns = keys.compactMap { header.firstIndex(of: $0) }
    var result: [[String]: [String: String]] = [:]
    for row in rows where row.count == header.count {
      result[columns.map { row[$0] }] = Dictionary(uniqueKeysWithValues: zip(header, row))
    }
    return result
  }

  private static func fields(_ line: String) -> [String] {
    var fields: [String] = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

/// The numbers of `csv/metrics.csv`.
struct PrintedMetrics {
  private static let keys = ["metric", "market", "grain", "period", "dimension", "segment"]
  private let cells: [[String]: [String: String]]

  init(_ csv: String) { cells = PrintedTable(csv).indexed(by: Self.keys) }

  /// The ids that occur.
  var metrics: Set<String> { Set(cells.keys.map { $0[0] }) }

  /// The row of a number, by column name; nil where there is none.
  func row(
    _ metric: String, market: String, grain: String = "all", period: String = "",
    dimension: String = "", segment: String = ""
  ) -> [String: String]? {
    cells[[metric, market, grain, period, dimension, segment]]
  }

  /// A cell of a metric over all data, in total. The market is that of its id unless given.
  func total(_ metric: String, _ column: String = "value", market: String? = nil) -> String? {
    row(metric, market: market ?? String(metric.prefix(3)))?[column]
  }
}

/// Printed decimals.
enum Printed {
  /// Whether two texts are the same number (`341` and `341.0000`), or the same text.
  static func isEqual(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    guard let left = Decimal(string: a), let right = Decimal(string: b) else { return false }
    return left == right
  }

  /// Whether a printed number is a computed one, to within half of its last digit and the noise
  /// of the witness's own rounding.
  static func isClose(_ text: String?, _ value: Double, digits: Int) -> Bool {
    guard let text, let number = Double(text) else { return false }
    return abs(number - value) <= pow(10, -Double(digits)) * 0.500001 + 1e-9 * abs(value)
  }
}
