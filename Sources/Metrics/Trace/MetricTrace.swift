package import FunnelModel

/// Finds the records behind one printed number, for every metric alike.
///
/// It follows from the merge law: a number is a fold over buyers, so a buyer belongs to it exactly
/// if the number of that buyer alone is not empty. Groups of buyers are folded, and only groups
/// with something in the cell are looked into. Within a buyer, events are left out as long as the
/// buyer counts as before; what stays are the records. Folding nothing but the traced records must
/// give the printed number again, which `recomputed` is held against; where it does not, because
/// the number depends on more than its cell (a fitted model, another stage's rate), the next depth
/// takes more, until all that the family's state holds is in.
package struct MetricTrace: Sendable {
  package let plan: MetricPlan
  package let cell: TracedCell
  package let definition: MetricDefinition
  /// Families that print the metric; `all` adds those whose results they read.
  private let owners: [any MetricFamily.Type]
  private let all: [any MetricFamily.Type]

  /// The traced buyers of one bucket or of several.
  package struct Found: Sendable {
    package private(set) var buyers: [TracedBuyer] = []
    /// The traced records, folded.
    private var state: FoldState

    init(_ state: FoldState) { self.state = state }

    mutating func add(_ buyer: TracedBuyer, _ timeline: TimelineBucket) {
      buyers.append(buyer)
      state.fold(timeline)
    }

    /// Takes what was found in other buckets.
    package mutating func merge(_ other: Found) {
      buyers += other.buyers
      state.merge(other.state)
    }

    fileprivate func row(_ cell: TracedCell, costs: [CostRow]?) -> MetricRow? {
      state.row(of: cell, costs: costs)
    }
  }

  /// A trace of a cell; nil where the catalogue does not have the metric.
  package init?(plan: MetricPlan, cell: TracedCell) {
    guard let definition = MetricCatalogue.definition(cell.metric) else { return nil }
    self.plan = plan
    self.cell = cell
    self.definition = definition
    let owners = MetricCatalogue.families.filter { family in
      family.definitions.contains { $0.id == cell.metric }
    }
    var needed: Set<String> = []
    for owner in owners {
      needed.insert(owner.name)
      needed.formUnion(owner.dependencies)
    }
    self.owners = owners
    all = MetricCatalogue.families.filter { needed.contains($0.name) }
  }

  /// The state of no events, with which buckets are folded and searched.
  package var emptyState: FoldState {
    FoldState(plan: plan, families: all, keepsPositions: true)
  }

  /// Nothing found yet.
  package var nothing: Found { Found(emptyState) }

  /// The number as a folded state has it; nil where there is none.
  package func row(_ state: FoldState) -> MetricRow? { state.row(of: cell) }

  /// The number of the traced records.
  ///
  /// - Parameter costs: cost rows in place of the plan's.
  package func recomputed(_ found: Found, costs: [CostRow]? = nil) -> MetricRow? {
    found.row(cell, costs: costs)
  }

  /// The cost rows without which the number would differ, as positions in the plan's.
  ///
  /// Many rows are taken or left by month, market and channel together: asking for each alone what
  /// the number would be without it takes minutes where costs come by the day.
  package func costs(_ found: Found) -> [Int] {
    if plan.costs.isEmpty { return [] }
    let printed = TraceShare(found.row(cell, costs: nil))
    let groups = costGroups()
    let kept = Self.fewest(groups.count) { kept in
      let rows = kept.flatMap { groups[$0] }.sorted()
      return TraceShare(found.row(cell, costs: rows.map { plan.costs[$0] })) == printed
    }
    return kept.flatMap { groups[$0] }.sorted()
  }

  private func costGroups() -> [[Int]] {
    if plan.costs.count <= Self.mostCostsAlone { return plan.costs.indices.map { [$0] } }
    let groups = Dictionary(grouping: plan.costs.indices) { index in
      let row = plan.costs[index]
      return [
        row.from.description.prefix(7).description, row.market?.name ?? "", row.category,
        row.channel,
      ]
    }
    return groups.values.sorted { $0[0] < $1[0] }
  }

  /// Cost rows that are looked at one by one.
  private static let mostCostsAlone = 64

  /// The depth at which the search begins: a fitted model says nothing of one buyer alone.
  package var firstDepth: TraceDepth { owners.contains { $0.isFitted } ? .population : .records }

  /// Searches the timelines of a bucket.
  ///
  /// - Parameters:
  ///   - timeline: built with `state`, which was made of `emptyState`.
  package func search(
    _ timeline: TimelineBucket, builtWith state: FoldState, depth: TraceDepth
  ) -> Found {
    var found = Found(state.emptied())
    let probe = TraceProbe(
      cell: cell, owners: state.emptied(families: Set(owners.map { $0.name })), all: state.emptied()
    )
    look(timeline, probe, depth, &found)
    return found
  }

  private func look(
    _ part: TimelineBucket, _ probe: TraceProbe, _ depth: TraceDepth, _ found: inout Found
  ) {
    guard part.count > 0, probe.contributes(part, depth) else { return }
    if part.buyerCount == 1 { return take(part, probe, depth, &found) }
    // A bucket may name buyers all of whose events lie after as_of: halves lose them.
    let middle = part.buyerCount / 2
    look(part.keeping(buyers: Array(0..<middle)), probe, depth, &found)
    look(part.keeping(buyers: Array(middle..<part.buyerCount)), probe, depth, &found)
  }

  private func take(
    _ timeline: TimelineBucket, _ probe: TraceProbe, _ depth: TraceDepth, _ found: inout Found
  ) {
    let share = probe.share(timeline)
    let bytes = depth == .records ? [] : probe.bytes(timeline)
    let rows = Self.fewest(timeline.count) { rows in
      if rows.isEmpty { return false }
      let part = timeline.keeping(rows: rows)
      return depth == .records ? probe.share(part) == share : probe.bytes(part) == bytes
    }
    let kept = timeline.keeping(rows: rows)
    let buyer = TracedBuyer(
      buyer: kept.identifier(ofBuyer: 0, schema: plan.schema),
      share: depth == .population ? nil : share, records: kept.records(schema: plan.schema))
    found.add(buyer, kept)
  }

  /// A small subset of `0 ..< count` for which a condition holds, found by leaving out ever
  /// smaller runs (delta debugging, Zeller and Hildebrandt 2002); it holds for the whole.
  static func fewest(_ count: Int, where isEnough: ([Int]) -> Bool) -> [Int] {
    var kept = Array(0..<count)
    var size = count
    while size > 0 {
      // From the end: of several records that say the same, the first stays.
      var end = kept.count
      while end > 0 {
        let start = max(0, end - size)
        var less = kept
        less.removeSubrange(start..<end)
        if isEnough(less) { kept = less }
        end = start
      }
      size /= 2
    }
    return kept
  }
}

/// Asks what a number would be for some of the buyers of a bucket, or some of their events.
private struct TraceProbe {
  let cell: TracedCell
  /// Nothing folded: the families that print the metric, and those with all that they read.
  let owners: FoldState
  let all: FoldState
  private let nothing: TraceShare
  private let empty: [UInt8]

  init(cell: TracedCell, owners: FoldState, all: FoldState) {
    self.cell = cell
    self.owners = owners
    self.all = all
    // Costs make numbers without any buyer: they are no buyer's share.
    nothing = TraceShare(owners.row(of: cell))
    empty = all.encoded()
  }

  func contributes(_ timeline: TimelineBucket, _ depth: TraceDepth) -> Bool {
    if depth == .population { return bytes(timeline) != empty }
    let share = share(timeline)
    return share != nothing && !share.isNothing
  }

  func share(_ timeline: TimelineBucket) -> TraceShare {
    var state = owners
    state.fold(timeline)
    return TraceShare(state.row(of: cell))
  }

  func bytes(_ timeline: TimelineBucket) -> [UInt8] {
    var state = all
    state.fold(timeline)
    return state.encoded()
  }
}
