import FunnelModel
import RecordParsing

/// Turns records into cost rows.
struct CostRows {
  /// How the cells of one field are written.
  struct Format {
    var divisor: Int64 = 1
    var mark: UInt8?
    var time = TimeFormat.automatic
  }

  let fields: [String: CellPlan]
  let formats: [String: Format]
  let columns: ColumnResolver
  let market: Market?
  let zone: ZoneTable
  let reportingZone: ZoneTable
  let fileID: Int64
  let footers: [[UInt8]]
  let conditions: [ConditionPlan]
  var decimalMark = ASCII.point
  private(set) var outcome = FileOutcome()

  init(
    fields: [String: CellPlan], formats: [String: Format], columns: ColumnResolver,
    market: Market?, zone: ZoneTable, reportingZone: ZoneTable, fileID: Int64,
    footers: [[UInt8]], conditions: [ConditionPlan]
  ) {
    self.fields = fields
    self.formats = formats
    self.columns = columns
    self.market = market
    self.zone = zone
    self.reportingZone = reportingZone
    self.fileID = fileID
    self.footers = footers
    self.conditions = conditions
  }

  /// Why a row cannot be read.
  private struct Refusal: Error {
    var field: String
    var code: String
    var message: String
  }

  /// Adds the records of a chunk whose first line has the number `line`.
  mutating func add(_ batch: inout RecordBatch, block: Block, line: Int) {
    let count = batch.recordCount
    outcome.accounting.read += count + batch.faults.count
    for fault in batch.faults {
      let text = Array(batch.bytes[fault.record.range])
      refuse(
        text, line: line + fault.line, offset: block.offset + Int(fault.record.start), column: "",
        code: fault.code.rawValue, cell: text,
        message: fault.message + "; correct the row or leave it out")
    }
    var isKept = [Bool](repeating: true, count: count)
    var results = isKept
    var cells = CellReader()
    for condition in conditions {
      var reader = ConditionReader(condition)
      reader.test(&batch, cells: &cells, into: &results, base: 0)
      for record in 0..<count where !results[record] { isKept[record] = false }
    }
    for record in 0..<count {
      guard isKept[record] else {
        outcome.accounting.filtered += 1
        continue
      }
      add(record, batch, block: block, line: line + Int(batch.recordLines[record]))
    }
  }

  private mutating func add(_ record: Int, _ batch: RecordBatch, block: Block, line: Int) {
    do throws(Refusal) {
      outcome.costs.append(try row(record, batch, line: line))
      outcome.accounting.loaded += 1
    } catch {
      let start = Int(batch.recordOffsets[record])
      let raw = Array(batch.bytes[start..<min(start + 64, block.end)])
      let cell = fields[error.field].map { CellReader.text($0, batch, record) } ?? []
      let column = fields[error.field].flatMap { columns.header(of: $0) } ?? error.field
      refuse(
        raw, line: line, offset: block.offset + start, column: column, code: error.code,
        cell: cell, message: error.message)
    }
  }

  private mutating func refuse(
    _ raw: [UInt8], line: Int, offset: Int, column: String, code: String, cell: [UInt8],
    message: String
  ) {
    let row = RejectedRow(
      line: line, byteOffset: offset, column: column, code: code,
      cell: CellExcerpt.text(cell[...]), message: message)
    if Footers.isFooter(raw, footers) {
      outcome.accounting.filtered += 1
      if outcome.footerRows.count < RejectLog.limit { outcome.footerRows.append(row) }
    } else {
      outcome.accounting.rejected += 1
      if outcome.rejects.count < RejectLog.limit { outcome.rejects.append(row) }
    }
  }

  private mutating func row(
    _ record: Int, _ batch: RecordBatch, line: Int
  ) throws(Refusal) -> CostRow {
    let date = try day("date", record, batch)
    guard let from = try day("from", record, batch) ?? date else {
      throw Refusal(
        field: fields["date"] == nil ? "from" : "date", code: "time_missing",
        message: "the row has no date; fill the cell or filter the row out")
    }
    let through = try day("to", record, batch) ?? date ?? from
    if through < from {
      throw Refusal(
        field: "to", code: "day", message: "the last day is before the first; correct the row")
    }
    guard let amount = try number("amount", record, batch) else {
      throw Refusal(
        field: "amount", code: "number",
        message: "the row has no amount; fill the cell or filter the row out")
    }
    let marketText = text("market", record, batch)
    let named = Market(name: marketText.lowercased())
    if named == nil, !marketText.isEmpty, marketText.lowercased() != "shared" {
      throw Refusal(
        field: "market", code: "market", message: "not a market; write b2b or b2c, or nothing")
    }
    let category = text("category", record, batch)
    return CostRow(
      from: from, through: through, market: named ?? (marketText.isEmpty ? market : nil),
      category: category.isEmpty ? "media" : category, channel: text("channel", record, batch),
      campaign: text("campaign", record, batch), amount: amount,
      currency: text("currency", record, batch).uppercased(),
      impressions: try number("impressions", record, batch),
      clicks: try number("clicks", record, batch), file: fileID, line: Int64(line))
  }

  private func text(_ field: String, _ record: Int, _ batch: RecordBatch) -> String {
    guard let cell = fields[field] else { return "" }
    return String(decoding: CellReader.text(cell, batch, record), as: UTF8.self)
  }

  private func day(
    _ field: String, _ record: Int, _ batch: RecordBatch
  ) throws(Refusal) -> LocalDay? {
    guard let cell = fields[field] else { return nil }
    let text = CellReader.text(cell, batch, record)
    if text.isEmpty { return nil }
    if let month = Self.month(text) { return field == "to" ? month.last : month.first }
    var decoder = InstantDecoder(
      format: formats[field]?.time ?? .automatic, zone: zone, reportingZone: reportingZone)
    let value = decoder.decode(text.span, 0, text.count)
    if value >= Decoded.firstValue {
      return reportingZone.day(of: Instant(microseconds: value))
    }
    let kind = Slot.Kind.day(.automatic, zone: zone)
    let reason = RejectReason.cell(kind, value: value)
    throw Refusal(field: field, code: reason.code, message: reason.message)
  }

  /// `yyyy-MM` means the month.
  private static func month(_ text: [UInt8]) -> (first: LocalDay, last: LocalDay)? {
    guard text.count == 7, text[4] == ASCII.minus,
      let year = Int(String(decoding: text[..<4], as: UTF8.self)),
      let month = Int(String(decoding: text[5...], as: UTF8.self)),
      let first = LocalDay(year: year, month: month, day: 1)
    else { return nil }
    return (first, first.advanced(by: LocalDay.length(ofMonth: month, year: year) - 1))
  }

  private mutating func number(
    _ field: String, _ record: Int, _ batch: RecordBatch
  ) throws(Refusal) -> Int64? {
    guard let cell = fields[field] else { return nil }
    let text = CellReader.text(cell, batch, record)
    let format = formats[field] ?? Format()
    var decoder = DecimalDecoder(decimalMark: format.mark ?? decimalMark, divisor: format.divisor)
    let value = decoder.decode(text.span, 0, text.count)
    outcome.summary.roundedAmounts += decoder.roundedCount
    if value == Decoded.missing { return nil }
    if value >= Decoded.firstValue { return value }
    let reason = RejectReason.cell(.decimal(divisor: 1), value: value)
    throw Refusal(field: field, code: reason.code, message: reason.message)
  }
}
