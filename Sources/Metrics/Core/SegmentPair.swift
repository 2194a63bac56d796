package import FunnelModel

/// Breakdowns by two fields at once: a dimension whose segments are pairs of segments.
///
/// Inside the engine a pair is one dimension with one code per pair of values, so that partial
/// states and families know nothing of it. Its names hold both parts with a separator between them
/// and come apart where numbers are printed.
package enum SegmentPair {
  /// Stands between the parts of a name; no field of an export holds it.
  package static let separator: Character = "\0"
  /// How a missing value is printed.
  package static let blank = "(blank)"

  /// The name of two parts.
  package static func joined(_ first: String, _ second: String) -> String {
    "\(first)\(separator)\(second)"
  }

  /// The parts of a joined name, missing ones as `(blank)`; nil for a plain one.
  package static func parts(_ name: String) -> (first: String, second: String)? {
    guard let place = name.utf8.firstIndex(of: 0) else { return nil }
    let parts = [name[..<place], name[name.index(after: place)...]]
      .map { $0.isEmpty ? blank : String($0) }
    return (parts[0], parts[1])
  }

  /// The parts of a segment of a pair: the segment without any value has no separator.
  package static func segments(_ name: String) -> (first: String, second: String) {
    parts(name) ?? (blank, blank)
  }

  /// A table whose pairs stand in the columns `dimension2` and `segment2`, which are added where
  /// the table has pairs.
  package static func expanded(_ table: ReportTable) -> ReportTable {
    guard let dimension = table.index(of: "dimension"), let segment = table.index(of: "segment"),
      table.rows.contains(where: { parts($0[dimension].plain) != nil })
    else { return table }
    let place = max(dimension, segment) + 1
    var columns = table.columns
    columns.insert(ReportColumn("dimension2", "Second dimension"), at: place)
    columns.insert(ReportColumn("segment2", "Second segment"), at: place + 1)
    let rows = table.rows.map { row in
      var row = row
      var second: [Cell] = [.text(""), .text("")]
      if let names = parts(row[dimension].plain) {
        let values = segments(row[segment].plain)
        row[dimension] = .text(names.first)
        row[segment] = .text(values.first)
        second = [.text(names.second), .text(values.second)]
      }
      row.insert(contentsOf: second, at: place)
      return row
    }
    return ReportTable(
      id: table.id, title: table.title, market: table.market, columns: columns, rows: rows)
  }
}

/// The segment codes of one pair in one bucket.
struct PairCodes: Sendable {
  /// Position of the pair and of its two parts in the plan's dimensions.
  let dimension: Int
  let first: Int
  let second: Int
  /// Codes by first code × 2³² + second code.
  private(set) var codes: [UInt64: UInt32] = [:]

  init(dimension: Int, first: Int, second: Int) {
    self.dimension = dimension
    self.first = first
    self.second = second
  }

  /// The code of a pair of codes; two missing values are a missing pair.
  func code(_ first: UInt32, _ second: UInt32) -> UInt32 {
    codes[UInt64(first) << 32 | UInt64(second)] ?? 0
  }

  /// Gives a code to every pair of the values of each buyer: what an order or a deal takes from
  /// one event and what it takes from another of the buyer's may meet in any way.
  mutating func intern(
    _ segments: [[UInt32]], buyerStarts: [Int32], registry: inout SegmentRegistry
  ) {
    for buyer in 0..<max(0, buyerStarts.count - 1) {
      let range = Int(buyerStarts[buyer])..<Int(buyerStarts[buyer + 1])
      let firsts = Set(segments[first][range]).union([0])
      let seconds = Set(segments[second][range]).union([0])
      for a in firsts {
        for b in seconds where a != 0 || b != 0 {
          let key = UInt64(a) << 32 | UInt64(b)
          if codes[key] != nil { continue }
          codes[key] = registry.intern(
            SegmentPair.joined(
              registry.text(dimension: first, code: a), registry.text(dimension: second, code: b)),
            dimension: dimension)
        }
      }
    }
  }
}
