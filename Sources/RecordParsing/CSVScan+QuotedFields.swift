extension CSVScan {
  /// Reads the field whose opening quote is at `open`, and its record's end if it is the last.
  ///
  /// Sets `position` to where scanning continues and returns the start of the field there.
  mutating func quotedField(
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
  func undouble(_ batch: inout RecordBatch, _ cell: Int) {
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
