import FunnelModel
import Statistics

/// Where the days of a won deal's cycle went: each moment from opening to close belongs to the
/// stage that the deal was in, so the stages' means add up to the mean cycle.
struct CycleStages {
  let records: [DealRecord]
  let order: StageOrder

  /// Time after the opening in which no stage had been entered yet.
  private static let unstaged = "(before the first stage)"

  func add(to output: inout ReportOutput) {
    if order.codes.isEmpty { return }
    var cycles = [[[Int: Int64]]](repeating: [], count: output.plan.periods.count)
    var used: Set<Int> = []
    for record in records
    where record.isWon && record.opening != DealRecord.missing
      && record.closeTime != DealRecord.missing
    {
      let parts = Self.parts(record)
      used.formUnion(parts.keys)
      for slot in output.plan.periods.slots(dayOffset: Int(record.closeDay)) {
        let grain = output.plan.periods.slots[slot].grain
        if grain != .day && grain != .week { cycles[slot].append(parts) }
      }
    }
    for stage in [-1] + order.codes where used.contains(stage) {
      let name = stage < 0 ? Self.unstaged : order.names[stage]
      for slot in cycles.indices where !cycles[slot].isEmpty {
        add(cycles[slot].map { $0[stage] ?? 0 }, slot, name, &output)
      }
    }
  }

  private func add(
    _ times: [Int64], _ slot: Int, _ stage: String, _ output: inout ReportOutput
  ) {
    let day = Int128(Instant.microsecondsPerDay)
    var moments = SampleMoments()
    for time in times { moments.add(time) }
    output.add(
      PipelineMetrics.cycleStageDays, market: .b2b, at: .total(slot),
      value: FixedDecimal(ratio: moments.sum, Int128(moments.count) * day, digits: 6),
      numerator: FixedDecimal(ratio: moments.sum, day, digits: 6),
      denominator: FixedDecimal(moments.count), n: moments.count,
      interval: meanInterval(moments).map { ($0.lower / Double(day), $0.upper / Double(day)) },
      labelled: (dimension: "stage", segment: stage))
  }

  /// Microseconds from opening to close by stage code; −1 before the first stage. The parts add
  /// up to the cycle, which is negative where a deal closed before it opened.
  static func parts(_ record: DealRecord) -> [Int: Int64] {
    let end = record.closeTime
    var parts: [Int: Int64] = [:]
    var current = -1
    var at = record.opening
    if end < at { return [-1: end - at] }
    for entry in record.entries where entry.time < end {
      if entry.time > at {
        parts[current, default: 0] += entry.time - at
        at = entry.time
      }
      current = Int(entry.stage)
    }
    parts[current, default: 0] += end - at
    return parts
  }
}
