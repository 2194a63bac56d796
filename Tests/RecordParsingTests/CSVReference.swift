import RecordParsing

/// The rules of CSV records, byte by byte, as slowly and plainly as possible.
struct CSVReference {
  var text: [UInt8]
  var dialect = CSVDialect()
  var fieldCount: Int
  var padShortRows = false
  var limit = ParsingLimits.maximumRecordBytes

  private struct Row {
    var fields: [[UInt8]] = []
    var end = 0
    var fault: (RecordFaultCode, Int)?
    /// A quote was still open where the record ended.
    var isOpen = false
  }

  func outcomes() -> [Outcome] {
    var result: [Outcome] = []
    var position = 0
    var isolatedUntil = 0
    while position < text.count {
      let isolated = position < isolatedUntil
      let row = readRow(from: position, spansLines: !isolated)
      if !isolated, row.isOpen || row.end - position > limit {
        isolatedUntil = position + limit
        continue
      }
      if row.end > position { result.append(judge(row, from: position)) }
      position = row.end + lineEndLength(at: row.end)
    }
    return result
  }

  private func lineEndLength(at i: Int) -> Int {
    guard i < text.count else { return 0 }
    return text[i] == 13 && i + 1 < text.count && text[i + 1] == 10 ? 2 : 1
  }

  private func line(of offset: Int) -> Int {
    var lines = 0
    var i = 0
    while i < offset {
      if text[i] == 10 || text[i] == 13 {
        i += lineEndLength(at: i)
        lines += 1
      } else {
        i += 1
      }
    }
    return lines
  }

  private func readRow(from start: Int, spansLines: Bool) -> Row {
    var row = Row()
    var field: [UInt8] = []
    var fieldStart = start
    var opened: Int?
    var i = start
    func note(_ code: RecordFaultCode, _ at: Int) { if row.fault == nil { row.fault = (code, at) } }
    while i < text.count {
      let byte = text[i]
      if byte == 0 { note(.nulByte, i) }
      if opened != nil {
        if byte == dialect.quote {
          if i + 1 < text.count, text[i + 1] == byte {
            field.append(byte)
            i += 1
          } else {
            opened = nil
            if i + 1 < text.count, ![dialect.delimiter, 10, 13].contains(text[i + 1]) {
              note(.textAfterQuote, i + 1)
            }
          }
        } else if !spansLines, byte == 10 || byte == 13 {
          break
        } else {
          field.append(byte)
        }
      } else if byte == 10 || byte == 13 {
        break
      } else if byte == dialect.delimiter {
        row.fields.append(field)
        field = []
        fieldStart = i + 1
      } else if byte == dialect.quote, i == fieldStart {
        opened = i
      } else {
        field.append(byte)
      }
      i += 1
    }
    if let opened { note(.unclosedQuote, opened) }
    row.isOpen = opened != nil
    row.fields.append(field)
    row.end = i
    return row
  }

  private func judge(_ row: Row, from start: Int) -> Outcome {
    let line = line(of: start)
    let raw = Array(text[start..<row.end])
    func fault(_ code: RecordFaultCode, _ at: Int, _ counts: [Int] = [0, 0]) -> Outcome {
      .fault(code, at: at, offset: start, line: line, raw: raw, counts: counts)
    }
    if raw.count > limit {
      return .fault(
        .recordTooLong, at: start, offset: start, line: line,
        raw: Array(raw.prefix(min(256, limit))), counts: [0, 0])
    }
    if let (code, at) = row.fault { return fault(code, at) }
    if String(validating: raw, as: UTF8.self) == nil {
      // The first byte at which no longer prefix is well-formed.
      var valid = raw.count
      while String(validating: raw[..<valid], as: UTF8.self) == nil { valid -= 1 }
      return fault(.invalidEncoding, start + valid)
    }
    var fields = row.fields
    if padShortRows {
      while fields.count < fieldCount { fields.append([]) }
    }
    if fields.count != fieldCount {
      return fault(.raggedRow, start, [fieldCount, fields.count])
    }
    return .record(fields, offset: start, line: line)
  }
}
