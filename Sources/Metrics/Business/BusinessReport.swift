import FunnelModel
import Statistics

/// Prints `business`: what everything together is, and each of the greatest product lines, with
/// the signals that say so.
struct BusinessReport {
  private let family: BusinessMetrics
  /// Lines beyond this many are not shown; they are part of the whole.
  private static let shownLines = 12

  init(_ family: BusinessMetrics) { self.family = family }

  private static let columns = [
    ReportColumn("product_line", "Product line"), ReportColumn("verdict", "Business"),
    ReportColumn("signal", "Signal"), ReportColumn("value", "Value", .number),
    ReportColumn("n", "Of", .count), ReportColumn("vote", "Speaks for"),
    ReportColumn("evidence", "Evidence"),
  ]

  func add(to output: inout ReportOutput) {
    var whole = ProductLine()
    for line in family.lines { whole.merge(line) }
    guard whole.orders + whole.won > 0 else { return }
    output.addRate(
      BusinessMetrics.selfServeShare, market: nil, at: .total(0), whole.orders,
      of: whole.orders + whole.won)
    var table = ReportTable(
      id: "business", title: "Which business is this?", market: nil, columns: Self.columns)
    addRows("(all)", whole, &table)
    for (name, line) in shown() { addRows(name, line, &table) }
    output.tables.append(table)
  }

  /// The lines with a name by value sold, greatest first.
  private func shown() -> [(name: String, line: ProductLine)] {
    let named = family.lines.indices.dropFirst().map {
      (name: family.names.dictionary.string(UInt32($0)), line: family.lines[$0])
    }
    .filter { $0.line.orders + $0.line.won > 0 }
    return Array(
      named.sorted {
        if $0.line.values.sum != $1.line.values.sum {
          return $0.line.values.sum > $1.line.values.sum
        }
        return $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
      }
      .prefix(Self.shownLines))
  }

  private func addRows(_ name: String, _ line: ProductLine, _ table: inout ReportTable) {
    let signals = BusinessSignal.all(line)
    let verdict = BusinessVerdict(signals)
    for signal in signals {
      table.rows.append([
        .text(name), .text(verdict.rawValue), .text(signal.name.replacing("_", with: " ")),
        .number(signal.value), .number(FixedDecimal(signal.n)), .text(signal.vote.rawValue),
        .text(signal.evidence),
      ])
    }
  }
}
