import Dispatch
import Synchronization

/// The results of independent pieces of work, made on several threads, in the order of the pieces:
/// they do not depend on the number of threads or on which thread made what.
///
/// - Parameters:
///   - count: the number of pieces.
///   - threads: at most so many at once; 1 works on the calling thread.
///   - body: makes one piece from its index.
package func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  if threads <= 1 || count <= 1 { return (0..<count).map(body) }
  let next = Atomic<Int>(0)
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { break }
      let result = body(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
