import FunnelModel
import Warehouse

/// Looks whether a span of time holds any event at all.
struct SelectedEvents {
  let work: BucketWork
  /// nil = from the first event on.
  let from: Instant?
  /// Inclusive.
  let through: Instant

  /// Whether there is one; reads the times of events, bucket by bucket, until it finds one.
  func exist() throws(Failure) -> Bool {
    let found = try work.results(try work.filled(), identity: { false }) {
      (found, bucket, reader) throws(WarehouseError) in
      if found { return }
      for batch in try reader.loadBucket(bucket, columns: [.time]) {
        let times = batch.integers(.time)?.values ?? []
        if times.contains(where: { $0 <= through.microseconds && isAfterStart($0) }) {
          found = true
        }
      }
    }
    return found.contains(true)
  }

  private func isAfterStart(_ time: Int64) -> Bool {
    from.map { time >= $0.microseconds } ?? true
  }
}
