import FunnelModel
import Synchronization
import Warehouse

/// Hands events on without those that `forget` and `prune` keep out for good.
///
/// Their rows count as loaded: a row that yields no event is one that was read.
final class ErasureSink: EventSink {
  private let sink: any EventSink
  private let rules: ErasureRules
  private let removed = Atomic<Int>(0)

  init(_ sink: any EventSink, _ rules: ErasureRules) {
    self.sink = sink
    self.rules = rules
  }

  /// Events that were left out so far.
  var count: Int { removed.load(ordering: .relaxed) }

  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int {
    guard let kept = rules.cleaned(batch, identities: identities) else {
      return try sink.append(batch, identities: identities, bucket: bucket)
    }
    removed.add(kept.removed, ordering: .relaxed)
    return try sink.append(kept.batch, identities: kept.identities, bucket: bucket)
  }
}
