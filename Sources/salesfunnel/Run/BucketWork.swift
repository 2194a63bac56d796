import Dispatch
import FunnelModel
import Metrics
import Synchronization
import Warehouse

/// Reads all buckets of the warehouse on several threads, each thread with a reader and a partial
/// result of its own. The merged result must not depend on who read what.
struct BucketWork {
  let warehouse: Warehouse
  let schema: EventSchema
  let jobs: Int

  /// Partial results of all threads.
  ///
  /// - Parameters:
  ///   - buckets: those to read, in the order in which they are begun.
  ///   - identity: the result of no bucket.
  ///   - step: takes one bucket into a thread's result.
  func results<Partial: Sendable>(
    _ buckets: [Int], identity: @Sendable () -> Partial,
    step: @Sendable (inout Partial, Int, WarehouseReader) throws(WarehouseError) -> Void
  ) throws(Failure) -> [Partial] {
    let next = Atomic<Int>(0)
    let shared = Mutex<(results: [Partial], failure: Failure?)>(([], nil))
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, buckets.count))) { _ in
      var partial = identity()
      do throws(WarehouseError) {
        let reader = try warehouse.reader(schema: schema)
        while Interrupt.pending == nil {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < buckets.count else { break }
          try step(&partial, buckets[index], reader)
        }
      } catch {
        shared.withLock { if $0.failure == nil { $0.failure = Failure(error) } }
      }
      let done = partial
      shared.withLock { $0.results.append(done) }
    }
    try Interrupt.check()
    let (results, failure) = shared.withLock { ($0.results, $0.failure) }
    if let failure { throw failure }
    return results
  }

  /// Buckets that hold events, fullest first, so that no thread is left with a large one.
  func filled() throws(Failure) -> [Int] {
    do throws(WarehouseError) {
      let rows = try warehouse.reader(schema: schema).rowsPerBucket()
      return rows.indices.filter { rows[$0] > 0 }
        .sorted { (rows[$1], $0) < (rows[$0], $1) }
    } catch {
      throw Failure(error)
    }
  }
}
