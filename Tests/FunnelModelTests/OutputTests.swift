import FunnelModel
import Testing

@Suite struct DecimalTextTests {
  /// The text by the definition: the digits of the magnitude, padded, with the mark before the
  /// last `digits` of them.
  static func slow(_ units: Int128, _ digits: Int) -> String {
    var text = String(units.magnitude)
    while text.count <= digits { text = "0" + text }
    if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
    return (units < 0 ? "-" : "") + text
  }

  @Test(arguments: [UInt64(3), 4, 5])
  func randomNumbersAreWrittenByTheDefinition(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      let wide = Int128(truncatingIfNeeded: random.next()) << 64 | Int128(random.next())
      let units = wide >> Int128(random.next() % 128)
      let digits = Int(random.next() % 19)
      var bytes: [UInt8] = [7]
      FixedDecimal(units: units, digits: digits).append(to: &bytes)
      let expected = Self.slow(units, digits)
      #expect(bytes == [7] + Array(expected.utf8), "seed \(seed): \(units) with \(digits)")
      #expect(FixedDecimal(units: units, digits: digits).description == expected)
    }
  }

  @Test(arguments: [
    (Int128(0), 0, "0"), (0, 6, "0.000000"), (-1, 2, "-0.01"),
    (
      Int128(UInt64.max), 0,
      "18446744073709551615"
    ), (Int128(UInt64.max), 18, "18.446744073709551615"),
    (Int128(UInt64.max) + 1, 18, "18.446744073709551616"),
    (
      -(Int128(1) << 64), 4,
      "-1844674407370955.1616"
    ), (12_345, 4, "1.2345"),
  ])
  func edges(units: Int128, digits: Int, text: String) {
    #expect(FixedDecimal(units: units, digits: digits).description == text)
  }

  @Test(arguments: [UInt64(8), 9])
  func quotientsAreRoundedHalfEven(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      let top = Int128(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 64))
      let bottom = Int128(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 64))
      if bottom == 0 { continue }
      let digits = Int(random.next() % 7)
      let units = FixedDecimal(ratio: top, bottom, digits: digits).units
      var scale: Int128 = 1
      for _ in 0..<digits { scale *= 10 }
      // 2 |top × scale − units × bottom| ≤ |bottom|, and even where it is equal.
      let distance = 2 * (top * scale - units * bottom).magnitude
      #expect(distance <= bottom.magnitude, "seed \(seed): \(top) over \(bottom)")
      if distance == bottom.magnitude { #expect(units % 2 == 0) }
    }
  }
}

@Suite struct MetricOrderTests {
  @Test(arguments: [UInt64(1), 2])
  func randomRowsStandInTheDocumentedOrder(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    func pick(_ texts: [String]) -> String { texts[Int(random.next() % UInt64(texts.count))] }
    let markets: [Market?] = [.b2c, .b2b, nil]
    var report = Report(
      heading: Report.Heading(
        version: "1", configurationDigest: "", asOf: Instant(microseconds: 0), zone: .utc,
        currency: "", windows: [], dimensions: [], markets: []))
    report.metrics = (0..<500).map { number in
      var row = MetricRow(
        metric: pick(["b2c.aov", "b2c.orders", "unit.cac", "a"]),
        market: markets[Int(random.next() % 3)],
        grain: Grain.allCases[Int(random.next() % 7)],
        period: pick(["", "2025-01-01", "2024-12-30", "before"]), value: FixedDecimal(number),
        unit: .count)
      row.dimension = pick(["", "channel", "device"])
      row.segment = pick(["", "Zürich", "zug", "Zug", "é", "e\u{301}"])
      row.dimension2 = pick(["", "", "device"])
      row.segment2 = pick(["", "", "mobile", "10", "9"])
      return row
    }
    let before = report.metrics
    report.sortMetrics()
    #expect(report.metrics.count == before.count)
    for (a, b) in zip(report.metrics, report.metrics.dropFirst()) {
      let order = [
        Self.order(a.metric, b.metric),
        Self.order(a.market?.rawValue ?? 9, b.market?.rawValue ?? 9),
        Self.order(a.grain, b.grain), Self.order(a.period, b.period),
        Self.order(a.dimension, b.dimension), Self.order(a.segment, b.segment),
        Self.order(a.dimension2, b.dimension2), Self.order(a.segment2, b.segment2),
        // Equal keys keep the order in which they came: the value numbers the rows.
        Self.order(a.value?.units ?? 0, b.value?.units ?? 0),
      ]
      #expect(order.first { $0 != 0 } == -1, "seed \(seed): \(a) before \(b)")
    }
  }

  private static func order<Value: Comparable>(_ a: Value, _ b: Value) -> Int {
    a < b ? -1 : a == b ? 0 : 1
  }
}

@Suite struct ParallelMapTests {
  @Test(arguments: [1, 2, 3, 16], [0, 1, 2, 1_000])
  func resultsComeInTheOrderOfThePieces(threads: Int, count: Int) {
    #expect(parallelMap(count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }
}

/// A reproducible source of random numbers (SplitMix64).
private struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
