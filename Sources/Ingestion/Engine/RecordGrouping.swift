import FunnelModel
import RecordParsing

/// Makes one record of consecutive rows, such as the line items of an order (`RowGroup`).
struct RecordGrouping: Sendable {
  /// Column of the batch that holds the key.
  private let key: Int
  /// Columns whose numbers are added up.
  private let sums: [Int]

  /// Finds the columns of a group; nil where the file does not have the key.
  init?(_ group: RowGroup, _ columns: inout ColumnResolver) throws(IngestionError) {
    var found: Int?
    for name in group.key where found == nil { found = try columns.columns(named: name).first }
    guard let found else { return nil }
    key = found
    var sums: [Int] = []
    for name in group.sums { sums += try columns.columns(named: name).prefix(1) }
    self.sums = sums
  }

  /// Keeps the first row of every record, with the sums written into its cells.
  ///
  /// - Returns: how many rows each kept record stands for.
  func merge(_ batch: inout RecordBatch) -> [UInt32] {
    var weights: [UInt32] = []
    var totals: [[Int64?]] = []
    var open: [UInt8] = []
    var kept = 0
    for record in 0..<batch.recordCount {
      let ref = CellReader.trimmed(
        batch.bytes.span, batch.fields[record * batch.columnCount + key])
      let name = Array(batch.bytes[ref.range])
      if kept > 0 && (name.isEmpty || name == open) {
        weights[kept - 1] += 1
        for (index, column) in sums.enumerated() {
          totals[kept - 1][index] = Self.sum(
            totals[kept - 1][index], number(batch, record, column))
        }
        continue
      }
      open = name
      weights.append(1)
      totals.append(sums.map { number(batch, record, $0) })
      move(&batch, record, to: kept)
      kept += 1
    }
    write(totals, weights, &batch)
    batch.recordCount = kept
    batch.fields.removeLast(batch.fields.count - kept * batch.columnCount)
    if !batch.kinds.isEmpty {
      batch.kinds.removeLast(batch.kinds.count - kept * batch.columnCount)
    }
    batch.recordOffsets.removeLast(batch.recordOffsets.count - kept)
    batch.recordLines.removeLast(batch.recordLines.count - kept)
    return weights
  }

  private func move(_ batch: inout RecordBatch, _ record: Int, to place: Int) {
    if record == place { return }
    for column in 0..<batch.columnCount {
      let source = record * batch.columnCount + column
      batch.fields[place * batch.columnCount + column] = batch.fields[source]
      if !batch.kinds.isEmpty {
        batch.kinds[place * batch.columnCount + column] = batch.kinds[source]
      }
    }
    batch.recordOffsets[place] = batch.recordOffsets[record]
    batch.recordLines[place] = batch.recordLines[record]
  }

  /// Writes the sums behind the chunk's bytes; a cell that is no number stays, to be rejected.
  private func write(_ totals: [[Int64?]], _ weights: [UInt32], _ batch: inout RecordBatch) {
    for (record, total) in totals.enumerated() where weights[record] > 1 {
      for (index, column) in sums.enumerated() {
        guard let sum = total[index] else { continue }
        let text = FixedDecimal(micro: Int128(sum), digits: Micro.digits).description
        let start = UInt32(batch.bytes.count)
        batch.bytes.append(contentsOf: text.utf8)
        batch.fields[record * batch.columnCount + column] = FieldRef(
          start: start, length: UInt32(text.utf8.count))
      }
    }
  }

  private static func sum(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return nil }
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : sum
  }

  /// A cell as micro-units; a blank one counts 0, nil for what is no number.
  private func number(_ batch: RecordBatch, _ record: Int, _ column: Int) -> Int64? {
    let ref = CellReader.trimmed(
      batch.bytes.span, batch.fields[record * batch.columnCount + column])
    if ref.length == 0 { return 0 }
    var decoder = DecimalDecoder()
    let value = decoder.decode(
      batch.bytes.span, Int(ref.start), Int(ref.length))
    return value < Decoded.firstValue ? nil : value
  }
}
