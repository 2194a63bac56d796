package import FunnelModel
import Statistics

/// How long won deals took: from opening, lead, MQL or first touch to won, by close; and what the
/// stages' dates say about the data (metrics.md, "B2B").
package struct CycleMetrics: MetricFamily {
  package static let name = "cycles"

  /// Where a cycle begins.
  enum Start: Int, CaseIterable {
    case opportunity, lead, mql, firstTouch
  }
  private enum Finding: Int, CaseIterable {
    case negative, cycles, sqlWithoutMQL, sqls, dealWithoutOpening, deals, wonWithoutAmount, won
    case leadObjects, sharedLeads
  }
  private var samples: [DurationSamples]
  private var findings = [Int](repeating: 0, count: Finding.allCases.count)

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { DealTable.columns }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2b) }

  package init(plan: MetricPlan) {
    samples = Start.allCases.map { _ in DurationSamples(plan: plan) }
  }

  private subscript(finding: Finding) -> Int {
    get { findings[finding.rawValue] }
    set { findings[finding.rawValue] = newValue }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let table = view.deals
    let time = view.timeline.time
    self[.leadObjects] += table.leadObjects
    self[.sharedLeads] += table.sharedLeads
    for unit in 0..<table.count {
      inspect(table, unit)
      guard table.outcome[unit] == .won else { continue }
      let close = Int(table.close[unit])
      for start in Start.allCases {
        let row = Self.row(start, table, unit)
        guard row >= 0 else { continue }
        let (duration, overflow) = time[close].subtractingReportingOverflow(time[Int(row)])
        if overflow { continue }
        self[.cycles] += 1
        if duration < 0 { self[.negative] += 1 }
        samples[start.rawValue].add(
          duration, day: view.timeline.day[close], segments: table.dealSegments, row: unit)
      }
    }
  }

  private static func row(_ start: Start, _ table: DealTable, _ unit: Int) -> Int32 {
    switch start {
    case .opportunity: table.opportunity[unit]
    case .lead: table.lead[unit]
    case .mql: table.mql[unit]
    case .firstTouch: table.firstTouch[unit]
    }
  }

  private mutating func inspect(_ table: DealTable, _ unit: Int) {
    if table.sql[unit] >= 0 {
      self[.sqls] += 1
      if table.mql[unit] < 0 { self[.sqlWithoutMQL] += 1 }
    }
    if table.isDeal[unit] {
      self[.deals] += 1
      if table.opening[unit] != table.opportunity[unit] { self[.dealWithoutOpening] += 1 }
    }
    if table.outcome[unit] == .won {
      self[.won] += 1
      if table.amount[unit] == IntegerColumn.missing { self[.wonWithoutAmount] += 1 }
    }
  }

  package mutating func merge(_ other: CycleMetrics, mapping: SegmentMapping) {
    for index in samples.indices { samples[index].merge(other.samples[index], mapping: mapping) }
    for index in findings.indices { findings[index] += other.findings[index] }
  }

  package func encode(to writer: inout StateWriter) {
    for sample in samples { sample.encode(to: &writer) }
    for finding in findings { writer.write(finding) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    samples = []
    for _ in Start.allCases { samples.append(try DurationSamples(plan: plan, from: &reader)) }
    for index in findings.indices { findings[index] = try reader.integer() }
  }

  package func finalise(into output: inout ReportOutput) {
    for start in Start.allCases where samples[start.rawValue].count > 0 {
      let cells = samples[start.rawValue].cells(output.plan.periods)
      var keys = output.plan.periods.slots.indices.map { CellKey.total($0) }
      keys += cells.keys.filter { $0.dimension >= 0 }.sorted {
        ($0.dimension, $0.segment, $0.slot) < ($1.dimension, $1.segment, $1.slot)
      }
      for key in keys {
        output.addDistribution(start.definitions, market: .b2b, at: key, cells[key] ?? [])
      }
    }
    addFindings(&output)
  }

  private func addFindings(_ output: inout ReportOutput) {
    func add(_ check: String, _ finding: Finding, of total: Finding, _ detail: String) {
      guard self[finding] > 0 else { return }
      output.quality.append(
        QualityRow(
          check: check, market: .b2b, count: self[finding], of: self[total], detail: detail))
    }
    add(
      "cycles_negative", .negative, of: .cycles,
      "cycles of won deals that end before they begin; counted with their sign")
    let hasMQLs = output.plan.sources.contains { ($0.typeCounts["mql"] ?? 0) > 0 }
    if hasMQLs {
      add(
        "sql_without_mql", .sqlWithoutMQL, of: .sqls,
        "sales-qualified leads that marketing never qualified: the definitions disagree")
    }
    add(
      "deals_without_opening", .dealWithoutOpening, of: .deals,
      "deals without an event that opens them (or short of BANT answers); no opportunities")
    add(
      "won_without_amount", .wonWithoutAmount, of: .won,
      "won deals without an amount; they add nothing to the won amount")
    add(
      "leads_of_one_deal", .sharedLeads, of: .leadObjects,
      "further leads of a deal that another lead reached first; a deal with its leads is one unit")
  }
}
