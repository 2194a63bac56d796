import Dispatch
import Synchronization
import Warehouse

/// Something that is done for the warehouse while the caller goes on with other things.
final class BackgroundWork: Sendable {
  private let failure = Mutex<WarehouseError?>(nil)
  private let group = DispatchGroup()

  /// Begins the work, on a thread of its own or, where there is none to spare, at once.
  init(ownThread: Bool, _ body: @escaping @Sendable () throws(WarehouseError) -> Void) {
    if ownThread {
      DispatchQueue.global().async(group: group) { self.run(body) }
    } else {
      run(body)
    }
  }

  private func run(_ body: () throws(WarehouseError) -> Void) {
    do throws(WarehouseError) {
      try body()
    } catch {
      failure.withLock { $0 = error }
    }
  }

  /// Waits for the end of the work, and throws what it threw.
  func finish() throws(WarehouseError) {
    group.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
