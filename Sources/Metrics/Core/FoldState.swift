package import FunnelModel

/// The partial result of some buckets: one state per family, with the segments they speak of.
///
/// This is what a worker holds, what merges, and what `worker fold` writes.
package struct FoldState: Sendable {
  private let plan: MetricPlan
  private var registry: SegmentRegistry
  private var families: [any MetricFamily]
  private let builder: TimelineBuilder

  /// The result of no events under a plan.
  package init(plan: MetricPlan) {
    self.plan = plan
    registry = SegmentRegistry(dimensionCount: plan.dimensions.count)
    let types = MetricCatalogue.families.filter { $0.applies(to: plan) }
    families = types.map { $0.init(plan: plan) }
    builder = TimelineBuilder(
      plan: plan,
      columns: types.reduce(into: [.amount, .quantity, .discount, .orderID, .sessionID]) {
        $0.formUnion($1.columns(plan))
      })
    let texts = types.reduce(into: Set(plan.dimensions)) { $0.formUnion($1.texts(plan)) }
    keyColumns =
      plan.links.isEmpty
      ? builder.columns.filter { $0.kind == .identifier }.subtracting(texts) : []
  }

  /// The columns that `fold` wants in its batches.
  package var columns: Set<EventColumn> { builder.columns }

  /// Those of `columns` whose texts do not matter, only which events share one: they may come
  /// unnamed, with one code space for all batches of a bucket.
  package let keyColumns: Set<EventColumn>

  /// Takes the events of one bucket.
  ///
  /// - Parameters:
  ///   - batches: all events of the bucket's buyers, holding `columns`; other buyers' events among
  ///     them (moved by identity links) are left out.
  ///   - tieBreak: loads some of the same rows with `TimelineBuilder.tieColumns`, see
  ///     `TimelineBuilder.build`; called only where events of one buyer are simultaneous.
  package mutating func fold<Failure: Error>(
    _ batches: [EventBatch], bucket: Int, tieBreak: ([Int32]) throws(Failure) -> [EventBatch]
  ) throws(Failure) {
    let timeline = try builder.build(
      batches, bucket: bucket, registry: &registry, tieBreak: tieBreak)
    if timeline.count == 0 { return }
    let view = BucketView(timeline, plan: plan)
    for index in families.indices { families[index].fold(view, plan: plan) }
  }

  /// Takes the result of other buckets under the same plan.
  package mutating func merge(_ other: FoldState) {
    let mapping = registry.mapping(from: other.registry)
    for index in families.indices {
      families[index].mergeErased(other.families[index], mapping: mapping)
    }
  }

  /// The state as bytes: names of the families with their states.
  package func encoded() -> [UInt8] {
    var writer = StateWriter()
    writer.write(Self.version)
    registry.encode(to: &writer)
    writer.write(families.count)
    for family in families {
      writer.write(type(of: family).name)
      family.encode(to: &writer)
    }
    return writer.bytes
  }

  /// Reads `encoded()` under the same plan.
  package init(plan: MetricPlan, decoding bytes: [UInt8]) throws(StateError) {
    self.init(plan: plan)
    var reader = StateReader(bytes)
    guard try reader.integer() == Self.version else { throw .mismatch }
    registry = try SegmentRegistry(dimensionCount: plan.dimensions.count, from: &reader)
    guard try reader.count() == families.count else { throw .mismatch }
    for index in families.indices {
      guard try reader.text() == type(of: families[index]).name else { throw .mismatch }
      families[index] = try type(of: families[index]).init(plan: plan, from: &reader)
    }
    guard reader.isAtEnd else { throw .damaged }
  }

  private static let version = 1

  /// All numbers and tables of the folded buckets.
  package func finalise() -> ReportOutput {
    var output = ReportOutput(plan: plan, registry: registry)
    for family in families { family.finalise(into: &output) }
    return output
  }
}

extension MetricFamily {
  /// Merges a state of the same family behind the same existential.
  fileprivate mutating func mergeErased(_ other: any MetricFamily, mapping: SegmentMapping) {
    guard let same = other as? Self else {
      preconditionFailure("states of one plan list the same families in the same order")
    }
    merge(same, mapping: mapping)
  }
}
