package import FunnelModel

/// The configured and built-in funnels: entered, reached and skipped by step, with times.
package struct FunnelMetrics: MetricFamily {
  package static let name = "funnels"
  package static let definitions: [MetricDefinition] = []

  private let funnels: [FunnelDefinition]
  private var states: [FunnelState]

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    Set(plan.funnels.flatMap(\.matchOn).compactMap { plan.schema.column(named: $0) })
      .union(texts(plan)).union([.sessionID, .personID, .dealID])
  }

  /// The fields of conditions.
  package static func texts(_ plan: MetricPlan) -> Set<EventColumn> {
    let steps = plan.funnels.flatMap { $0.steps + $0.exclude }
    return Set(
      steps.flatMap(\.conditions).compactMap { plan.schema.column(named: $0.field) })
  }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.funnels.contains { plan.markets.contains($0.market) }
  }

  package init(plan: MetricPlan) {
    funnels = plan.funnels.filter { plan.markets.contains($0.market) }
    states = funnels.map { FunnelState(plan: plan, stepCount: $0.steps.count) }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    for index in funnels.indices {
      states[index].fold(FunnelProgram(funnels[index], view, schema: plan.schema), view, plan)
    }
  }

  package mutating func merge(_ other: FunnelMetrics, mapping: SegmentMapping) {
    for index in states.indices { states[index].merge(other.states[index], mapping: mapping) }
  }

  package func encode(to writer: inout StateWriter) {
    for state in states { state.encode(to: &writer) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    funnels = plan.funnels.filter { plan.markets.contains($0.market) }
    states = []
    for funnel in funnels {
      states.append(
        try FunnelState(plan: plan, stepCount: funnel.steps.count, from: &reader))
    }
  }

  package func finalise(into output: inout ReportOutput) {
    for (funnel, state) in zip(funnels, states) {
      FunnelTable(funnel: funnel, state: state).add(to: &output)
    }
  }
}
