import Foundation
import Warehouse

/// The warehouse of a command that changes what is stored, held under the lock of a run.
struct StoredWarehouse: ~Copyable {
  let warehouse: Warehouse
  private let lock: RunLock

  private init(_ warehouse: Warehouse, _ lock: consuming RunLock) {
    self.warehouse = warehouse
    self.lock = lock
  }

  /// - Throws: locked where a run is at work, input/output where there is no warehouse.
  static func open(_ job: JobConfiguration) throws(Failure) -> StoredWarehouse {
    do throws(WarehouseError) {
      let lock = try RunLock(warehouse: job.warehouse.text)
      return StoredWarehouse(try Warehouse(path: job.warehouse.text, create: false), lock)
    } catch {
      throw Failure(error)
    }
  }

  /// Empties the write-ahead log, so that no deleted row is left in it.
  func finishErasure() throws(Failure) {
    do throws(WarehouseError) {
      try warehouse.truncateLog(patience: Self.patience)
    } catch {
      throw Failure(
        Failure(error).code, "erasure incomplete: \(error.message)",
        remedy: "close the programs that read the warehouse and give the same command again")
    }
  }

  /// Seconds that readers of the warehouse are waited for: 30. Test hook: `SALESFUNNEL_PATIENCE`.
  private static var patience: Int {
    ProcessInfo.processInfo.environment["SALESFUNNEL_PATIENCE"].flatMap { Int($0) } ?? 30
  }
}
