/// One run of the CSV parser over one chunk.
///
/// How this works: a word of eight bytes yields a mask of the bytes that matter (delimiter, quote,
/// control characters, see `WordScanner`); the bits of the mask are visited one by one, so that a
/// word with three delimiters is loaded once. Line ends and NUL are control characters, so one
/// test finds them all. A quoted field is searched for its closing quote in the same way, and the
/// words are restarted behind it, at any alignment. High bits are collected on the way: only a
/// record with bytes of 0x80 or more is validated as UTF-8.
///
/// Every field is stored without asking whether it is wanted: unwanted and surplus fields go to
/// the cell behind the record's last column, which the next record overwrites.
struct CSVScan {
  private let parser: CSVParser
  private let delimiter: UInt8
  private let quote: UInt8
  private let spansLines: Bool

  /// Where the scan continues, always at the start of a record or a line end.
  private var position = 0
  private var cellBase = 0
  private var line = 0
  /// State of the record at hand.
  private var recordStart = 0
  private var recordLine = 0
  private var field = 0
  private var collectedBits: UInt64 = 0
  private var fault: (code: RecordFaultCode, offset: Int, field: Int)?

  private var recordOffsets: [UInt32] = []
  private var recordLines: [UInt32] = []
  private var faults: [RecordFault] = []
  private var paddedRecordCount = 0
  /// Cells whose content has doubled quotes; those of a refused record are dropped again.
  private var doubledCells: [Int] = []
  private var doubledCellsBefore = 0

  init(parser: CSVParser, spansLines: Bool) {
    self.parser = parser
    self.spansLines = spansLines
    delimiter = parser.dialect.delimiter
    // Without quoting the delimiter stands in: it is always recognised first.
    quote = parser.dialect.quote ?? parser.dialect.delimiter
  }

  mutating func run(_ batch: inout RecordBatch) {
    swap(&recordOffsets, &batch.recordOffsets)
    swap(&recordLines, &batch.recordLines)
    swap(&faults, &batch.faults)
    var cells = batch.fields
    batch.fields = []
    let count = batch.bytes.count
    repeat {
      grow(&cells, remaining: count - position)
      var span = cells.mutableSpan
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      unsafe scan(batch.bytes.span.bytes, &span)
    } while position < count
    cells.removeLast(cells.count - cellBase)
    batch.fields = cells
    batch.recordCount = recordOffsets.count
    batch.lineCount = line
    batch.paddedRecordCount = paddedRecordCount
    swap(&recordOffsets, &batch.recordOffsets)
    swap(&recordLines, &batch.recordLines)
    swap(&faults, &batch.faults)
    for cell in doubledCells { undouble(&batch, cell) }
  }

  /// Makes room for the records of the remaining bytes, judged by those before; at least two.
  private func grow(_ cells: inout [FieldRef], remaining: Int) {
    let bytesPerRecord = recordOffsets.isEmpty ? 64 : max(2, position / recordOffsets.count)
    let records = remaining / bytesPerRecord + 2
    let needed = cellBase + records * (parser.columnCount + 1)
    if cells.count < needed {
      cells.append(contentsOf: repeatElement(.empty, count: needed - cells.count))
    }
  }

  /// Scans records until the chunk ends or the cells do not suffice for another record.
  private mutating func scan(_ bytes: RawSpan, _ cells: inout MutableSpan<FieldRef>) {
    let count = bytes.byteCount
    let delimiters = WordScanner.repeated(delimiter)
    let quotes = WordScanner.repeated(quote)
    let table = parser.columns
    let columns = table.span
    let lastColumn = parser.fieldCount
    var wordStart = position
    var start = position
    nextWord: while wordStart < count {
      let isWhole = wordStart &+ 8 <= count
      let word =
        isWhole
        ? WordScanner.word(bytes, at: wordStart) : WordScanner.tailWord(bytes, at: wordStart)
      collectedBits |= word
      var hits =
        ~(WordScanner.nonZero(word ^ delimiters) & WordScanner.nonZero(word ^ quotes)
        & WordScanner.noControl(word)) & WordScanner.high
      if !isWhole { hits &= (1 &<< UInt64((count &- wordStart) &* 8)) &- 1 }
      while hits != 0 {
        let at = wordStart &+ WordScanner.firstIndex(hits)
        hits &= hits &- 1
        let byte = WordScanner.byte(bytes, at: at)
        if byte == delimiter {
          let column = Int(columns[min(field, lastColumn)])
          cells[cellBase &+ column] = FieldRef(from: start, to: at)
          field &+= 1
          start = at &+ 1
        } else if byte == LineEnds.lf || byte == LineEnds.cr {
          endLine(bytes, &cells, start: start, at: at)
          start = position
          collectedBits = word
          if cellBase &+ parser.columnCount &+ 1 > cells.count { return }
        } else if byte == quote {
          if start != at { continue }
          start = quotedField(bytes, &cells, from: at)
          wordStart = position
          if cellBase &+ parser.columnCount &+ 1 > cells.count { return }
          continue nextWord
        } else if byte == 0 {
          note(.nulByte, at: at)
        }
      }
      wordStart &+= 8
    }
    if recordStart < count { endLine(bytes, &cells, start: start, at: count) }
    position = count
  }

