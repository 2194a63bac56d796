import FunnelModel
import Metrics
import Testing

@Suite struct PriceLeverTests {
  /// Four orders: 10 % and 50 % off, and two at list price. s1 and s2 were shown 20 % in the cart,
  /// s1 bought; s3 was shown nothing and bought; s4's discount stands on the purchase alone.
  static let shop = EventFixture([
    "2025-01-01T10:00:00Z session_start customer_id=a session_id=s1 channel=ads",
    "2025-01-01T10:01:00Z add_to_cart customer_id=a session_id=s1 amount=80 discount=20",
    "2025-01-01T10:02:00Z view_item customer_id=a session_id=s1 amount=99 discount=1",
    "2025-01-01T10:03:00Z purchase customer_id=a session_id=s1 order_id=1 amount=90 discount=10",
    "2025-01-02T10:00:00Z session_start customer_id=b session_id=s2 channel=mail",
    "2025-01-02T10:01:00Z add_to_cart customer_id=b session_id=s2 amount=80 discount=20",
    "2025-01-03T10:00:00Z session_start customer_id=c session_id=s3 channel=ads",
    "2025-01-03T10:03:00Z purchase customer_id=c session_id=s3 order_id=2 amount=30",
    "2025-02-04T10:00:00Z session_start customer_id=d session_id=s4",
    "2025-02-04T10:03:00Z purchase customer_id=d session_id=s4 order_id=3 amount=50 discount=50",
    "2025-02-05T10:03:00Z purchase customer_id=d order_id=4 amount=20 discount=0",
  ])

