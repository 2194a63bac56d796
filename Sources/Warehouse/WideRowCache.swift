import FunnelModel
import Synchronization

/// The rows of all wide segments, decoded once and sorted by bucket, for the readers of a process.
///
/// Wide rows are bounded (`WarehouseLimits.wideRows`), so keeping them is, too.
final class WideRowCache: Sendable {
  /// What the rows were decoded for; anything else decodes them anew.
  struct Key: Hashable, Sendable {
    let columns: Set<EventColumn>?
    let schema: EventSchema
    /// Ids of the live wide segments.
    let segments: [Int64]
  }

  /// All wide rows; bucket b is `starts[b] ..< starts[b + 1]`.
  struct Rows: Sendable {
    let batch: EventBatch
    let starts: [Int]

    func slice(bucket: Int) -> EventBatch? {
      let range = starts[bucket]..<starts[bucket + 1]
      return range.isEmpty ? nil : batch.gathered(Array(range))
    }
  }

  private let kept = Mutex<(key: Key, rows: Rows)?>(nil)

  /// The rows for a key; the first caller decodes while the others wait.
  func rows(
    _ key: Key, load: () throws(WarehouseError) -> [StoredSegment]
  ) throws(WarehouseError) -> Rows {
    try kept.withLock { (kept) throws(WarehouseError) in
      if let kept, kept.key == key { return kept.rows }
      let rows = try Self.decode(load(), key)
      kept = (key, rows)
      return rows
    }
  }

  private static func decode(
    _ segments: [StoredSegment], _ key: Key
  ) throws(WarehouseError) -> Rows {
    var batches: [EventBatch] = []
    var rowsOfBucket = Array(repeating: [Int](), count: Buyer.bucketCount)
    var start = 0
    for segment in segments {
      batches.append(try segment.batch(columns: key.columns, schema: key.schema))
      for bucket in 0..<Buyer.bucketCount {
        let range = try segment.range(of: bucket)
        rowsOfBucket[bucket].append(contentsOf: start + range.lowerBound..<start + range.upperBound)
      }
      start += segment.rows
    }
    var starts = [0]
    for rows in rowsOfBucket { starts.append(starts[starts.count - 1] + rows.count) }
    let order = Array(rowsOfBucket.joined())
    return Rows(batch: EventBatch.concatenated(batches).gathered(order), starts: starts)
  }
}
