import FunnelModel

/// Cohort rates "within N days": only units whose N × 24 h are over count; where some are still
/// inside, the row is `in_progress`, and where all are, it shows the value so far.
struct MatureRates {
  let cohort: DealCohort
  /// Whether any unit of the data reached a stage: lead, MQL, SQL, opportunity, win.
  let named: [Bool]

  /// One rate with its limit.
  struct Rate {
    let first: Int
    let second: Int
    let days: Int
    let definition: MetricDefinition
  }

  /// The stages of a record: lead, MQL, SQL, opportunity, win.
  private static let names = ["lead", "mql", "sql", "opportunity", "win"]
  static let all: [Rate] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4), (1, 4)]
    .flatMap { first, second in
      [30, 90, 180].map { days in
        Rate(
          first: first, second: second, days: days,
          definition: define(names[first], names[second], days))
      }
    }

  private static func define(_ first: String, _ second: String, _ days: Int) -> MetricDefinition {
    let type = second == "win" ? "won" : second
    return MetricDefinition(
      id: "b2b.\(first)_to_\(second)_rate_\(days)d",
      title: "From \(first) to \(second) within \(days) days",
      formula: "mature units that reached \(type) within \(days) × 24 h of \(first) ÷ mature units",
      unit: .ratio, direction: .higher, population: "units that reached \(first)",
      periodOf: "reaching \(first)", maturity: "\(first) + \(days) × 24 h ≤ as_of",
      interval: "Wilson 95 %", source: "metrics.md, B2B", eventTypes: [first, type],
      fields: ["deal_id", "person_id", "account_id", "time"])
  }

  private struct Counts {
    var mature = 0
    var hits = 0
    var young = 0
    var youngHits = 0
  }

  /// Which stages some of all units reached.
  static func named(_ records: [DealRecord]) -> [Bool] {
    names.indices.map { stage in records.contains { time($0, stage) != DealRecord.missing } }
  }

  /// Adds the rates whose cohort is one of leads, MQLs, SQLs (`ofDeals` false), or opportunities.
  func add(ofDeals: Bool, to output: inout ReportOutput) {
    for rate in Self.all
    where named[rate.first] && named[rate.second] && (rate.first == 3) == ofDeals {
      add(rate, &output)
    }
  }

  private static func time(_ record: DealRecord, _ stage: Int) -> Int64 {
    if stage < 4 { return record.milestones[stage] }
    return record.isWon ? record.closeTime : DealRecord.missing
  }

  private func add(_ rate: Rate, _ output: inout ReportOutput) {
    let periods = output.plan.periods
    let limit = Int64(rate.days) * Instant.microsecondsPerDay
    var counts = [Counts](repeating: Counts(), count: periods.count)
    for record in cohort.records where record.milestones[rate.first] != DealRecord.missing {
      let start = record.milestones[rate.first]
      let end = Self.time(record, rate.second)
      let isHit = end != DealRecord.missing && end - start <= limit
      let isMature = start + limit <= output.plan.asOf.microseconds
      for slot in periods.slots(dayOffset: Int(record.milestoneDays[rate.first]))
      where periods.slots[slot].grain != .day {
        if isMature {
          counts[slot].mature += 1
          counts[slot].hits += isHit ? 1 : 0
        } else {
          counts[slot].young += 1
          counts[slot].youngHits += isHit ? 1 : 0
        }
      }
    }
    for (slot, count) in counts.enumerated()
    where periods.slots[slot].grain != .day
      && cohort.prints(slot, count: count.mature + count.young, periods)
    {
      let isOpen = count.mature == 0
      output.addRate(
        rate.definition, market: .b2b, at: cohort.key(slot), isOpen ? count.youngHits : count.hits,
        of: isOpen ? count.young : count.mature, status: count.young > 0 ? .inProgress : nil)
    }
  }
}
