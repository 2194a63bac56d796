import FunnelModel

/// Sessions and orders of one source by brute force over the events as texts.
struct SlowShop {
  typealias Event = SlowDeals.Event

  private let events: [Event]
  private let dimensions: [String]
  private let asOf: Int64

  init(_ fixture: EventFixture, dimensions: [String]) {
    self.dimensions = dimensions
    let all = fixture.events.map(Event.init)
    let asOf = fixture.asOf.map(EventFixture.instant) ?? all.map(\.time).max() ?? 0
    self.asOf = asOf
    events = all.filter { $0.time <= asOf }.sorted {
      ($0.time, $0["event_id"]!) < ($1.time, $1["event_id"]!)
    }
  }

  func numbers() -> SlowNumbers {
    var numbers = SlowNumbers()
    addSessions(&numbers)
    addVisitors(&numbers)
    addOrders(&numbers)
    addCustomers(&numbers)
    numbers.addYoungRates()
    return numbers
  }

  private func segments(_ event: Event) -> [String: String] {
    Dictionary(uniqueKeysWithValues: dimensions.map { ($0, event[$0] ?? "(blank)") })
  }

  private func date(_ event: Event) -> String { SlowDeals.date(event) }

  // MARK: Sessions

  private var sessions: [[Event]] {
    Dictionary(grouping: events.filter { $0["session_id"] != nil }) { $0["session_id"]! }
      .values.sorted { $0[0]["session_id"]! < $1[0]["session_id"]! }
  }

  private func addSessions(_ numbers: inout SlowNumbers) {
    for session in sessions {
      func has(_ type: String) -> Bool { session.contains { $0["type"] == type } }
      let (day, where_) = (date(session[0]), segments(session[0]))
      numbers.count("b2c.sessions", day, where_)
      numbers.rate("b2c.session_conversion_rate", day, where_, has("purchase"))
      numbers.rate("b2c.cart_rate", day, where_, has("add_to_cart"))
      numbers.mean(
        "b2c.cart_payment_gap", day, where_,
        (has("add_to_cart") ? 1 : 0) - (has("purchase") ? 1 : 0))
      if has("add_to_cart") {
        numbers.rate("b2c.cart_abandonment_rate", day, where_, !has("purchase"))
      }
      if has("begin_checkout") {
        numbers.rate("b2c.checkout_abandonment_rate", day, where_, !has("purchase"))
      }
    }
  }

  /// A visitor counts once in each period in which a session of theirs began, and there in the
  /// segment of the first of them.
  private func addVisitors(_ numbers: inout SlowNumbers) {
    var counts: [SlowNumbers.Cell: Int] = [:]
    for (_, own) in Dictionary(grouping: sessions, by: { $0[0]["customer_id"]! }) {
      let ordered = own.sorted {
        ($0[0].time, $0[0]["event_id"]!) < ($1[0].time, $1[0]["event_id"]!)
      }
      var seen: Set<String> = []
      for session in ordered {
        for cell in SlowNumbers.cells("b2c.visitors", date(session[0]), segments(session[0])) {
          let isNew =
            cell.dimension.isEmpty
            ? seen.insert("\(cell.grain) \(cell.period)").inserted
            : seen.contains("new \(cell.grain) \(cell.period)")
          if cell.dimension.isEmpty && isNew { seen.insert("new \(cell.grain) \(cell.period)") }
          if isNew { counts[cell, default: 0] += 1 }
        }
        seen = seen.filter { !$0.hasPrefix("new ") }
      }
    }
    for (cell, count) in counts { numbers.set(cell, Double(count), n: count) }
  }

  // MARK: Orders

  private struct Order {
    var purchase: Event
    var segments: [String: String]
    var gross: Double
    var refund: Double
    var isRefunded: Bool
    func money(_ field: String) -> Double { purchase[field].map(SlowDeals.money) ?? 0 }
  }

  /// The orders of a buyer: each id once, at its first purchase; cancelled ones left out.
  private func orders(_ own: [Event]) -> [Order] {
    let cancelled = Set(own.filter { $0["type"] == "order_cancelled" }.map { $0["order_id"]! })
    var seen: Set<String> = []
    var result: [Order] = []
    for event in own where event["type"] == "purchase" {
      let id = event["order_id"]!
      if cancelled.contains(id) || !seen.insert(id).inserted { continue }
      let refunds = own.filter { $0["type"] == "refund" && $0["order_id"] == id }
      result.append(
        Order(
          purchase: event, segments: segments(of: event, own),
          gross: SlowDeals.money(event["amount"]!),
          refund: refunds.map { SlowDeals.money($0["amount"]!) }.reduce(0, +),
          isRefunded: !refunds.isEmpty))
    }
    return result
  }

  /// What the order's purchases say, earliest first, else the entry of its session.
  private func segments(of purchase: Event, _ own: [Event]) -> [String: String] {
    let rows = own.filter { $0["type"] == "purchase" && $0["order_id"] == purchase["order_id"] }
    return Dictionary(
      uniqueKeysWithValues: dimensions.map { dimension in
        let entries = rows.compactMap { row in
          events.first { $0["session_id"] == row["session_id"] }?[dimension]
        }
        return (
          dimension, rows.compactMap { $0[dimension] }.first ?? entries.first ?? "(blank)"
        )
      })
  }

  private var buyers: [[Order]] {
    Dictionary(grouping: events) { $0["customer_id"]! }.values.map(orders).filter { !$0.isEmpty }
  }

  private func addOrders(_ numbers: inout SlowNumbers) {
    var cells: [SlowNumbers.Cell: [Order]] = [:]
    for order in buyers.joined() {
      let day = date(order.purchase)
      numbers.count("b2c.orders", day, order.segments)
      numbers.mean("b2c.aov", day, order.segments, order.gross)
      numbers.mean("b2c.aov_net", day, order.segments, order.gross - order.refund)
      numbers.mean("b2c.units_per_order", day, order.segments, order.money("quantity"))
      numbers.rate("b2c.refund_rate", day, order.segments, order.isRefunded)
      for cell in SlowNumbers.cells("", day, order.segments) {
        cells[cell, default: []].append(order)
      }
    }
    for (cell, members) in cells {
      func set(_ metric: String, _ value: Double) {
        var named = cell
        named.metric = "b2c.\(metric)"
        numbers.set(named, value, n: members.count)
      }
      func sum(_ part: (Order) -> Double) -> Double { members.reduce(0) { $0 + part($1) } }
      let (gross, refunds) = (sum(\.gross), sum(\.refund))
      let discounts = sum { $0.money("discount") }
      set("revenue_gross", gross)
      set("refunds", refunds)
      set("revenue_net", gross - refunds)
      set("discounts", discounts)
      set("units", sum { $0.money("quantity") })
      if gross + discounts > 0 { set("discount_rate", discounts / (gross + discounts)) }
    }
  }

  // MARK: Customers

  private func addCustomers(_ numbers: inout SlowNumbers) {
    for orders in buyers {
      let first = orders[0]
      let day = date(first.purchase)
      numbers.count("b2c.new_customers", day, first.segments)
      numbers.rate("b2c.repeat_purchase_rate", day, first.segments, orders.count > 1)
      for days in [30, 60, 90] {
        let limit = Int64(days) * Int64(SlowDeals.day)
        let wait = orders.count > 1 ? orders[1].purchase.time - first.purchase.time : .max
        numbers.rate(
          "b2c.repeat_rate_\(days)d", day, first.segments, wait <= limit,
          isMature: first.purchase.time + limit <= asOf,
          grains: SlowNumbers.coarse.union(["week", "day"]))
      }
    }
  }
}
