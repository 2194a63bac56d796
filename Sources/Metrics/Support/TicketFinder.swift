import FunnelModel

/// Finds the tickets of one buyer among its events, in time order.
///
/// A ticket is one object however many rows and sources speak of it: opened at its first
/// `ticket_opened`, answered at its first `ticket_first_response`, resolved at its last
/// `ticket_resolved` unless it was opened again afterwards.
struct TicketFinder {
  struct Found {
    var opened: Int32 = -1
    var response: Int32 = -1
    var resolved: Int32 = -1
    var rows: [Int32] = []
  }

  private let kind: [UInt8]
  private let ids: [UInt32]?
  private(set) var tickets: [Found] = []
  /// Responses and resolutions that name no ticket.
  private(set) var orphans = 0
  private var place: [UInt32: Int] = [:]

  init(_ timeline: TimelineBucket) {
    kind = timeline.kind
    ids = timeline.texts(.ticketID)?.codes
  }

  /// Finds the tickets of a buyer's rows; false where there are none.
  mutating func find(_ range: Range<Int>) -> Bool {
    tickets.removeAll(keepingCapacity: true)
    place.removeAll(keepingCapacity: true)
    orphans = 0
    var row = range.lowerBound
    while row < range.upperBound {
      if Self.isTicket(kind[row]) { take(row) }
      row &+= 1
    }
    return !tickets.isEmpty || orphans > 0
  }

  /// Whether an event is about a ticket.
  @inline(__always)
  static func isTicket(_ kind: UInt8) -> Bool {
    kind >= EventKind.ticketOpened.rawValue && kind <= EventKind.ticketResolved.rawValue
  }

  private mutating func take(_ row: Int) {
    let code = ids?[row] ?? 0
    let index: Int
    if code != 0, let known = place[code] {
      index = known
    } else if code != 0 || kind[row] == EventKind.ticketOpened.rawValue {
      index = tickets.count
      tickets.append(Found())
      if code != 0 { place[code] = index }
    } else {
      orphans += 1
      return
    }
    tickets[index].rows.append(Int32(row))
    switch EventKind(rawValue: kind[row]) {
    case .ticketOpened:
      if tickets[index].opened < 0 { tickets[index].opened = Int32(row) }
      tickets[index].resolved = -1
    case .ticketFirstResponse:
      if tickets[index].response < 0 { tickets[index].response = Int32(row) }
    default: tickets[index].resolved = Int32(row)
    }
  }
}
