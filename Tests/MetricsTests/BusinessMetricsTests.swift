import FunnelModel
import Metrics
import Testing

@Suite struct BusinessMetricsTests {
  static func cell(
    _ output: ReportOutput, _ line: String, _ signal: String, _ column: String
  ) -> String? {
    SalesPipelineTests.row(
      output.tables.first { $0.id == "business" }, ["product_line": line, "signal": signal])?[
        column]
  }

  /// Soap: 40 orders of 20 within a month, each a day after its buyer came, one returned. Boiler: a
  /// deal of 50 000 with a pilot, three persons and 60 days.
  static let both: [String] =
    (0..<40).flatMap { index in
      [
        "2025-01-01T10:00:00Z session_start customer_id=c\(index) session_id=s\(index)",
        "2025-01-02T10:00:00Z purchase customer_id=c\(index) order_id=\(index) amount=20 "
          + "product=soap",
      ]
    } + [
      "2025-01-05 refund customer_id=c1 order_id=1 amount=20",
      "2025-01-01 opportunity account_id=a deal_id=d product=boiler",
      "2025-01-10 pilot_started account_id=a deal_id=d",
      "2025-01-11 touch account_id=a person_id=p1", "2025-01-12 touch account_id=a person_id=p2",
      "2025-01-13 touch account_id=a person_id=p3",
      "2025-03-02 won account_id=a deal_id=d amount=50000",
    ]

  @Test func twoLinesTwoBusinesses() {
    let output = EventFixture(Self.both).output()
    func soap(_ signal: String, _ column: String) -> String? {
      Self.cell(output, "soap", signal, column)
    }
    func boiler(_ signal: String, _ column: String) -> String? {
      Self.cell(output, "boiler", signal, column)
    }
    #expect(soap("order value", "value") == "20.000000")
    #expect(soap("order value", "vote") == "B2C")
    #expect(soap("cycle within 3 days", "value") == "1.000000")
    #expect(soap("refund share", "value") == "0.025000")
    #expect(soap("self serve share", "vote") == "B2C")
    #expect(soap("price dispersion", "value") == "0.000000")
    #expect(soap("sales per month", "value") == "40.000000")
    #expect(soap("order value", "verdict") == "B2C")
    #expect(soap("deciders per deal", "value") == nil)
    #expect(boiler("deciders per deal", "value") == "3.000000")
    #expect(boiler("deciders per deal", "vote") == "B2B")
    #expect(boiler("cycle within 3 days", "vote") == "B2B")
    #expect(boiler("pilot share", "value") == "1.000000")
    #expect(boiler("order value", "vote") == "B2B")
    #expect(boiler("self serve share", "value") == "0.000000")
    #expect(boiler("order value", "verdict") == "B2B")
    // 40 of 41 sales: more than nine in ten serve themselves.
    #expect(Self.cell(output, "(all)", "self serve share", "value") == "0.975610")
    #expect(output.value("business.self_serve_share") == "0.975610")
    #expect(output.tables.contains { $0.id == "funnel_handover" } == false)
  }

  @Test func soldBothWaysIsHybrid() {
    let output = EventFixture([
      "2025-01-01 purchase customer_id=c order_id=1 amount=20 product=app",
      "2025-01-02 opportunity account_id=a deal_id=d product=app",
      "2025-01-20 won account_id=a deal_id=d amount=900",
    ]).output()
    #expect(Self.cell(output, "app", "order value", "verdict") == "hybrid")
  }

