import FunnelModel

/// The rejected and skipped rows that one worker found, with positions relative to their chunks.
struct RejectLog: Sendable {
  /// A row with the chunk that its position counts from.
  struct Entry: Sendable {
    var chunk: Int
    var row: RejectedRow
  }

  /// Entries kept per worker; all are counted.
  static let limit = 1000

  private(set) var rejected: [Entry] = []
  private(set) var footers: [Entry] = []

  mutating func reject(_ row: RejectedRow, chunk: Int) {
    if rejected.count < Self.limit { rejected.append(Entry(chunk: chunk, row: row)) }
  }

  mutating func skip(_ row: RejectedRow, chunk: Int) {
    if footers.count < Self.limit { footers.append(Entry(chunk: chunk, row: row)) }
  }

  /// Entries of all workers in file order, their lines counted from the first of the file.
  static func resolved(_ entries: [Entry], lineBases: [Int]) -> [RejectedRow] {
    let ordered = entries.sorted {
      ($0.chunk, $0.row.line, $0.row.byteOffset) < ($1.chunk, $1.row.line, $1.row.byteOffset)
    }
    return ordered.prefix(limit).map { entry in
      var row = entry.row
      row.line += lineBases[entry.chunk]
      return row
    }
  }
}

/// The reason codes of rejected rows that decoding finds, each with its sentence.
enum RejectReason {
  /// What is wrong with a cell, and what to do about it.
  static func cell(
    _ kind: Slot.Kind, value: Int64
  ) -> (code: String, message: String) {
    switch (kind, value) {
    case (_, Decoded.ambiguous):
      (
        "ambiguous_date",
        "day and month could be exchanged and no row proves their order; "
          + "set `format` of this column, such as dd/MM/yyyy"
      )
    case (.instant, _):
      ("time", "not a date or time; correct the cell, or set `format` of this column")
    case (.delayed, _):
      ("duration", "neither a duration nor a date; correct the cell, or set its `unit`")
    case (.day, _):
      ("day", "not a date; correct the cell, or set `format` of this column")
    case (.decimal, Decoded.outOfRange):
      ("number_range", "the number is too large to be held exactly; correct the cell")
    case (.decimal, _):
      ("number", "not a number; correct the cell, or set `decimal` of this column to . or ,")
    case (.flag, _):
      ("bool", "neither yes nor no; write true or false")
    case (.market, _):
      ("market", "not a market; write b2b or b2c")
    case (.label, _), (.identifier, _):
      ("text", "not a text")
    }
  }

  static let timeMissing = (
    code: "time_missing", message: "the row has no time; fill the cell or filter the row out"
  )
  static let typeMissing = (
    code: "type_missing", message: "the row has no event type; fill the cell or filter the row out"
  )
  static let future = (
    code: "future",
    message: "later than the run's clock plus one day; correct the time or its zone"
  )
  static let noBuyer = (
    code: "no_buyer",
    message: "no id of a customer, account, person or object; fill one or filter the row out"
  )
}
