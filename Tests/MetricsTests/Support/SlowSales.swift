import FunnelModel

/// Units of B2B selling by brute force over the events as texts: the definitions word by word.
struct SlowSales {
  struct Unit {
    var lead: Int64?
    var mql: Int64?
    var sql: Int64?
    var opportunity: Int64?
    var won: Int64?
    var lost: Int64?
    var amount: Int64?
    var isDeal = false
  }
  var units: [Unit] = []

  init(_ fixture: EventFixture) {
    let lifecycle = ["lead", "mql", "sql", "opportunity", "stage", "won", "lost"]
    for account in Set(fixture.events.compactMap { $0["account_id"] }).sorted() {
      let events = fixture.events.filter { $0["account_id"] == account }
        .sorted { Self.key($0) < Self.key($1) }
      let objects = Set(events.compactMap { $0["deal_id"] ?? $0["person_id"] }).sorted()
      var deals: [(opening: Int64, unit: Unit)] = []
      var leads: [(entry: Int64, unit: Unit)] = []
      for object in objects {
        let own = events.filter { ($0["deal_id"] ?? $0["person_id"]) == object }
        let unit = Self.unit(own)
        if unit.isDeal {
          let first = own.first { !["lead", "mql", "sql", "touch"].contains($0["type"]!) }!
          deals.append((unit.opportunity ?? Self.time(first), unit))
        } else if own.contains(where: { lifecycle.contains($0["type"]!) }) {
          let entry = unit.lead ?? min(unit.mql ?? .max, unit.sql ?? .max)
          if own[0]["deal_id"] != nil {
            units.append(unit)
          } else {
            leads.append((entry, unit))
          }
        }
      }
      deals.sort { $0.opening < $1.opening }
      for lead in leads {
        guard let index = deals.firstIndex(where: { $0.opening >= lead.entry }) else {
          units.append(lead.unit)
          continue
        }
        deals[index].unit.lead = Self.earliest(deals[index].unit.lead, lead.unit.lead)
        deals[index].unit.mql = Self.earliest(deals[index].unit.mql, lead.unit.mql)
        deals[index].unit.sql = Self.earliest(deals[index].unit.sql, lead.unit.sql)
      }
      units += deals.map(\.unit)
    }
  }

  private static func unit(_ events: [[String: String]]) -> Unit {
    func first(_ type: String) -> Int64? { events.first { $0["type"] == type }.map(time) }
    var unit = Unit(
      lead: first("lead"), mql: first("mql"), sql: first("sql"), opportunity: first("opportunity"))
    if let end = events.last(where: { ["won", "lost"].contains($0["type"]!) }) {
      if end["type"] == "won" { unit.won = time(end) } else { unit.lost = time(end) }
    }
    let priced = events.filter {
      ["lead", "mql", "sql", "opportunity", "stage", "won", "lost"].contains($0["type"]!)
    }.compactMap { $0["amount"] }
    unit.amount = priced.last.map(EventFixture.micro)
    unit.isDeal = events.contains { !["lead", "mql", "sql", "touch"].contains($0["type"]!) }
    return unit
  }

  private static func earliest(_ a: Int64?, _ b: Int64?) -> Int64? {
    [a, b].compactMap { $0 }.min()
  }

  static func time(_ event: [String: String]) -> Int64 { EventFixture.instant(event["time"]!) }

  private static func key(_ event: [String: String]) -> (Int64, String) {
    (time(event), event["event_id"]!)
  }
}
