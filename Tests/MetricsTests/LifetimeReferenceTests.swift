import Foundation
import FunnelModel
import Metrics
import Testing

/// Random buyers who order at rates of their own and leave after some orders, against formulas
/// written out in the plainest way.
@Suite struct LifetimeReferenceTests {
  static func fixture(_ random: inout SplitMix) -> EventFixture {
    var fixture = EventFixture()
    var number = 0
    for buyer in 0..<180 {
      var day = Double(random.below(180))
      let gap = [6.0, 15, 40, 90][random.below(4)]
      let leaving = [5, 20, 50, 70][random.below(4)]
      let scale = 5 + random.below(40)
      let channel = ["ads", "mail"][random.below(2)]
      repeat {
        let time = LocalDay("2024-01-01")!.advanced(by: Int(day))
        number += 1
        fixture.add([
          "\(time)T1\(random.below(10)):00:00Z purchase customer_id=c\(buyer) order_id=\(number)"
            + " amount=\(scale + random.below(scale)).\(10 + random.below(90)) channel=\(channel)"
        ])
        if random.below(9) == 0 {
          fixture.add([
            "\(time)T20:00:00Z refund customer_id=c\(buyer) order_id=\(number) amount=2"
          ])
        }
        if random.below(100) < leaving { break }
        day += -gap * log(Double(1 + random.below(1000)) / 1000.5)
      } while day < 360
    }
    fixture.add(["2024-12-25 session_start customer_id=z session_id=z"])
    fixture.configuration.grossMargin = 400_000
    return fixture
  }

  /// x, t_x and T in days, net spend per buyer and the number of days held out, from the lines.
  struct Buyer {
    var x: Int
    var recency: Int
    var age: Int
    var mean: Double
    var month: String
    var channel: String
    var later: Int
  }

  static func buyers(_ fixture: EventFixture, end: LocalDay) -> [Buyer] {
    Dictionary(grouping: fixture.events, by: { $0["customer_id"]! }).values.compactMap { events in
      var days: [LocalDay: Double] = [:]
      for event in events where event["type"] != "session_start" {
        let day = LocalDay(String(event["time"]!.prefix(10)))!
        days[day, default: 0] += (event["type"] == "refund" ? -1 : 1) * Double(event["amount"]!)!
      }
      let known = days.keys.filter { $0 <= end }.sorted()
      guard let first = known.first, let last = known.last else { return nil }
      let spent = known.dropFirst().reduce(0) { $0 + days[$1]! }
      let opening = events.filter { $0["type"] == "purchase" }.min { $0["time"]! < $1["time"]! }!
      return Buyer(
        x: known.count - 1, recency: Int(last.number - first.number),
        age: Int(end.number - first.number),
        mean: known.count > 1 ? spent / Double(known.count - 1) : 0,
        month: String(first.description.prefix(8)) + "01", channel: opening["channel"]!,
        later: days.count - known.count)
    }
  }

