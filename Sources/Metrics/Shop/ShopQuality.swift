package import FunnelModel

/// What the shop's data say about themselves: orders that one source lacks, refunds without an
/// order or a date, duplicates, visits without a known visitor.
package struct ShopQuality: MetricFamily {
  package static let name = "shop_quality"
  package static let isSelfContained = true
  package static let definitions: [MetricDefinition] = []

  private enum Count: Int, CaseIterable {
    case orders, unrecorded, cancelled, orphanRefunds, undatedRefunds, refundedOrders
    case repeatedPurchases, sessions, anonymousSessions, ordersUnknownElsewhere
  }
  private var counts = [Int](repeating: 0, count: Count.allCases.count)

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.undated] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {}

  private subscript(count: Count) -> Int {
    get { counts[count.rawValue] }
    set { counts[count.rawValue] = newValue }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let orders = view.orders
    self[.orders] += orders.count
    self[.unrecorded] += orders.unrecorded
    self[.cancelled] += orders.cancelled
    self[.orphanRefunds] += orders.orphanRefunds.count
    self[.sessions] += view.sessions.count
    for index in 0..<orders.count where orders.isRefunded[index] == 1 { self[.refundedOrders] += 1 }
    for other in orders.otherSources where other == 0 { self[.ordersUnknownElsewhere] += 1 }
    self[.repeatedPurchases] += orders.repeatedRows
    if let undated = view.timeline.integers(.undated) {
      for value in undated where value == 1 { self[.undatedRefunds] += 1 }
    }
    let sessionRank = Buyer.precedence.firstIndex(of: .sessionID) ?? 0
    for buyer in view.sessions.buyer
    where Int(view.timeline.buyerColumn[Int(buyer)]) >= sessionRank {
      self[.anonymousSessions] += 1
    }
  }

  package mutating func merge(_ other: ShopQuality, mapping: SegmentMapping) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  package func encode(to writer: inout StateWriter) {
    for count in counts { writer.write(count) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    for index in counts.indices { counts[index] = try reader.integer() }
  }

  package func finalise(into output: inout ReportOutput) {
    func add(_ check: String, _ count: Count, of total: Count?, _ detail: String) {
      guard self[count] > 0 else { return }
      output.quality.append(
        QualityRow(
          check: check, market: .b2c, count: self[count], of: total.map { self[$0] },
          detail: detail))
    }
    let hasSecondSource =
      output.plan.sources.filter { ($0.typeCounts["purchase"] ?? 0) > 0 }.count > 1
    add(
      "orders_unknown_to_record", .unrecorded, of: nil,
      "purchases of another source whose order the source of record lacks; not counted as orders")
    if hasSecondSource {
      add(
        "orders_unknown_elsewhere", .ordersUnknownElsewhere, of: .orders,
        "orders that no other source has seen, so their session and channel are unknown")
    }
    add("orders_cancelled", .cancelled, of: nil, "orders undone before payment; not counted")
    add(
      "purchases_repeated", .repeatedPurchases, of: nil,
      "further purchase rows of an order that is counted once")
    add(
      "refunds_without_order", .orphanRefunds, of: nil,
      "refunds whose order is not in the data; not subtracted")
    add(
      "refunds_undated", .undatedRefunds, of: .refundedOrders,
      "refunds without a date of their own; counted in their order's period")
    add(
      "sessions_without_visitor", .anonymousSessions, of: .sessions,
      "sessions without a customer or visitor id; never joined to a buyer")
  }
}
