import Dispatch
import FunnelModel
import Metrics
import Synchronization
import Warehouse

/// Folds all buckets of the warehouse on several threads. The result does not depend on their
/// number: a fold is per bucket, and merging knows no order.
struct Folding {
  let warehouse: Warehouse
  let plan: MetricPlan
  let jobs: Int
  let progress: Progress

  private struct Shared {
    var states: [FoldState] = []
    var failure: Failure?
  }

  /// The partial state of all events under the plan.
  func state() throws(Failure) -> FoldState {
    let buckets = try scheduled()
    let next = Atomic<Int>(0)
    let shared = Mutex(Shared())
    progress.begin("computing", total: buckets.count)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, buckets.count))) { _ in
      do throws(Failure) {
        let state = try work(buckets, next)
        shared.withLock { $0.states.append(state) }
      } catch {
        shared.withLock { if $0.failure == nil { $0.failure = error } }
      }
    }
    let (states, failure) = shared.withLock { ($0.states, $0.failure) }
    if let failure { throw failure }
    guard var result = states.first else { return FoldState(plan: plan) }
    for state in states.dropFirst() { result.merge(state) }
    return result
  }

  /// Buckets that hold events, fullest first, so that no thread is left with a large one.
  private func scheduled() throws(Failure) -> [Int] {
    do throws(WarehouseError) {
      let rows = try warehouse.reader(schema: plan.schema).rowsPerBucket()
      return rows.indices.filter { rows[$0] > 0 }
        .sorted { (rows[$1], $0) < (rows[$0], $1) }
    } catch {
      throw Failure(error)
    }
  }

  private func work(
    _ buckets: [Int], _ next: borrowing Atomic<Int>
  ) throws(Failure) -> FoldState {
    var state = FoldState(plan: plan)
    do {
      let reader = try warehouse.reader(schema: plan.schema)
      while Interrupt.pending == nil {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < buckets.count else { break }
        let bucket = buckets[index]
        let batches = try reader.loadBucket(bucket, columns: state.columns)
        try state.fold(batches, bucket: bucket) {
          try reader.loadBucket(bucket, columns: TimelineBuilder.tieColumns)
        }
        progress.advance(by: 1)
      }
    } catch let error as WarehouseError {
      throw Failure(error)
    } catch {
      throw Failure(.inputOutput, "the warehouse cannot be read: \(error)")
    }
    try Interrupt.check()
    return state
  }
}
