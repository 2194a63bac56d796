/// Walks over the first lines of a text and reads each as a header row in every dialect.
///
/// Simple and slow: it sees some dozen lines of a text.
struct CSVHeaderCursor {
  private let isWholeText: Bool
  private var delimiters = CSVDialect.delimiters
  private var offset: Int
  private var line: Int
  private var preamble: [String] = []
  private(set) var skippedLines = 0

  init(_ bytes: RawSpan, from: Int, isWholeText: Bool) {
    self.isWholeText = isWholeText
    offset = from
    line = LineEnds.count(in: bytes, 0..<from)
    if from == 0, bytes.byteCount >= 3, WordScanner.byte(bytes, at: 0) == 0xef,
      WordScanner.byte(bytes, at: 1) == 0xbb, WordScanner.byte(bytes, at: 2) == 0xbf
    {
      offset = 3
    }
    readSeparatorLine(bytes)
  }

  /// `sep=;` is how a spreadsheet is told the delimiter.
  private mutating func readSeparatorLine(_ bytes: RawSpan) {
    let name: [UInt8] = Array("sep=".utf8)
    guard let end = LineEnds.first(in: bytes, from: offset, isComplete: isWholeText),
      offset + 5 < bytes.byteCount
    else { return }
    for (i, letter) in name.enumerated()
    where WordScanner.byte(bytes, at: offset + i) | 0x20 != letter | 0x20 { return }
    let delimiter = WordScanner.byte(bytes, at: offset + 4)
    let after = WordScanner.byte(bytes, at: offset + 5)
    guard after == LineEnds.lf || after == LineEnds.cr else { return }
    delimiters = [delimiter]
    offset = end
    line += 1
  }

  /// The row at the current line, once for each delimiter; none for a blank line.
  func rows(_ bytes: RawSpan) -> [CSVHeader] {
    guard offset < bytes.byteCount else { return [] }
    let first = WordScanner.byte(bytes, at: offset)
    if first == LineEnds.lf || first == LineEnds.cr { return [] }
    return delimiters.compactMap { delimiter in
      let dialect = CSVDialect(delimiter: delimiter)
      guard let (names, end) = readRow(bytes, from: offset, dialect) else { return nil }
      let lines = LineEnds.count(in: bytes, offset..<end)
      return CSVHeader(
        dialect: dialect, names: names, preamble: preamble, offset: offset, line: line,
        bodyOffset: end, bodyLine: line + lines)
    }
  }

  /// Number of fields of the first non-blank row behind a header, or nil.
  func fieldCount(_ bytes: RawSpan, behind header: CSVHeader) -> Int? {
    var start = header.bodyOffset
    while start < bytes.byteCount,
      WordScanner.byte(bytes, at: start) == LineEnds.lf
        || WordScanner.byte(bytes, at: start) == LineEnds.cr
    {
      start += 1
    }
    guard start < bytes.byteCount else { return nil }
    return readRow(bytes, from: start, header.dialect)?.names.count
  }

  /// Moves to the next line; false at the end of the bytes.
  mutating func skipLine(_ bytes: RawSpan) -> Bool {
    guard let end = LineEnds.first(in: bytes, from: offset, isComplete: isWholeText),
      end < bytes.byteCount
    else { return false }
    var text: [UInt8] = []
    for i in offset..<end { text.append(WordScanner.byte(bytes, at: i)) }
    while let last = text.last, last == LineEnds.lf || last == LineEnds.cr { text.removeLast() }
    if !text.isEmpty { preamble.append(String(decoding: text, as: UTF8.self)) }
    offset = end
    line += 1
    skippedLines += 1
    return true
  }

  /// The fields of one record and the offset behind its line end; nil if it does not end.
  private func readRow(
    _ bytes: RawSpan, from start: Int, _ dialect: CSVDialect
  ) -> (names: [String], end: Int)? {
    var names: [String] = []
    var name: [UInt8] = []
    var isQuoted = false
    var fieldStart = start
    var i = start
    while i < bytes.byteCount {
      let byte = WordScanner.byte(bytes, at: i)
      if isQuoted {
        if byte != dialect.quote {
          name.append(byte)
        } else if i + 1 < bytes.byteCount, WordScanner.byte(bytes, at: i + 1) == byte {
          name.append(byte)
          i += 1
        } else {
          isQuoted = false
        }
      } else if byte == dialect.delimiter {
        names.append(String(decoding: name, as: UTF8.self))
        name = []
        fieldStart = i + 1
      } else if byte == LineEnds.lf || byte == LineEnds.cr {
        guard let end = LineEnds.first(in: bytes, from: i, isComplete: isWholeText) else {
          return nil
        }
        return (names + [String(decoding: name, as: UTF8.self)], end)
      } else if byte == dialect.quote, i == fieldStart {
        isQuoted = true
      } else {
        name.append(byte)
      }
      i += 1
    }
    guard isWholeText, !isQuoted else { return nil }
    return (names + [String(decoding: name, as: UTF8.self)], bytes.byteCount)
  }
}
