import Foundation
import FunnelModel
import Metrics
import Testing

/// Random shops with costs, computed day by day and buyer by buyer.
@Suite struct EconomicsReferenceTests {
  struct Order {
    var day: LocalDay
    var channel: String
    var net: Double
  }

  struct World {
    var fixture = EventFixture()
    /// Each buyer's orders in time order.
    var buyers: [[Order]] = []
    let asOf = LocalDay("2024-10-31")!
    let margin = 0.37
  }

  static let channels = ["ads", "mail", "seo"]

  static func world(_ random: inout SplitMix) -> World {
    var world = World()
    var number = 0
    for buyer in 0..<70 {
      var orders: [Order] = []
      var day = LocalDay("2024-01-01")!.advanced(by: random.below(290))
      while day <= world.asOf, orders.count < 1 + random.below(6) {
        let amount = 5 + random.below(60)
        let refund = random.below(5) == 0 ? random.below(5) : 0
        let channel = channels[random.below(3)]
        number += 1
        world.fixture.add([
          "\(day)T1\(number % 10):00:00Z purchase customer_id=b\(buyer) order_id=\(number)"
            + " amount=\(amount) channel=\(channel)"
        ])
        if refund > 0 {
          world.fixture.add([
            "\(day)T20:00:00Z refund customer_id=b\(buyer) order_id=\(number) amount=\(refund)"
          ])
        }
        orders.append(Order(day: day, channel: channel, net: Double(amount - refund)))
        day = day.advanced(by: 1 + random.below(80))
      }
      world.buyers.append(orders)
    }
    for _ in 0..<40 {
      let from = LocalDay("2024-01-01")!.advanced(by: random.below(280))
      let through = from.advanced(by: random.below(3) == 0 ? random.below(20) : 0)
      let channel = random.below(3) == 0 ? "" : channels[random.below(3)]
      world.fixture.costs.append(
        EconomicsTests.cost(
          from.description, through.description, "\(5 + random.below(90))",
          category: channel.isEmpty ? ["people", "tools"][random.below(2)] : "media",
          channel: channel, impressions: channel.isEmpty ? nil : Int64(random.below(5_000)),
          clicks: channel.isEmpty ? nil : Int64(random.below(200))))
    }
    world.fixture.configuration.grossMargin = 370_000
    world.fixture.asOf = "2024-10-31T23:00:00Z"
    return world
  }

  static func month(_ day: LocalDay) -> String { String(day.description.prefix(8)) + "01" }

  /// The same day some months later, by the calendar of another library.
  static func later(_ day: LocalDay, months: Int) -> LocalDay {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    let date = Date(timeIntervalSince1970: Double(day.number) * 86_400)
    let moved = calendar.date(byAdding: .month, value: months, to: date)!
    return LocalDay(number: Int32((moved.timeIntervalSince1970 / 86_400).rounded()))
  }

  /// A cost's part that falls into a month: equal days, the remainder on the first.
  static func part(
    _ row: CostRow, in month: String, of total: Int64
  ) -> Int64 {
    let days = Int64(row.through.number - row.from.number) + 1
    return (0..<days).reduce(0) { sum, offset in
      guard Self.month(row.from.advanced(by: Int(offset))) == month else { return sum }
      return sum + total / days + (offset == 0 ? total % days : 0)
    }
  }

  /// In micro-units, so that what is left of a sum of parts is exactly nothing.
  static func exactSum(
    _ rows: [CostRow], _ month: String, _ amount: (CostRow) -> Int64
  ) -> Int64 {
    rows.reduce(0) { $0 + part($1, in: month, of: amount($1)) }
  }

  static func sum(
    _ rows: [CostRow], _ month: String, _ amount: (CostRow) -> Int64
  ) -> Double {
    Double(exactSum(rows, month, amount)) / 1e6
  }

