package import FunnelModel
import Statistics

/// Which business this is, and how individuals become teams and companies (metrics.md, "Which
/// business is this?").
package struct BusinessMetrics: MetricFamily {
  package static let name = "business"

  /// Product lines by name; code 0 = sold without one.
  private(set) var names = ByteInterner()
  private(set) var lines: [ProductLine] = [ProductLine()]
  private(set) var handover: Handover

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    (plan.markets.contains(.b2b) ? DealTable.columns : []).union([.product, .orderID])
  }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.holds(.purchase) || plan.holds(.won)
  }

  package init(plan: MetricPlan) { handover = Handover(plan: plan) }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let products = view.timeline.texts(.product)
    let codes = products.map { names.codes(for: $0.dictionary) } ?? [0]
    while lines.count < names.count { lines.append(ProductLine()) }
    func line(_ row: Int) -> Int { products.map { Int(codes[Int($0.codes[row])]) } ?? 0 }
    for table in [view.orders, view.wholesaleOrders] { takeOrders(table, view, line) }
    takeDeals(view, plan, products, codes)
    if plan.markets.count > 1 { handover.take(view, plan) }
  }

  private mutating func takeOrders(_ table: OrderTable, _ view: BucketView, _ line: (Int) -> Int) {
    let timeline = view.timeline
    var index = 0
    while index < table.count {
      let row = Int(table.row[index])
      let line = line(row)
      lines[line].orders += 1
      lines[line].refunded += Int(table.isRefunded[index])
      lines[line].addValue(table.gross[index], day: Int(timeline.day[row]))
      let (list, overflow) = table.gross[index].addingReportingOverflow(table.discount[index])
      if !overflow, let price = Self.price(list, quantity: table.quantity[index]) {
        lines[line].prices.add(price)
      }
      if index == 0 || table.buyer[index] != table.buyer[index &- 1] {
        let first = Int(timeline.buyerStarts[Int(table.buyer[index])])
        lines[line].addCycle(timeline.time[row] &- timeline.time[first])
      }
      index &+= 1
    }
  }

  /// Micro-units per unit; an order that says no quantity is one unit.
  private static func price(_ value: Int64, quantity: Int64) -> Int64? {
    if quantity <= 0 || quantity == Micro.scale { return value }
    let price = Int128(value) * Int128(Micro.scale) / Int128(quantity)
    return Int64(exactly: price)
  }

  private mutating func takeDeals(
    _ view: BucketView, _ plan: MetricPlan, _ products: TextColumn?, _ codes: [UInt32]
  ) {
    let table = view.deals
    if table.count == 0 { return }
    let timeline = view.timeline
    let recorder = DealRecorder(view, roles: SourceRoles(plan))
    for unit in 0..<table.count where table.isDeal[unit] {
      let rows = table.rows(unit)
      let line = products.map { Int(codes[Int(FieldFill.first($0.codes, rows, timeline))]) } ?? 0
      lines[line].deals += 1
      if rows.contains(where: { timeline.kind[Int($0)] == EventKind.pilotStarted.rawValue }) {
        lines[line].piloted += 1
      }
      guard table.close[unit] >= 0 else { continue }
      let deciders = recorder.deciders(unit)
      if deciders > 0 {
        lines[line].decided += 1
        lines[line].deciders += deciders
      }
      guard table.outcome[unit] == .won else { continue }
      let close = Int(table.close[unit])
      lines[line].won += 1
      if table.opportunity[unit] >= 0 {
        lines[line].addCycle(timeline.time[close] - timeline.time[Int(table.opportunity[unit])])
      }
      if table.amount[unit] != IntegerColumn.missing {
        lines[line].addValue(table.amount[unit], day: Int(timeline.day[close]))
        lines[line].prices.add(table.amount[unit])
      }
    }
  }

  package mutating func merge(_ other: BusinessMetrics, mapping: SegmentMapping) {
    let codes = names.codes(for: other.names.dictionary)
    while lines.count < max(1, names.count) { lines.append(ProductLine()) }
    for (index, line) in other.lines.enumerated() { lines[Int(codes[index])].merge(line) }
    handover.merge(other.handover)
  }

  package func encode(to writer: inout StateWriter) {
    writer.write(lines.count)
    for (code, line) in lines.enumerated() {
      writer.write(code == 0 ? "" : names.dictionary.string(UInt32(code)))
      line.encode(to: &writer)
    }
    handover.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    lines = []
    for index in 0..<(try reader.count()) {
      guard names.intern(try reader.text()) == UInt32(index) else { throw .damaged }
      lines.append(try ProductLine(from: &reader))
    }
    guard !lines.isEmpty else { throw .damaged }
    handover = try Handover(plan: plan, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    BusinessReport(self).add(to: &output)
    handover.add(to: &output)
  }
}

extension BusinessMetrics {
  package static var definitions: [MetricDefinition] { [selfServeShare] }

  static let selfServeShare = MetricDefinition(
    id: "business.self_serve_share", title: "Self-serve share",
    formula: "orders placed without a deal ÷ (orders + deals won)", unit: .ratio,
    direction: .neutral, population: "orders and won deals", periodOf: "order or close",
    interval: "Wilson 95 %", source: "metrics.md, Which business is this?",
    eventTypes: ["purchase", "won"], fields: ["order_id", "deal_id", "product"])
}
