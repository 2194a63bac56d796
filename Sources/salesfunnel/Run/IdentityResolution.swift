import FunnelModel
import Metrics
import Warehouse

/// Finds out which raw buyers of the warehouse are one: those that share an order, a session or
/// another object, whichever sources name it.
struct IdentityResolution {
  let work: BucketWork
  /// The files whose events are looked at; nil = all.
  var files: Set<Int64>?

  /// The links of all events; `.none` where nobody shares anything.
  func links() throws(Failure) -> BuyerLinks {
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
