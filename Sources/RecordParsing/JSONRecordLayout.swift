/// How JSON records lie in a text.
package enum JSONRecordLayout: Equatable, Sendable {
  /// NDJSON: one value on each line; blank lines are skipped.
  case lines
  /// The elements of one array, inside `closers` objects that wrap it.
  case array(closers: Int)
  /// Values one after the other, each on any number of lines, such as one pretty-printed object.
  case sequence
}

/// Where the records of a JSON text begin.
package struct JSONRecordsStart: Equatable, Sendable {
  /// How the records lie in the text.
  package var layout: JSONRecordLayout
  /// Byte offset of the first byte of the records: behind the array's bracket, or behind the byte
  /// order mark. Give the bytes from here on to the chunker.
  package var bodyOffset: Int
  /// Line of `bodyOffset`, counted from 0.
  package var bodyLine: Int
}

extension JSONRecordLayout {
  /// Judges the beginning of a text.
  ///
  /// A text that begins with `[` is an array. One that begins with `{` is NDJSON if its first line
  /// is a whole object and not the only one or wraps no array; a wrapper if one of `arrayPaths`
  /// leads to an array; else a sequence of objects.
  ///
  /// - Parameters:
  ///   - prefix: the beginning of the text in UTF-8; it must reach into the array of records,
  ///     so where other members come before the array it must contain those.
  ///   - isWholeText: true if the text ends with `prefix`.
  ///   - arrayPaths: names of members that lead to an array of records, such as
  ///     `["data", "orders", "nodes"]`; the first that exists is taken.
  package static func detect(
    prefix: Span<UInt8>, isWholeText: Bool, arrayPaths: [[String]] = [["data"], ["results"]]
  ) -> JSONRecordsStart {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe prefix.bytes
    let count = bytes.byteCount
    let isMarked =
      count >= 3 && WordScanner.byte(bytes, at: 0) == 0xef
      && WordScanner.byte(bytes, at: 1) == 0xbb && WordScanner.byte(bytes, at: 2) == 0xbf
    let mark = isMarked ? 3 : 0
    var first = mark
    while first < count, WordScanner.byte(bytes, at: first) <= 0x20 { first += 1 }
    func start(_ layout: JSONRecordLayout, _ offset: Int) -> JSONRecordsStart {
      JSONRecordsStart(
        layout: layout, bodyOffset: offset, bodyLine: LineEnds.count(in: bytes, 0..<offset))
    }
    guard first < count else { return start(.lines, mark) }
    let byte = WordScanner.byte(bytes, at: first)
    if byte == UInt8(ascii: "[") { return start(.array(closers: 0), first + 1) }
    guard byte == UInt8(ascii: "{") else { return start(.lines, mark) }
    let lineEnd = WordScanner.first(LineEnds.lf, in: bytes, from: first)
    let isWholeLine = JSONStructure.valueEnd(bytes, from: first, to: lineEnd) != nil
    var next = lineEnd
    while next < count, WordScanner.byte(bytes, at: next) <= 0x20 { next += 1 }
    if isWholeLine, next < count || !isWholeText { return start(.lines, mark) }
    for path in arrayPaths {
      if let offset = JSONStructure.arrayStart(bytes, from: first, path: path) {
        return start(.array(closers: path.count), offset)
      }
    }
    // A line longer than the prefix is taken as NDJSON; more than one line is not.
    return start(isWholeLine || lineEnd == count ? .lines : .sequence, mark)
  }
}
