import FunnelModel
import Metrics
import Testing

@Suite struct ExperimentMetricsTests {
  /// Exposures on 1 January at midnight, a purchase two days later by the first `converted`.
  static func arm(_ variant: String, exposed: Int, converted: Int, experiment: String = "landing")
    -> [String]
  {
    (0..<exposed).flatMap { index -> [String] in
      let who = "customer_id=\(variant)\(index)"
      let exposure =
        "2025-01-01T00:00:00Z exposure \(who) experiment=\(experiment) variant=\(variant)"
      guard index < converted else { return [exposure] }
      return [
        exposure, "2025-01-03T00:00:00Z purchase \(who) order_id=\(variant)\(index) amount=10",
      ]
    }
  }

  static func table(_ output: ReportOutput) -> ReportTable? {
    output.tables.first { $0.id == "experiments" }
  }

  static func cell(_ output: ReportOutput, _ variant: String, _ column: String) -> String? {
    SalesPipelineTests.row(table(output), ["variant": variant])?[column]
  }

  /// 30 of 200, 50 of 200, 36 of 200: values of another tool (erfc, Wilson and Newcombe by hand).
  @Test func conversionsAgainstTheControl() throws {
    var fixture = EventFixture(
      Self.arm("a", exposed: 200, converted: 30) + Self.arm("b", exposed: 200, converted: 50)
        + Self.arm("c", exposed: 200, converted: 36))
    fixture.asOf = "2025-02-01"
    fixture.configuration.experiments = [
      ExperimentDefinition(
        name: "landing", variants: ["a", "b", "c"], window: 7 * Instant.microsecondsPerDay)
    ]
    let output = fixture.output()
    func cell(_ variant: String, _ column: String) -> String? {
      Self.cell(output, variant, column)
    }
    #expect(cell("a", "conversion_rate") == "0.150000")
    #expect(cell("b", "conversion_rate") == "0.250000")
    #expect(cell("b", "ci_low") == "0.195082")
    #expect(cell("b", "ci_high") == "0.314341")
    #expect(cell("b", "difference") == "0.100000")
    #expect(cell("b", "difference_low") == "0.021525")
    #expect(cell("b", "difference_high") == "0.177312")
    #expect(cell("b", "p_value") == "0.012419331")
    #expect(cell("c", "p_value") == "0.418957036")
    // Holm over two variants: 2 × the smaller, 1 × the greater.
    #expect(cell("b", "p_value_holm") == "0.024838661")
    #expect(cell("c", "p_value_holm") == "0.418957036")
    #expect(cell("b", "minimum_detectable_effect") == "0.113081")
    #expect(cell("a", "srm_p_value") == "1.000000000")
    #expect(cell("a", "srm") == "as intended")
    #expect(cell("a", "verdict") == "control")
    #expect(cell("b", "verdict") == "better")
    #expect(cell("c", "verdict") == "no difference found")
    let row = try #require(
      output.metrics.first { $0.metric == "experiment.conversion_rate" && $0.segment2 == "b" })
    #expect(row.dimension == "experiment" && row.segment == "landing")
    #expect(row.numerator?.description == "50" && row.denominator?.description == "200")
    #expect(row.market == .b2c && row.status == .ok)
  }

  /// 10, 12, 14 against 20, 22, 27; Welch's test by another tool.
  @Test func orderValues() {
    var lines: [String] = []
    for (variant, values) in [("a", [10, 12, 14]), ("b", [20, 22, 27])] {
      for (index, value) in values.enumerated() {
        let who = "customer_id=\(variant)\(index)"
        lines.append("2025-01-01 exposure \(who) experiment=x variant=\(variant)")
        lines.append(
          "2025-01-02 purchase \(who) order_id=\(variant)\(index) amount=\(value)")
      }
    }
    let output = EventFixture(lines).output()
    func cell(_ column: String) -> String? { Self.cell(output, "b", column) }
    #expect(cell("aov") == "23.0000")
    #expect(cell("aov_difference") == "11.0000")
    #expect(cell("aov_p_value") == "0.017440645")
    #expect(cell("aov_low") == "3.5920")
    #expect(cell("aov_high") == "18.4080")
  }

  /// Window of 2 days. p1 buys at the last moment, p2 a second later; p3 saw both variants; p4 buys
  /// before its exposure; p5's window is not over; p6 saw a variant that nobody listed; p7 was seen
  /// twice by one variant, the first time counts.
  @Test func windowContaminationAndMaturity() {
    var fixture = EventFixture([
      "2025-01-01T00:00:00Z exposure customer_id=p1 experiment=x variant=a",
      "2025-01-03T00:00:00Z purchase customer_id=p1 order_id=1 amount=1",
      "2025-01-01T00:00:00Z exposure customer_id=p2 experiment=x variant=a",
      "2025-01-03T00:00:01Z purchase customer_id=p2 order_id=2 amount=1",
      "2025-01-01T00:00:00Z exposure customer_id=p3 experiment=x variant=a",
      "2025-01-02T00:00:00Z exposure customer_id=p3 experiment=x variant=b",
      "2025-01-01T00:00:00Z purchase customer_id=p4 order_id=4 amount=1",
      "2025-01-01T00:00:01Z exposure customer_id=p4 experiment=x variant=b",
      "2025-01-09T00:00:00Z exposure customer_id=p5 experiment=x variant=b",
      "2025-01-09T01:00:00Z purchase customer_id=p5 order_id=5 amount=1",
      "2025-01-01T00:00:00Z exposure customer_id=p6 experiment=x variant=z",
      "2025-01-01T00:00:00Z exposure customer_id=p7 experiment=x variant=b",
      "2025-01-05T00:00:00Z exposure customer_id=p7 experiment=x variant=b",
      "2025-01-06T00:00:00Z purchase customer_id=p7 order_id=7 amount=1",
      "2025-01-01T00:00:00Z exposure customer_id=p8 experiment=other variant=q",
    ])
    fixture.asOf = "2025-01-10T00:00:00Z"
    fixture.configuration.experiments = [
      ExperimentDefinition(
        name: "x", variants: ["a", "b"], window: 2 * Instant.microsecondsPerDay)
    ]
    let output = fixture.output()
    func cell(_ variant: String, _ column: String) -> String? {
      Self.cell(output, variant, column)
    }
    #expect(cell("a", "exposed") == "2")
    #expect(cell("a", "converted") == "1")
    #expect(cell("b", "exposed") == "3")
    #expect(cell("b", "in_progress") == "1")
    #expect(cell("b", "buyers") == "2")
    #expect(cell("b", "converted") == "0")
    #expect(cell("a", "contaminated") == "1")
    #expect(cell("a", "unknown_variant") == "1")
    #expect(
      output.metrics.first { $0.metric == "experiment.conversion_rate" && $0.segment2 == "b" }?
        .status == .inProgress)
    #expect(
      output.quality.first { $0.check == "exposures_of_unlisted_experiments" }?.count == 1)
  }

  @Test func anyEventMayBeTheGoal() {
    var fixture = EventFixture([
      "2025-01-01 exposure customer_id=p1 experiment=x variant=a",
      "2025-01-02 upgraded customer_id=p1",
      "2025-01-01 exposure customer_id=p2 experiment=x variant=b",
      "2025-01-02 purchase customer_id=p2 order_id=1 amount=4",
    ])
    fixture.configuration.experiments = [ExperimentDefinition(name: "x", goal: "upgraded")]
    let output = fixture.output()
    #expect(Self.cell(output, "a", "converted") == "1")
    #expect(Self.cell(output, "b", "converted") == "0")
    #expect(Self.cell(output, "b", "orders") == "1")
  }

  @Test func nothingExposedNothingPrinted() {
    let output = EventFixture(["2025-01-02 purchase customer_id=p2 order_id=1 amount=4"]).output()
    #expect(Self.table(output) == nil)
  }

  private static func random(_ random: inout SplitMix) -> EventFixture {
    var lines: [String] = []
    for index in 0..<300 {
      let who = "customer_id=c\(random.below(90))"
      let day = 1 + random.below(28)
      let stamp =
        "2025-01-\(day < 10 ? "0" : "")\(day)T1\(random.below(10)):0\(random.below(10)):00Z"
      switch random.below(3) {
      case 0:
        lines.append(
          "\(stamp) exposure event_id=e\(index) \(who) experiment=\(["x", "y"][random.below(2)]) "
            + "variant=\(["a", "a", "a", "b", "b", "c"][random.below(6)])")
      case 1:
        lines.append(
          "\(stamp) purchase event_id=e\(index) \(who) order_id=o\(index) "
            + "amount=\(random.below(90)).5\(random.below(10))")
      default: lines.append("\(stamp) activate event_id=e\(index) \(who)")
      }
    }
    var fixture = EventFixture(lines)
    fixture.configuration.experiments = [
      ExperimentDefinition(
        name: "x", variants: ["a", "b"], split: [3, 2], goal: "activate",
        window: 5 * Instant.microsecondsPerDay),
      ExperimentDefinition(name: "y", variants: ["b", "a", "c"]),
    ]
    return fixture
  }

  @Test(arguments: Seeds.from(1, few: 12))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = Self.random(&random)
    let output = fixture.output()
    let table = Self.table(output)
    func time(_ event: [String: String]) -> Int64 { EventFixture.instant(event["time"]!) }
    let asOf = fixture.events.map(time).max()!
    for definition in fixture.configuration.experiments {
      var contaminated = 0
      var exposed: [String: Int] = [:]
      var mature: [String: Int] = [:]
      var converted: [String: Int] = [:]
      var value: [String: Int64] = [:]
      for buyer in Set(fixture.events.map { $0["customer_id"]! }) {
        let own = fixture.events.filter { $0["customer_id"] == buyer }
        let seen = own.filter { $0["experiment"] == definition.name }.sorted { time($0) < time($1) }
        guard let first = seen.first else { continue }
        if Set(seen.map { $0["variant"]! }).count > 1 {
          contaminated += 1
          continue
        }
        let variant = first["variant"]!
        exposed[variant, default: 0] += 1
        let end = definition.window.map { time(first) + $0 } ?? asOf
        if end > asOf { continue }
        mature[variant, default: 0] += 1
        func within(_ type: String) -> [[String: String]] {
          own.filter { $0["type"] == type && time($0) >= time(first) && time($0) <= end }
        }
        if !within(definition.goal).isEmpty { converted[variant, default: 0] += 1 }
        for order in within("purchase") {
          value[variant, default: 0] += EventFixture.micro(order["amount"]!)
        }
      }
      for variant in definition.variants {
        let row = SalesPipelineTests.row(
          table, ["experiment": definition.name, "variant": variant])
        let note: Comment = "seed \(seed), \(definition.name), \(variant)"
        #expect(row?["exposed"] == "\(exposed[variant] ?? 0)", note)
        #expect(row?["buyers"] == "\(mature[variant] ?? 0)", note)
        #expect(row?["converted"] == "\(converted[variant] ?? 0)", note)
        #expect(row?["contaminated"] == "\(contaminated)", note)
        let orders = Int64(row?["orders"] ?? "") ?? 0
        if orders > 0 {
          #expect(
            row?["aov"]
              == FixedDecimal(
                ratio: Int128(value[variant] ?? 0), Int128(orders) * 1_000_000, digits: 4
              ).description, note)
        }
      }
    }
  }

  @Test(arguments: Seeds.from(1, few: 4))
  func mergingPartsEqualsTheWhole(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = Self.random(&random)
    try FoldLawTests.expectLaws(fixture, &random, seed: seed)
  }
}
