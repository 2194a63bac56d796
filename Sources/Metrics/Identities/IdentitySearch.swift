import FunnelModel

/// Finds records that contradict an identity all by themselves, for whoever must find the defect.
///
/// Every number is a fold over buyers. Where the numbers of some of them break the identity alone,
/// buyers and then events are left out as long as they still do; what stays is a small witness.
package struct IdentitySearch: Sendable {
  private let plan: MetricPlan
  private let identity: IdentityViolation.Identity
  private let families: [any MetricFamily.Type]

  /// A search for the records of a violation.
  package init(plan: MetricPlan, violation: IdentityViolation) {
    self.init(plan: plan, violation: violation, families: MetricCatalogue.families)
  }

  init(plan: MetricPlan, violation: IdentityViolation, families: [any MetricFamily.Type]) {
    self.plan = plan
    identity = violation.identity
    let owners = families.filter { violation.families.contains($0.name) }
    let needed = owners.reduce(into: violation.families) { $0.formUnion($1.dependencies) }
    self.families = families.filter { needed.contains($0.name) }
  }

  /// The state of no events, with which the timelines to search are built.
  package var emptyState: FoldState {
    FoldState(plan: plan, families: families, keepsPositions: true)
  }

  /// The fewest records of a bucket that break the identity; none where the bucket alone keeps it.
  ///
  /// - Parameter state: the one that the timeline was built with.
  package func witnesses(
    _ timeline: TimelineBucket, builtWith state: FoldState
  ) -> [TracedBuyer] {
    let empty = state.emptied()
    func breaks(_ part: TimelineBucket) -> Bool {
      var state = empty
      state.fold(part)
      return state.finalise().contradictions().contains { $0.identity == identity }
    }
    guard breaks(timeline) else { return [] }
    let buyers = MetricTrace.fewest(timeline.buyerCount) { breaks(timeline.keeping(buyers: $0)) }
    let some = timeline.keeping(buyers: buyers)
    let rows = MetricTrace.fewest(some.count) { breaks(some.keeping(rows: $0)) }
    let kept = some.keeping(rows: rows)
    return (0..<kept.buyerCount).map { buyer in
      let own = kept.keeping(buyers: [buyer])
      return TracedBuyer(
        buyer: own.identifier(ofBuyer: 0, schema: plan.schema), share: nil,
        records: own.records(schema: plan.schema))
    }
  }
}
