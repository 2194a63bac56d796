import FunnelModel

/// What decoding a chunk needs to know besides the plan.
struct ChunkSettings: Sendable {
  var reportingZone: ZoneTable
  /// Events later than this (microseconds) are rejected.
  var latestTime: Int64
  /// Header names of the file, for faults of the parser.
  var headers: [String]
  /// Key of the hashes that are stored in the place of ids; nil = the ids themselves are.
  var idKey: IDKey?

  /// Name of a field of the file; nil where it has none.
  func header(at index: Int) -> String? {
    index < headers.count ? headers[index] : nil
  }
}

/// How a cell is quoted in messages and rejects.
enum CellExcerpt {
  /// The first 200 characters; invalid UTF-8 is repaired.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(String(decoding: bytes.prefix(1024), as: UTF8.self).prefix(200))
  }
}

extension Footers {
  /// Whether a raw row begins like a total or a note.
  static func isFooter(_ text: [UInt8], _ beginnings: [[UInt8]]) -> Bool {
    let start = text.drop { $0 <= ASCII.space || $0 == UInt8(ascii: "\"") }
    let folded = start.prefix(64).map(ASCII.lowercased)
    return beginnings.contains { folded.starts(with: $0) } || isRecordCount(folded)
  }

  /// `83 record(s) downloaded`, in lower case.
  static func isRecordCount(_ text: [UInt8]) -> Bool {
    let rest = text.drop { ASCII.isDigit($0) || $0 == ASCII.comma }
    return rest.count < text.count
      && String(decoding: rest.drop { $0 == ASCII.space }, as: UTF8.self).hasPrefix("record")
  }
}
