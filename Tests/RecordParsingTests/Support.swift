import Foundation
import RecordParsing

/// A small generator whose seed is printed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Where the shared data sets are: `shared/data` beside some parent directory of the package.
enum SharedData {
  static let directory: URL? = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    for _ in 0..<8 {
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  static func files(in folder: String, suffix: String) -> [URL] {
    guard let directory else { return [] }
    let all =
      (try? FileManager.default.contentsOfDirectory(
        at: directory.appending(path: folder), includingPropertiesForKeys: nil)) ?? []
    return all.filter { $0.lastPathComponent.hasSuffix(suffix) }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}

/// What became of one record; positions are those of the whole text.
enum Outcome: Equatable, CustomStringConvertible {
  case record([[UInt8]], offset: Int, line: Int)
  case fault(RecordFaultCode, at: Int, offset: Int, line: Int, raw: [UInt8], counts: [Int])

  var offset: Int {
    switch self {
    case .record(_, let offset, _), .fault(_, _, let offset, _, _, _): offset
    }
  }

  var description: String {
    switch self {
    case .record(let fields, let offset, let line):
      "\(offset):\(line) " + fields.map { String(decoding: $0, as: UTF8.self) }.debugDescription
    case .fault(let code, let at, let offset, let line, let raw, let counts):
      "\(offset):\(line) \(code.rawValue)@\(at) \(counts) "
        + String(decoding: raw, as: UTF8.self).debugDescription
    }
  }
}

/// The outcomes of one parsed chunk, in the order of the text.
func outcomes(of batch: RecordBatch, offset: Int, line: Int) -> [Outcome] {
  let records = (0..<batch.recordCount).map { record in
    Outcome.record(
      (0..<batch.columnCount).map { Array(batch.content(record: record, column: $0)) },
      offset: offset + Int(batch.recordOffsets[record]),
      line: line + Int(batch.recordLines[record]))
  }
  let faults = batch.faults.map { fault in
    Outcome.fault(
      fault.code, at: offset + fault.offset, offset: offset + Int(fault.record.start),
      line: line + fault.line, raw: Array(batch.bytes[fault.record.range]),
      counts: [fault.expected, fault.found])
  }
  return (records + faults).sorted { $0.offset < $1.offset }
}

/// Reads `text` in blocks of `blockSize` bytes through a chunker and a parser.
func readInBlocks(
  _ text: [UInt8], blockSize: Int,
  cut: (Span<UInt8>, Bool) -> ChunkCut,
  parse: (inout RecordBatch, ChunkTreatment) -> Void
) -> [Outcome] {
  var result: [Outcome] = []
  var pending: [UInt8] = []
  var batch = RecordBatch()
  var read = 0
  var offset = 0
  var line = 0
  repeat {
    let end = min(read + blockSize, text.count)
    pending += text[read..<end]
    read = end
    var next = cut(pending.span, read == text.count)
    while next.end > 0 {
      batch.load(pending[..<next.end])
      parse(&batch, next.treatment)
      result += outcomes(of: batch, offset: offset, line: line)
      offset += next.end
      line += batch.lineCount
      pending.removeFirst(next.end)
      next = cut(pending.span, read == text.count)
    }
  } while read < text.count
  precondition(pending.isEmpty, "the chunker left \(pending.count) bytes")
  return result
}

// The macros of Swift Testing cannot expand calls that take spans; these take arrays.

func findHeader(
  _ text: [UInt8], from: Int = 0, isWholeText: Bool = true, score: (borrowing [String]) -> Int
) -> CSVHeader? {
  CSVHeaderFinder.find(in: text.span, from: from, isWholeText: isWholeText, score: score)
}

func guessHeader(_ text: [UInt8]) -> CSVHeader? {
  CSVHeaderFinder.guess(in: text.span, isWholeText: true)
}

func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
  UTF8Validation.firstInvalid(in: bytes.span)
}
