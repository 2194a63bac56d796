package import FunnelModel

/// Monthly recurring revenue: movements, retention, churn (metrics.md, "Recurring revenue").
package struct RecurringMetrics: MetricFamily {
  package static let name = "recurring"
  /// What is counted apart: each market, and all of them.
  static let scopes: [Market?] = [.b2c, .b2b, nil]
  /// By position in `scopes`.
  private var states: [RecurringState]
  private let spans: RecurringSpans

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.amount, .subscriptionID]
  }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.sources.contains { ($0.typeCounts["mrr"] ?? 0) > 0 }
  }

  package init(plan: MetricPlan) {
    states = Self.scopes.map { _ in RecurringState(plan: plan) }
    spans = RecurringSpans(plan: plan)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let timeline = view.timeline
    var balances = SubscriptionBalances(plan: plan)
    var buyer = 0
    while buyer < timeline.buyerCount {
      if Self.hasSubscriptions(timeline, buyer) {
        for (scope, market) in Self.scopes.enumerated() {
          guard balances.read(view, buyer: buyer, markets: market, plan: plan),
            let entry = balances.firstPaidRow
          else { continue }
          let segments = plan.dimensions.indices.map {
            EntrySegments.segment(timeline, dimension: $0, buyer: buyer, row: entry)
          }
          states[scope].take(balances, segments: segments, spans: spans, plan: plan)
        }
      }
      buyer &+= 1
    }
  }

  static func hasSubscriptions(_ timeline: TimelineBucket, _ buyer: Int) -> Bool {
    var row = Int(timeline.buyerStarts[buyer])
    let end = Int(timeline.buyerStarts[buyer &+ 1])
    while row < end {
      if timeline.kind[row] == EventKind.mrr.rawValue { return true }
      row &+= 1
    }
    return false
  }

  package mutating func merge(_ other: RecurringMetrics, mapping: SegmentMapping) {
    for index in states.indices { states[index].merge(other.states[index], mapping: mapping) }
  }

  package func encode(to writer: inout StateWriter) {
    for state in states { state.encode(to: &writer) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    states = []
    for _ in Self.scopes { states.append(try RecurringState(plan: plan, from: &reader)) }
    spans = RecurringSpans(plan: plan)
  }

  package func finalise(into output: inout ReportOutput) {
    var table = ReportTable(
      id: "revenue", title: "Recurring revenue", market: nil, columns: RecurringRows.columns)
    for (scope, market) in Self.scopes.enumerated() {
      var state = states[scope]
      state.rollUp(output.plan.periods)
      guard state.months.tables[0].isTouched(row: 0, slot: 0) else { continue }
      output.recurring[market] = state
      let rows = RecurringRows(state: state, market: market, spans: spans)
      rows.add(to: &output)
      rows.addMonths(to: &table, output: &output)
    }
    if !table.rows.isEmpty { output.tables.append(table) }
  }
}
