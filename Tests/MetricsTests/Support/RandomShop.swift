/// A small seeded generator for tests (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number below `limit`.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

/// Random timelines with everything a shop and a sales team write.
enum RandomShop {
  static func fixture(
    _ random: inout SplitMix, events: Int = 400, months: Int = 6
  ) -> EventFixture {
    var lines: [String] = []
    let types = [
      "session_start", "view_item", "add_to_cart", "begin_checkout", "purchase", "purchase",
      "refund", "order_cancelled",
    ]
    for index in 0..<events {
      let day = 1 + random.below(28)
      let month = 1 + random.below(months)
      let stamp =
        "2025-0\(month)-\(day < 10 ? "0" : "")\(day)T"
        + "\(10 + random.below(10)):\(10 + random.below(50)):0\(random.below(10))Z"
      let customer = random.below(40)
      let session = "\(customer)-\(month)-\(day / 7)"
      var line = "\(stamp) \(types[random.below(types.count)]) event_id=e\(index)"
      line += " customer_id=c\(customer) session_id=\(session)"
      line +=
        " order_id=\(customer)-\(random.below(6)) amount=\(random.below(100)).\(10 + random.below(90))"
      line += " quantity=\(1 + random.below(4)) discount=\(random.below(9))"
      if random.below(3) > 0 { line += " channel=\(["ads", "mail", "seo"][random.below(3)])" }
      if random.below(3) > 0 { line += " device=\(["mobile", "desktop"][random.below(2)])" }
      lines.append(line)
    }
    return EventFixture(lines)
  }
}
