import FunnelModel
import Metrics
import Testing

@Suite struct ShopMetricsTests {
  /// Three visitors, four sessions; s1 and s4 buy, s2 fills a cart, s3 only looks.
  static let shop = EventFixture([
    "2025-01-01T10:00:00Z session_start customer_id=c1 session_id=s1 channel=ads",
    "2025-01-01T10:01:00Z add_to_cart customer_id=c1 session_id=s1",
    "2025-01-01T10:02:00Z begin_checkout customer_id=c1 session_id=s1",
    "2025-01-01T10:03:00Z purchase customer_id=c1 session_id=s1 order_id=o1 amount=30.00 quantity=2 discount=10",
    "2025-01-02T10:00:00Z session_start customer_id=c2 session_id=s2 channel=mail",
    "2025-01-02T10:01:00Z add_to_cart customer_id=c2 session_id=s2",
    "2025-01-02T10:02:00Z begin_checkout customer_id=c2 session_id=s2",
    "2025-01-03T10:00:00Z session_start customer_id=c3 session_id=s3 channel=ads",
    "2025-02-03T10:00:00Z session_start customer_id=c1 session_id=s4",
    "2025-02-03T10:05:00Z purchase customer_id=c1 session_id=s4 order_id=o2 amount=50.00 quantity=1",
    "2025-02-03T10:05:00Z purchase customer_id=c1 session_id=s4 order_id=o2 amount=50.00 quantity=1",
    "2025-02-10T10:05:00Z refund customer_id=c1 order_id=o1 amount=5.00",
  ])

  @Test func handComputedTotals() {
    let output = Self.shop.output()
    #expect(output.value("b2c.sessions") == "4")
    #expect(output.value("b2c.visitors") == "3")
    #expect(output.value("b2c.session_conversion_rate") == "0.500000")
    #expect(output.value("b2c.cart_rate") == "0.500000")
    #expect(output.value("b2c.cart_abandonment_rate") == "0.500000")
    #expect(output.value("b2c.checkout_abandonment_rate") == "0.500000")
    #expect(output.value("b2c.cart_payment_gap") == "0.000000")
    #expect(output.value("b2c.orders") == "2")
    #expect(output.value("b2c.units") == "3")
    #expect(output.value("b2c.revenue_gross") == "80.0000")
    #expect(output.value("b2c.refunds") == "5.0000")
    #expect(output.value("b2c.revenue_net") == "75.0000")
    #expect(output.value("b2c.aov") == "40.0000")
    #expect(output.value("b2c.aov_net") == "37.5000")
    #expect(output.value("b2c.units_per_order") == "1.500000")
    // 10 ÷ (80 + 10)
    #expect(output.value("b2c.discount_rate") == "0.111111")
    #expect(output.value("b2c.refund_rate") == "0.500000")
  }

  @Test func periodsAndSegments() {
    let output = Self.shop.output()
    #expect(output.value("b2c.sessions", .month, "2025-01-01") == "3")
    #expect(output.value("b2c.visitors", .month, "2025-01-01") == "3")
    #expect(output.value("b2c.visitors", .year, "2025-01-01") == "3")
    #expect(output.value("b2c.sessions", dimension: "channel", segment: "ads") == "2")
    #expect(output.value("b2c.sessions", dimension: "channel", segment: "(blank)") == "1")
    // The refund of February belongs to the order of January; the order takes its session's channel.
    #expect(output.value("b2c.refunds", .month, "2025-01-01") == "5.0000")
    #expect(output.value("b2c.refunds", .month, "2025-02-01") == "0.0000")
    #expect(output.value("b2c.revenue_net", dimension: "channel", segment: "ads") == "25.0000")
    #expect(output.row("b2c.orders", .month, "2025-02-01")?.status == .partial)
    #expect(output.row("b2c.orders", .month, "2025-01-01")?.status == .ok)
  }

