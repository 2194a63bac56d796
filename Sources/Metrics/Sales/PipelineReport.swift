import FunnelModel
import Statistics

/// The open deals at as_of: by stage, weighted by each stage's own history, against the targets,
/// and those that grow old.
struct PipelineReport {
  let cohort: DealCohort
  let order: StageOrder
  /// Of all deals, whatever the cohort.
  let history: StageHistory

  /// The open deals of one stage.
  private struct Row {
    var deals = 0
    var priced = 0
    var amount: Int128 = 0
    var ageing = 0
    var slipped = 0
    var stalled = 0
    /// Deals with an amount in a stage with closed deals, and their Σ amount × won ÷ closed.
    var weighable = 0
    var weighted: Int128 = 0
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("stage", "Stage"),
    ReportColumn("deals", "Open deals", .count), ReportColumn("amount", "Amount", .money),
    ReportColumn("win_rate", "Won of the closed deals that were here", .ratio),
    ReportColumn("weighted_amount", "Weighted amount", .money),
    ReportColumn("ageing", "Older than the 75th percentile", .count),
    ReportColumn("slipped", "Slipped", .count), ReportColumn("stalled", "Stalled", .count),
  ]

  /// Adds the numbers at as_of, and for the total the table and the coverage of the targets.
  ///
  /// - Parameter plansCloses: whether any open deal of the data has a planned close.
  func add(plansCloses: Bool, to output: inout ReportOutput) {
    if cohort.isTotal { addCoverage(&output) }
    let open = cohort.records.filter(\.isOpenDeal)
    if open.isEmpty { return }
    let rows = rows(open, output.plan)
    if cohort.isTotal { addTable(rows, &output) }
    func total(_ part: (Row) -> Int) -> Int { rows.values.reduce(0) { $0 + part($1) } }
    let all = cohort.key(0)
    let weighable = total(\.weighable)
    output.add(
      PipelineMetrics.weightedPipeline, market: .b2b, at: all,
      value: weighable == 0
        ? nil : FixedDecimal(micro: rows.values.reduce(0) { $0 + $1.weighted }, digits: 4),
      n: weighable)
    output.addCount(PipelineMetrics.ageing, market: .b2b, at: all, total(\.ageing))
    if plansCloses {
      output.addCount(PipelineMetrics.slipped, market: .b2b, at: all, total(\.slipped))
    }
    output.addCount(PipelineMetrics.stalled, market: .b2b, at: all, total(\.stalled))
  }

  private func addTable(_ rows: [String: Row], _ output: inout ReportOutput) {
    let named = order.codes.map { order.names[$0] }
    let rest = rows.keys.filter { !named.contains($0) && $0 != StageHistory.unstaged }.sorted()
    var table = ReportTable(
      id: "pipeline", title: "Open pipeline by stage", market: .b2b, columns: Self.columns)
    for name in [StageHistory.unstaged] + named + rest {
      if let row = rows[name] { table.rows.append(cells(name, row)) }
    }
    output.tables.append(table)
  }

  private func rows(_ open: [DealRecord], _ plan: MetricPlan) -> [String: Row] {
    var rows: [String: Row] = [:]
    for record in open {
      let name = history.stage(of: record)
      var row = rows[name] ?? Row()
      row.deals += 1
      if record.amount != DealRecord.missing {
        row.priced += 1
        row.amount += Int128(record.amount)
        if let share = history[name].share(of: record.amount) {
          row.weighable += 1
          row.weighted += share
        }
      }
      if history.isAgeing(record, asOf: plan.asOf) { row.ageing += 1 }
      if Self.hasSlipped(record, plan) { row.slipped += 1 }
      let quiet = plan.asOf.microseconds - record.lastEvent
      if quiet >= 30 * Instant.microsecondsPerDay { row.stalled += 1 }
      rows[name] = row
    }
    return rows
  }

  private static func hasSlipped(_ record: DealRecord, _ plan: MetricPlan) -> Bool {
    guard let last = Int32(exactly: record.expected) else { return false }
    if last < plan.zone.day(of: plan.asOf).number { return true }
    guard let first = Int32(exactly: record.firstExpected) else { return false }
    let quarter = Grain.quarter
    return (quarter.start(of: LocalDay(number: last)) ?? LocalDay(number: 0))
      > (quarter.start(of: LocalDay(number: first)) ?? LocalDay(number: 0))
  }

  private func cells(_ name: String, _ row: Row) -> [Cell] {
    func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }
    let past = history[name]
    return [
      .text(Market.b2b.name), .text(name), count(row.deals),
      row.priced == 0 ? .missing : .number(FixedDecimal(micro: row.amount, digits: 4)),
      past.closed == 0
        ? .missing
        : .number(FixedDecimal(ratio: Int128(past.won), Int128(past.closed), digits: 6)),
      row.weighable == 0 ? .missing : .number(FixedDecimal(micro: row.weighted, digits: 4)),
      count(row.ageing), count(row.slipped), count(row.stalled),
    ]
  }

  /// What is due in each target's period against what is still to win there.
  private func addCoverage(_ output: inout ReportOutput) {
    let plan = output.plan
    for target in plan.targets where target.market == .b2b {
      let span = Int64(target.from.number)..<Int64(target.to.number)
      var due: Int128 = 0
      var deals = 0
      var won: Int128 = 0
      for record in cohort.records where record.amount != DealRecord.missing {
        let closed = Int64(plan.periods.firstDay.number) + Int64(record.closeDay)
        if record.isOpenDeal && span.contains(record.expected) {
          due += Int128(record.amount)
          deals += 1
        } else if record.isWon && span.contains(closed) {
          won += Int128(record.amount)
        }
      }
      let missing = Int128(target.won) - won
      // A quota that is reached needs no pipeline.
      output.addSpan(
        PipelineMetrics.coverage, market: .b2b, from: target.from, to: target.to,
        value: missing <= 0 ? nil : FixedDecimal(ratio: due, missing, digits: 6),
        numerator: FixedDecimal(micro: due, digits: 4),
        denominator: FixedDecimal(micro: missing, digits: 4), n: deals)
    }
  }
}
