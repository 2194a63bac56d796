import FunnelModel

/// Writes down the units of one bucket.
struct DealRecorder {
  private let view: BucketView
  private let expected: [Int64]?
  private let amounts: [Int64]?
  private let persons: [UInt32]?
  private let roles: SourceRoles

  init(_ view: BucketView, roles: SourceRoles) {
    self.view = view
    self.roles = roles
    expected = view.timeline.integers(.expectedClose)
    amounts = view.timeline.integers(.amount)
    persons = view.timeline.texts(.personID)?.codes
  }

  /// The record of a unit, without the codes of stages and reasons.
  func record(_ unit: Int) -> DealRecord {
    let table = view.deals
    let time = view.timeline.time
    let day = view.timeline.day
    var record = DealRecord()
    let rows = [table.lead[unit], table.mql[unit], table.sql[unit], table.opportunity[unit]]
    for (index, row) in rows.enumerated() where row >= 0 {
      record.milestones[index] = time[Int(row)]
      record.milestoneDays[index] = day[Int(row)]
    }
    record.isDeal = table.isDeal[unit]
    record.outcome = table.outcome[unit].rawValue
    if table.close[unit] >= 0 {
      record.closeTime = time[Int(table.close[unit])]
      record.closeDay = day[Int(table.close[unit])]
      record.endTime = time[Int(table.lastOutcome[unit])]
      record.deciders = deciders(unit)
    }
    if let last = table.rows(unit).last { record.lastEvent = time[Int(last)] }
    record.amount = table.amount[unit]
    record.expected = table.expectedClose[unit]
    record.firstExpected = firstSaid(expected, table.rows(unit))
    record.firstAmount = firstSaid(amounts, table.rows(unit))
    record.answered = Int(table.answered[unit])
    record.pilots = pilots(table.rows(unit))
    record.leadSegments = table.leadSegments.map { $0[unit] }
    record.dealSegments = table.dealSegments.map { $0[unit] }
    takeRoles(Int(table.buyer[unit]), into: &record)
    return record
  }

  /// The entries of a unit into stages with what was planned then, stages as the bucket's codes.
  func entries(_ unit: Int, stages: [UInt32]) -> [DealRecord.Entry] {
    let rows = view.deals.rows(unit)
    return view.deals.entries(unit).map { row in
      let time = view.timeline.time[Int(row)]
      let known = rows.prefix { view.timeline.time[Int($0)] <= time }
      return DealRecord.Entry(
        stage: stages[Int(row)], day: view.timeline.day[Int(row)], time: time,
        expected: FieldFill.latest(expected, known, view.timeline),
        amount: FieldFill.latest(amounts, known, view.timeline))
    }
  }

  /// What the first source that fills a column said first; its rows of the close are no plan.
  private func firstSaid(_ column: [Int64]?, _ rows: ArraySlice<Int32>) -> Int64 {
    guard let column else { return DealRecord.missing }
    let closings = EventKind.won.rawValue...EventKind.lost.rawValue
    let source = view.timeline.source
    var best: Int32 = -1
    for row in rows
    where column[Int(row)] != IntegerColumn.missing
      && !closings.contains(view.timeline.kind[Int(row)])
    {
      if best < 0 || source[Int(row)] < source[Int(best)] { best = row }
    }
    return best < 0 ? DealRecord.missing : column[Int(best)]
  }

  /// Distinct persons of the buyer with an event from opening to close, both inclusive.
  private func deciders(_ unit: Int) -> Int {
    guard let persons, view.deals.opening[unit] >= 0 else { return 0 }
    let buyer = Int(view.deals.buyer[unit])
    let time = view.timeline.time
    let from = time[Int(view.deals.opening[unit])]
    let to = time[Int(view.deals.close[unit])]
    var seen: Set<UInt32> = []
    for row in Int(view.timeline.buyerStarts[buyer])..<Int(view.timeline.buyerStarts[buyer + 1])
    where persons[row] != 0 && time[row] >= from && time[row] <= to { seen.insert(persons[row]) }
    return seen.count
  }

  /// Each start opens a pilot, which the next end closes.
  private func pilots(_ rows: ArraySlice<Int32>) -> [DealRecord.Pilot] {
    var result: [DealRecord.Pilot] = []
    for row in rows {
      let time = view.timeline.time[Int(row)]
      switch EventKind(rawValue: view.timeline.kind[Int(row)]) {
      case .pilotStarted:
        result.append(
          DealRecord.Pilot(
            day: view.timeline.day[Int(row)], start: time, end: DealRecord.missing))
      case .pilotEnded:
        if let last = result.indices.last, result[last].end == DealRecord.missing {
          result[last].end = time
        }
      default: break
      }
    }
    return result
  }

  private func takeRoles(_ buyer: Int, into record: inout DealRecord) {
    guard roles.areApart else { return }
    for row in Int(view.timeline.buyerStarts[buyer])..<Int(view.timeline.buyerStarts[buyer + 1])
    where view.timeline.market[row] == Market.b2b.rawValue {
      let source = Int(view.timeline.source[row])
      if roles.isCRM[source] { record.isKnownToCRM = true }
      if roles.isMarketing[source] { record.isKnownToMarketing = true }
    }
  }
}
