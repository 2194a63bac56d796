package import FunnelModel
import Statistics

/// Counts of units by stage, cohort rates between stages, win rates and won money
/// (metrics.md, "B2B").
package struct DealMetrics: MetricFamily {
  package static let name = "deals"

  /// Stages in the order of the funnel.
  enum Stage: Int, CaseIterable {
    case lead, mql, sql, opportunity, win
  }
  /// Counters of the lead's segments: units by stage (lead to SQL), then the cohort rates.
  private enum LeadCounter {
    static let rates = 3
    static let width = rates + CohortRate.ofLeads.count
  }
  private enum DealCounter {
    static let opportunities = 0
    static let opportunitiesWon = 1
    static let won = 2
    static let lost = 3
    static let wonWithAmount = 4
    static let wonWithTerm = 5
    static let open = 6
    static let openWithAmount = 7
    static let width = 8
  }
  private enum Sum {
    static let won = 0
    static let lost = 1
    static let wonSquares = 2
    static let annual = 3
    static let annualSquares = 4
    static let open = 5
    static let width = 6
  }
  private var leads: SegmentCells<Int64>
  private var deals: SegmentCells<Int64>
  private var sums: SegmentCells<Int128>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { DealTable.columns }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2b) }

  package init(plan: MetricPlan) {
    leads = SegmentCells(plan: plan, width: LeadCounter.width)
    deals = SegmentCells(plan: plan, width: DealCounter.width)
    sums = SegmentCells(plan: plan, width: Sum.width)
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let table = view.deals
    for unit in 0..<table.count {
      func slot(_ row: Int32) -> Int {
        plan.periods.slot(.day, dayOffset: Int(view.timeline.day[Int(row)]))
      }
      func row(_ stage: Stage) -> Int32 {
        switch stage {
        case .lead: table.lead[unit]
        case .mql: table.mql[unit]
        case .sql: table.sql[unit]
        case .opportunity: table.opportunity[unit]
        case .win: table.outcome[unit] == .won ? table.close[unit] : -1
        }
      }
      for stage in [Stage.lead, .mql, .sql] where row(stage) >= 0 {
        leads.add(
          segments: table.leadSegments, row: unit, slot: slot(row(stage)), counter: stage.rawValue,
          1)
      }
      for (index, rate) in CohortRate.ofLeads.enumerated()
      where row(rate.first) >= 0 && row(rate.second) >= 0 {
        leads.add(
          segments: table.leadSegments, row: unit, slot: slot(row(rate.first)),
          counter: LeadCounter.rates + index, 1)
      }
      if row(.opportunity) >= 0 {
        count(table, unit, slot(row(.opportunity)), DealCounter.opportunities)
        if row(.win) >= 0 {
          count(table, unit, slot(row(.opportunity)), DealCounter.opportunitiesWon)
        }
      }
      switch table.outcome[unit] {
      case .open: if table.isDeal[unit] { foldOpen(table, unit) }
      case .won: foldWon(table, unit, slot(table.close[unit]))
      case .lost:
        count(table, unit, slot(table.close[unit]), DealCounter.lost)
        add(table, unit, slot(table.close[unit]), Sum.lost, Self.money(table.amount[unit]))
      }
    }
  }

  private static func money(_ amount: Int64) -> Int128 {
    amount == IntegerColumn.missing ? 0 : Int128(amount)
  }

  private mutating func count(_ table: DealTable, _ unit: Int, _ slot: Int, _ counter: Int) {
    deals.add(segments: table.dealSegments, row: unit, slot: slot, counter: counter, 1)
  }

  private mutating func add(
    _ table: DealTable, _ unit: Int, _ slot: Int, _ counter: Int, _ value: Int128
  ) {
    if value == 0 { return }
    sums.add(segments: table.dealSegments, row: unit, slot: slot, counter: counter, value)
  }

  /// Open deals stand at as_of: slot 0 alone, which no roll-up touches.
  private mutating func foldOpen(_ table: DealTable, _ unit: Int) {
    count(table, unit, 0, DealCounter.open)
    guard table.amount[unit] != IntegerColumn.missing else { return }
    count(table, unit, 0, DealCounter.openWithAmount)
    add(table, unit, 0, Sum.open, Int128(table.amount[unit]))
  }

  private mutating func foldWon(_ table: DealTable, _ unit: Int, _ slot: Int) {
    count(table, unit, slot, DealCounter.won)
    guard table.amount[unit] != IntegerColumn.missing else { return }
    let amount = Int128(table.amount[unit])
    count(table, unit, slot, DealCounter.wonWithAmount)
    add(table, unit, slot, Sum.won, amount)
    add(table, unit, slot, Sum.wonSquares, amount * amount)
    let term = table.term[unit]
    guard term != IntegerColumn.missing, term > 0 else { return }
    // Rounded to micro-units per deal, so that sums stay integers.
    let annual = FixedDecimal(
      ratio: amount * 12 * Int128(Micro.scale), Int128(term), digits: 0
    ).units
    count(table, unit, slot, DealCounter.wonWithTerm)
    add(table, unit, slot, Sum.annual, annual)
    let (square, overflow) = annual.multipliedReportingOverflow(by: annual)
    add(table, unit, slot, Sum.annualSquares, overflow ? .max : square)
  }

  package mutating func merge(_ other: DealMetrics, mapping: SegmentMapping) {
    leads.merge(other.leads, mapping: mapping)
    deals.merge(other.deals, mapping: mapping)
    sums.merge(other.sums, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) {
    leads.encode(to: &writer)
    deals.encode(to: &writer)
    sums.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    leads = try SegmentCells(plan: plan, width: LeadCounter.width, from: &reader)
    deals = try SegmentCells(plan: plan, width: DealCounter.width, from: &reader)
    sums = try SegmentCells(plan: plan, width: Sum.width, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var rolled = self
    rolled.leads.rollUp(output.plan.periods)
    rolled.deals.rollUp(output.plan.periods)
    rolled.sums.rollUp(output.plan.periods)
    let named = rolled.namedStages
    rolled.addLeads(named, &output)
    rolled.addDeals(named, &output)
    rolled.addPipeline(&output)
  }

  /// Stages that some event of the data names; the others have no rows.
  private var namedStages: Set<Stage> {
    let all = CellKey.total(0)
    var named = Set([Stage.lead, .mql, .sql].filter { leads[all, $0.rawValue] > 0 })
    if deals[all, DealCounter.opportunities] > 0 { named.insert(.opportunity) }
    if deals[all, DealCounter.won] > 0 { named.insert(.win) }
    return named
  }

  private func addLeads(_ named: Set<Stage>, _ output: inout ReportOutput) {
    let stages = [(Stage.lead, Self.leads), (.mql, Self.mqls), (.sql, Self.sqls)]
      .filter { named.contains($0.0) }
    if stages.isEmpty { return }
    for key in output.keys(leads) {
      for (stage, definition) in stages {
        output.addCount(definition, market: .b2b, at: key, Int(leads[key, stage.rawValue]))
      }
      for (index, rate) in CohortRate.ofLeads.enumerated()
      where named.contains(rate.first) && named.contains(rate.second) {
        output.addRate(
          rate.definition, market: .b2b, at: key, Int(leads[key, LeadCounter.rates + index]),
          of: Int(leads[key, rate.first.rawValue]))
      }
    }
  }

  private func addDeals(_ named: Set<Stage>, _ output: inout ReportOutput) {
    let hasLost = deals[.total(0), DealCounter.lost] > 0
    let isPriced = deals[.total(0), DealCounter.wonWithAmount] > 0
    for key in output.keys(deals) {
      let won = Int(deals[key, DealCounter.won])
      let lost = Int(deals[key, DealCounter.lost])
      if named.contains(.opportunity) {
        let opened = Int(deals[key, DealCounter.opportunities])
        output.addCount(Self.opportunities, market: .b2b, at: key, opened)
        if named.contains(.win) {
          output.addRate(
            CohortRate.opportunityToWin.definition, market: .b2b, at: key,
            Int(deals[key, DealCounter.opportunitiesWon]), of: opened)
        }
      }
      if hasLost { output.addCount(Self.lost, market: .b2b, at: key, lost) }
      // Where no event says that a deal was lost, losses are unknown, and so is the win rate.
      if hasLost {
        output.addRate(Self.winRate, market: .b2b, at: key, won, of: won + lost)
        if isPriced {
          output.addQuotient(
            Self.winRateAmount, market: .b2b, at: key, sums[key, Sum.won],
            over: sums[key, Sum.won] + sums[key, Sum.lost], n: won + lost)
        }
      }
      if named.contains(.win) { output.addCount(Self.won, market: .b2b, at: key, won) }
      if isPriced { addMoney(key, won, &output) }
    }
  }

  private func addMoney(_ key: CellKey, _ won: Int, _ output: inout ReportOutput) {
    let priced = Int(deals[key, DealCounter.wonWithAmount])
    output.add(
      Self.wonAmount, market: .b2b, at: key,
      value: won > 0 && priced == 0 ? nil : FixedDecimal(micro: sums[key, Sum.won], digits: 4),
      n: won)
    output.addQuotient(
      Self.dealSize, market: .b2b, at: key, sums[key, Sum.won],
      over: Int128(priced) * Int128(Micro.scale), n: priced,
      interval: OrderMetrics.interval(priced, sums[key, Sum.won], sums[key, Sum.wonSquares]))
    guard deals[.total(0), DealCounter.wonWithTerm] > 0 else { return }
    let annual = Int(deals[key, DealCounter.wonWithTerm])
    output.addQuotient(
      Self.acv, market: .b2b, at: key, sums[key, Sum.annual],
      over: Int128(annual) * Int128(Micro.scale), n: annual,
      interval: OrderMetrics.interval(
        annual, sums[key, Sum.annual], sums[key, Sum.annualSquares]))
  }

  private func addPipeline(_ output: inout ReportOutput) {
    let all = CellKey.total(0)
    guard deals[all, DealCounter.open] + deals[all, DealCounter.opportunities] > 0 else { return }
    for key in output.keys(deals) where key.slot == 0 {
      let open = Int(deals[key, DealCounter.open])
      let priced = deals[key, DealCounter.openWithAmount]
      // Open deals without any amount: the pipeline is unknown, not empty.
      output.add(
        Self.openPipeline, market: .b2b, at: key,
        value: open > 0 && priced == 0
          ? nil : FixedDecimal(micro: sums[key, Sum.open], digits: 4),
        n: open)
    }
  }
}
