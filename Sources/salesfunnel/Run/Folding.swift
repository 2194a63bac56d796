import FunnelModel
import Metrics
import Synchronization
import Warehouse

/// Folds all buckets of the warehouse. The result does not depend on the number of threads: a
/// fold is per bucket, and merging knows no order.
struct Folding {
  let work: BucketWork
  let plan: MetricPlan
  let progress: Progress

  /// The partial state of all events under the plan, and how many events count.
  func state() throws(Failure) -> (state: FoldState, events: Int) {
    let filled = try work.filled()
    let moved = try moved(filled, columns: FoldState(plan: plan).columns)
    let buckets = filled + moved.targets.filter { !filled.contains($0) }
    progress.begin("computing", total: buckets.count)
    let events = Atomic<Int>(0)
    let states = try work.results(buckets, identity: { FoldState(plan: plan) }) {
      (state, bucket, reader) throws(WarehouseError) in
      let batches = try reader.loadBucket(
        bucket, columns: state.columns, keys: state.keyColumns)
      let stored = Int32(batches.reduce(0) { $0 + $1.count })
      let count = try state.fold(batches + moved[bucket], bucket: bucket) {
        (rows) throws(WarehouseError) in
        let split = rows.firstIndex { $0 >= stored } ?? rows.count
        return try reader.loadBucket(
          bucket, columns: TimelineBuilder.tieColumns, rows: rows[..<split])
          + moved[bucket].picking(rows[split...].map { $0 - stored })
      }
      events.add(count, ordering: .relaxed)
      progress.advance(by: 1)
    }
    guard var result = states.first else { return (FoldState(plan: plan), 0) }
    for state in states.dropFirst() { result.merge(state) }
    return (result, events.load(ordering: .relaxed))
  }

  /// Rows of linked buyers, with everything that any fold or tie may ask of them.
  func moved(_ buckets: [Int], columns: Set<EventColumn>) throws(Failure) -> MovedRows {
    if plan.links.isEmpty { return MovedRows() }
    let columns = columns.union(TimelineBuilder.tieColumns)
    let parts = try work.results(buckets, identity: { MovedRows() }) {
      (moved, bucket, reader) throws(WarehouseError) in
      for batch in try reader.loadBucket(bucket, columns: columns) {
        moved.add(batch, bucket: bucket, links: plan.links)
      }
    }
    guard var result = parts.first else { return MovedRows() }
    for part in parts.dropFirst() { result.merge(part) }
    return result
  }
}
