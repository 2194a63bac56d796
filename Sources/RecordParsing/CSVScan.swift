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
  let parser: CSVParser
  let delimiter: UInt8
  let quote: UInt8
  let spansLines: Bool

  /// Where the scan continues, always at the start of a record or a line end.
  var position = 0
  var cellBase = 0
  var line = 0
  /// State of the record at hand.
  var recordStart = 0
  var recordLine = 0
  var field = 0
  var collectedBits: UInt64 = 0
  var fault: (code: RecordFaultCode, offset: Int, field: Int)?

  var recordOffsets: [UInt32] = []
  var recordLines: [UInt32] = []
  var faults: [RecordFault] = []
  var paddedRecordCount = 0
  /// Cells whose content has doubled quotes; those of a refused record are dropped again.
  var doubledCells: [Int] = []
  var doubledCellsBefore = 0

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
}