  @Test(arguments: Seeds.from(91, few: 4))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let world = Self.world(&random)
    let output = world.fixture.output()
    let months = Dictionary(grouping: output.metrics.filter { $0.grain == .month }) { row in
      "\(row.metric) \(row.period) \(row.segment) \(row.market?.name ?? "")"
    }
    let costs = world.fixture.costs
    #expect(output.violations.isEmpty)
    func check(
      _ metric: String, _ month: String, _ channel: String, _ expected: Double?,
      line: Int = #line
    ) {
      let row = months["unit.\(metric) \(month) \(channel) b2c"]?.first
      guard let expected, expected.isFinite else {
        #expect(row?.value == nil, "seed \(seed), \(metric) \(month) \(channel), line \(line)")
        return
      }
      let printed = row?.value?.double ?? .nan
      #expect(
        abs(printed - expected) <= 0.5001e-4,
        "seed \(seed), \(metric) \(month) \(channel): \(printed), not \(expected), line \(line)")
    }
    for number in 1...10 {
      let month = "2024-\(number < 10 ? "0" : "")\(number)-01"
      let cohort = world.buyers.filter { Self.month($0[0].day) == month }
      let orders = world.buyers.flatMap { $0 }.filter { Self.month($0.day) == month }
      let total = Self.sum(costs, month) { $0.amount }
      let pool =
        Double(
          Self.exactSum(costs, month) { $0.amount }
            - Self.channels.reduce(0) { sum, channel in
              sum + Self.exactSum(costs.filter { $0.channel == channel }, month) { $0.amount }
            }) / 1e6
      for channel in [""] + Self.channels {
        let mine = cohort.filter { channel.isEmpty || $0[0].channel == channel }
        let paid = costs.filter { channel.isEmpty || $0.channel == channel }
        let own = Self.sum(paid, month) { $0.amount }
        let share = Double(mine.count) / Double(cohort.count)
        let cac = (channel.isEmpty ? total : own + pool * share) / Double(mine.count)
        if mine.isEmpty && own == 0 { continue }
        check("cac", month, channel, mine.isEmpty ? nil : cac)
        let media = Self.sum(paid.filter { $0.category == "media" }, month) { $0.amount }
        let bought = orders.filter { channel.isEmpty || $0.channel == channel }
        if own > 0 {
          check("cost", month, channel, own)
          check("cpa", month, channel, bought.isEmpty ? nil : media / Double(bought.count))
          check(
            "roas", month, channel,
            media == 0 ? nil : bought.reduce(0) { $0 + $1.net } / media)
          let clicks = Self.sum(paid, month) { $0.clicks ?? 0 }
          let views = Self.sum(paid, month) { $0.impressions ?? 0 }
          check("ctr", month, channel, views == 0 ? nil : clicks / views)
          let clicked = Self.sum(paid.filter { $0.clicks != nil }, month) { $0.amount }
          check("cpc", month, channel, clicks == 0 ? nil : clicked / clicks)
        }
        for months in [3, 6] {
          let mature = mine.filter { Self.later($0[0].day, months: months) <= world.asOf }
          let brought = mature.reduce(0.0) { sum, orders in
            let limit = Self.later(orders[0].day, months: months)
            return orders.reduce(sum) { $1.day < limit ? $0 + $1.net : $0 }
          }
          let value = brought * world.margin / Double(mature.count)
          check("ltv_observed_\(months)m", month, channel, mature.isEmpty ? nil : value)
          check(
            "ltv_cac_observed_\(months)m", month, channel,
            mature.isEmpty || cac == 0 ? nil : value / cac)
        }
        checkCurve(
          seed, output, channel: channel, month: month, mine, cac: cac, margin: world.margin)
      }
    }
  }

  /// Cumulative contribution by calendar months since, and the first month that pays back.
  func checkCurve(
    _ seed: UInt64, _ output: ReportOutput, channel: String, month: String, _ mine: [[Order]],
    cac: Double, margin: Double
  ) {
    if mine.isEmpty { return }
    let table = output.tables.first { $0.id == "ltv_curves" }
    let rows = (table?.rows ?? []).map { $0.map(\.plain) }.filter {
      $0[0] == "b2c" && $0[1] == channel && $0[2] == month
    }
    let first = Int(month.dropFirst(5).prefix(2))!
    #expect(rows.count == 11 - first, "seed \(seed)")
    var payback: Int?
    for since in 0...(10 - first) {
      let end = Self.later(LocalDay(month)!, months: since + 1)
      let brought = mine.flatMap { $0 }.filter { $0.day < end }.reduce(0) { $0 + $1.net }
      let value = brought * margin / Double(mine.count)
      if payback == nil, value >= cac { payback = since }
      let printed = Double(rows[since][6]) ?? .nan
      #expect(abs(printed - value) <= 0.5001e-4, "seed \(seed), \(channel) \(month) + \(since)")
      let share = Double(rows[since][7]) ?? .nan
      #expect(
        cac == 0 || abs(share - value / cac) <= 1e-6, "seed \(seed), \(channel) \(month)")
    }
    let row = output.row(
      "unit.cac_payback_months", .month, month, dimension: channel.isEmpty ? "" : "channel",
      segment: channel, market: .b2c)
    #expect(
      row?.value == payback.map { FixedDecimal($0) }, "seed \(seed), \(channel) \(month)")
    if payback == nil { #expect(row?.status == .inProgress, "seed \(seed)") }
  }
}
