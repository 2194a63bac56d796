package import FunnelModel
import Statistics

/// Support: how soon tickets are answered and resolved, whether targets are met, and whether buyers
/// stay (metrics.md, "Support").
package struct SupportMetrics: MetricFamily {
  package static let name = "support"

  private(set) var tickets: [TicketRecord] = []
  /// By dimension of the plan: segment of each ticket.
  private(set) var segments: [[UInt32]]
  private(set) var buyers: [BuyerLoyalty] = []
  /// By `SupportLabels.columns`: the texts that the labels of tickets are codes of.
  private(set) var names: [ByteInterner]
  private(set) var orphans = 0
  private(set) var withoutOpening = 0

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    Set(SupportLabels.columns).union([.ticketID, .amount, .subscriptionID])
  }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.holds(.ticketOpened) || plan.holds(.ticketFirstResponse) || plan.holds(.ticketResolved)
  }

  package init(plan: MetricPlan) {
    segments = Array(repeating: [], count: plan.dimensions.count)
    names = SupportLabels.columns.map { _ in ByteInterner() }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let timeline = view.timeline
    guard timeline.kind.contains(where: TicketFinder.isTicket) else { return }
    let recorder = TicketRecorder(view, plan: plan)
    let codes = SupportLabels.columns.indices.map { index in
      timeline.texts(SupportLabels.columns[index]).map {
        names[index].codes(for: $0.dictionary)
      } ?? []
    }
    var finder = TicketFinder(timeline)
    for buyer in 0..<timeline.buyerCount {
      let range = Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])
      guard finder.find(range) else { continue }
      orphans += finder.orphans
      withoutOpening += finder.tickets.count { $0.opened < 0 }
      let found = recorder.records(finder.tickets, buyer: buyer)
      for (record, ticket) in found {
        var record = record
        for index in record.labels.indices where record.labels[index] != 0 {
          record.labels[index] = codes[index][Int(record.labels[index])]
        }
        tickets.append(record)
        for dimension in segments.indices {
          segments[dimension].append(
            FieldFill.first(timeline.segments[dimension], ticket.rows[...], timeline))
        }
      }
      if let loyalty = recorder.loyalty(of: buyer, found.map(\.record)) { buyers.append(loyalty) }
    }
  }

  package mutating func merge(_ other: SupportMetrics, mapping: SegmentMapping) {
    let codes = names.indices.map { names[$0].codes(for: other.names[$0].dictionary) }
    for ticket in other.tickets {
      var ticket = ticket
      for index in ticket.labels.indices {
        ticket.labels[index] = codes[index][Int(ticket.labels[index])]
      }
      tickets.append(ticket)
    }
    for dimension in segments.indices {
      segments[dimension] += other.segments[dimension].map { mapping.codes[dimension][Int($0)] }
    }
    buyers += other.buyers
    orphans += other.orphans
    withoutOpening += other.withoutOpening
  }

  package func encode(to writer: inout StateWriter) {
    for interner in names {
      writer.write(interner.count - 1)
      for code in 1..<max(1, interner.count) {
        writer.write(interner.dictionary.string(UInt32(code)))
      }
    }
    writer.write(tickets.count)
    for index in tickets.indices {
      tickets[index].encode(to: &writer)
      for codes in segments { writer.write(Int(codes[index])) }
    }
    writer.write(buyers.count)
    for buyer in buyers { buyer.encode(to: &writer) }
    writer.write(orphans)
    writer.write(withoutOpening)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan)
    for index in names.indices {
      for _ in 0..<(try reader.count()) { _ = names[index].intern(try reader.text()) }
    }
    for _ in 0..<(try reader.count()) {
      let ticket = try TicketRecord(from: &reader, dayCount: plan.periods.dayCount)
      for index in names.indices where Int(ticket.labels[index]) >= max(1, names[index].count) {
        throw .damaged
      }
      tickets.append(ticket)
      for dimension in segments.indices {
        guard let code = UInt32(exactly: try reader.integer()) else { throw .damaged }
        segments[dimension].append(code)
      }
    }
    for _ in 0..<(try reader.count()) {
      buyers.append(try BuyerLoyalty(from: &reader, dayCount: plan.periods.dayCount))
    }
    orphans = try reader.integer()
    withoutOpening = try reader.integer()
  }

  package func finalise(into output: inout ReportOutput) {
    addQuality(&output)
    guard !tickets.isEmpty else { return }
    SupportReport(self).add(to: &output)
    SupportTable(self).add(to: &output)
  }

  private func addQuality(_ output: inout ReportOutput) {
    func note(_ check: String, _ count: Int, _ detail: String) {
      guard count > 0 else { return }
      output.quality.append(
        QualityRow(
          check: check, market: nil, count: count, of: tickets.count + withoutOpening,
          detail: detail))
    }
    note(
      "tickets_without_opening", withoutOpening,
      "answered or resolved, never opened: left out of every support number")
    note(
      "ticket_events_without_ticket", orphans,
      "responses or resolutions that name no ticket: left out of every support number")
    note(
      "tickets_without_target", tickets.count { $0.target == .none },
      "no tier, or one without a target: left out of the target's attainment")
    note(
      "tickets_resolved_without_response", tickets.count { $0.target == .settled },
      "resolved in time without any response: left out of the target's attainment")
    note(
      "ticket_times_negative",
      tickets.count {
        ($0.response != TicketRecord.missing && $0.response < $0.opened)
          || ($0.resolved != TicketRecord.missing && $0.resolved < $0.opened)
      },
      "answered or resolved before it was opened: counted with the sign that the times give")
  }
}