  @Test func purchasesOfWebAnalyticsOnlyMarkTheSession() {
    var fixture = EventFixture([
      "2025-01-01T10:00:00Z session_start customer_id=c1 session_id=s1 channel=ads source=1",
      "2025-01-01T10:03:00Z purchase customer_id=c1 session_id=s1 order_id=1001 amount=99 source=1",
      "2025-01-01T10:04:00Z purchase customer_id=c1 order_id=1001 amount=30 source=0",
      "2025-01-01T11:04:00Z purchase customer_id=c1 order_id=1002 amount=20 source=0",
      "2025-01-01T12:04:00Z order_cancelled customer_id=c1 order_id=1002 source=0",
    ])
    fixture.sources = [("shop", 0), ("web", 2)]
    let output = fixture.output()
    #expect(output.value("b2c.orders") == "1")
    #expect(output.value("b2c.revenue_gross") == "30.0000")
    #expect(output.value("b2c.session_conversion_rate") == "1.000000")
    #expect(output.value("b2c.orders", dimension: "channel", segment: "ads") == "1")
  }
}

@Suite struct FoldLawTests {
  /// Random shops: merging the buckets in any grouping and order gives the state of the whole, and
  /// encoding is the identity.
  @Test(arguments: Seeds.from(1, few: 5))
  func mergingPartsEqualsTheWhole(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 200, months: 2)
    fixture.configuration.dimensions = ["channel", "device"]
    try Self.expectLaws(fixture, &random, seed: seed)
  }

  /// How many parts the buyers of a data set are split into, so that all numbers take their turn.
  static func parts(_ seed: UInt64) -> Int { [1, 2, 7, 64][Int(seed % 4)] }

  /// Expects that merging encoded parts in any grouping and order gives the whole.
  static func expectLaws(
    _ fixture: EventFixture, _ random: inout SplitMix, seed: UInt64
  ) throws {
    let plan = fixture.plan()
    let whole = fixture.state(plan).finalise()
    let parts = parts(seed)
    var states = (0..<parts).map { part in fixture.state(plan) { $0 % parts == part } }
    states.shuffle(using: &random)
    while states.count > 1 {
      var merged = states.removeFirst()
      let other = states.remove(at: random.below(states.count))
      merged.merge(try FoldState(plan: plan, decoding: other.encoded()))
      states.append(merged)
    }
    let again = try FoldState(plan: plan, decoding: states[0].encoded()).finalise()
    let difference = difference(again, whole)
    #expect(difference == nil, "seed \(seed), \(parts) parts")
    #expect(Set(again.quality) == Set(whole.quality), "seed \(seed), \(parts) parts")
  }

  /// What two outputs say otherwise, or nil; in which order the metrics come is left to whoever
  /// prints them.
  static func difference(_ a: ReportOutput, _ b: ReportOutput) -> String? {
    if a.metrics.count == b.metrics.count && Set(a.metrics) == Set(b.metrics)
      && a.tables.count == b.tables.count && Set(a.tables) == Set(b.tables)
    {
      return nil
    }
    return difference(sorted(a), sorted(b)) ?? "what is not written in lines"
  }

  /// The neighbourhood of the first character in which two lists of texts differ, or nil.
  private static func difference(_ a: [String], _ b: [String]) -> String? {
    if a == b { return nil }
    guard let (left, right) = zip(a, b).first(where: { $0 != $1 }) else {
      return "\(a.count) rows and tables, not \(b.count)"
    }
    let common = zip(left, right).prefix { $0 == $1 }.count
    func part(_ text: String) -> String { String(text.dropFirst(max(0, common - 60)).prefix(160)) }
    return "\(left.prefix(60)) … \(part(left)) ≠ \(part(right))"
  }

  private static func sorted(_ output: ReportOutput) -> [String] {
    output.metrics.map(line).sorted() + output.tables.map(text).sorted()
  }

  /// Everything that a row says; much cheaper than its reflection.
  private static func line(_ row: MetricRow) -> String {
    let numbers = [row.value, row.numerator, row.denominator, row.low, row.high]
    return [
      row.metric, row.market?.name ?? "all", row.grain.name, row.period, row.dimension,
      row.segment, row.dimension2, row.segment2, row.unit.rawValue, row.status.rawValue,
      row.n.map(String.init) ?? "",
    ].joined(separator: "|") + numbers.map { "|\($0?.description ?? "")" }.joined()
  }

  private static func text(_ table: ReportTable) -> String {
    table.id + "\n"
      + table.rows.map { $0.map(\.plain).joined(separator: "|") }.joined(separator: "\n")
  }
}
