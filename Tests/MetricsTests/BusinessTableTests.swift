import FunnelModel
import Metrics
import Testing

/// Which business a product line is, and how individuals bring companies, on random data.
@Suite struct BusinessTableTests {
  /// What was sold of one line.
  private struct Line {
    var orders = 0.0
    var refunded = 0.0
    var deals = 0.0
    var piloted = 0.0
    var won = 0.0
    /// Persons of each closed deal that knows any; days to each first order and win.
    var deciders: [Double] = []
    var cycles: [Double] = []
    var values: [Double] = []
    var prices: [Double] = []
    var days: [Int] = []

    /// Value, number of things and vote of each signal.
    var signals: [(name: String, value: Double, n: Double, vote: String)] {
      var result: [(name: String, value: Double, n: Double, vote: String)] = []
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      if !deciders.isEmpty {
        let value = mean(deciders)
        let vote = value >= 3 ? "B2B" : value <= 1.5 ? "B2C" : "either"
        result.append(("deciders per deal", value, Double(deciders.count), vote))
      }
      if !cycles.isEmpty {
        let short = mean(cycles.map { $0 <= 3 ? 1 : 0 })
        let long = mean(cycles.map { $0 >= 30 ? 1 : 0 })
        let vote = short > 0.5 ? "B2C" : long > 0.5 ? "B2B" : "either"
        result.append(("cycle within 3 days", short, Double(cycles.count), vote))
      }
      if deals > 0 {
        result.append(
          ("pilot share", piloted / deals, deals, piloted / deals >= 0.05 ? "B2B" : "either"))
      }
      if orders > 0 {
        result.append(
          ("refund share", refunded / orders, orders, refunded / orders >= 0.01 ? "B2C" : "either"))
      }
      if !values.isEmpty {
        let small = mean(values.map { $0 <= 199 ? 1 : 0 })
        let large = mean(values.map { $0 >= 2000 ? 1 : 0 })
        let vote = small > 0.5 ? "B2C" : large > 0.5 ? "B2B" : "either"
        result.append(("order value", mean(values), Double(values.count), vote))
      }
      if let first = days.min(), let last = days.max() {
        let rate = 30 * (orders + won) / Double(max(30, last - first + 1))
        let vote = rate >= 30 ? "B2C" : rate <= 10 ? "B2B" : "either"
        result.append(("sales per month", rate, orders + won, vote))
      }
      if prices.count > 1 {
        let center = mean(prices)
        let squares = prices.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        let value = (squares / Double(prices.count - 1)).squareRoot() / center
        let vote = value <= 0.5 ? "B2C" : value >= 1 ? "B2B" : "either"
        result.append(("price dispersion", value, Double(prices.count), vote))
      }
      let share = orders / (orders + won)
      let vote = share >= 0.95 ? "B2C" : share <= 0.05 ? "B2B" : "either"
      result.append(("self serve share", share, orders + won, vote))
      return result
    }

    /// Sold both ways is hybrid; else two thirds of the votes decide.
    var verdict: String {
      let votes = signals.map(\.vote)
      if signals.last!.vote == "either" { return "hybrid" }
      let consumer = Double(votes.count { $0 == "B2C" })
      let business = Double(votes.count { $0 == "B2B" })
      if consumer + business == 0 { return "undecided" }
      let share = consumer / (consumer + business)
      return share >= 2.0 / 3 - 1e-9 ? "B2C" : share <= 1.0 / 3 + 1e-9 ? "B2B" : "hybrid"
    }
  }

  private static let products: [String?] = ["app", "box", "care", nil]

  /// A shop and a sales team; in some data sets a product is sold in one of the two ways only.
  private static func fixture(_ random: inout SplitMix) -> EventFixture {
    var fixture = RandomShop.fixture(&random, events: 40 + random.below(100), months: 3)
    fixture.events += RandomSales.fixture(&random, events: 40 + random.below(100), months: 3).events
    let isApart = random.below(2) == 0
    for index in fixture.events.indices {
      if fixture.events[index]["customer_id"] != nil {
        fixture.events[index]["product"] = products[random.below(isApart ? 2 : 4)]
      } else if random.below(2) == 0 {
        fixture.events[index]["product"] = products[isApart ? 2 + random.below(2) : random.below(4)]
      }
      if fixture.events[index]["type"] == "won", random.below(2) == 0 {
        fixture.events[index]["amount"] = "\(1500 + random.below(2000))"
      }
    }
    return fixture
  }

