import FunnelModel

/// Random tickets of shops' customers and of accounts, with what a help desk gets wrong: answers
/// before the opening, tickets never opened, tickets opened again, unknown tiers, no ids.
enum RandomSupport {
  /// An hour east of UTC, two from 30 March 2025, 01:00 UTC.
  static let zone = ZoneTable(
    name: "Europe/Berlin", transitions: [1_743_296_400_000_000], offsets: [3600, 7200])

  static func stamp(_ random: inout SplitMix, _ day: Int) -> String {
    let date = LocalDay("2025-03-03")!.advanced(by: day)
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
    return "\(date)T\(two(random.below(24))):\(two(random.below(60))):00Z"
  }

  static func fixture(_ random: inout SplitMix, tickets: Int = 120) -> EventFixture {
    var lines: [String] = []
    var number = 0
    func event(_ time: String, _ type: String, _ rest: String) {
      number += 1
      lines.append("\(time) \(type) event_id=e\(number) \(rest)")
    }
    for index in 0..<tickets {
      let buyer = random.below(30)
      let who =
        (buyer % 2 == 0 ? "customer_id=c\(buyer)" : "account_id=a\(buyer)")
        + (random.below(12) > 0 ? " ticket_id=t\(index)" : "")
      let day = random.below(40)
      if random.below(12) > 0 {
        var fields = who
        if random.below(5) > 0 { fields += " tier=\(["1", "2", "Tier_3", "9"][random.below(4)])" }
        if random.below(3) > 0 { fields += " channel=\(["mail", "chat"][random.below(2)])" }
        if random.below(3) > 0 { fields += " kind=\(["bug", "question"][random.below(2)])" }
        event(stamp(&random, day), "ticket_opened", fields)
      }
      if random.below(4) > 0 {
        event(stamp(&random, day + random.below(3)), "ticket_first_response", who)
      }
      if random.below(3) > 0 {
        event(stamp(&random, day + 1 + random.below(5)), "ticket_resolved", who)
      }
      if random.below(8) == 0 {
        event(stamp(&random, day + 3 + random.below(5)), "ticket_opened", who)
      }
    }
    for order in 0..<60 {
      let buyer = random.below(30)
      let who = buyer % 2 == 0 ? "customer_id=c\(buyer)" : "account_id=a\(buyer)"
      event(stamp(&random, random.below(45)), "purchase", "\(who) order_id=o\(order) amount=10")
    }
    return EventFixture(lines)
  }
}
