import RecordParsing

/// Cuts lines at runs of blanks and tabs, as old column-aligned exports need it; blanks at the
/// ends of a line are ignored. Such files know no quotes.
struct BlankSplitter: Sendable {
  /// A dialect in which a whole line is one field: no export holds these control characters.
  static let lines = CSVDialect(delimiter: 0x1f, quote: 0x1e)

  private let fieldCount: Int
  private let wanted: [Int]

  /// A splitter that keeps the wanted of a line's fields.
  init(fieldCount: Int, wanted: [Int]) {
    self.fieldCount = fieldCount
    self.wanted = wanted
  }

  /// Turns records of one field into records of the wanted columns; a line with another number of
  /// fields becomes a fault.
  func split(_ batch: inout RecordBatch) {
    var fields: [FieldRef] = []
    var offsets: [UInt32] = []
    var lines: [UInt32] = []
    for record in 0..<batch.recordCount {
      let line = batch.fields[record * batch.columnCount]
      let parts = parts(of: line, batch.bytes)
      guard parts.count == fieldCount else {
        batch.faults.append(
          RecordFault(
            code: .raggedRow, offset: Int(batch.recordOffsets[record]),
            line: Int(batch.recordLines[record]), column: nil, record: line,
            expected: fieldCount, found: parts.count))
        continue
      }
      for column in wanted { fields.append(parts[column]) }
      offsets.append(batch.recordOffsets[record])
      lines.append(batch.recordLines[record])
    }
    batch.fields = fields
    batch.columnCount = wanted.count
    batch.recordOffsets = offsets
    batch.recordLines = lines
    batch.recordCount = lines.count
  }

  private func parts(of line: FieldRef, _ bytes: [UInt8]) -> [FieldRef] {
    var result: [FieldRef] = []
    var start: Int?
    let end = Int(line.start + line.length)
    for index in Int(line.start)...end {
      let isBlank =
        index == end || bytes[index] == ASCII.space || bytes[index] == UInt8(ascii: "\t")
      if isBlank, let from = start {
        result.append(FieldRef(start: UInt32(from), length: UInt32(index - from)))
        start = nil
      } else if !isBlank && start == nil {
        start = index
      }
    }
    return result
  }
}