  static func logLikelihood(_ p: [Double], _ buyer: Buyer) -> Double {
    let (r, alpha, a, b) = (p[0], p[1], p[2], p[3])
    let x = Double(buyer.x)
    let (recency, age) = (Double(buyer.recency) / 7, Double(buyer.age) / 7)
    let orders: Double = lgamma(r + x) - lgamma(r) + r * log(alpha)
    let stays: Double = lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x)
    let left = buyer.x > 0 ? a / (b + x - 1) * pow(alpha + recency, -(r + x)) : 0
    return orders + stays + log(pow(alpha + age, -(r + x)) + left)
  }

  static func alive(_ p: [Double], _ buyer: Buyer) -> Double {
    if buyer.x == 0 { return 1 }
    let x = Double(buyer.x)
    let ratio = (p[1] + Double(buyer.age) / 7) / (p[1] + Double(buyer.recency) / 7)
    return 1 / (1 + p[2] / (p[3] + x - 1) * pow(ratio, p[0] + x))
  }

  /// Fader, Hardie, Lee (2005), eq. 10, with the series of ₂F₁ as it is defined.
  static func orders(_ p: [Double], _ buyer: Buyer, days: Double) -> Double {
    let (r, alpha, a, b) = (p[0], p[1], p[2], p[3])
    let x = Double(buyer.x)
    let (age, time) = (Double(buyer.age) / 7, days / 7)
    let z = time / (alpha + age + time)
    var term = 1.0
    var series = 1.0
    for n in 0..<4_000 {
      let n = Double(n)
      let factors: Double = (r + x + n) * (b + x + n) / (n + 1)
      term *= factors / (a + b + x - 1 + n) * z
      series += term
      if n > 50, abs(term) < 1e-15 * series { break }
    }
    let power = pow((alpha + age) / (alpha + age + time), r + x)
    let scale: Double = (a + b + x - 1) / (a - 1)
    return alive(p, buyer) * scale * (1 - power * series)
  }

  static func spendLogLikelihood(_ p: [Double], _ buyer: Buyer) -> Double {
    let x = Double(buyer.x)
    let (shape, q) = (p[0] * x, p[1])
    let constant = lgamma(shape + q) - lgamma(shape) - lgamma(q)
    let powers = q * log(p[2]) + (shape - 1) * log(buyer.mean) + shape * log(x)
    return constant + powers - (shape + q) * log(p[2] + x * buyer.mean)
  }

  /// Whether the likelihood of spend has no maximum: for p → ∞ with pv = w a buyer's mean follows an
  /// inverse gamma distribution, and that is likelier than any finite p with its best q and v.
  static func spendGrowsWithoutEnd(_ buyers: [Buyer]) -> Bool {
    let count = Double(buyers.count)
    let inverses = buyers.reduce(0) { $0 + 1 / $1.mean }
    let logs = buyers.reduce(0) { $0 + log($1.mean) }
    let limit = highest(-6...12) { logarithm in
      let q = exp(logarithm)
      let w = q * count / inverses
      let constant = q * log(w) - lgamma(q)
      return count * constant - (q + 1) * logs - w * inverses
    }
    return (-2...12).allSatisfy { power in
      let p = pow(2, Double(power))
      let best = highest(-3...6) { q in
        highest(-15...15) { v in
          buyers.reduce(0) { $0 + spendLogLikelihood([p, exp(q), exp(v)], $1) }
        }
      }
      return best < limit
    }
  }

  /// The highest value of a function with one peak, by golden section.
  private static func highest(
    _ range: ClosedRange<Double>, _ function: (Double) -> Double
  ) -> Double {
    let golden = 0.618_033_988_749_895
    var (low, high) = (range.lowerBound, range.upperBound)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (function(left), function(right))
    for _ in 0..<40 {
      if atLeft > atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = function(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = function(right)
      }
    }
    return max(atLeft, atRight)
  }

  static func value(_ p: [Double], _ buyer: Buyer) -> Double {
    let x = Double(buyer.x)
    if buyer.x == 0 { return p[0] * p[2] / (p[1] - 1) }
    return p[0] * (p[2] + x * buyer.mean) / (p[0] * x + p[1] - 1)
  }

  @Test(arguments: Seeds.from(81, few: 4))
  func agreesWithASlowReference(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var fixture = Self.fixture(&random)
    let end = LocalDay("2024-10-31")!
    fixture.configuration.ltv = LifetimeSettings(
      calibrateTo: end, horizon: 100 * Instant.microsecondsPerDay, discount: 120_000)
    let output = fixture.output()
    let buyers = Self.buyers(fixture, end: end)
    func printed(_ names: [String]) throws -> [Double] {
      try names.map { try #require(output.row("unit." + $0)?.value?.double, "seed \(seed), \($0)") }
    }
    let rates = try printed(["bgnbd_r", "bgnbd_alpha", "bgnbd_a", "bgnbd_b"])
    let repeaters = buyers.filter { $0.x > 0 && $0.mean > 0 }
    if output.row("unit.gammagamma_p")?.status == .undefined {
      // Nothing to predict with; and rightly so.
      #expect(Self.spendGrowsWithoutEnd(repeaters), "seed \(seed)")
      #expect(output.row("unit.ltv_predicted")?.value == nil, "seed \(seed)")
      return
    }
    let spend = try printed(["gammagamma_p", "gammagamma_q", "gammagamma_v"])
    #expect(output.row("unit.bgnbd_r")?.n == buyers.count)
    #expect(output.row("unit.gammagamma_p")?.n == repeaters.count)

    // The printed log-likelihood, and a maximum in every direction.
    let best = buyers.reduce(0) { $0 + Self.logLikelihood(rates, $1) }
    let likelihood = try printed(["bgnbd_log_likelihood"])[0]
    #expect(abs(likelihood - best) < 1e-5 * abs(best), "seed \(seed)")
    for index in rates.indices {
      for factor in [0.97, 1.03] {
        var other = rates
        other[index] *= factor
        #expect(buyers.reduce(0) { $0 + Self.logLikelihood(other, $1) } < best, "seed \(seed)")
      }
    }
    let bestSpend = repeaters.reduce(0) { $0 + Self.spendLogLikelihood(spend, $1) }
    for index in spend.indices {
      for factor in [0.97, 1.03] {
        var other = spend
        other[index] *= factor
        #expect(
          repeaters.reduce(0) { $0 + Self.spendLogLikelihood(other, $1) } < bestSpend,
          "seed \(seed)")
      }
    }

    // Values by month and channel: monthly steps, discounted by 12 % a year.
    func discounted(_ buyer: Buyer) -> Double {
      var sum = 0.0
      var before = 0.0
      for step in [365.0 / 12, 730.0 / 12, 1095.0 / 12, 100] {
        let reached = Self.orders(rates, buyer, days: step)
        sum += (reached - before) / pow(1.12, step / 365)
        before = reached
      }
      return sum
    }
    func check(_ mine: [Buyer], _ row: MetricRow?) {
      let sum = mine.reduce(0) { $0 + discounted($1) * Self.value(spend, $1) * 0.4 }
      #expect(row?.n == mine.count, "seed \(seed)")
      let mean = sum / Double(mine.count)
      #expect(abs((row?.value?.double ?? -1) - mean) < 1e-4 + 1e-6 * mean, "seed \(seed)")
    }
    check(buyers, output.row("unit.ltv_predicted"))
    check(
      buyers.filter { $0.month == "2024-03-01" },
      output.row("unit.ltv_predicted", .month, "2024-03-01"))
    check(
      buyers.filter { $0.channel == "ads" },
      output.row("unit.ltv_predicted", dimension: "channel", segment: "ads"))
    #expect(output.value("unit.ltv") == output.value("unit.ltv_predicted"))

    // Look-up and hold-out.
    let lookUp = try #require(output.tables.first { $0.id == "ltv_histories" })
    #expect(lookUp.rows.reduce(0) { $0 + Int($1[3].plain)! } == buyers.count)
    for row in lookUp.rows {
      let cells = row.map { Double($0.plain)! }
      let buyer = try #require(
        buyers.first {
          $0.x == Int(cells[0]) && abs(Double($0.recency) / 7 - cells[1]) < 1e-5
            && abs(Double($0.age) / 7 - cells[2]) < 1e-5
        }, "seed \(seed)")
      #expect(abs(cells[4] - Self.alive(rates, buyer)) < 1e-5, "seed \(seed)")
      let expected = Self.orders(rates, buyer, days: 180)
      #expect(abs(cells[6] - expected) < 1e-5 * max(1, expected), "seed \(seed)")
    }
    let holdOut = try #require(output.tables.first { $0.id == "ltv_calibration" })
    let all = try #require(holdOut.rows.last?.map(\.plain))
    #expect(all[2] == "55")
    #expect(all[3] == "\(buyers.reduce(0) { $0 + $1.later })", "seed \(seed)")
    let sum = buyers.reduce(0) { $0 + Self.orders(rates, $1, days: 55) }
    #expect(abs(Double(all[4])! - sum) < 1e-5 * sum, "seed \(seed)")
  }
}
