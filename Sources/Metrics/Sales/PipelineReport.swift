import FunnelModel
import Statistics

/// The open deals at as_of: by stage, weighted by each stage's own history, against the targets,
/// and those that grow old.
struct PipelineReport {
  let records: [DealRecord]
  let order: StageOrder
  let paths: StagePaths

  /// The open deals of one stage.
  private struct Row {
    var deals = 0
    var priced = 0
    var amount: Int128 = 0
    var ageing = 0
    var slipped = 0
    var stalled = 0
    var closed = 0
    var won = 0
    /// Amount × won ÷ closed, rounded to micro-units; nil without closed deals or any amount.
    var weighted: Int128? {
      closed == 0 || priced == 0
        ? nil
        : FixedDecimal(ratio: amount * Int128(won), Int128(closed), digits: 0).units
    }
  }

  /// Where a deal without any stage stands.
  private static let unstaged = "opportunity"
  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("stage", "Stage"),
    ReportColumn("deals", "Open deals", .count), ReportColumn("amount", "Amount", .money),
    ReportColumn("win_rate", "Won of the closed deals that were here", .ratio),
    ReportColumn("weighted_amount", "Weighted amount", .money),
    ReportColumn("ageing", "Older than the 75th percentile", .count),
    ReportColumn("slipped", "Slipped", .count), ReportColumn("stalled", "Stalled", .count),
  ]

  func add(to output: inout ReportOutput) {
    addCoverage(&output)
    let open = records.filter(\.isOpenDeal)
    if open.isEmpty { return }
    let rows = rows(open, output.plan)
    let named = order.codes.map { order.names[$0] }
    let rest = rows.keys.filter { !named.contains($0) && $0 != Self.unstaged }.sorted()
    var table = ReportTable(
      id: "pipeline", title: "Open pipeline by stage", market: .b2b, columns: Self.columns)
    for name in [Self.unstaged] + named + rest {
      guard let row = rows[name], row.deals > 0 else { continue }
      table.rows.append(Self.cells(name, row))
    }
    output.tables.append(table)
    func total(_ part: (Row) -> Int) -> Int { rows.values.reduce(0) { $0 + part($1) } }
    let all = CellKey.total(0)
    let weighted = rows.values.compactMap(\.weighted)
    output.add(
      PipelineMetrics.weightedPipeline, market: .b2b, at: all,
      value: weighted.isEmpty
        ? nil : FixedDecimal(micro: weighted.reduce(0, +), digits: 4),
      n: total { $0.weighted == nil ? 0 : $0.deals })
    output.addCount(PipelineMetrics.ageing, market: .b2b, at: all, total { $0.ageing })
    if open.contains(where: { $0.expected != DealRecord.missing }) {
      output.addCount(PipelineMetrics.slipped, market: .b2b, at: all, total { $0.slipped })
    }
    output.addCount(PipelineMetrics.stalled, market: .b2b, at: all, total { $0.stalled })
  }

  private func rows(_ open: [DealRecord], _ plan: MetricPlan) -> [String: Row] {
    var rows: [String: Row] = [:]
    for record in records where record.isWon || record.isLost {
      var stages = Set(record.entries.map { order.names[Int($0.stage)] })
      if stages.isEmpty { stages = [Self.unstaged] }
      for name in stages {
        rows[name, default: Row()].closed += 1
        if record.isWon { rows[name, default: Row()].won += 1 }
      }
    }
    for record in open {
      let name = record.stage == 0 ? Self.unstaged : order.names[Int(record.stage)]
      var row = rows[name] ?? Row()
      row.deals += 1
      if record.amount != DealRecord.missing {
        row.priced += 1
        row.amount += Int128(record.amount)
      }
      if isAgeing(record, plan) { row.ageing += 1 }
      if hasSlipped(record, plan) { row.slipped += 1 }
      let quiet = plan.asOf.microseconds - record.lastEvent
      if quiet >= 30 * Instant.microsecondsPerDay { row.stalled += 1 }
      rows[name] = row
    }
    return rows
  }

  private func isAgeing(_ record: DealRecord, _ plan: MetricPlan) -> Bool {
    guard let last = record.entries.last,
      let history = paths.cells[
        StagePaths.Key(
          slot: 0, stage: StagePaths.Stage(isPipeline: true, position: order.rank(last)))],
      let limit = exactQuantile(sparseCounts(history.stays), 3, over: 4)
    else { return false }
    return Int128(plan.asOf.microseconds - last.time) * limit.denominator > limit.numerator
  }

  private func hasSlipped(_ record: DealRecord, _ plan: MetricPlan) -> Bool {
    guard let last = Int32(exactly: record.expected) else { return false }
    if last < plan.zone.day(of: plan.asOf).number { return true }
    guard let first = Int32(exactly: record.firstExpected) else { return false }
    let quarter = Grain.quarter
    return (quarter.start(of: LocalDay(number: last)) ?? LocalDay(number: 0))
      > (quarter.start(of: LocalDay(number: first)) ?? LocalDay(number: 0))
  }

  private static func cells(_ name: String, _ row: Row) -> [Cell] {
    func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }
    return [
      .text(Market.b2b.name), .text(name), count(row.deals),
      row.priced == 0 ? .missing : .number(FixedDecimal(micro: row.amount, digits: 4)),
      row.closed == 0
        ? .missing : .number(FixedDecimal(ratio: Int128(row.won), Int128(row.closed), digits: 6)),
      row.weighted.map { .number(FixedDecimal(micro: $0, digits: 4)) } ?? .missing,
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
      for record in records where record.amount != DealRecord.missing {
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
