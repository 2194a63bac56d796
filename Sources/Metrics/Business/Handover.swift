import FunnelModel

/// How individuals bring their teams, and teams their companies: a funnel over buyers that pay in
/// both markets.
///
/// The steps: an individual pays (an order or recurring revenue of B2C); its team does (an order or
/// recurring revenue of B2B, at or after that); its company signs (a deal won, at or after that).
/// A company that signs without its team having paid is taken to have brought the team along, as
/// for the stages of a CRM; such buyers count as skipped in the team's step.
struct Handover: Sendable {
  private static let steps = ["individual", "team", "company"]
  private enum Counter {
    static let skipped = 3
    static let width = 4
  }

  private var counts: SlotTable<Int64>
  /// Days of entry with the times to team and company, from the step before and from entry.
  private var times: [[Int64]] = []

  init(plan: MetricPlan) {
    counts = SlotTable(slotCount: plan.periods.count, width: Counter.width)
  }

  mutating func take(_ view: BucketView, _ plan: MetricPlan) {
    let timeline = view.timeline
    let amounts = timeline.integers(.amount)
    for buyer in 0..<timeline.buyerCount {
      let rows = Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer &+ 1])
      var individual = Self.firstOrder(view.orders, buyer, from: 0) ?? -1
      if let amounts,
        let paid = Self.firstPayment(timeline, amounts, .b2c, rows, until: individual)
      {
        individual = paid
      }
      if individual < 0 { continue }
      var team = Self.firstOrder(view.wholesaleOrders, buyer, from: individual) ?? -1
      let later = individual &+ 1..<rows.upperBound
      if let amounts, let paid = Self.firstPayment(timeline, amounts, .b2b, later, until: team) {
        team = paid
      }
      let company = later.first { timeline.kind[$0] == EventKind.won.rawValue } ?? -1
      add(individual, team, company, timeline, plan)
    }
  }

  /// Row of a buyer's first order after some row.
  private static func firstOrder(_ table: OrderTable, _ buyer: Int, from row: Int) -> Int? {
    let orders = Int(table.starts[buyer])..<Int(table.starts[buyer &+ 1])
    return orders.first { Int(table.row[$0]) >= row }.map { Int(table.row[$0]) }
  }

  /// The first of some rows with recurring revenue of a market, before a row that is not -1.
  private static func firstPayment(
    _ timeline: TimelineBucket, _ amounts: [Int64], _ market: Market, _ rows: Range<Int>,
    until limit: Int
  ) -> Int? {
    var row = rows.lowerBound
    let end = limit < 0 ? rows.upperBound : min(limit, rows.upperBound)
    while row < end {
      if timeline.kind[row] == EventKind.mrr.rawValue && timeline.market[row] == market.rawValue
        && amounts[row] > 0
      {
        return row
      }
      row &+= 1
    }
    return nil
  }

  private mutating func add(
    _ individual: Int, _ team: Int, _ company: Int, _ timeline: TimelineBucket, _ plan: MetricPlan
  ) {
    let isSkipped = company >= 0 && (team < 0 || team > company)
    let reached = isSkipped ? company : team
    let day = Int(timeline.day[individual])
    for slot in plan.periods.slots(dayOffset: day) {
      counts.add(row: 0, slot: slot, counter: 0, 1)
      if reached >= 0 { counts.add(row: 0, slot: slot, counter: 1, 1) }
      if company >= 0 { counts.add(row: 0, slot: slot, counter: 2, 1) }
      if isSkipped { counts.add(row: 0, slot: slot, counter: Counter.skipped, 1) }
    }
    guard reached >= 0 else { return }
    let start = timeline.time[individual]
    let toTeam = timeline.time[reached] - start
    let toCompany = company >= 0 ? timeline.time[company] - start : IntegerColumn.missing
    times.append([Int64(day), toTeam, toCompany])
  }

  mutating func merge(_ other: Handover) {
    counts.merge(other.counts, rows: [0])
    times += other.times
  }

  func encode(to writer: inout StateWriter) {
    counts.encode(to: &writer)
    writer.write(times.count)
    for entry in times { for value in entry { writer.write(Int(value)) } }
  }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    counts = try SlotTable(
      slotCount: plan.periods.count, width: Counter.width, from: &reader)
    for _ in 0..<(try reader.count()) {
      let day = try reader.integer()
      guard (0..<plan.periods.dayCount).contains(day) else { throw .damaged }
      times.append([Int64(day), Int64(try reader.integer()), Int64(try reader.integer())])
    }
  }

  /// Adds `funnel_handover`, where anybody is an individual and somebody goes on.
  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    guard counts.value(row: 0, slot: 0, counter: 1) > 0 else { return }
    var table = ReportTable(
      id: "funnel_handover", title: "Individual → team → company", market: nil,
      columns: FunnelTable.columns)
    var samples = [[[Int64]]](repeating: [], count: periods.count)
    for entry in times {
      for slot in periods.slots(dayOffset: Int(entry[0])) { samples[slot].append(entry) }
    }
    let covered = output.plan.coveredThrough(eventTypes: ["purchase", "mrr", "won"])
    for slot in periods.slots.indices where counts.isTouched(row: 0, slot: slot) {
      for step in Self.steps.indices {
        table.rows.append(row(slot, step, samples[slot], covered: covered, periods))
      }
    }
    output.tables.append(table)
  }

  private func row(
    _ slot: Int, _ step: Int, _ samples: [[Int64]], covered: LocalDay, _ periods: PeriodSlots
  ) -> [Cell] {
    func value(_ counter: Int) -> Int64 { counts.value(row: 0, slot: slot, counter: counter) }
    func count(_ value: Int64) -> Cell { .number(FixedDecimal(Int(value))) }
    func ratio(_ top: Int64, _ bottom: Int64) -> Cell {
      bottom == 0
        ? .missing : .number(FixedDecimal(ratio: Int128(top), Int128(bottom), digits: 6))
    }
    let period = periods.slots[slot]
    var cells: [Cell] = [
      .text("handover"), .text(period.grain.name), .text(period.label), .text(""), .text(""),
      count(Int64(step + 1)), .text(Self.steps[step]), count(value(0)), count(value(step)),
      count(step == 1 ? value(Counter.skipped) : 0), ratio(value(step), value(0)),
    ]
    if step == 0 {
      cells += [.missing, .missing, .missing]
    } else {
      let lost = value(step - 1) - value(step)
      cells += [ratio(value(step), value(step - 1)), count(lost), ratio(lost, value(0))]
    }
    let seen = step == 0 ? [] : samples.filter { $0[step] != IntegerColumn.missing }
    let fromPrevious = seen.map { step == 1 ? $0[1] : $0[2] - $0[1] }
    cells +=
      FunnelTable.summary([fromPrevious])
      + FunnelTable.summary([seen.map { $0[step] }])
    let isComplete = period.grain == .all || period.last <= covered
    cells.append(.text((isComplete ? MetricStatus.ok : .partial).rawValue))
    return cells
  }
}
