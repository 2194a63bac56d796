import FunnelModel

/// Every B2B number of one source by brute force over the events as texts, unit by unit.
struct SlowDeals {
  /// An event as text, with its time read once.
  struct Event {
    let fields: [String: String]
    let time: Int64

    init(_ fields: [String: String]) {
      self.fields = fields
      time = EventFixture.instant(fields["time"]!)
    }

    subscript(field: String) -> String? { fields[field] }
  }

  /// A deal with the leads that it grew from, or a lead alone.
  struct Unit {
    var account: [Event]
    var leads: [[Event]] = []
    var deal: [Event] = []
    var isDeal = false

    func first(_ type: String) -> Event? {
      (leads + [deal]).compactMap { rows in rows.first { $0["type"] == type } }
        .min { $0.time < $1.time }
    }
    var opportunity: Event? { deal.first { $0["type"] == "opportunity" } }
    var close: Event? { deal.last { ["won", "lost"].contains($0["type"]!) } }
    var isWon: Bool { close?["type"] == "won" }
    var isOpen: Bool { isDeal && close == nil }
    /// Rows from lead to lost, where a deal's fields stand.
    var lifecycle: [Event] { deal.filter { SlowDeals.lifecycle.contains($0["type"]!) } }
    func last(_ field: String) -> String? { lifecycle.compactMap { $0[field] }.last }
    var plans: [Event] { deal.filter { !["won", "lost"].contains($0["type"]!) } }
    var answered: Int { ["budget", "authority", "timeline"].count { last($0) != nil } }

    /// Entries into stages: no closing's own stage, no repetition.
    var entries: [Event] {
      let closings = deal.filter { ["won", "lost"].contains($0["type"]!) }.map(\.time)
      var result: [Event] = []
      for event in deal where event["type"] == "stage" {
        let time = event.time
        if closings.contains(time) || time > closings.last ?? .max { continue }
        if result.last?["stage"] != event["stage"] { result.append(event) }
      }
      return result
    }

    /// When a deal began: at its opening, else its earliest row of its own.
    var opening: Event? {
      opportunity ?? deal.first { !["lead", "mql", "sql", "touch"].contains($0["type"]!) }
    }

    /// Segment of the unit as a lead: where its first lead came in.
    func leadSegment(_ dimension: String) -> String {
      for lead in leads {
        if let value = SlowDeals.entry(lead)[dimension] { return value }
        if let value = lead.compactMap({ $0[dimension] }).first { return value }
      }
      let own = isDeal || !deal.isEmpty ? SlowDeals.entryOrOpening(self)[dimension] : nil
      return own ?? deal.compactMap { $0[dimension] }.first ?? "(blank)"
    }

    /// Segment of the unit as a deal: where it opened.
    func dealSegment(_ dimension: String) -> String {
      opening?[dimension] ?? deal.compactMap { $0[dimension] }.first ?? leadSegment(dimension)
    }
  }

  static let lifecycle = ["lead", "mql", "sql", "opportunity", "stage", "won", "lost"]
  static let day = 86_400_000_000.0
  private(set) var units: [Unit] = []

  init(_ fixture: EventFixture) {
    let sales = fixture.events.filter { $0["account_id"] != nil && $0["order_id"] == nil }
      .map(Event.init)
    for account in Set(sales.map { $0["account_id"]! }).sorted() {
      let events = sales.filter { $0["account_id"] == account }.sorted {
        ($0.time, $0["event_id"]!) < ($1.time, $1["event_id"]!)
      }
      var deals: [Unit] = []
      var leads: [[Event]] = []
      for object in Set(events.compactMap { $0["deal_id"] ?? $0["person_id"] }).sorted() {
        let own = events.filter { ($0["deal_id"] ?? $0["person_id"]) == object }
        let isDeal = own.contains { !["lead", "mql", "sql", "touch"].contains($0["type"]!) }
        if isDeal {
          deals.append(Unit(account: events, deal: own, isDeal: true))
        } else if own[0]["deal_id"] != nil {
          units.append(Unit(account: events, deal: own))
        } else {
          let rows = own.filter { Self.lifecycle.contains($0["type"]!) }
          if !rows.isEmpty { leads.append(rows) }
        }
      }
      deals.sort { $0.opening!.time < $1.opening!.time }
      leads.sort { Self.entry($0).time < Self.entry($1).time }
      for lead in leads {
        let time = Self.entry(lead).time
        if let index = deals.firstIndex(where: { $0.opening!.time >= time }) {
          deals[index].leads.append(lead)
        } else {
          units.append(Unit(account: events, leads: [lead]))
        }
      }
      units += deals
    }
  }

  static func date(_ event: Event) -> String { String(event["time"]!.prefix(10)) }
  static func money(_ text: String) -> Double { Double(EventFixture.micro(text)) / 1e6 }

  /// The row at which a lead came in: as a lead, else at its first stage.
  static func entry(_ rows: [Event]) -> Event { rows.first { $0["type"] == "lead" } ?? rows[0] }

  /// The row at which a unit without leads came in.
  static func entryOrOpening(_ unit: Unit) -> Event {
    for type in ["lead", "mql", "sql"] {
      let found = unit.deal.filter { ["mql", "sql"].contains($0["type"]!) || $0["type"] == type }
      if type == "lead", let lead = unit.deal.first(where: { $0["type"] == "lead" }) { return lead }
      if let first = found.first { return first }
    }
    return unit.opening ?? unit.deal[0]
  }
}