  @Test func handComputed() throws {
    let output = Self.shop.output()
    #expect(output.value("b2c.aov_with_discount") == "70.0000")
    #expect(output.value("b2c.aov_without_discount") == "25.0000")
    #expect(output.value("b2c.aov_with_discount", .month, "2025-02-01") == "50.0000")
    #expect(
      output.value("b2c.aov_with_discount", dimension: "channel", segment: "ads") == "90.0000")
    #expect(
      output.value("b2c.aov_with_discount", dimension: "discount_band", segment: "5-10 %")
        == "90.0000")
    #expect(output.value("b2c.conversion_with_discount") == "0.500000")
    // Of s3 and s4 both bought.
    #expect(output.value("b2c.conversion_without_discount") == "1.000000")
    #expect(
      output.value("b2c.conversion_without_discount", dimension: "channel", segment: "mail")
        == "")
    let table = try #require(output.tables.first { $0.id == "price_levers" })
    let rows = table.rows.map { $0.map(\.plain) }.filter { $0[1] == "all" }
    #expect(rows.map { $0[3] } == ["none", "5-10 %", "10-20 %", "30-50 %"])
    #expect(rows.map { $0[4] } == ["2", "1", "0", "1"])
    #expect(rows[2][8...9] == ["2", "0.500000"])
    // t with one degree of freedom: 25 ± 12.7062 × 7.0711 ÷ √2.
    #expect(rows[0][6...7] == ["-38.5310", "88.5310"])
  }

  @Test func withoutAnyDiscountNothingIsSaid() {
    let output = EventFixture(["2025-01-01 purchase customer_id=a order_id=1 amount=9"]).output()
    #expect(output.row("b2c.aov_without_discount") == nil)
    #expect(!output.tables.contains { $0.id == "price_levers" })
  }

  /// Bands include their upper bound.
  @Test(arguments: [
    ("95", "5", "0-5 %"), ("94.99", "5", "5-10 %"), ("90", "10", "5-10 %"),
    ("89.99", "10", "10-20 %"), ("50", "50", "30-50 %"), ("1", "1.01", "50-100 %"),
    ("0", "3", "50-100 %"), ("7", "-1", "none"),
  ])
  func bandEdges(amount: String, discount: String, band: String) throws {
    let fixture = EventFixture([
      "2025-01-01 purchase customer_id=a order_id=1 amount=\(amount) discount=\(discount)",
      "2025-01-01 purchase customer_id=b order_id=2 amount=1 discount=1",
    ])
    let table = try #require(fixture.output().tables.first { $0.id == "price_levers" })
    let bands = table.rows.filter { $0[1].plain == "all" }.map { $0[3].plain }
    #expect(bands.contains(band))
  }

  /// Random shops: orders by month and session by session, from the lines.
  @Test(arguments: Seeds.from(61, few: 3))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random, events: 600)
    let output = fixture.output()
    let orders = ShopReference(fixture).buyers.flatMap { $0 }
    for month in ["2025-01-01", "2025-03-01", "2025-06-01"] {
      for (metric, isWith) in [("with", true), ("without", false)] {
        let mine = orders.filter { $0.month == month && ($0.discount > 0) == isWith }
        let row = output.row("b2c.aov_\(metric)_discount", .month, month)
        let sum = mine.reduce(0) { $0 + $1.gross }
        #expect(row?.denominator == FixedDecimal(mine.count), "seed \(seed)")
        #expect(
          row?.numerator == FixedDecimal(micro: Int128(sum), digits: 4), "seed \(seed)")
      }
    }
    let sessions = Dictionary(grouping: fixture.events) { $0["session_id"]! }.values
    let shown = sessions.filter { session in
      session.contains {
        !["purchase", "refund"].contains($0["type"]!) && ($0["discount"] ?? "0") != "0"
      }
    }
    let bought = shown.filter { $0.contains { $0["type"] == "purchase" } }
    let with = output.row("b2c.conversion_with_discount")
    #expect(with?.denominator == FixedDecimal(shown.count), "seed \(seed)")
    #expect(with?.numerator == FixedDecimal(bought.count), "seed \(seed)")
    let without = output.row("b2c.conversion_without_discount")
    #expect(
      without?.denominator == FixedDecimal(sessions.count - shown.count), "seed \(seed)")
  }

  @Test func dealsByDiscountAndTerms() throws {
    let fixture = EventFixture([
      "2025-01-01 opportunity account_id=a deal_id=1 amount=80 discount=20 payment_terms=net_30",
      "2025-01-11 won account_id=a deal_id=1",
      "2025-01-01 opportunity account_id=b deal_id=2 amount=80 discount=20",
      "2025-01-31 won account_id=b deal_id=2 payment_terms=net_60",
      "2025-01-01 opportunity account_id=c deal_id=3 amount=50 discount=0 payment_terms=net_60",
      "2025-02-01 lost account_id=c deal_id=3",
      "2025-01-01 opportunity account_id=d deal_id=4 amount=9",
      "2025-02-01 lost account_id=d deal_id=4",
      "2025-01-01 opportunity account_id=e deal_id=5 amount=9 discount=1",
    ])
    let output = fixture.output()
    #expect(output.value("b2b.discount_win_rate") == "0.666667")
    #expect(output.value("b2b.discount_win_rate", .month, "2025-02-01") == "0.000000")
    #expect(output.value("b2b.discount_cycle_days_mean") == "20.000000")
    #expect(
      output.value("b2b.terms_win_rate", dimension: "payment_terms", segment: "net_60")
        == "0.500000")
    let table = try #require(output.tables.first { $0.id == "deal_levers" })
    let rows = table.rows.map { $0.map(\.plain) }.filter { $0[1] == "all" }
    #expect(
      rows.map { [$0[3], $0[4], $0[5], $0[6], $0[9], $0[10]].joined(separator: ",") } == [
        "discount_band,none,1,0.000000,0,", "discount_band,10-20 %,2,1.000000,2,20.000000",
        "payment_terms,net_30,1,1.000000,1,10.000000",
        "payment_terms,net_60,2,0.500000,1,30.000000",
      ])
    // 20 ± 12.7062 × 14.1421 ÷ √2 days.
    #expect(rows[1][11...12] == ["-107.062047", "147.062047"])
  }

  /// Random deals: rates and cycles by terms and band, counted from the lines.
  @Test(arguments: Seeds.from(64, few: 3))
  func dealsAgreeWithASlowReference(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var fixture = EventFixture()
    var deals: [(terms: String, discount: Int?, amount: Int, isWon: Bool, days: Int)] = []
    for number in 0..<150 {
      let terms = ["", "net_30", "net_60", "prepaid"][random.below(4)]
      let discount = random.below(3) == 0 ? nil : random.below(60)
      let amount = 1 + random.below(100)
      let (start, days) = (1 + random.below(28), random.below(28))
      let isWon = random.below(2) == 0
      deals.append((terms, discount, amount, isWon, days + 28))
      var line = "2025-01-\(start < 10 ? "0" : "")\(start) opportunity account_id=a\(number)"
      line += " deal_id=\(number) amount=\(amount)"
      if let discount { line += " discount=\(discount)" }
      if !terms.isEmpty { line += " payment_terms=\(terms)" }
      let close = LocalDay("2025-01-01")!.advanced(by: start - 1 + days + 28)
      fixture.add([
        line,
        "\(close.description) \(isWon ? "won" : "lost") account_id=a\(number) deal_id=\(number)",
      ])
    }
    let output = fixture.output()
    for terms in ["net_30", "net_60", "prepaid"] {
      let mine = deals.filter { $0.terms == terms }
      let row = output.row("b2b.terms_win_rate", dimension: "payment_terms", segment: terms)
      #expect(row?.numerator == FixedDecimal(mine.count { $0.isWon }), "seed \(seed)")
      #expect(row?.denominator == FixedDecimal(mine.count), "seed \(seed)")
      let won = mine.filter(\.isWon)
      let cycle = output.row(
        "b2b.terms_cycle_days_mean", dimension: "payment_terms", segment: terms)
      let mean = Double(won.reduce(0) { $0 + $1.days }) / Double(won.count)
      #expect(abs((cycle?.value?.double ?? -1) - mean) < 1e-6, "seed \(seed)")
    }
    let deep = deals.filter { deal in
      guard let discount = deal.discount, discount > 0 else { return false }
      let share = Double(discount) / Double(discount + deal.amount)
      return share > 0.2 && share <= 0.3
    }
    let row = output.row(
      "b2b.discount_win_rate", dimension: "discount_band", segment: "20-30 %")
    #expect(row?.denominator == FixedDecimal(deep.count), "seed \(seed)")
    #expect(row?.numerator == FixedDecimal(deep.count { $0.isWon }), "seed \(seed)")
  }
}
