import FunnelModel
import Statistics

/// The cumulative incidence of winning since opening (Aalen–Johansen): lost competes, open deals
/// are censored at as_of.
struct IncidenceReport {
  let cohort: DealCohort

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("days", "Days since opening", .count),
    ReportColumn("won", "Won by then", .ratio), ReportColumn("ci_low", "Low", .ratio),
    ReportColumn("ci_high", "High", .ratio),
  ]

  /// Adds the curve; where a segment has won nothing it stays at 0, which says something, too.
  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    let records = cohort.records
    var samples = [[CompetingRiskRow]](repeating: [], count: periods.count)
    let limit = output.plan.asOf.microseconds
    for record in records where record.opening != DealRecord.missing {
      let end = record.closeTime == DealRecord.missing ? limit : record.closeTime
      // A close before the opening says nothing about waiting; data quality counts it.
      if end < record.opening { continue }
      let row = CompetingRiskRow(
        time: end - record.opening, events: record.isWon ? 1 : 0,
        competing: record.isLost ? 1 : 0, censored: record.isWon || record.isLost ? 0 : 1)
      for slot in periods.slots(dayOffset: Int(record.milestoneDays[3])) {
        samples[slot].append(row)
      }
    }
    var table = ReportTable(
      id: "cycle_cif", title: "Share won by days since opening", market: .b2b,
      columns: Self.columns)
    for (slot, period) in periods.slots.enumerated()
    where period.grain != .day && period.grain != .week
      && cohort.prints(slot, count: samples[slot].count, periods)
    {
      let curve = AalenJohansen(samples[slot])
      addMetrics(curve, slot, &output)
      if cohort.isTotal, let curve, [.all, .quarter, .window].contains(period.grain) {
        table.rows += Self.rows(curve, period)
      }
    }
    if cohort.isTotal { output.tables.append(table) }
  }

  private func addMetrics(_ curve: AalenJohansen?, _ slot: Int, _ output: inout ReportOutput) {
    for (days, definition) in PipelineMetrics.incidence {
      let time = Int64(days) * Instant.microsecondsPerDay
      output.add(
        definition, market: .b2b, at: cohort.key(slot),
        value: curve?.incidence(at: time).flatMap { FixedDecimal($0, digits: 6) },
        n: curve?.count ?? 0, interval: curve?.interval(at: time).map { ($0.lower, $0.upper) })
    }
    output.add(
      PipelineMetrics.halfTime, market: .b2b, at: cohort.key(slot),
      value: curve?.halfTime.map {
        FixedDecimal(ratio: Int128($0), Int128(Instant.microsecondsPerDay), digits: 6)
      }, n: curve?.count ?? 0)
  }

  /// The curve at every fifth day, up to two years.
  private static func rows(_ curve: AalenJohansen, _ period: PeriodSlots.Slot) -> [[Cell]] {
    var result: [[Cell]] = []
    for days in stride(from: 0, through: 730, by: 5) {
      let time = Int64(days) * Instant.microsecondsPerDay
      if time > curve.lastTime { break }
      guard let share = curve.incidence(at: time) else { break }
      func cell(_ value: Double?) -> Cell {
        value.flatMap { FixedDecimal($0, digits: 6) }.map { .number($0) } ?? .missing
      }
      let interval = curve.interval(at: time)
      result.append([
        .text(Market.b2b.name), .text(period.grain.name), .text(period.label),
        .number(FixedDecimal(days)), cell(share), cell(interval?.lower), cell(interval?.upper),
      ])
    }
    return result
  }
}
