import FunnelModel
import Metrics
import Warehouse

/// Reads the warehouse for a trace: the number itself, then the records behind it.
struct TraceSearch {
  let work: BucketWork
  let plan: MetricPlan
  let progress: Progress

  /// What a trace found.
  struct Result {
    /// The number as a run prints it.
    let row: MetricRow
    /// The number of the traced records alone.
    let recomputed: MetricRow?
    let depth: TraceDepth
    /// By id.
    let buyers: [TracedBuyer]
    let costs: [CostRow]
  }

  /// The records behind a number; nil where there is no such number.
  func result(_ trace: MetricTrace) throws(Failure) -> Result? {
    let folded = try buckets(trace.emptyState, identity: { trace.emptyState }) {
      (state, timeline, _) in
      state.fold(timeline)
    } timeline: { (state, batches, bucket, tie) throws(WarehouseError) in
      try state.timeline(batches, bucket: bucket, tieBreak: tie)
    }
    var whole = trace.emptyState
    for state in folded { whole.merge(state) }
    guard let row = trace.row(whole) else { return nil }
    var depth = trace.firstDepth
    while true {
      let found = try search(trace, depth)
      let recomputed = trace.recomputed(found)
      if recomputed == row || depth == .population {
        return Result(
          row: row, recomputed: recomputed, depth: depth,
          buyers: found.buyers.sorted {
            ($0.buyer.id, $0.buyer.field) < ($1.buyer.id, $1.buyer.field)
          }, costs: trace.costs(found).map { plan.costs[$0] })
      }
      depth = TraceDepth(rawValue: depth.rawValue + 1) ?? .population
    }
  }

  /// A few of the records behind a number, of the first buckets that have any.
  func someRecords(_ trace: MetricTrace, most: Int) throws(Failure) -> [TracedRecord] {
    var records: [TracedRecord] = []
    for bucket in try work.filled() where records.count < most {
      let found = try search(trace, trace.firstDepth, in: [bucket])
      records += found.buyers.flatMap(\.records)
    }
    return Array(records.prefix(most))
  }

  /// Everybody by recency, frequency and value.
  func recency() throws(Failure) -> [RecencyTrace.Member] {
    let empty = RecencyTrace.emptyState(plan)
    let parts = try buckets(empty, identity: { RecencyTrace(plan: plan) }) {
      (trace, timeline, _) in
      trace.add(timeline)
    } timeline: { (_, batches, bucket, tie) throws(WarehouseError) in
      var state = empty
      return try state.timeline(batches, bucket: bucket, tieBreak: tie)
    }
    var whole = RecencyTrace(plan: plan)
    for part in parts { whole.merge(part) }
    return whole.classified()
  }

  private func search(
    _ trace: MetricTrace, _ depth: TraceDepth, in chosen: [Int]? = nil
  ) throws(Failure) -> MetricTrace.Found {
    struct Part: Sendable {
      var found: MetricTrace.Found
      var state: FoldState
    }
    let parts = try buckets(
      trace.emptyState, in: chosen,
      identity: { Part(found: trace.nothing, state: trace.emptyState) }
    ) { (part, timeline, _) in
      part.found.merge(trace.search(timeline, builtWith: part.state, depth: depth))
    } timeline: { (part, batches, bucket, tie) throws(WarehouseError) in
      try part.state.timeline(batches, bucket: bucket, tieBreak: tie)
    }
    var whole = trace.nothing
    for part in parts { whole.merge(part.found) }
    return whole
  }

  /// Builds the timelines of every bucket, or of chosen ones, and hands them to a step.
  private func buckets<Partial: Sendable>(
    _ empty: FoldState, in chosen: [Int]? = nil, identity: @Sendable () -> Partial,
    step: @Sendable (inout Partial, TimelineBucket, Int) -> Void,
    timeline:
      @Sendable (
        inout Partial, [EventBatch], Int, ([Int32]) throws(WarehouseError) -> [EventBatch]
      ) throws(WarehouseError) -> TimelineBucket
  ) throws(Failure) -> [Partial] {
    let filled = try work.filled()
    let moved = try Folding(work: work, plan: plan, progress: progress)
      .moved(filled, columns: empty.columns)
    let all = filled + moved.targets.filter { !filled.contains($0) }
    return try work.results(chosen ?? all, identity: identity) {
      (partial, bucket, reader) throws(WarehouseError) in
      let batches = try reader.loadBucket(bucket, columns: empty.columns)
      let stored = Int32(batches.reduce(0) { $0 + $1.count })
      let built = try timeline(&partial, batches + moved[bucket], bucket) {
        (rows) throws(WarehouseError) in
        let split = rows.firstIndex { $0 >= stored } ?? rows.count
        return try reader.loadBucket(
          bucket, columns: TimelineBuilder.tieColumns, rows: rows[..<split])
          + moved[bucket].picking(rows[split...].map { $0 - stored })
      }
      step(&partial, built, bucket)
    }
  }
}
