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
    self.init(plan: plan, families: MetricCatalogue.families, keepsPositions: false)
  }

  /// The result of no events for the families of some names.
  package init(plan: MetricPlan, families names: Set<String>) {
    self.init(
      plan: plan, families: MetricCatalogue.families.filter { names.contains($0.name) },
      keepsPositions: false)
  }

  /// The result of no events for some families; their timelines know file and line of each event
  /// where positions are kept.
  init(plan: MetricPlan, families chosen: [any MetricFamily.Type], keepsPositions: Bool) {
    self.plan = plan
    registry = SegmentRegistry(dimensionCount: plan.dimensions.count)
    let types = chosen.filter { $0.applies(to: plan) }
    families = types.map { $0.init(plan: plan) }
    builder = TimelineBuilder(
      plan: plan,
      columns: types.reduce(
        into: plan.audience.columns.union([.amount, .quantity, .discount, .orderID, .sessionID])
      ) {
        $0.formUnion($1.columns(plan))
      }, keepsPositions: keepsPositions)
    let texts = types.reduce(into: Set(plan.dimensions).union(plan.audience.texts)) {
      $0.formUnion($1.texts(plan))
    }
    keyColumns =
      plan.links.isEmpty && !keepsPositions
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
  /// - Returns: How many events count under the plan.
  @discardableResult
  package mutating func fold<Failure: Error>(
    _ batches: [EventBatch], bucket: Int, tieBreak: ([Int32]) throws(Failure) -> [EventBatch]
  ) throws(Failure) -> Int {
    let timeline = try timeline(batches, bucket: bucket, tieBreak: tieBreak)
    fold(timeline)
    return timeline.count
  }

  /// The timelines of a bucket, in segment codes of this state, with only the events that count
  /// under the plan; parameters as for `fold`.
  package mutating func timeline<Failure: Error>(
    _ batches: [EventBatch], bucket: Int, tieBreak: ([Int32]) throws(Failure) -> [EventBatch]
  ) throws(Failure) -> TimelineBucket {
    let built = try builder.build(
      batches, bucket: bucket, registry: &registry, tieBreak: tieBreak)
    return plan.audience.kept(plan.isOfTheseFiles ? built.ofSources() : built)
  }

  /// Takes timelines that were built with the segment codes of this state.
  package mutating func fold(_ timeline: TimelineBucket) {
    if timeline.count == 0 { return }
    let view = BucketView(timeline, plan: plan)
    for index in families.indices { families[index].fold(view, plan: plan) }
  }

  /// The state of no events with the same segment codes; only of some families where named.
  func emptied(families names: Set<String>? = nil) -> FoldState {
    var result = self
    result.families = families.filter { names?.contains(type(of: $0).name) ?? true }
      .map { type(of: $0).init(plan: plan) }
    return result
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

  private static let version = 2

  /// The one number in a cell; nil where there is none.
  ///
  /// - Parameter costs: cost rows in place of the plan's.
  func row(of cell: TracedCell, costs: [CostRow]? = nil) -> MetricRow? {
    var plan = plan
    if let costs { plan.costs = costs }
    var output = ReportOutput(plan: plan, registry: registry)
    output.focus(on: cell)
    for family in families { family.finalise(into: &output) }
    return output.metrics.first(where: cell.matches)
  }

  /// All numbers and tables of the folded buckets, in the order of the families.
  ///
  /// Families that need nothing from each other come first, on several threads; those that read
  /// what others have added follow, one after the other.
  /// - Parameter threads: at most so many at once; the output does not depend on it.
  package func finalise(threads: Int = 1) -> ReportOutput {
    let empty = ReportOutput(plan: plan, registry: registry, threads: threads)
    // From the end: fitted models stand there, and the longest should not begin last.
    let alone = families.indices.reversed().filter { type(of: families[$0]).isSelfContained }
    let early = parallelMap(alone.count, threads: threads) { index in
      var output = empty
      families[alone[index]].finalise(into: &output)
      return output
    }
    var parts = [ReportOutput](repeating: empty, count: families.count)
    var known = empty
    for (index, part) in zip(alone, early) {
      parts[index] = part
      known.learn(from: part)
    }
    for index in families.indices where !alone.contains(index) {
      parts[index] = known
      families[index].finalise(into: &parts[index])
      known.learn(from: parts[index])
    }
    var output = empty
    output.append(parts)
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
