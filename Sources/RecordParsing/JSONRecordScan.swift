/// One run of the JSON record parser over one chunk.
///
/// Each record is read into a flat list of nodes, which stays in the cache, and every path is
/// looked up in it. Strings with escapes are rewritten at the end, when the chunk's bytes may grow.
struct JSONRecordScan {
  private let parser: JSONRecordParser
  private var reader: JSONReader
  private var fields: [FieldRef] = []
  private var kinds: [FieldKind] = []
  private var recordOffsets: [UInt32] = []
  private var recordLines: [UInt32] = []
  private var faults: [RecordFault] = []
  private var escapedCells: [Int] = []
  /// Lines are counted on demand, up to `lineOffset`.
  private var line = 0
  private var lineOffset = 0

  /// Takes over the storage of the batch's tables.
  init(parser: JSONRecordParser, batch: inout RecordBatch) {
    self.parser = parser
    reader = JSONReader(dialect: .json, maximumDepth: parser.maximumDepth)
    swap(&fields, &batch.fields)
    swap(&kinds, &batch.kinds)
    swap(&recordOffsets, &batch.recordOffsets)
    swap(&recordLines, &batch.recordLines)
    swap(&faults, &batch.faults)
  }

  /// Gives the tables back.
  mutating func finish(_ batch: inout RecordBatch) {
    swap(&fields, &batch.fields)
    swap(&kinds, &batch.kinds)
    swap(&recordOffsets, &batch.recordOffsets)
    swap(&recordLines, &batch.recordLines)
    swap(&faults, &batch.faults)
    batch.recordCount = batch.recordOffsets.count
    batch.lineCount = line
    for cell in escapedCells {
      let start = batch.bytes.count
      var content: [UInt8] = []
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      unsafe JSONString.unescape(
        batch.bytes.span.bytes, batch.fields[cell].range, isJSON5: false, to: &content)
      batch.bytes.append(contentsOf: content)
      batch.fields[cell] = FieldRef(from: start, to: batch.bytes.count)
    }
  }

  mutating func run(_ bytes: RawSpan) {
    let count = bytes.byteCount
    var start = 0
    while start < count {
      let end = recordEnd(bytes, from: start)
      readRecord(bytes, start, min(end, count))
      start = end &+ (parser.layout == .sequence ? 0 : 1)
    }
    countLines(bytes, to: count)
  }

  /// Offset of the separator behind the record that starts at `start`, or of the chunk's end.
  private func recordEnd(_ bytes: RawSpan, from start: Int) -> Int {
    if parser.layout == .lines { return WordScanner.first(LineEnds.lf, in: bytes, from: start) }
    var structure = JSONStructure(position: start)
    while true {
      switch structure.advance(bytes, to: bytes.byteCount) {
      case .comma(let at):
        if parser.layout != .sequence { return at }
      case .valueEnd(let behind):
        if parser.layout == .sequence { return behind }
      case .end: continue
      case .needsMore: return bytes.byteCount
      }
    }
  }

  private mutating func readRecord(_ bytes: RawSpan, _ start: Int, _ end: Int) {
    if end &- start > parser.limit {
      countLines(bytes, to: start)
      let excerpt = min(parser.limit, RecordFault.excerptOfLongRecord)
      refuse(.recordTooLong, at: start, start..<start &+ excerpt)
      return
    }
    var first = start
    while first < end, isSpace(WordScanner.byte(bytes, at: first)) { first &+= 1 }
    countLines(bytes, to: first)
    if first == end {
      // Only an array must not have a gap before a comma.
      if case .array = parser.layout, end < bytes.byteCount {
        refuse(.invalidJSON, at: end, first..<end, "',' where a value is expected")
      }
      return
    }
    do throws(JSONFault) {
      let behind = try reader.read(bytes, from: first, end: end)
      let rest = try reader.skipSpace(bytes, behind)
      if rest < end { throw reader.unexpected(bytes, rest, "the end of the record") }
      guard reader.nodes[0].kind == .object else {
        throw JSONFault(offset: first, message: "", code: .notAnObject)
      }
    } catch {
      var last = end
      while isSpace(WordScanner.byte(bytes, at: last &- 1)) { last &-= 1 }
      refuse(error.code, at: error.offset, first..<last, error.message)
      return
    }
    keepRecord(bytes, first)
  }

  private mutating func keepRecord(_ bytes: RawSpan, _ first: Int) {
    recordOffsets.append(UInt32(truncatingIfNeeded: first))
    recordLines.append(UInt32(truncatingIfNeeded: line))
    for path in parser.paths {
      guard let index = path.find(in: reader.nodes.span, bytes, from: 0) else {
        fields.append(FieldRef(from: first, to: first))
        kinds.append(.missing)
        continue
      }
      let node = reader.nodes[index]
      if node.hasEscapes { escapedCells.append(fields.count) }
      fields.append(FieldRef(start: node.start, length: node.length))
      kinds.append(node.kind.fieldKind)
    }
  }

  private mutating func refuse(
    _ code: RecordFaultCode, at offset: Int, _ range: Range<Int>, _ detail: String = ""
  ) {
    let record = FieldRef(from: range.lowerBound, to: range.upperBound)
    faults.append(
      RecordFault(code: code, offset: offset, line: line, record: record, detail: detail))
  }

  private mutating func countLines(_ bytes: RawSpan, to offset: Int) {
    guard offset > lineOffset else { return }
    line &+= WordScanner.count(LineEnds.lf, in: bytes, lineOffset..<offset)
    lineOffset = offset
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == LineEnds.lf || byte == LineEnds.cr
  }
}

extension JSONKind {
  /// The kind of a field that holds such a value.
  var fieldKind: FieldKind {
    switch self {
    case .null: .missing
    case .bool: .bool
    case .number: .number
    case .string: .text
    case .array, .object: .structure
    }
  }
}
