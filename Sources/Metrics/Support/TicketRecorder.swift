import FunnelModel

/// Writes down the tickets of the buyers of one bucket, and whether those buyers stayed.
struct TicketRecorder {
  private let view: BucketView
  private let plan: MetricPlan
  private let columns: [TextColumn?]
  private let amounts: [Int64]?
  private let subscriptions: [UInt32]?
  /// A buyer is new for this long after first paying.
  private static let newFor = 90 * Instant.microsecondsPerDay

  init(_ view: BucketView, plan: MetricPlan) {
    self.view = view
    self.plan = plan
    columns = SupportLabels.columns.map { view.timeline.texts($0) }
    amounts = view.timeline.integers(.amount)
    subscriptions = view.timeline.texts(.subscriptionID)?.codes
  }

  /// The records of a buyer's tickets that were opened, with the rows they were opened by. Labels
  /// are codes of the bucket's columns.
  func records(
    _ found: [TicketFinder.Found], buyer: Int
  ) -> [(record: TicketRecord, ticket: TicketFinder.Found)] {
    let timeline = view.timeline
    let firstPaid = firstPaid(rows(buyer))
    var result: [(record: TicketRecord, ticket: TicketFinder.Found)] = []
    for ticket in found where ticket.opened >= 0 {
      let row = Int(ticket.opened)
      var record = TicketRecord(
        market: Market(rawValue: timeline.market[row]) ?? .b2c, day: timeline.day[row],
        opened: timeline.time[row])
      if ticket.response >= 0 { record.response = timeline.time[Int(ticket.response)] }
      if ticket.resolved >= 0 { record.resolved = timeline.time[Int(ticket.resolved)] }
      for index in columns.indices {
        guard let codes = columns[index]?.codes else { continue }
        record.labels[index] = FieldFill.first(codes, ticket.rows[...], timeline)
      }
      if record.labels[SupportLabels.tier] == 0 {
        record.labels[SupportLabels.tier] = tier(of: buyer, at: record.opened)
      }
      if let column = columns[SupportLabels.tier], record.labels[SupportLabels.tier] != 0,
        let limit = plan.sla.target(
          ofTier: column.dictionary.string(record.labels[SupportLabels.tier]))
      {
        record.judge(target: limit, plan: plan)
      }
      if let firstPaid, firstPaid <= record.opened {
        record.standing = record.opened - firstPaid <= Self.newFor ? .new : .established
      }
      result.append((record, ticket))
    }
    let isBreached = result.contains { $0.record.target == .breached }
    for index in result.indices {
      result[index].record.ofBuyer = result.count
      result[index].record.buyerIsBreached = isBreached
    }
    return result
  }

  private func rows(_ buyer: Int) -> Range<Int> {
    Int(view.timeline.buyerStarts[buyer])..<Int(view.timeline.buyerStarts[buyer + 1])
  }

  /// The tier that the buyer's events name last at a time; else the first one after it.
  private func tier(of buyer: Int, at time: Int64) -> UInt32 {
    guard let codes = columns[SupportLabels.tier]?.codes else { return 0 }
    var known: UInt32 = 0
    for row in rows(buyer) where codes[row] != 0 {
      if view.timeline.time[row] > time && known != 0 { break }
      known = codes[row]
      if view.timeline.time[row] > time { break }
    }
    return known
  }

  /// When the buyer first became a customer.
  private func firstPaid(_ rows: Range<Int>) -> Int64? {
    for row in rows {
      switch EventKind(rawValue: view.timeline.kind[row]) {
      case .purchase, .won: return view.timeline.time[row]
      case .mrr:
        if let amounts, amounts[row] != IntegerColumn.missing, amounts[row] > 0 {
          return view.timeline.time[row]
        }
      default: break
      }
    }
    return nil
  }

  /// Whether a buyer came back after its first breached ticket, or its first ticket.
  func loyalty(of buyer: Int, _ tickets: [TicketRecord]) -> BuyerLoyalty? {
    guard let first = tickets.min(by: { $0.opened < $1.opened }) else { return nil }
    let breached = tickets.filter { $0.target == .breached }.min { $0.opened < $1.opened }
    let anchor = breached ?? first
    var result = BuyerLoyalty(market: first.market, day: anchor.day, isBreached: breached != nil)
    for table in [view.orders, view.wholesaleOrders] {
      for order in Int(table.starts[buyer])..<Int(table.starts[buyer + 1]) {
        let time = view.timeline.time[Int(table.row[order])]
        if time <= anchor.opened { result.hadOrder = true } else { result.orderedAgain = true }
      }
    }
    takeSubscriptions(rows(buyer), anchor.opened, into: &result)
    return result
  }

  private func takeSubscriptions(
    _ rows: Range<Int>, _ anchor: Int64, into result: inout BuyerLoyalty
  ) {
    guard let amounts else { return }
    var balance: [UInt32: Int64] = [:]
    var isBefore = true
    func isActive() -> Bool { balance.values.reduce(Int128(0)) { $0 + Int128($1) } > 0 }
    for row in rows
    where view.timeline.kind[row] == EventKind.mrr.rawValue
      && amounts[row] != IntegerColumn.missing
    {
      if isBefore && view.timeline.time[row] > anchor {
        result.hadSubscription = isActive()
        isBefore = false
      }
      balance[subscriptions?[row] ?? 0] = amounts[row]
    }
    if isBefore { result.hadSubscription = isActive() }
    result.isSubscribed = isActive()
  }
}

/// Whether a buyer with tickets ordered again and kept its subscriptions.
struct BuyerLoyalty: Sendable, Hashable {
  /// Market of its first ticket.
  var market: Market
  /// Day of the first breached ticket, else of the first one, since the plan's first day.
  var day: Int32
  var isBreached: Bool
  var hadOrder = false
  var orderedAgain = false
  var hadSubscription = false
  /// At as_of.
  var isSubscribed = false

  init(market: Market, day: Int32, isBreached: Bool) {
    self.market = market
    self.day = day
    self.isBreached = isBreached
  }

  func encode(to writer: inout StateWriter) {
    let flags = [isBreached, hadOrder, orderedAgain, hadSubscription, isSubscribed]
    writer.write(Int(market.rawValue))
    writer.write(Int(day))
    writer.write(flags.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
  }

  init(from reader: inout StateReader, dayCount: Int) throws(StateError) {
    guard let raw = UInt8(exactly: try reader.integer()), let market = Market(rawValue: raw),
      let day = Int32(exactly: try reader.integer()), (0..<dayCount).contains(Int(day))
    else { throw .damaged }
    let flags = try reader.integer()
    self.init(market: market, day: day, isBreached: flags & 1 != 0)
    hadOrder = flags & 2 != 0
    orderedAgain = flags & 4 != 0
    hadSubscription = flags & 8 != 0
    isSubscribed = flags & 16 != 0
  }
}
