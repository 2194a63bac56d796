import Foundation
import FunnelModel
import Metrics
import Testing

/// Every attribution model against its definition, path by path.
@Suite struct AttributionReferenceTests {
  struct Touch {
    var time: Int64
    var channel: String
  }

  /// The touches before one conversion, and what it brought.
  struct Path {
    var touches: [Touch]
    var conversion: Int64
    var amount: Double
    /// Times of the lead and the opportunity; empty in B2C.
    var milestones: [Int64] = []
  }

  static let day = Instant.microsecondsPerDay

  /// Credit of each channel under a model that looks at one path at a time.
  static func credits(_ model: String, _ paths: [Path]) -> [String: Double] {
    var result: [String: Double] = [:]
    for path in paths {
      if path.touches.isEmpty {
        result["(no touch)", default: 0] += path.amount
        continue
      }
      let weights = Self.weights(model, path)
      let total = weights.reduce(0, +)
      for (touch, weight) in zip(path.touches, weights) where weight > 0 {
        result[touch.channel, default: 0] += path.amount * weight / total
      }
    }
    return result
  }

  private static func weights(_ model: String, _ path: Path) -> [Double] {
    let count = path.touches.count
    switch model {
    case "first": return (0..<count).map { $0 == 0 ? 1 : 0 }
    case "last": return (0..<count).map { $0 == count - 1 ? 1 : 0 }
    case "time_decay":
      return path.touches.map { pow(0.5, Double(path.conversion - $0.time) / Double(7 * day)) }
    case "u_shaped":
      if count <= 2 { return [Double](repeating: 1, count: count) }
      return (0..<count).map { $0 == 0 || $0 == count - 1 ? 0.4 : 0.2 / Double(count - 2) }
    case "w_shaped":
      var turns = [Double](repeating: 0, count: count)
      turns[0] += 0.3
      for milestone in path.milestones {
        if let index = path.touches.lastIndex(where: { $0.time <= milestone }) {
          turns[index] += 0.3
        }
      }
      let others = turns.filter { $0 == 0 }.count
      return turns.map { $0 == 0 ? 0.1 / Double(others) : $0 }
    default: return [Double](repeating: 1, count: count)
    }
  }

  /// The mean over all orders of joining of what a channel adds to the amount won by paths whose
  /// channels have all joined.
  static func shapley(_ paths: [Path], _ channels: [String]) -> [String: Double] {
    func worth(_ joined: Set<String>) -> Double {
      paths.filter { !$0.touches.isEmpty && joined.isSuperset(of: $0.touches.map(\.channel)) }
        .reduce(0) { $0 + $1.amount }
    }
    var result: [String: Double] = [:]
    let orders = permutations(channels)
    for order in orders {
      var joined: Set<String> = []
      for channel in order {
        let before = worth(joined)
        joined.insert(channel)
        result[channel, default: 0] += (worth(joined) - before) / Double(orders.count)
      }
    }
    return result
  }

  private static func permutations(_ items: [String]) -> [[String]] {
    if items.count < 2 { return [items] }
    return items.indices.flatMap { index in
      var rest = items
      let item = rest.remove(at: index)
      return permutations(rest).map { [item] + $0 }
    }
  }

  /// Removal effects by walking the chain until nobody is left: start, channels, then won or lost.
  static func markov(
    _ paths: [(channels: [String], converted: Bool)], _ amount: Double, _ channels: [String]
  ) -> [String: Double] {
    var moves: [String: [String: Double]] = [:]
    for path in paths where !path.channels.isEmpty {
      let states = ["start"] + path.channels + [path.converted ? "won" : "lost"]
      for (from, to) in zip(states, states.dropFirst()) {
        moves[from, default: [:]][to, default: 0] += 1
      }
    }
    func conversion(without removed: String?) -> Double {
      var here = ["start": 1.0]
      var won = 0.0
      for _ in 0..<5_000 {
        var next: [String: Double] = [:]
        for (state, share) in here {
          let all = moves[state]!.values.reduce(0, +)
          for (to, count) in moves[state]! where to != removed && to != "lost" {
            if to == "won" {
              won += share * count / all
            } else {
              next[to, default: 0] += share * count / all
            }
          }
        }
        here = next
        if here.values.reduce(0, +) < 1e-16 { break }
      }
      return won
    }
    let whole = conversion(without: nil)
    let effects = channels.map { (whole - conversion(without: $0)) / whole }
    let total = effects.reduce(0, +)
    return Dictionary(
      uniqueKeysWithValues: zip(channels, effects.map { amount * $0 / total }))
  }

