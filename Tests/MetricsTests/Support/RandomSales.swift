import FunnelModel

/// Random timelines of accounts, leads and deals, with everything a CRM gets wrong: stages out of
/// order, deals without an opening, several outcomes, leads without a deal, missing amounts.
enum RandomSales {
  static let stages = ["Discovery", "Demo", "Review", "Negotiation"]

  static func fixture(
    _ random: inout SplitMix, events: Int = 300, months: Int = 6
  ) -> EventFixture {
    var lines: [String] = []
    for index in 0..<events {
      let day = 1 + random.below(28)
      let month = 1 + random.below(months)
      let stamp =
        "2025-0\(month)-\(day < 10 ? "0" : "")\(day)T"
        + "\(10 + random.below(10)):\(10 + random.below(50)):0\(random.below(10))Z"
      let account = random.below(30)
      let isLead = random.below(3) == 0
      let types =
        isLead
        ? ["lead", "lead", "mql", "sql", "touch"]
        : [
          "opportunity", "opportunity", "stage", "stage", "won", "lost", "mql", "quote_sent",
          "pilot_started", "pilot_ended",
        ]
      let type = types[random.below(types.count)]
      var line = "\(stamp) \(type) event_id=e\(index) account_id=a\(account)"
      line +=
        isLead
        ? " person_id=p\(account)-\(random.below(3))" : " deal_id=d\(account)-\(random.below(2))"
      if random.below(3) > 0 { line += " channel=\(["ads", "mail", "seo"][random.below(3)])" }
      if random.below(3) > 0 { line += " owner=\(["eva", "tom"][random.below(2)])" }
      if !isLead && random.below(2) == 0 { line += " amount=\(100 + random.below(900)).50" }
      if !isLead && random.below(3) == 0 { line += " term_months=\(12 * (1 + random.below(3)))" }
      if type == "stage" { line += " stage=\(stages[random.below(stages.count)])" }
      if type == "lost" && random.below(2) == 0 { line += " reason=price" }
      if !isLead && random.below(4) == 0 { line += " budget=\(random.below(2) == 0)" }
      if !isLead && random.below(4) == 0 { line += " authority=true" }
      if !isLead && random.below(6) == 0 {
        line += " expected_close=2025-0\(1 + random.below(9))-15"
      }
      lines.append(line)
    }
    var fixture = EventFixture(lines)
    fixture.configuration.dimensions = ["channel", "owner"]
    fixture.configuration.approvalStages = ["Review"]
    return fixture
  }
}
