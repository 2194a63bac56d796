import FunnelModel

/// Support by brute force over the events as texts: working time is counted minute by minute.
struct SlowSupport {
  struct Ticket {
    var market: Market
    var opened: Int64
    var response: Int64?
    var resolved: Int64?
    /// nil = no target, still pending, or resolved in time without a response.
    var isMet: Bool?
    var isOverdue = false
    var isAtRisk = false

    var isOpen: Bool { resolved == nil }
    var responseMinutes: Double? { response.map { Double($0 - opened) / 6e7 } }
    var resolutionMinutes: Double? { resolved.map { Double($0 - opened) / 6e7 } }
  }

  struct Buyer {
    var market: Market
    var isBreached: Bool
    var hadOrder: Bool
    var orderedAgain: Bool
  }

  var tickets: [Ticket] = []
  var buyers: [Buyer] = []

  init(_ fixture: EventFixture) {
    let events = fixture.events.sorted {
      (Self.time($0), $0["event_id"]!) < (Self.time($1), $1["event_id"]!)
    }
    let asOf = events.map(Self.time).max()!
    for buyer in Set(events.map(Self.buyer)).sorted() {
      let own = events.filter { Self.buyer($0) == buyer }
      var mine: [Ticket] = []
      for id in Set(own.compactMap { $0["ticket_id"] }).sorted() {
        let rows = own.filter { $0["ticket_id"] == id && $0["type"]!.hasPrefix("ticket") }
        if let ticket = Self.ticket(rows, own, asOf, fixture) { mine.append(ticket) }
      }
      for row in own where row["type"] == "ticket_opened" && row["ticket_id"] == nil {
        if let ticket = Self.ticket([row], own, asOf, fixture) { mine.append(ticket) }
      }
      mine.sort { $0.opened < $1.opened }
      tickets += mine
      guard let first = mine.first else { continue }
      let breached = mine.first { $0.isMet == false }
      let anchor = (breached ?? first).opened
      let orders = own.filter { $0["type"] == "purchase" }.map(Self.time)
      buyers.append(
        Buyer(
          market: first.market, isBreached: breached != nil,
          hadOrder: orders.contains { $0 <= anchor },
          orderedAgain: orders.contains { $0 > anchor }))
    }
  }

  private static func time(_ event: [String: String]) -> Int64 {
    EventFixture.instant(event["time"]!)
  }

  private static func buyer(_ event: [String: String]) -> String {
    event["account_id"] ?? event["customer_id"]!
  }

  private static func ticket(
    _ rows: [[String: String]], _ buyer: [[String: String]], _ asOf: Int64,
    _ fixture: EventFixture
  ) -> Ticket? {
    guard let opened = rows.first(where: { $0["type"] == "ticket_opened" }) else { return nil }
    var ticket = Ticket(
      market: opened["account_id"] == nil ? .b2c : .b2b, opened: time(opened))
    ticket.response = rows.first { $0["type"] == "ticket_first_response" }.map(time)
    if let last = rows.last(where: { $0["type"] != "ticket_first_response" }),
      last["type"] == "ticket_resolved"
    {
      ticket.resolved = time(last)
    }
    // A ticket that names no tier has its account's: as last said, else as first said later.
    let known = buyer.filter { $0["tier"] != nil }
    let account =
      known.last { time($0) <= ticket.opened } ?? known.first { time($0) > ticket.opened }
    guard let tier = rows.compactMap({ $0["tier"] }).first ?? account?["tier"],
      let hours = ["1": 2, "2": 4, "Tier_3": 24][tier]
    else { return ticket }
    let limit = hours * 60
    func spent(_ end: Int64) -> Int { minutes(ticket.opened, end, fixture) }
    if let response = ticket.response {
      ticket.isMet = spent(response) <= limit
    } else if let resolved = ticket.resolved {
      if spent(resolved) > limit { ticket.isMet = false }
    } else if spent(asOf) > limit {
      ticket.isMet = false
      ticket.isOverdue = true
    } else {
      ticket.isAtRisk = 4 * spent(asOf) >= 3 * limit
    }
    return ticket
  }

  private static func minutes(_ from: Int64, _ to: Int64, _ fixture: EventFixture) -> Int {
    if to < from { return -minutes(to, from, fixture) }
    guard let hours = fixture.configuration.sla.hours else { return Int((to - from) / 60_000_000) }
    var count = 0
    var time = from
    while time < to {
      let local = time + Int64(fixture.zone.offset(at: Instant(microseconds: time))) * 1_000_000
      let day = LocalDay(number: Int32(local / Instant.microsecondsPerDay))
      let minute = local % Instant.microsecondsPerDay / 60_000_000
      let weekday = (Int(day.number) + 3) % 7
      if weekday < 5 && !hours.holidays.contains(day) && minute >= 540 && minute < 1020 {
        count += 1
      }
      time += 60_000_000
    }
    return count
  }

  static func quantile(_ sorted: [Double], _ share: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let place = Double(sorted.count - 1) * share
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}