  func expect(
    _ output: ReportOutput, _ model: String, _ expected: [String: Double], market: String,
    seed: UInt64
  ) {
    let printed = AttributionTests.credits(output, model, market: market)
    let wanted = expected.filter { abs($0.value) > 1e-9 }
    #expect(Set(printed.keys) == Set(wanted.keys), "seed \(seed), \(model)")
    for (channel, credit) in wanted {
      let value = Double(printed[channel] ?? "") ?? .nan
      #expect(abs(value - credit) < 0.002, "seed \(seed), \(model), \(channel)")
    }
  }

  @Test(arguments: Seeds.from(101, few: 3))
  func shopModels(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random, events: 400)
    var paths: [Path] = []
    var walks: [(channels: [String], converted: Bool)] = []
    for (_, events) in Dictionary(grouping: fixture.events, by: { $0["customer_id"]! }) {
      let touches = events.filter { $0["type"] == "session_start" }
        .sorted { ($0["time"]!, $0["event_id"]!) < ($1["time"]!, $1["event_id"]!) }
        .map {
          Touch(time: EventFixture.instant($0["time"]!), channel: $0["channel"] ?? "(blank)")
        }
      let orders = ShopReference(EventFixture(events: events)).buyers.first ?? []
      for order in orders {
        let mine = touches.filter { $0.time <= order.time && $0.time >= order.time - 90 * Self.day }
        paths.append(
          Path(touches: mine, conversion: order.time, amount: Double(order.gross) / 1e6))
        walks.append((mine.map(\.channel), true))
      }
      // What came after the last order led to nothing so far.
      let after = touches.filter { $0.time > orders.last?.time ?? .min }
      if let last = after.last {
        let mine = after.filter { $0.time >= last.time - 90 * Self.day }
        walks.append((mine.map(\.channel), false))
      }
    }
    let output = fixture.output()
    let channels = ["(blank)", "ads", "mail", "seo"]
    for model in ["first", "last", "linear", "time_decay", "u_shaped", "w_shaped"] {
      expect(output, model, Self.credits(model, paths), market: "b2c", seed: seed)
    }
    let untouched = paths.filter(\.touches.isEmpty).reduce(0) { $0 + $1.amount }
    let touched = paths.reduce(0) { $0 + $1.amount } - untouched
    var shapley = Self.shapley(paths, channels)
    shapley["(no touch)"] = untouched
    expect(output, "shapley", shapley, market: "b2c", seed: seed)
    var markov = Self.markov(walks, touched, channels)
    markov["(no touch)"] = untouched
    expect(output, "markov", markov, market: "b2c", seed: seed)
  }

  /// Random accounts, each with one deal that has some of lead and opportunity.
  @Test(arguments: Seeds.from(111, few: 3))
  func dealModels(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = EventFixture()
    var paths: [Path] = []
    var walks: [(channels: [String], converted: Bool)] = []
    func stamp(_ hour: Int) -> String {
      let day = LocalDay("2025-01-01")!.advanced(by: hour / 24)
      return "\(day)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):00:00Z"
    }
    for account in 0..<60 {
      // Distinct hours: no two events of an account are simultaneous.
      var hours = Set<Int>()
      while hours.count < 8 { hours.insert(random.below(170 * 24)) }
      var times = hours.sorted()
      let close = times.removeLast()
      let marks = (times.remove(at: random.below(times.count)), times.removeFirst())
      let (lead, opening) = (min(marks.0, marks.1), max(marks.0, marks.1))
      let amount = 1 + random.below(1000)
      let hasLead = random.below(3) > 0
      let isWon = random.below(3) > 0
      var touches: [Touch] = []
      for hour in times where hour < close && random.below(4) > 0 {
        let channel = ["fair", "mail", "demo", "call"][random.below(4)]
        fixture.add(["\(stamp(hour)) touch account_id=a\(account) channel=\(channel)"])
        touches.append(Touch(time: EventFixture.instant(stamp(hour)), channel: channel))
      }
      if hasLead { fixture.add(["\(stamp(lead)) lead account_id=a\(account) deal_id=d\(account)"]) }
      fixture.add([
        "\(stamp(opening)) opportunity account_id=a\(account) deal_id=d\(account)"
          + " amount=\(amount)",
        "\(stamp(close)) \(isWon ? "won" : "lost") account_id=a\(account) deal_id=d\(account)",
      ])
      let end = EventFixture.instant(stamp(close))
      let mine = touches.filter { $0.time <= end && $0.time >= end - 90 * Self.day }
      if isWon {
        paths.append(
          Path(
            touches: mine, conversion: end, amount: Double(amount),
            milestones: (hasLead ? [lead] : []).map { EventFixture.instant(stamp($0)) }
              + [EventFixture.instant(stamp(opening))]))
      }
      walks.append((mine.map(\.channel), isWon))
    }
    let output = fixture.output()
    let channels = ["call", "demo", "fair", "mail"]
    for model in ["first", "last", "linear", "time_decay", "u_shaped", "w_shaped"] {
      expect(output, model, Self.credits(model, paths), market: "b2b", seed: seed)
    }
    let untouched = paths.filter(\.touches.isEmpty).reduce(0) { $0 + $1.amount }
    let touched = paths.reduce(0) { $0 + $1.amount } - untouched
    var shapley = Self.shapley(paths, channels)
    shapley["(no touch)"] = untouched
    expect(output, "shapley", shapley, market: "b2b", seed: seed)
    var markov = Self.markov(walks, touched, channels)
    markov["(no touch)"] = untouched
    expect(output, "markov", markov, market: "b2b", seed: seed)
  }
}

