import FunnelModel

/// The events of one chunk, decoded and ordered by the bucket of their buyers.
///
/// How this works: every worker turns chunks into these while it parses; nothing global is touched.
/// When enough of them wait, the events of each bucket are picked out of all chunks in file order,
/// and only then identifiers get codes, in a dictionary that fits the cache. Storage is used again
/// for later chunks.
struct SortedChunk: Sendable {
  /// Number of the chunk in the file.
  var index = 0
  /// Worker whose label codes it has.
  var worker = 0
  /// Line ends in the chunk.
  var lineCount = 0
  /// Number of events.
  var count = 0
  /// Where each bucket's events begin, and the end of the last: `Buyer.bucketCount + 1` entries.
  var starts = [UInt32](repeating: 0, count: Buyer.bucketCount + 1)
  /// Integer columns one after the other, `count` values each.
  var integers: [Int64] = []
  /// Label codes of the worker, `count` per column.
  var labels: [UInt32] = []
  /// Contents of the identifiers, column after column.
  var idBytes: [UInt8] = []
  /// Ends of the identifiers in `idBytes`, `count` per column; each begins where the last ended.
  var idEnds: [UInt32] = []
  /// Line of the event's row, counted from 0 at the chunk's first line.
  var lines: [UInt32] = []
  /// Record of the event within the chunk: events of one row are neighbours and share it.
  var records: [UInt32] = []
  /// Rule that made the event.
  var rules: [UInt8] = []
  /// `Market.rawValue`.
  var markets: [UInt8] = []
  /// Rows of the file that the event's row stands for; 0 where another bucket counts them.
  var weights: [UInt32] = []
  /// Hash of the row's fields; empty where all rows have an `event_id`.
  var hashLow: [UInt64] = []
  var hashHigh: [UInt64] = []

  /// Makes room for some events, keeping storage.
  mutating func reset(count: Int, plan: RowPlan) {
    self.count = count
    func grow<Element>(_ array: inout [Element], _ size: Int, _ filler: Element) {
      if array.count < size {
        array.append(contentsOf: repeatElement(filler, count: size - array.count))
      }
    }
    grow(&integers, count * plan.integerColumns.count, 0)
    grow(&labels, count * plan.labelColumns.count, 0)
    grow(&idEnds, count * plan.identifierColumns.count, 0)
    grow(&lines, count, 0)
    grow(&records, count, 0)
    grow(&rules, count, 0)
    grow(&markets, count, 0)
  }
}

/// A finished chunk that many buckets are picked out of: a reference, because copying the chunk
/// itself counts a reference to each of its columns.
final class FinishedChunk: Sendable {
  let chunk: SortedChunk

  init(_ chunk: SortedChunk) { self.chunk = chunk }
}
