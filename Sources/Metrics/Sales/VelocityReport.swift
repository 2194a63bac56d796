import FunnelModel
import Statistics

/// How much closed business a day brings, and how far closes strayed from their plan, by close.
struct VelocityReport {
  let cohort: DealCohort

  private struct Sums {
    var won = 0
    var priced = 0
    var amount: Int128 = 0
    var cycles = 0
    var elapsed: Int128 = 0
    var plans = SampleMoments()
    var amountErrors = SampleMoments()
  }

  /// Adds the numbers of the cohort.
  ///
  /// - Parameter hasCycles: whether any won deal of the data was opened, too.
  func add(hasCycles: Bool, to output: inout ReportOutput) {
    let periods = output.plan.periods
    var sums = [Sums](repeating: Sums(), count: periods.count)
    for record in cohort.records where record.isWon || record.isLost {
      for slot in periods.slots(dayOffset: Int(record.closeDay)) {
        if record.isWon { Self.takeWon(&sums[slot], record) }
        if let expected = Int32(exactly: record.firstExpected) {
          let closed = Int64(periods.firstDay.number) + Int64(record.closeDay)
          sums[slot].plans.add(closed - Int64(expected))
        }
      }
    }
    for slot in periods.slots.indices {
      let sum = sums[slot]
      if hasCycles && cohort.prints(slot, count: sum.won, periods) {
        output.add(
          PipelineMetrics.velocity, market: .b2b, at: cohort.key(slot),
          value: Self.velocity(sum), n: sum.won)
      }
      if sums[0].plans.count > 0 && cohort.prints(slot, count: sum.plans.count, periods) {
        Self.addError(sum.plans, cohort.key(slot), &output)
      }
      if sums[0].amountErrors.count > 0
        && cohort.prints(slot, count: sum.amountErrors.count, periods)
      {
        let scale = Double(Micro.scale)
        output.addMean(
          PipelineMetrics.amountError, market: .b2b, at: cohort.key(slot), sum.amountErrors.sum,
          over: sum.amountErrors.count,
          interval: meanInterval(sum.amountErrors).map { ($0.lower / scale, $0.upper / scale) })
      }
    }
  }

  private static func takeWon(_ sums: inout Sums, _ record: DealRecord) {
    sums.won += 1
    if record.amount != DealRecord.missing {
      sums.priced += 1
      sums.amount += Int128(record.amount)
      let (error, overflow) = record.amount.subtractingReportingOverflow(record.firstAmount)
      if record.firstAmount != DealRecord.missing && !overflow { sums.amountErrors.add(error) }
    }
    if record.opening != DealRecord.missing {
      sums.cycles += 1
      sums.elapsed += Int128(record.closeTime - record.opening)
    }
  }

  /// closed × (won ÷ closed) × (amount ÷ priced) ÷ (elapsed ÷ cycles), exact where it fits.
  private static func velocity(_ sums: Sums) -> FixedDecimal? {
    guard sums.priced > 0, sums.cycles > 0, sums.elapsed > 0,
      let size = ExactRatio(sums.amount * Int128(sums.won), over: Int128(sums.priced)),
      let days = ExactRatio(
        Int128(Instant.microsecondsPerDay) * Int128(sums.cycles), over: sums.elapsed)
    else { return nil }
    let (top, overflow) = size.numerator.multipliedReportingOverflow(by: days.numerator)
    let bottom = size.denominator * days.denominator
    if overflow || top.magnitude > 1 << 105 || bottom > 1 << 100 {
      return FixedDecimal(size.value * days.value / Double(Micro.scale), digits: 4)
    }
    return FixedDecimal(ratio: top, bottom * Int128(Micro.scale), digits: 4)
  }

  private static func addError(
    _ plans: SampleMoments, _ key: CellKey, _ output: inout ReportOutput
  ) {
    output.add(
      PipelineMetrics.forecastError, market: .b2b, at: key,
      value: plans.count == 0
        ? nil : FixedDecimal(ratio: plans.sum, Int128(plans.count), digits: 6),
      numerator: FixedDecimal(units: plans.sum, digits: 0),
      denominator: FixedDecimal(plans.count), n: plans.count,
      interval: meanInterval(plans).map { ($0.lower, $0.upper) })
  }
}
