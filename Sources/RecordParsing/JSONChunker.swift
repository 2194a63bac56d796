/// Cuts a JSON text that is read in blocks of any size into chunks of whole records.
///
/// Used like `CSVChunker`, from `JSONRecordsStart.bodyOffset` on; after the call with `isLast` that
/// returned `needsMore`, `endFault` tells whether the text ended as it should.
///
/// In NDJSON a record ends with its line, so a broken record never alters its neighbours. In an
/// array or a sequence it ends where its brackets do, so a quote or bracket that is never closed
/// takes the rest of the text with it, as one fault and in bounded memory. What stands behind the
/// array in its wrapper is checked for its brackets only.
package struct JSONChunker: Sendable {
  private enum Phase { case records, wrapper, behind }

  private let layout: JSONRecordLayout
  private let limit: Int
  private var phase = Phase.records
  private var structure = JSONStructure()
  /// True while the rest of a record over the limit is dropped.
  private var isDropping = false
  /// True if the pending bytes follow a comma.
  private var followsComma = false

  /// What is wrong with the end of the text, if anything; its position is the end of the text.
  package private(set) var endFault: RecordFault?

  /// A chunker for the bytes from the first record on.
  package init(
    layout: JSONRecordLayout, maximumRecordBytes: Int = ParsingLimits.maximumRecordBytes
  ) {
    self.layout = layout
    limit = maximumRecordBytes
  }

  /// Where the last whole record of `pending` ends; see `CSVChunker.cut`.
  package mutating func cut(_ pending: Span<UInt8>, isLast: Bool) -> ChunkCut {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe pending.bytes
    if layout == .lines { return cutLines(bytes, isLast: isLast) }
    let cut =
      switch phase {
      case .records: cutRecords(bytes, isLast: isLast)
      case .wrapper: skipWrapper(bytes, isLast: isLast)
      case .behind: skipRest(bytes)
      }
    structure.position = max(0, structure.position &- cut.end)
    if isLast, cut.end == bytes.byteCount { judgeEnd() }
    return cut
  }

  // MARK: Lines

  private mutating func cutLines(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    let count = bytes.byteCount
    if isDropping {
      let lineFeed = WordScanner.first(LineEnds.lf, in: bytes, from: 0)
      isDropping = lineFeed == count
      return ChunkCut(end: min(lineFeed &+ 1, count), treatment: .discard)
    }
    if isLast { return ChunkCut(end: count, treatment: .records) }
    var end = count
    while end > 0, WordScanner.byte(bytes, at: end &- 1) != LineEnds.lf { end &-= 1 }
    if end > 0 { return ChunkCut(end: end, treatment: .records) }
    return count > limit ? dropRecord() : .needsMore
  }

  private mutating func dropRecord() -> ChunkCut {
    isDropping = true
    return ChunkCut(end: limit, treatment: .overlong)
  }

  // MARK: Arrays and sequences

  private mutating func cutRecords(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    let count = bytes.byteCount
    let isArray = layout != .sequence
    var end = 0
    while true {
      switch structure.advance(bytes, to: count) {
      case .comma(let at):
        guard isArray else { continue }
        end = at &+ 1
        followsComma = true
        if isDropping { return stopDropping(end) }
      case .valueEnd(let behind):
        guard !isArray else { continue }
        end = behind
        if isDropping { return stopDropping(end) }
      case .end(let at):
        guard isArray else { continue }
        return endArray(bytes, at: at, lastRecord: end)
      case .needsMore:
        if isDropping { return discardFollowed(bytes, isLast: isLast) }
        if isLast { return ChunkCut(end: count, treatment: .records) }
        if end == 0, count > limit { return dropRecord() }
        return ChunkCut(end: end, treatment: .records)
      }
    }
  }

  private mutating func stopDropping(_ end: Int) -> ChunkCut {
    isDropping = false
    return ChunkCut(end: end, treatment: .discard)
  }

  /// Hands out the last records; if there are none, moves on behind the array's bracket.
  private mutating func endArray(_ bytes: RawSpan, at: Int, lastRecord: Int) -> ChunkCut {
    if followsComma, !isDropping, isBlank(bytes, lastRecord..<at) {
      note(.invalidJSON, "a comma before the array's ']'")
    }
    followsComma = false
    if at > 0 {
      // The bracket comes again with the next call.
      structure.position = at
      return isDropping ? stopDropping(at) : ChunkCut(end: at, treatment: .records)
    }
    isDropping = false
    if WordScanner.byte(bytes, at: at) != UInt8(ascii: "]") {
      note(.invalidJSON, "'}' where the array of records must end with ']'")
    }
    if case .array(let closers) = layout, closers > 0 {
      structure.depth = closers
      phase = .wrapper
    } else {
      phase = .behind
    }
    return ChunkCut(end: 1, treatment: .discard)
  }

  private mutating func skipWrapper(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    while true {
      switch structure.advance(bytes, to: bytes.byteCount) {
      case .valueEnd(let behind):
        phase = .behind
        return ChunkCut(end: behind, treatment: .discard)
      case .needsMore: return discardFollowed(bytes, isLast: isLast)
      case .comma, .end: continue
      }
    }
  }

  /// An escape may be cut in half: its backslash stays pending.
  private func discardFollowed(_ bytes: RawSpan, isLast: Bool) -> ChunkCut {
    ChunkCut(end: isLast ? bytes.byteCount : structure.position, treatment: .discard)
  }

  private mutating func skipRest(_ bytes: RawSpan) -> ChunkCut {
    structure.position = bytes.byteCount
    if !isBlank(bytes, 0..<bytes.byteCount) { note(.trailingContent, "") }
    return ChunkCut(end: bytes.byteCount, treatment: .discard)
  }

  private mutating func judgeEnd() {
    if phase == .behind || layout == .sequence { return }
    note(.unterminatedArray, "")
  }

  private mutating func note(_ code: RecordFaultCode, _ detail: String) {
    if endFault == nil {
      endFault = RecordFault(code: code, offset: 0, line: 0, record: .empty, detail: detail)
    }
  }

  private func isBlank(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = WordScanner.byte(bytes, at: i)
      if byte != 0x20, byte != 0x09, byte != LineEnds.lf, byte != LineEnds.cr { return false }
      i &+= 1
    }
    return true
  }
}
