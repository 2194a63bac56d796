import FunnelModel
import Ingestion

/// Why a file was not loaded: sentences with file, line, column, value and remedy.
struct Refusal: Error, Sendable {
  let code: ExitCode
  let source: String
  let path: String
  let bytes: Int
  /// Nothing is loaded; the other counts say what was found.
  let rows: RowAccounting
  /// The first says what is wrong with the file, the others where.
  let problems: [String]
  /// The same without any value of the file, for `run.json`: it is published.
  let recorded: [String]
  /// What to do about it.
  let remedy: String

  /// Rejected rows that are printed of one file; `run.json` holds more.
  static let printed = 10

  /// A file with more rejected rows than are allowed.
  init(_ item: LoadItem, outcome: FileOutcome, limit: RejectLimit) {
    code = .dataRefused
    source = item.source.source.name
    path = item.name
    bytes = outcome.byteCount
    var rows = outcome.accounting
    rows.loaded = 0
    rows.duplicate = 0
    self.rows = rows
    let counts = outcome.accounting
    let noun = counts.rejected == 1 ? "row is" : "rows are"
    let summary =
      "\(item.name) is refused: \(counts.rejected) of \(counts.read) \(noun) rejected "
      + "(--max-rejects \(limit)), nothing of it is stored"
    problems = [summary] + outcome.rejects.map { Refusal.sentence($0, in: item.name) }
    recorded = [summary] + outcome.rejects.map { Refusal.place($0, in: item.name) }
    remedy = "mend the rows, or set them aside with --max-rejects \(counts.rejected)"
  }

  /// A file or pattern that cannot be read at all.
  init(_ error: IngestionError, source: String) {
    code =
      switch error.kind {
      case .configuration: .usage
      case .data, .unfinished: .dataRefused
      case .inputOutput: .inputOutput
      }
    self.source = source
    path = error.file
    bytes = 0
    rows = RowAccounting()
    problems = [error.description]
    var silent = error
    silent.value = nil
    recorded = [silent.description]
    remedy = ""
  }

  /// `file:line: column "X": what: "value"`.
  static func sentence(_ row: RejectedRow, in name: String) -> String {
    place(row, in: name) + (row.cell.isEmpty ? "" : ": \"\(row.cell)\"")
  }

  /// `file:line: column "X": what`: the cell itself may be somebody's.
  static func place(_ row: RejectedRow, in name: String) -> String {
    var text = "\(name):\(row.line): "
    if !row.column.isEmpty { text += "column \"\(row.column)\": " }
    return text + row.message
  }
}
