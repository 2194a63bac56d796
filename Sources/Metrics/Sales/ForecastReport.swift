import FunnelModel
import Statistics

/// How far closes and amounts strayed from what was planned in each stage, by close: the table
/// `forecast`.
///
/// A deal is asked once per stage, at its first entry, with the plan that was known then; the stage
/// `opportunity` holds what was said first of all.
struct ForecastReport {
  let records: [DealRecord]
  let order: StageOrder

  private struct Errors {
    /// Days of 24 hours between local dates; late is positive.
    var days = SampleMoments()
    /// Micro-units; more than planned is positive. Won deals only.
    var amounts = SampleMoments()
  }
  private struct Key: Hashable {
    var slot: Int
    /// Position in the order of the stages; -1 for the first plan.
    var stage: Int
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("stage", "Plan made in stage"),
    ReportColumn("deals", "Closed deals with a planned close", .count),
    ReportColumn("days_error_mean", "Closed later than planned, mean days", .days),
    ReportColumn("won_deals", "Won deals with a planned amount", .count),
    ReportColumn("amount_error_mean", "Amount above plan, mean", .money),
  ]

  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    var errors: [Key: Errors] = [:]
    for record in records where record.isWon || record.isLost {
      let slots = periods.slots(dayOffset: Int(record.closeDay))
        .filter { ![.day, .week].contains(periods.slots[$0].grain) }
      let closed = Int64(periods.firstDay.number) + Int64(record.closeDay)
      take(record, closed, record.firstExpected, record.firstAmount, -1, slots, &errors)
      var seen: Set<Int> = []
      for entry in record.entries where seen.insert(order.rank(entry)).inserted {
        take(record, closed, entry.expected, entry.amount, order.rank(entry), slots, &errors)
      }
    }
    if errors.isEmpty { return }
    var table = ReportTable(
      id: "forecast", title: "Forecast against outcome", market: .b2b, columns: Self.columns)
    for slot in periods.slots.indices {
      for stage in -1..<order.codes.count {
        guard let found = errors[Key(slot: slot, stage: stage)] else { continue }
        table.rows.append(row(periods.slots[slot], stage, found))
      }
    }
    output.tables.append(table)
  }

  private func take(
    _ record: DealRecord, _ closed: Int64, _ expected: Int64, _ amount: Int64, _ stage: Int,
    _ slots: [Int], _ errors: inout [Key: Errors]
  ) {
    let hasDay = Int32(exactly: expected) != nil
    let (error, overflow) = record.amount.subtractingReportingOverflow(amount)
    let hasAmount =
      record.isWon && amount != DealRecord.missing && record.amount != DealRecord.missing
      && !overflow
    if !hasDay && !hasAmount { return }
    for slot in slots {
      if hasDay {
        errors[Key(slot: slot, stage: stage), default: Errors()].days.add(closed - expected)
      }
      if hasAmount { errors[Key(slot: slot, stage: stage), default: Errors()].amounts.add(error) }
    }
  }

  private func row(_ period: PeriodSlots.Slot, _ stage: Int, _ errors: Errors) -> [Cell] {
    func mean(_ moments: SampleMoments, _ scale: Int128, _ digits: Int) -> Cell {
      moments.count == 0
        ? .missing
        : .number(FixedDecimal(ratio: moments.sum, Int128(moments.count) * scale, digits: digits))
    }
    return [
      .text(Market.b2b.name), .text(period.grain.name), .text(period.label),
      .text(stage < 0 ? StageHistory.unstaged : order.names[order.codes[stage]]),
      .number(FixedDecimal(errors.days.count)), mean(errors.days, 1, 6),
      .number(FixedDecimal(errors.amounts.count)), mean(errors.amounts, Int128(Micro.scale), 4),
    ]
  }
}
