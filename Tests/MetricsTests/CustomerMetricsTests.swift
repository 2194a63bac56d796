import FunnelModel
import Metrics
import Testing

@Suite struct CustomerMetricsTests {
  /// a: orders on 1 January and 20 days later; b: 10 January and 80 days later; c: one order on
  /// 20 March; as_of 31 March.
  static let shop: EventFixture = {
    var fixture = EventFixture([
      "2025-01-01T10:00:00Z purchase customer_id=a order_id=1 amount=30 channel=ads",
      "2025-01-21T10:00:00Z purchase customer_id=a order_id=2 amount=20 channel=mail",
      "2025-01-25T10:00:00Z refund customer_id=a order_id=2 amount=5",
      "2025-01-10T10:00:00Z purchase customer_id=b order_id=3 amount=40 channel=mail",
      "2025-03-31T10:00:00Z purchase customer_id=b order_id=4 amount=10 channel=ads",
      "2025-03-20T10:00:00Z purchase customer_id=c order_id=5 amount=70 channel=ads",
    ])
    fixture.configuration.windows = [
      WindowDefinition(name: "spring", from: LocalDay("2025-01-05")!, to: LocalDay("2025-02-01")!)
    ]
    return fixture
  }()

  @Test func newAndReturning() {
    let output = Self.shop.output()
    #expect(output.value("b2c.new_customers") == "3")
    #expect(output.value("b2c.new_customers", .month, "2025-01-01") == "2")
    #expect(output.value("b2c.new_customers", dimension: "channel", segment: "ads") == "2")
    // Nobody returns within all time; a returns in the week of 20 January and in the window.
    #expect(output.value("b2c.returning_customers") == "0")
    #expect(output.value("b2c.returning_customers", .month, "2025-01-01") == "0")
    #expect(output.value("b2c.returning_customers", .month, "2025-03-01") == "1")
    #expect(output.value("b2c.returning_customers", .week, "2025-01-20") == "1")
    #expect(output.value("b2c.returning_customers", .window, "spring") == "1")
    #expect(
      output.value(
        "b2c.returning_customers", .window, "spring", dimension: "channel", segment: "mail")
        == "1")
  }

  @Test func repeatRatesCountMatureBuyersOnly() {
    let output = Self.shop.output()
    #expect(output.value("b2c.repeat_purchase_rate") == "0.666667")
    // b's second order is exactly 80 × 24 h after the first; c is immature at 30 days.
    #expect(output.value("b2c.repeat_rate_30d") == "0.500000")
    #expect(output.row("b2c.repeat_rate_30d")?.denominator == FixedDecimal(2))
    #expect(output.row("b2c.repeat_rate_30d")?.status == .inProgress)
    #expect(output.row("b2c.repeat_rate_30d", .month, "2025-01-01")?.status == .ok)
    #expect(output.value("b2c.repeat_rate_60d", .month, "2025-01-01") == "0.500000")
    // 31 March 10:00 is 89 days after 1 January 10:00: nobody is mature at 90 days, and two of the
    // three have come back so far.
    #expect(output.value("b2c.repeat_rate_90d") == "0.666667")
    #expect(output.row("b2c.repeat_rate_90d")?.status == .inProgress)
    #expect(output.row("b2c.repeat_rate_90d", .month, "2025-02-01")?.status == .undefined)
  }

  @Test func repeatEdgeIsInclusive() {
    let fixture = EventFixture([
      "2025-01-01T10:00:00Z purchase customer_id=a order_id=1 amount=1",
      "2025-01-31T10:00:00Z purchase customer_id=a order_id=2 amount=1",
      "2025-01-01T10:00:00Z purchase customer_id=b order_id=3 amount=1",
      "2025-01-31T10:00:01Z purchase customer_id=b order_id=4 amount=1",
    ])
    #expect(fixture.output().value("b2c.repeat_rate_30d") == "0.500000")
  }

  @Test func daysToSecondOrderIsAKaplanMeierMedian() {
    let output = Self.shop.output()
    // At risk 3; c censored at 11 days; a at 20 days leaves ½ of two: the median is 20.
    #expect(output.value("b2c.days_to_second_order_median") == "20.000000")
    #expect(output.value("b2c.days_to_second_order_share_30d") == "0.500000")
    #expect(output.value("b2c.days_to_second_order_share_90d") == "1.000000")
    #expect(
      output.value("b2c.days_to_second_order_median", dimension: "channel", segment: "mail")
        == "80.000000")
  }

  @Test func cohortTable() throws {
    let output = Self.shop.output()
    let table = try #require(output.tables.first { $0.id == "cohorts" })
    let rows = table.rows.map { $0.map(\.plain).joined(separator: ",") }
    #expect(
      rows == [
        "b2c,2025-01-01,0,2,2,3,85.0000,1.000000,42.5000,ok",
        "b2c,2025-01-01,1,2,0,0,0.0000,0.000000,42.5000,ok",
        "b2c,2025-01-01,2,2,1,1,10.0000,0.500000,47.5000,ok",
        "b2c,2025-03-01,0,1,1,1,70.0000,1.000000,70.0000,ok",
      ])
  }

  @Test func cohortCellsOfARunningMonthAreInProgress() throws {
    var fixture = Self.shop
    fixture.asOf = "2025-03-25"
    let table = try #require(fixture.output().tables.first { $0.id == "cohorts" })
    #expect(table.rows.map { $0[9].plain } == ["ok", "ok", "in_progress", "in_progress"])
  }

  /// Random shops against buyers' order dates taken straight from the lines.
  @Test(arguments: Seeds.from(11, few: 4))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random, events: 600)
    let output = fixture.output()
    let reference = ShopReference(fixture)
    let months = (1...6).map { "2025-0\($0)-01" }
    for month in months {
      let new = reference.buyers.filter { $0[0].month == month }
      let old = reference.buyers.filter { orders in
        orders[0].month < month && orders.contains { $0.month == month }
      }
      #expect(
        output.value("b2c.new_customers", .month, month) ?? "0" == "\(new.count)", "seed \(seed)")
      #expect(
        output.value("b2c.returning_customers", .month, month) ?? "0" == "\(old.count)",
        "seed \(seed)")
      for days in [30, 60, 90] {
        let span = Int64(days) * Instant.microsecondsPerDay
        let mature = new.filter { $0[0].time + span <= reference.asOf }
        let judged = mature.isEmpty ? new : mature
        let hits = judged.filter { $0.count > 1 && $0[1].time - $0[0].time <= span }
        let row = output.row("b2c.repeat_rate_\(days)d", .month, month)
        #expect(row?.numerator ?? FixedDecimal(0) == FixedDecimal(hits.count), "seed \(seed)")
        #expect(row?.denominator ?? FixedDecimal(0) == FixedDecimal(judged.count), "seed \(seed)")
      }
      let waits = new.map { orders in
        (
          orders.count > 1 ? orders[1].time - orders[0].time : reference.asOf - orders[0].time,
          orders.count > 1
        )
      }
      let median = ShopReference.survivalMedian(waits)
      #expect(
        output.row("b2c.days_to_second_order_median", .month, month)?.value?.double
          .rounded(toDigits: 6)
          == median.map { (Double($0) / Double(Instant.microsecondsPerDay)).rounded(toDigits: 6) },
        "seed \(seed)")
    }
  }
}