  /// The lines of a data set; the one that has no name under an empty text.
  private static func lines(_ fixture: EventFixture) -> [String: Line] {
    var lines: [String: Line] = [:]
    let events = fixture.events.map(SlowDeals.Event.init).sorted {
      ($0.time, $0["event_id"]!) < ($1.time, $1["event_id"]!)
    }
    let shop = events.filter { $0["customer_id"] != nil }
    for (_, own) in Dictionary(grouping: shop, by: { $0["customer_id"]! }) {
      var seen = Set(own.filter { $0["type"] == "order_cancelled" }.map { $0["order_id"]! })
      var isFirst = true
      for order in own where order["type"] == "purchase" {
        guard seen.insert(order["order_id"]!).inserted else { continue }
        var line = lines[order["product"] ?? ""] ?? Line()
        line.orders += 1
        if own.contains(where: {
          $0["type"] == "refund" && $0["order_id"] == order["order_id"]
        }) {
          line.refunded += 1
        }
        let value = SlowDeals.money(order["amount"]!)
        // Prices are whole millionths.
        let list =
          EventFixture.micro(order["amount"]!) + EventFixture.micro(order["discount"]!)
        line.values.append(value)
        line.prices.append(Double(list / Int64(order["quantity"]!)!) / 1e6)
        line.days.append(Int(LocalDay(SlowDeals.date(order))!.number))
        if isFirst { line.cycles.append(Double(order.time - own[0].time) / SlowDeals.day) }
        isFirst = false
        lines[order["product"] ?? ""] = line
      }
    }
    for unit in SlowDeals(fixture).units where unit.isDeal {
      let name = unit.deal.compactMap { $0["product"] }.first ?? ""
      var line = lines[name] ?? Line()
      line.deals += 1
      if unit.deal.contains(where: { $0["type"] == "pilot_started" }) { line.piloted += 1 }
      if let close = unit.close {
        let from = unit.opening!.time
        let persons = Set(
          unit.account.filter { $0.time >= from && $0.time <= close.time }
            .compactMap { $0["person_id"] })
        if !persons.isEmpty { line.deciders.append(Double(persons.count)) }
        if unit.isWon {
          line.won += 1
          if let opportunity = unit.opportunity {
            line.cycles.append(Double(close.time - opportunity.time) / SlowDeals.day)
          }
          if let amount = unit.last("amount") {
            line.values.append(SlowDeals.money(amount))
            line.prices.append(SlowDeals.money(amount))
            line.days.append(Int(LocalDay(SlowDeals.date(close))!.number))
          }
        }
      }
      lines[name] = line
    }
    return lines
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func signals(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = Self.fixture(&random)
    let lines = Self.lines(fixture)
    var whole = Line()
    for line in lines.values {
      whole.orders += line.orders
      whole.refunded += line.refunded
      whole.deals += line.deals
      whole.piloted += line.piloted
      whole.won += line.won
      whole.deciders += line.deciders
      whole.cycles += line.cycles
      whole.values += line.values
      whole.prices += line.prices
      whole.days += line.days
    }
    var expected: [[String]: [String: Expectation]] = [:]
    let shown = lines.filter { !$0.key.isEmpty && $0.value.orders + $0.value.won > 0 }
    for (name, line) in Array(shown) + [("(all)", whole)] {
      for signal in line.signals {
        expected[[name, signal.name]] = [
          "value": .number(signal.value), "n": .count(Int(signal.n)), "vote": .text(signal.vote),
          "verdict": .text(line.verdict),
        ]
      }
    }
    let differences = PrintedTable(fixture.output(), "business")
      .differences(["product_line", "signal"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  /// Accounts that pay as individuals, as teams and as companies, in any order.
  @Test(arguments: Seeds.from(1, few: 10))
  func handover(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = EventFixture(["2025-01-01T00:00:00Z session_start customer_id=z event_id=z"])
    let kinds = [
      "purchase market=b2c amount=5", "mrr market=b2c amount=9", "mrr market=b2c amount=0",
      "purchase amount=50", "mrr amount=90", "mrr amount=0", "won amount=900", "touch",
    ]
    // No two at one time.
    for index in 0..<(30 + random.below(60)) {
      let time = EventFixture.instant("2025-01-01") + Int64(random.below(90)) * 86_400_000_000
      let day = LocalDay(number: Int32(time / 86_400_000_000))
      let parts = kinds[random.below(kinds.count)].split(separator: " ", maxSplits: 1)
      let clock = "\(FunnelRun.two(index / 60)):\(FunnelRun.two(index % 60)):00Z"
      fixture.add([
        "\(day)T\(clock) \(parts[0]) event_id=e\(index) account_id=a\(random.below(12)) "
          + "order_id=o\(index) deal_id=d\(index) subscription_id=s\(index) "
          + (parts.count > 1 ? parts[1] : "")
      ])
    }
    let steps = ["individual", "team", "company"]
    var slow = SlowFunnel(
      FunnelDefinition(
        name: "handover", scope: .buyer, steps: steps.map { FunnelStep(type: $0) }, window: nil),
      dimensions: [])
    slow.showsAllTimes = true
    let events = fixture.events.map(SlowDeals.Event.init).sorted { $0.time < $1.time }
    for (_, own) in Dictionary(grouping: events, by: { $0["account_id"] ?? "" }) {
      func isPaid(_ event: SlowDeals.Event, _ market: String?) -> Bool {
        event["market"] == market
          && (event["type"] == "purchase" || event["type"] == "mrr" && event["amount"] != "0")
      }
      guard let individual = own.first(where: { isPaid($0, "b2c") }) else { continue }
      let later = own.filter { $0.time > individual.time }
      let company = later.first { $0["type"] == "won" }
      let team = later.first { isPaid($0, nil) }
      var attempt = SlowFunnel.Attempt(
        entry: individual, times: [individual.time, team?.time, company?.time])
      // A company brings its team along.
      if let company, team.map({ $0.time > company.time }) ?? true {
        attempt.times[1] = company.time
        attempt.skipped = [1]
      }
      slow.units.append([attempt])
    }
    // Without anybody who goes on there is no funnel.
    let goesOn = slow.units.contains { $0[0].depth > 1 }
    let differences = PrintedTable(fixture.output(), "funnel_handover")
      .differences(SlowFunnel.keys, goesOn ? slow.expected() : [:])
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }
}
