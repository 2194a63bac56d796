extension CSVScan {
  /// Ends the unquoted field that starts at `start` and its record at the line end (or the end of
  /// the chunk) at `at`.
  @inline(__always)
  mutating func endLine(
    _ bytes: RawSpan, _ cells: inout MutableSpan<FieldRef>, start: Int, at: Int
  ) {
    if start == at, start == recordStart {
      skipBlankLine(bytes, at: at)
    } else {
      cells[cellBase &+ Int(parser.columns[min(field, parser.fieldCount)])] =
        FieldRef(from: start, to: at)
      field &+= 1
      endRecord(bytes, &cells, at: at)
    }
  }

  /// An LF here may be the second half of a CR LF whose CR ended the record before.
  private mutating func skipBlankLine(_ bytes: RawSpan, at: Int) {
    let isSecondHalf =
      at > 0 && WordScanner.byte(bytes, at: at) == LineEnds.lf
      && WordScanner.byte(bytes, at: at &- 1) == LineEnds.cr
    if !isSecondHalf { line &+= 1 }
    beginRecord(at: at &+ 1)
  }

  /// Ends the record, whose fields are all stored, at the line end or end of the chunk at `at`.
  @inline(__always)
  mutating func endRecord(
    _ bytes: RawSpan, _ cells: inout MutableSpan<FieldRef>, at: Int
  ) {
    if fault == nil, field == parser.fieldCount, collectedBits & WordScanner.high == 0,
      at &- recordStart <= parser.limit
    {
      keepRecord()
    } else {
      judgeRecord(bytes, &cells, at: at)
    }
    if at < bytes.byteCount { line &+= 1 }
    beginRecord(at: min(at &+ 1, bytes.byteCount))
  }

  @inline(__always)
  private mutating func keepRecord() {
    cellBase &+= parser.columnCount
    recordOffsets.append(UInt32(truncatingIfNeeded: recordStart))
    recordLines.append(UInt32(truncatingIfNeeded: recordLine))
    doubledCellsBefore = doubledCells.count
  }

  @inline(__always)
  private mutating func beginRecord(at next: Int) {
    position = next
    recordStart = next
    recordLine = line
    field = 0
    collectedBits = 0
  }

  /// The slow end of a record: finds its fault, if any, in a fixed order of importance.
  @inline(never)
  private mutating func judgeRecord(
    _ bytes: RawSpan, _ cells: inout MutableSpan<FieldRef>, at end: Int
  ) {
    if end &- recordStart > parser.limit {
      let excerpt = min(parser.limit, RecordFault.excerptOfLongRecord)
      refuse(.recordTooLong, at: recordStart, field: nil, end: recordStart &+ excerpt)
    } else if let fault {
      refuse(fault.code, at: fault.offset, field: fault.field, end: end)
    } else if let invalid = UTF8Validation.firstInvalid(in: bytes, recordStart..<end) {
      refuse(.invalidEncoding, at: invalid, field: fieldIndex(bytes, of: invalid), end: end)
    } else if field == parser.fieldCount {
      keepRecord()
    } else if field < parser.fieldCount, parser.padsShortRows {
      while field < parser.fieldCount {
        cells[cellBase &+ Int(parser.columns[field])] = FieldRef(from: end, to: end)
        field &+= 1
      }
      paddedRecordCount &+= 1
      keepRecord()
    } else {
      refuse(.raggedRow, at: recordStart, field: nil, end: end)
    }
    fault = nil
  }

  private mutating func refuse(_ code: RecordFaultCode, at offset: Int, field: Int?, end: Int) {
    let isRagged = code == .raggedRow
    faults.append(
      RecordFault(
        code: code, offset: offset, line: recordLine, column: field,
        record: FieldRef(from: recordStart, to: end),
        expected: isRagged ? parser.fieldCount : 0, found: isRagged ? self.field : 0))
    doubledCells.removeLast(doubledCells.count - doubledCellsBefore)
  }

  /// The first fault of a record is the one that is reported.
  mutating func note(_ code: RecordFaultCode, at offset: Int) {
    if fault == nil { fault = (code, offset, field) }
  }

  /// Index of the field that `offset` of the current record lies in; only for faults.
  private func fieldIndex(_ bytes: RawSpan, of offset: Int) -> Int {
    var index = 0
    var isQuoted = false
    var i = recordStart
    var fieldStart = i
    while i < offset {
      let byte = WordScanner.byte(bytes, at: i)
      if isQuoted {
        // A doubled quote leaves and enters again.
        if byte == quote { isQuoted = false }
      } else if byte == delimiter {
        index += 1
        fieldStart = i + 1
      } else if byte == quote, i == fieldStart || WordScanner.byte(bytes, at: i - 1) == quote {
        isQuoted = true
      }
      i += 1
    }
    return index
  }
}