@Suite struct TopCreditsTests {
  /// Two orders in January and March: last touches are c2 and c1; a touch without content in front.
  static let shop = EventFixture([
    "2025-01-01 touch customer_id=a content=c1 campaign=spring",
    "2025-01-02 touch customer_id=a content=c2",
    "2025-01-03 purchase customer_id=a order_id=1 amount=30",
    "2025-03-01 touch customer_id=b content=c2", "2025-03-02 touch customer_id=b content=c1",
    "2025-03-03 purchase customer_id=b order_id=2 amount=70",
    "2025-03-01 touch customer_id=c",
    "2025-03-03 purchase customer_id=c order_id=3 amount=100",
  ])

  static func rows(_ fixture: EventFixture) -> [[String]] {
    let table = fixture.output().tables.first { $0.id == "attribution_top" }
    return (table?.rows ?? []).map { $0.map(\.plain) }
  }

  @Test func handComputed() {
    let rows = Self.rows(Self.shop)
    #expect(
      rows.filter { $0[1] == "all" }.map { $0.joined(separator: ",") } == [
        "b2c,all,,content,last,1,c1,70.0000,0.350000",
        "b2c,all,,content,last,2,c2,30.0000,0.150000",
      ])
    #expect(rows.filter { $0[1] == "month" }.map { $0[2] } == ["2025-01-01", "2025-03-01"])
  }

  /// Deals show linear first, then U; only ten are listed; what the report breaks down is no
  /// matter.
  @Test func dealsShowLinearAndUShaped() {
    var fixture = EventFixture(["2025-01-20 won account_id=k deal_id=d amount=1200"])
    for number in 1...12 {
      fixture.add([
        "2025-01-0\(number % 9 + 1)T\(10 + number):00:00Z touch account_id=k content=c\(number)"
      ])
    }
    fixture.configuration.dimensions = []
    let rows = Self.rows(fixture).filter { $0[1] == "all" }
    #expect(
      rows.map { $0[4] } == Array(repeating: "linear", count: 10)
        + Array(repeating: "u_shaped", count: 10))
    #expect(rows.prefix(10).allSatisfy { $0[7] == "100.0000" })
    #expect(rows[0][6] == "c1" && rows[1][6] == "c10")
    #expect(rows[10][7] == "480.0000")
  }

  /// Random contents, against each order's last touch.
  @Test(arguments: Seeds.from(121, few: 2))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 500)
    for index in fixture.events.indices where fixture.events[index]["type"] == "session_start" {
      fixture.events[index]["content"] = "x\(random.below(25))"
    }
    var expected: [String: Int64] = [:]
    for (_, events) in Dictionary(grouping: fixture.events, by: { $0["customer_id"]! }) {
      for order in ShopReference(EventFixture(events: events)).buyers.first ?? [] {
        let touch = events.filter {
          let time = EventFixture.instant($0["time"]!)
          return $0["type"] == "session_start" && time <= order.time
            && time >= order.time - 90 * Instant.microsecondsPerDay
        }.max { ($0["time"]!, $0["event_id"]!) < ($1["time"]!, $1["event_id"]!) }
        if let touch { expected[touch["content"]!, default: 0] += order.gross }
      }
    }
    let best = expected.filter { $0.value > 0 }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }.prefix(10)
    let rows = Self.rows(fixture).filter { $0[1] == "all" && $0[3] == "content" }
    #expect(rows.map { $0[6] } == best.map(\.key), "seed \(seed)")
    #expect(
      rows.map { $0[7] }
        == best.map { FixedDecimal(micro: Int128($0.value), digits: 4).description },
      "seed \(seed)")
  }
}
