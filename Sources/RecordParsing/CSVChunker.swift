/// Cuts a CSV text that is read in blocks of any size into chunks of whole records.
///
/// The caller keeps a buffer of pending bytes, which starts behind the header, appends blocks to
/// it, and asks for cuts until one is `needsMore`:
///
///     var cut = chunker.cut(pending.span, isLast: atEnd)
///     while cut.end > 0 {
///       // hand pending[..<cut.end] with cut.treatment to a worker; drop it from pending
///       cut = chunker.cut(pending.span, isLast: atEnd)
///     }
///
/// The records that the parser makes of the chunks do not depend on the sizes of the blocks.
/// Pending bytes stay below the record limit plus one block.
///
/// How this works: only quotes are visited. Outside quotes, a quote opens a field exactly if the
/// byte before it is a delimiter or a line end; anywhere else it is literal. Inside, a quote
/// closes unless it is doubled. Line ends are searched only in the gaps between quoted fields:
/// forwards for the end of the record before, backwards for the start of the current one. A block
/// without quotes costs one search for a quote and one for its last line end.
///
/// A record that does not end within the limit, or before the end of the text, has a quote that
/// was never closed. Its neighbours must not suffer, so from its start on, lines that begin within
/// the limit are handed out as `lines`, each a record of its own. Then quoting counts again.
package struct CSVChunker: Sendable {
  private let delimiter: UInt8
  private let quote: UInt8?
  private let limit: Int
  /// Bytes from the start of the pending bytes whose quotes are already known.
  private var scanned = 0
  /// True if a quote is open at `scanned`.
  private var isQuoted = false
  /// Start of the last record that began before `scanned`.
  private var recordStart = 0
  /// Offset after the last closing quote: line ends behind it are record ends.
  private var gapStart = 0
  /// Lines that start before this offset are handed out as `lines`.
  private var isolatedBytes = 0
  /// True while the rest of a line over the limit is dropped.
  private var isDropping = false

  /// A chunker for a text that starts with a record.
  package init(
    dialect: CSVDialect, maximumRecordBytes: Int = ParsingLimits.maximumRecordBytes
  ) {
    delimiter = dialect.delimiter
    quote = dialect.quote
    limit = maximumRecordBytes
  }

  /// Where the last whole record of `pending` ends.
  ///
  /// - Parameters:
  ///   - pending: all bytes behind the last cut; bytes may only be appended between two calls
  ///     that return `needsMore`.
  ///   - isLast: true if the text ends with `pending`.
  package mutating func cut(_ pending: Span<UInt8>, isLast: Bool) -> ChunkCut {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe pending.bytes
    if bytes.byteCount == 0 { return .needsMore }
    if isDropping { return dropLine(bytes, isLast: isLast) }
    if isolatedBytes > 0 { return isolateLines(bytes, isLast: isLast) }
    if let overlong = scanQuotes(bytes, isLast: isLast) {
      return isolate(from: overlong, bytes, isLast: isLast)
    }
    return cutRecords(bytes, isLast: isLast)
  }

  /// Follows the quotes of the bytes not yet scanned; returns the start of a record that ended
  /// over the limit.
  private mutating func scanQuotes(_ bytes: RawSpan, isLast: Bool) -> Int? {
    let count = bytes.byteCount
    guard let quote else {
      scanned = count
      return nil
    }
    while true {
      let at = WordScanner.first(quote, in: bytes, from: scanned)
      guard at < count else {
        scanned = count
        return nil
      }
      if isQuoted {
        if at &+ 1 == count, !isLast {
          // The next byte decides whether this quote closes.
          scanned = at
          return nil
        }
        if at &+ 1 < count, WordScanner.byte(bytes, at: at &+ 1) == quote {
          scanned = at &+ 2
          continue
        }
        isQuoted = false
        scanned = at &+ 1
        gapStart = scanned
      } else {
        scanned = at &+ 1
        guard opensField(bytes, at: at) else { continue }
        if let overlong = findRecordStart(bytes, before: at) { return overlong }
        isQuoted = true
      }
    }
  }

  private func opensField(_ bytes: RawSpan, at offset: Int) -> Bool {
    if offset == 0 { return true }
    let before = WordScanner.byte(bytes, at: offset &- 1)
    return before == delimiter || before == LineEnds.lf || before == LineEnds.cr
  }

  /// Moves `recordStart` to the record that `offset` lies in; returns the start of the record
  /// before if that was over the limit.
  private mutating func findRecordStart(_ bytes: RawSpan, before offset: Int) -> Int? {
    guard
      let next = LineEnds.last(in: bytes, from: gapStart, to: offset, isComplete: true)
    else { return nil }
    if let overlong = checkRecordEnd(bytes) { return overlong }
    recordStart = next
    gapStart = next
    return nil
  }

  /// The start of the record whose last quote was just closed, if that record is over the limit.
  private func checkRecordEnd(_ bytes: RawSpan) -> Int? {
    guard gapStart > recordStart else { return nil }
    let end = LineEnds.first(in: bytes, from: gapStart, isComplete: true) ?? bytes.byteCount
    return lengthWithoutLineEnd(bytes, recordStart, end) > limit ? recordStart : nil
  }

  private mutating func cutRecords(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    let count = bytes.byteCount
    if isQuoted {
      if isLast || lengthWithoutLineEnd(bytes, recordStart, count) > limit {
        return isolate(from: recordStart, bytes, isLast: isLast)
      }
      return records(end: recordStart)
    }
    if let end = LineEnds.last(in: bytes, from: gapStart, to: count, isComplete: isLast) {
      if let overlong = checkRecordEnd(bytes) {
        return isolate(from: overlong, bytes, isLast: isLast)
      }
      recordStart = end
      gapStart = end
    }
    if lengthWithoutLineEnd(bytes, recordStart, count) > limit {
      return isolate(from: recordStart, bytes, isLast: isLast)
    }
    return records(end: isLast ? count : recordStart)
  }

  private mutating func records(end: Int) -> ChunkCut {
    forget(end)
    return ChunkCut(end: end, treatment: .records)
  }

  /// Hands out the records before `start`; from there on, lines are records.
  private mutating func isolate(from start: Int, _ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    isolatedBytes = limit
    isQuoted = false
    scanned = start
    recordStart = start
    gapStart = start
    if start > 0 { return records(end: start) }
    return isolateLines(bytes, isLast: isLast)
  }

  private mutating func isolateLines(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    let count = bytes.byteCount
    // The last line that starts inside ends with the first line end at or behind the last byte.
    let inside = min(isolatedBytes, count)
    if inside == isolatedBytes,
      let end = LineEnds.first(in: bytes, from: inside &- 1, isComplete: isLast)
    {
      isolatedBytes = 0
      return lineCut(end)
    }
    if isLast {
      isolatedBytes = 0
      return lineCut(count)
    }
    if let end = LineEnds.last(in: bytes, from: 0, to: inside, isComplete: false) {
      isolatedBytes &-= end
      return lineCut(end)
    }
    guard lengthWithoutLineEnd(bytes, 0, count) > limit else { return .needsMore }
    isDropping = true
    isolatedBytes = 0
    return ChunkCut(end: limit, treatment: .overlong)
  }

  private mutating func lineCut(_ end: Int) -> ChunkCut {
    scanned = 0
    recordStart = 0
    gapStart = 0
    return ChunkCut(end: end, treatment: .lines)
  }

  private mutating func dropLine(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    scanned = 0
    recordStart = 0
    gapStart = 0
    if let end = LineEnds.first(in: bytes, from: 0, isComplete: isLast) {
      isDropping = false
      return ChunkCut(end: end, treatment: .discard)
    }
    let end =
      WordScanner.byte(bytes, at: bytes.byteCount &- 1) == LineEnds.cr && !isLast
      ? bytes.byteCount &- 1 : bytes.byteCount
    return ChunkCut(end: end, treatment: .discard)
  }

  private mutating func forget(_ end: Int) {
    scanned = max(0, scanned &- end)
    recordStart = max(0, recordStart &- end)
    gapStart = max(0, gapStart &- end)
  }

  /// Length of a record in `start ..< end`; a CR at the end may be the first half of a line end.
  private func lengthWithoutLineEnd(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int {
    var last = end
    if last > start, WordScanner.byte(bytes, at: last &- 1) == LineEnds.lf { last &-= 1 }
    if last > start, WordScanner.byte(bytes, at: last &- 1) == LineEnds.cr { last &-= 1 }
    return last &- start
  }
}