extension Double {
  /// Rounded to some decimal digits, halves to the even digit as in every printed number.
  func rounded(toDigits digits: Int) -> Double {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    return (self * scale).rounded(.toNearestOrEven) / scale
  }
}

/// The orders of every buyer, found with dictionaries.
struct ShopReference {
  struct Order {
    var id: String
    var time: Int64
    var month: String
    var gross: Int64
    var discount: Int64
    var channel: String
  }
  /// Each buyer's orders in time order; buyers without one left out.
  let buyers: [[Order]]
  let asOf: Int64

  init(_ fixture: EventFixture, asOf: Int64? = nil) {
    let events = fixture.events
    self.asOf = asOf ?? events.map { EventFixture.instant($0["time"]!) }.max()!
    var buyers: [[Order]] = []
    for (_, mine) in Dictionary(grouping: events, by: { $0["customer_id"]! }) {
      let sorted = mine.sorted {
        (EventFixture.instant($0["time"]!), $0["event_id"] ?? "")
          < (EventFixture.instant($1["time"]!), $1["event_id"] ?? "")
      }
      let cancelled = Set(
        sorted.filter { $0["type"] == "order_cancelled" }.map { $0["order_id"]! })
      var seen: Set<String> = []
      var orders: [Order] = []
      for event in sorted where event["type"] == "purchase" {
        let id = event["order_id"]!
        if cancelled.contains(id) || !seen.insert(id).inserted { continue }
        orders.append(
          Order(
            id: id, time: EventFixture.instant(event["time"]!),
            month: String(event["time"]!.prefix(8)) + "01",
            gross: EventFixture.micro(event["amount"]!),
            discount: EventFixture.micro(event["discount"] ?? "0"),
            channel: event["channel"] ?? ""))
      }
      if !orders.isEmpty { buyers.append(orders) }
    }
    self.buyers = buyers
  }

  /// The first time at which the product over event times of (1 − events ÷ at risk) is ≤ ½.
  static func survivalMedian(_ waits: [(time: Int64, happened: Bool)]) -> Int64? {
    var alive = 1.0
    for time in Set(waits.filter(\.happened).map(\.time)).sorted() {
      let atRisk = waits.filter { $0.time >= time }.count
      let events = waits.filter { $0.time == time && $0.happened }.count
      alive *= 1 - Double(events) / Double(atRisk)
      if alive <= 0.5 + 1e-12 { return time }
    }
    return nil
  }
}
