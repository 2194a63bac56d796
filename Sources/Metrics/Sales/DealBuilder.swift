import FunnelModel

/// Joins the sales objects of each buyer into units.
struct DealBuilder {
  private let timeline: TimelineBucket
  private let objects: SalesObjects
  private let records: [SalesRecord]
  private let requiredAnswers: Int
  private let answers: [[Int64]]
  private let touches: [Int32]

  init(_ timeline: TimelineBucket, plan: MetricPlan) {
    self.timeline = timeline
    let objects = SalesObjects(timeline)
    let stages = timeline.texts(.stage)?.codes
    self.objects = objects
    records = (0..<objects.count).map {
      SalesRecord(Self.rows(objects, $0), timeline, stages: stages)
    }
    requiredAnswers = plan.opportunityRequiresBant ?? 0
    answers = [EventColumn.budget, .authority, .timeline].compactMap { timeline.integers($0) }
    touches = timeline.kind.indices.compactMap {
      timeline.kind[$0] == EventKind.touch.rawValue
        && timeline.market[$0] == Market.b2b.rawValue ? Int32($0) : nil
    }
  }

  private static func rows(_ objects: SalesObjects, _ object: Int) -> ArraySlice<Int32> {
    objects.rows[Int(objects.starts[object])..<Int(objects.starts[object + 1])]
  }

  func build(into table: inout DealTable) {
    var object = 0
    while object < objects.count {
      var end = object + 1
      while end < objects.count && objects.buyer[end] == objects.buyer[object] { end += 1 }
      join(object..<end, into: &table)
      object = end
    }
  }

  private func time(_ row: Int32) -> Int64 { timeline.time[Int(row)] }

  /// Makes the units of one buyer: each deal with its leads, then the leads that have none.
  private func join(_ range: Range<Int>, into table: inout DealTable) {
    let deals = range.filter { records[$0].isDeal }.sorted {
      records[$0].opening < records[$1].opening
    }
    var leadsOfDeal: [Int: [Int]] = [:]
    var alone: [Int] = []
    for object in range where !records[object].isDeal && records[object].isUnit {
      table.leadObjects += 1
      // A deal id that has not opened yet is a deal to come, and no other deal's lead.
      let target =
        objects.hasDealID[object]
        ? nil
        : deals.first { time(records[$0].opening) >= time(records[object].entry) }
      if let target {
        if leadsOfDeal[target] != nil { table.sharedLeads += 1 }
        leadsOfDeal[target, default: []].append(object)
      } else {
        alone.append(object)
      }
    }
    for deal in deals {
      let leads = (leadsOfDeal[deal] ?? []).sorted { records[$0].entry < records[$1].entry }
      append(deal: deal, leads: leads, to: &table)
    }
    for object in alone { append(deal: nil, leads: [object], to: &table) }
  }

  private func append(deal: Int?, leads: [Int], to table: inout DealTable) {
    let members = leads + (deal.map { [$0] } ?? [])
    func earliest(_ stage: KeyPath<SalesRecord, Int32>) -> Int32 {
      members.map { records[$0][keyPath: stage] }.filter { $0 >= 0 }.min() ?? -1
    }
    let record = deal.map { records[$0] }
    let rows = deal.map { Self.rows(objects, $0) } ?? []
    let buyer = Int(objects.buyer[members[0]])
    let answered = answers.count { FieldFill.latest($0, rows, timeline) != IntegerColumn.missing }
    let isQualified = answered >= requiredAnswers
    table.buyer.append(Int32(buyer))
    table.isDeal.append(deal != nil)
    table.lead.append(earliest(\.lead))
    table.mql.append(earliest(\.mql))
    table.sql.append(earliest(\.sql))
    table.opportunity.append(isQualified ? record?.opportunity ?? -1 : -1)
    table.opening.append(record?.opening ?? -1)
    table.close.append(record?.close ?? -1)
    table.lastOutcome.append(record?.lastOutcome ?? -1)
    table.outcome.append(
      (record?.close ?? -1) < 0 ? .open : record?.isWon == true ? .won : .lost)
    table.firstTouch.append(firstTouch(buyer, until: record?.close ?? -1))
    table.answered.append(UInt8(answered))
    takeFields(rows, into: &table)
    table.entries.append(contentsOf: record?.entries ?? [])
    table.entryStarts.append(Int32(table.entries.count))
    table.rows.append(contentsOf: rows)
    table.rowStarts.append(Int32(table.rows.count))
    takeSegments(record: record, rows: rows, leads: leads, into: &table)
  }

  private func takeFields(_ rows: ArraySlice<Int32>, into table: inout DealTable) {
    func integer(_ column: EventColumn) -> Int64 {
      FieldFill.latest(timeline.integers(column), rows, timeline)
    }
    func code(_ column: EventColumn) -> UInt32 {
      FieldFill.latest(timeline.texts(column)?.codes, rows, timeline)
    }
    table.amount.append(integer(.amount))
    table.term.append(integer(.termMonths))
    table.expectedClose.append(integer(.expectedClose))
    table.reason.append(code(.reason))
    table.stage.append(code(.stage))
  }

  /// A lead shows the value of its entry, a deal that of its opening; where that row is silent the
  /// object's other rows answer, then the other half of the unit.
  private func takeSegments(
    record: SalesRecord?, rows: ArraySlice<Int32>, leads: [Int], into table: inout DealTable
  ) {
    func segments(_ dimension: Int) -> (lead: UInt32, deal: UInt32) {
      self.segments(dimension, record: record, rows: rows, leads: leads)
    }
    for dimension in table.leadSegments.indices {
      let lead = timeline.pairSegment(dimension) { segments($0).lead }
      let deal = timeline.pairSegment(dimension) { segments($0).deal }
      let own = lead == nil ? segments(dimension) : (lead: 0, deal: 0)
      table.leadSegments[dimension].append(lead ?? own.lead)
      table.dealSegments[dimension].append(deal ?? own.deal)
    }
  }

  private func segments(
    _ dimension: Int, record: SalesRecord?, rows: ArraySlice<Int32>, leads: [Int]
  ) -> (lead: UInt32, deal: UInt32) {
    let codes = timeline.segments[dimension]
    func code(_ row: Int32) -> UInt32 { row < 0 ? 0 : codes[Int(row)] }
    let dealFill = FieldFill.first(codes, rows, timeline)
    var leadCode: UInt32 = 0
    for lead in leads where leadCode == 0 {
      leadCode = code(records[lead].entry)
      if leadCode == 0 {
        leadCode = FieldFill.first(codes, Self.rows(objects, lead), timeline)
      }
    }
    var dealCode = code(record?.opening ?? -1)
    if dealCode == 0 { dealCode = dealFill }
    if leadCode == 0, let record { leadCode = code(record.entry) }
    return (leadCode == 0 ? dealFill : leadCode, dealCode == 0 ? leadCode : dealCode)
  }

  /// The buyer's first touch, unless the deal was over by then.
  private func firstTouch(_ buyer: Int, until close: Int32) -> Int32 {
    let start = timeline.buyerStarts[buyer]
    var low = 0
    var high = touches.count
    while low < high {
      let middle = (low + high) / 2
      if touches[middle] < start { low = middle + 1 } else { high = middle }
    }
    guard low < touches.count, touches[low] < timeline.buyerStarts[buyer + 1] else { return -1 }
    return close >= 0 && time(touches[low]) > time(close) ? -1 : touches[low]
  }
}
