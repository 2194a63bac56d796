import Foundation

/// A CSV file of a report, read by a parser that shares nothing with the program's.
///
/// A debug build takes microseconds for each character that it looks at by itself, so texts are cut
/// by the library.
struct PrintedTable {
  let header: [String]
  let rows: [[String]]

  init(_ csv: String) {
    let lines = csv.components(separatedBy: .newlines).filter { !$0.isEmpty }
      .map(PrintedTable.fields)
    header = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  /// Every row by the cells of some key columns; the last one wins.
  func indexed(by keys: [String]) -> IndexedTable {
    let columns = keys.compactMap { header.firstIndex(of: $0) }
    var places: [[String]: Int] = [:]
    for (place, row) in rows.enumerated() where row.count == header.count {
      places[columns.map { row[$0] }] = place
    }
    return IndexedTable(table: self, places: places)
  }

  /// Every other part between quotes is quoted, and its commas divide nothing.
  private static func fields(_ line: String) -> [String] {
    let parts = line.components(separatedBy: "\"")
    var fields = parts[0].components(separatedBy: ",")
    for (index, part) in parts.enumerated().dropFirst() {
      let pieces = index % 2 == 0 ? part.components(separatedBy: ",") : [part]
      fields[fields.count - 1] += pieces[0]
      fields += pieces.dropFirst()
    }
    return fields
  }
}

/// The rows of a table by some of their cells.
struct IndexedTable {
  private let table: PrintedTable
  private let places: [[String]: Int]

  fileprivate init(table: PrintedTable, places: [[String]: Int]) {
    self.table = table
    self.places = places
  }

  /// The cells of the key columns, of every row.
  var keys: Dictionary<[String], Int>.Keys { places.keys }

  /// A row by column name; nil where there is none.
  subscript(key: [String]) -> [String: String]? {
    places[key].map { Dictionary(uniqueKeysWithValues: zip(table.header, table.rows[$0])) }
  }
}

/// The numbers of `csv/metrics.csv`.
struct PrintedMetrics {
  private static let keys = ["metric", "market", "grain", "period", "dimension", "segment"]
  private let cells: IndexedTable

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
