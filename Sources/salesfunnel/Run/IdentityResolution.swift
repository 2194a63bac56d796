import FunnelModel
import Metrics
import Warehouse

/// Finds out which raw buyers of the warehouse are one: those that share an order, a session or
/// another object, whichever sources name it.
struct IdentityResolution {
  let work: BucketWork
  /// The files whose events are looked at; nil = all.
  var files: Set<Int64>?

  /// Where the warehouse keeps the links of all its events, until a segment changes.
  private static let stateKey = "links"

  /// The links of the events, found before or now; `.none` where nobody shares anything.
  func links() throws(Failure) -> BuyerLinks {
    if let known = try known() { return known }
    return try found()
  }

  /// The links of all events, kept for the runs to come. Only for the holder of the lock.
  func keptLinks() throws(Failure) -> BuyerLinks {
    if let known = try known() { return known }
    let links = try found()
    do throws(WarehouseError) {
      try work.warehouse.storeStates(
        [(Self.stateKey, links.encoded())], digest: BuyerLinks.encoding)
    } catch {
      throw Failure(error)
    }
    return links
  }

  private func known() throws(Failure) -> BuyerLinks? {
    guard files == nil else { return nil }
    do throws(WarehouseError) {
      let blob = try work.warehouse.state(Self.stateKey, digest: BuyerLinks.encoding)
      // What cannot be read is found again, as if it had never been kept.
      return try? blob.map { blob throws(StateError) in try BuyerLinks(decoding: blob) }
    } catch {
      throw Failure(error)
    }
  }

  private func found() throws(Failure) -> BuyerLinks {
    let buckets = try work.filled()
    let scans = try work.results(buckets, identity: { ObjectPairs() }) {
      (pairs, bucket, reader) throws(WarehouseError) in
      for batch in try batches(bucket, reader) { pairs.add(batch) }
    }
    let shared = ObjectPairs.shared(scans, threads: work.jobs)
    if shared.isEmpty { return .none }
    // Groups are the same in whatever order their members come, so one thread reads them.
    let alone = BucketWork(warehouse: work.warehouse, schema: work.schema, jobs: 1)
    let graphs = try alone.results(buckets, identity: { BuyerGraph(shared: shared) }) {
      (graph, bucket, reader) throws(WarehouseError) in
      for batch in try batches(bucket, reader) { graph.add(batch) }
    }
    guard var graph = graphs.first else { return .none }
    return graph.links()
  }

  private func batches(
    _ bucket: Int, _ reader: WarehouseReader
  ) throws(WarehouseError) -> [EventBatch] {
    guard let files else { return try reader.loadBucket(bucket, columns: ObjectPairs.columns) }
    return try reader.loadBucket(bucket, columns: ObjectPairs.columns.union([.file])).map { batch in
      let origins = batch.integers(.file)?.values ?? []
      return batch.gathered(origins.indices.filter { files.contains(origins[$0]) })
    }
  }
}
