package import FunnelModel

/// The sales funnel `sales`: MQL → SQL → opportunity → won over units, where a later stage implies
/// the earlier ones (metrics.md, "Funnels").
///
/// A stage that no event of the data names is no step and is never implied.
package struct SalesFunnel: MetricFamily {
  package static let name = "sales_funnel"
  package static let definitions: [MetricDefinition] = []

  private let definition: FunnelDefinition
  private var state: FunnelState

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { DealTable.columns }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.markets.contains(.b2b) && funnel(plan).steps.count > 1
      && !plan.funnels.contains { $0.name == "sales" }
  }

  private static func funnel(_ plan: MetricPlan) -> FunnelDefinition {
    let steps = ["mql", "sql", "opportunity", "won"].filter { type in
      plan.sources.contains { ($0.typeCounts[type] ?? 0) > 0 }
    }
    return FunnelDefinition(
      name: "sales", market: .b2b, scope: .deal, steps: steps.map { FunnelStep(type: $0) },
      window: nil, entry: .first, skip: .implied)
  }

  package init(plan: MetricPlan) {
    definition = Self.funnel(plan)
    state = FunnelState(plan: plan, stepCount: definition.steps.count)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    state.fold(FunnelProgram(units: view.deals, definition, view.timeline), view, plan)
  }

  package mutating func merge(_ other: SalesFunnel, mapping: SegmentMapping) {
    state.merge(other.state, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) { state.encode(to: &writer) }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    definition = Self.funnel(plan)
    state = try FunnelState(plan: plan, stepCount: definition.steps.count, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    FunnelTable(funnel: definition, state: state).add(to: &output)
  }
}

extension FunnelProgram {
  /// The stages of each unit of B2B selling as the rows of a funnel.
  fileprivate init(
    units table: DealTable, _ definition: FunnelDefinition, _ timeline: TimelineBucket
  ) {
    var mask = [UInt32](repeating: 0, count: timeline.count)
    var rows: [Int32] = []
    var starts: [Int32] = [0]
    for unit in 0..<table.count {
      var own: [Int32] = []
      for (step, stage) in definition.steps.enumerated() {
        let row =
          switch stage.type {
          case "mql": table.mql[unit]
          case "sql": table.sql[unit]
          case "opportunity": table.opportunity[unit]
          default: table.outcome[unit] == .won ? table.close[unit] : -1
          }
        if row < 0 { continue }
        mask[Int(row)] |= 1 << UInt32(step)
        own.append(row)
      }
      rows += own.sorted()
      starts.append(Int32(rows.count))
    }
    self.init(definition, rows: rows, starts: starts, masks: StepMasks(mask), timeline)
  }
}