  // MARK: Records

  /// Ends the unquoted field that starts at `start` and its record at the line end (or the end of
  /// the chunk) at `at`.
  @inline(__always)
  private mutating func endLine(
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
  private mutating func endRecord(
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
  private mutating func note(_ code: RecordFaultCode, at offset: Int) {
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

  // MARK: Quoted fields

  /// Reads the field whose opening quote is at `open`, and its record's end if it is the last.
  ///
  /// Sets `position` to where scanning continues and returns the start of the field there.
  private mutating func quotedField(
    _ bytes: RawSpan, _ cells: inout MutableSpan<FieldRef>, from open: Int
  ) -> Int {
    let count = bytes.byteCount
    let (close, isDoubled) = findClosingQuote(bytes, from: open &+ 1)
    guard close < count, WordScanner.byte(bytes, at: close) == quote else {
      note(.unclosedQuote, at: open)
      endLine(bytes, &cells, start: open, at: close)
      return position
    }
    let next = close &+ 1
    let byte = next < count ? WordScanner.byte(bytes, at: next) : LineEnds.lf
    guard byte == delimiter || byte == LineEnds.lf || byte == LineEnds.cr else {
      note(.textAfterQuote, at: next)
      position = next
      return open
    }
    let column = Int(parser.columns[min(field, parser.fieldCount)])
    cells[cellBase &+ column] = FieldRef(from: open &+ 1, to: close)
    if isDoubled, column < parser.columnCount { doubledCells.append(cellBase &+ column) }
    field &+= 1
    if byte == delimiter {
      position = next &+ 1
      return position
    }
    endRecord(bytes, &cells, at: next)
    return position
  }

  /// Offset of the closing quote, or of the end of what the field may span: the chunk or the line.
  private mutating func findClosingQuote(
    _ bytes: RawSpan, from: Int
  ) -> (offset: Int, isDoubled: Bool) {
    let count = bytes.byteCount
    let quotes = WordScanner.repeated(quote)
    var isDoubled = false
    var i = from
    while i < count {
      let isWhole = i &+ 8 <= count
      let word =
        isWhole ? WordScanner.word(bytes, at: i) : WordScanner.tailWord(bytes, at: i)
      collectedBits |= word
      var hits =
        ~(WordScanner.nonZero(word ^ quotes) & WordScanner.noControl(word)) & WordScanner.high
      if !isWhole { hits &= (1 &<< UInt64((count &- i) &* 8)) &- 1 }
      if hits == 0 {
        i &+= 8
        continue
      }
      i &+= WordScanner.firstIndex(hits)
      let byte = WordScanner.byte(bytes, at: i)
      if byte == quote {
        guard i &+ 1 < count, WordScanner.byte(bytes, at: i &+ 1) == quote else {
          return (i, isDoubled)
        }
        isDoubled = true
        i &+= 1
      } else if byte == LineEnds.lf || byte == LineEnds.cr {
        if !spansLines { return (i, isDoubled) }
        if byte == LineEnds.cr || WordScanner.byte(bytes, at: i &- 1) != LineEnds.cr {
          line &+= 1
        }
      } else if byte == 0 {
        note(.nulByte, at: i)
      }
      i &+= 1
    }
    return (count, isDoubled)
  }

  /// Appends the content of a field without its doubled quotes to the batch's bytes.
  private func undouble(_ batch: inout RecordBatch, _ cell: Int) {
    let start = batch.bytes.count
    let range = batch.fields[cell].range
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = batch.bytes[i]
      batch.bytes.append(byte)
      i &+= byte == quote ? 2 : 1
    }
    batch.fields[cell] = FieldRef(from: start, to: batch.bytes.count)
  }
}