  /// a1: individual, team after 10 days, company after 30. a2: individual, then company at once:
  /// the team is implied. a3: individual and team. c4: individual only. a5: a company that no
  /// individual brought. a6: a team that paid before its individual is none that followed.
  @Test func handover() {
    let output = EventFixture([
      "2025-01-01 mrr account_id=a1 market=b2c subscription_id=s1 amount=10",
      "2025-01-11 mrr account_id=a1 subscription_id=s2 amount=50",
      "2025-01-31 won account_id=a1 deal_id=d1 amount=9000",
      "2025-01-01 purchase account_id=a2 market=b2c order_id=1 amount=10",
      "2025-01-21 won account_id=a2 deal_id=d2 amount=9000",
      "2025-01-22 purchase account_id=a2 order_id=4 amount=10",
      "2025-01-01 purchase account_id=a3 market=b2c order_id=2 amount=10",
      "2025-01-05 purchase account_id=a3 order_id=3 amount=40",
      "2025-01-01 mrr customer_id=c4 subscription_id=s3 amount=10",
      "2025-01-02 mrr customer_id=c4 subscription_id=s3 amount=0",
      "2025-01-01 won account_id=a5 deal_id=d5 amount=9000",
      "2025-01-01 purchase account_id=a6 order_id=8 amount=40",
      "2025-01-02 purchase account_id=a6 market=b2c order_id=9 amount=4",
    ]).output()
    let table = output.tables.first { $0.id == "funnel_handover" }
    func cell(_ step: String, _ column: String) -> String? {
      SalesPipelineTests.row(table, ["grain": "all", "step_name": step])?[column]
    }
    #expect(cell("individual", "reached") == "5")
    #expect(cell("team", "reached") == "3")
    #expect(cell("team", "skipped") == "1")
    #expect(cell("company", "reached") == "2")
    #expect(cell("company", "rate_first") == "0.400000")
    #expect(cell("company", "rate_previous") == "0.666667")
    #expect(cell("team", "drop_off") == "2")
    // Teams after 10, 20 and 4 days; companies 20 and 0 days later.
    #expect(cell("team", "median_seconds") == "864000.000000")
    #expect(cell("company", "median_seconds") == "864000.000000")
    #expect(cell("company", "entry_median_seconds") == "2160000.000000")
  }

  @Test(arguments: Seeds.from(1, few: 4))
  func mergingPartsEqualsTheWhole(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var lines: [String] = []
    for index in 0..<300 {
      let buyer = random.below(40)
      let day = 1 + random.below(28)
      let stamp = "2025-0\(1 + random.below(4))-\(day < 10 ? "0" : "")\(day)"
      let product = ["", " product=app", " product=box"][random.below(3)]
      let type = ["purchase", "purchase", "refund", "mrr", "won", "opportunity"][random.below(6)]
      let isDeal = type == "won" || type == "opportunity"
      lines.append(
        "\(stamp) \(type) event_id=e\(index) account_id=a\(buyer) amount=\(random.below(900))"
          + (isDeal ? " deal_id=d\(buyer)" : " order_id=\(buyer)-\(random.below(4))")
          + (isDeal || random.below(2) == 0 ? "" : " market=b2c") + product)
    }
    try FoldLawTests.expectLaws(EventFixture(lines), &random, seed: seed)
  }

  /// Signals of random sales against counts over the texts.
  @Test(arguments: Seeds.from(1, few: 6))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let events = (0..<200).map { index in
      let day = 1 + random.below(28)
      return "2025-01-\(day < 10 ? "0" : "")\(day) purchase event_id=e\(index) "
        + "customer_id=c\(random.below(60)) order_id=o\(index) amount=\(random.below(4000)) "
        + "product=\(["app", "box"][random.below(2)])"
    }
    let fixture = EventFixture(events)
    let output = fixture.output()
    for product in ["app", "box"] {
      let mine = fixture.events.filter { $0["product"] == product }
      let values = mine.map { Double($0["amount"]!)! }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance =
        values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      func value(_ signal: String) -> Double {
        Self.cell(output, product, signal, "value").flatMap { Double($0) } ?? -1
      }
      let note: Comment = "seed \(seed), \(product)"
      #expect(abs(value("order value") - mean) < 1e-5, note)
      #expect(abs(value("price dispersion") - variance.squareRoot() / mean) < 1e-5, note)
      #expect(Self.cell(output, product, "order value", "n") == "\(mine.count)", note)
      let days = mine.map { Int(LocalDay($0["time"]!)!.number) }
      let span = max(30, days.max()! - days.min()! + 1)
      #expect(abs(value("sales per month") - 30 * Double(mine.count) / Double(span)) < 1e-5, note)
    }
  }
}
