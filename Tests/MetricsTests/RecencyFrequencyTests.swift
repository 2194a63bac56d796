import FunnelModel
import Metrics
import Testing

@Suite struct RecencyFrequencyTests {
  /// Six buyers, the last orders one day apart; f orders three times.
  static let fixture = EventFixture(
    (1...6).map { "2025-01-0\($0) purchase customer_id=c\($0) order_id=\($0) amount=\($0)0" }
      + [
        "2024-12-01 purchase customer_id=c6 order_id=7 amount=5",
        "2024-12-02 purchase customer_id=c6 order_id=8 amount=5",
        "2024-12-02 refund customer_id=c6 order_id=8 amount=1",
      ])

  @Test func classesAndSegments() throws {
    let output = Self.fixture.output()
    let table = try #require(output.tables.first { $0.id == "rfm" })
    // Recency in days is 5, 4, 3, 2, 1, 0: edges 1, 2, 3, 4. Frequency 1 ×5 and 3: edges 1, 1, 1,
    // 1. Values 10 to 50 and 69: edges 20, 30, 40, 50.
    #expect(
      table.rows.map { $0.map(\.plain).joined(separator: ",") } == [
        "1,1,1,lost,1", "2,1,1,hibernating,1", "3,1,2,about to sleep,1", "4,1,3,promising,1",
        "5,1,4,new,1", "5,5,5,champions,1",
      ])
    let cuts = try #require(output.tables.first { $0.id == "rfm_cuts" })
    #expect(
      cuts.rows.map { $0[2].plain } == [
        "1.000000", "2.000000", "3.000000", "4.000000", "1.000000", "1.000000", "1.000000",
        "1.000000", "20.000000", "30.000000", "40.000000", "50.000000",
      ])
  }

  /// metrics.md: champions R5 F4–5; loyal R3–4 F4–5; …
  static func segment(_ r: Int, _ f: Int) -> String {
    let rules: [(String, ClosedRange<Int>, ClosedRange<Int>)] = [
      ("champions", 5...5, 4...5), ("loyal", 3...4, 4...5),
      ("potential loyalist", 4...5, 2...3), ("new", 5...5, 1...1), ("promising", 4...4, 1...1),
      ("need attention", 3...3, 3...3), ("about to sleep", 3...3, 1...2),
      ("at risk", 1...2, 3...4), ("cannot lose", 1...2, 5...5), ("hibernating", 2...2, 1...2),
      ("lost", 1...1, 1...2),
    ]
    let found = rules.filter { $0.1.contains(r) && $0.2.contains(f) }
    return found.count == 1 ? found[0].0 : "\(found.count) segments"
  }

  /// The eleven segments hold every pair of classes exactly once.
  @Test func elevenSegments() {
    let names = (1...5).flatMap { r in (1...5).map { Self.segment(r, $0) } }
    #expect(Set(names).count == 11)
    #expect(!names.contains { $0.hasSuffix("segments") })
  }

  /// Classes from the definition of a type-7 quantile, buyer by buyer.
  @Test(arguments: Seeds.from(31, few: 3))
  func agreesWithASlowReference(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random)
    let output = fixture.output()
    let table = try #require(output.tables.first { $0.id == "rfm" })
    let reference = ShopReference(fixture)
    var refunds: [String: Int64] = [:]
    for event in fixture.events where event["type"] == "refund" {
      refunds[event["order_id"]!, default: 0] += EventFixture.micro(event["amount"]!)
    }
    let values = reference.buyers.map { orders in
      [
        reference.asOf - orders.map(\.time).max()!, Int64(orders.count),
        orders.reduce(0) { $0 + $1.gross - (refunds[$1.id] ?? 0) },
      ]
    }
    // The edges at 20, 40, 60 and 80 %, and how many of them lie strictly below a value.
    let edges = (0..<3).map { measure in
      let sorted = values.map { Double($0[measure]) }.sorted()
      return (1...4).map { SlowNumbers.quantile(sorted, Double($0) / 5) }
    }
    func place(_ measure: Int, _ value: Int64) -> Int {
      1 + edges[measure].count { $0 < Double(value) - 1e-3 }
    }
    var expected: [String: Int] = [:]
    var segments: [String: Int] = [:]
    for buyer in values {
      let (r, f, m) = (6 - place(0, buyer[0]), place(1, buyer[1]), place(2, buyer[2]))
      expected["\(r),\(f),\(m),\(Self.segment(r, f))", default: 0] += 1
      segments[Self.segment(r, f), default: 0] += 1
    }
    let printed = Dictionary(
      uniqueKeysWithValues: table.rows.map { row in
        (row.prefix(4).map(\.plain).joined(separator: ","), Int(row[4].plain)!)
      })
    #expect(printed == expected, "seed \(seed)")

    var cuts: [[String]: [String: Expectation]] = [:]
    for (measure, name, unit) in [
      (0, "recency_days", Double(Instant.microsecondsPerDay)), (1, "frequency", 1),
      (2, "monetary", Double(Micro.scale)),
    ] {
      for (index, edge) in edges[measure].enumerated() {
        cuts[[name, "\(index + 1)"]] = ["value": .number(edge / unit)]
      }
    }
    #expect(
      PrintedTable(output, "rfm_cuts").differences(["measure", "quintile"], cuts) == [],
      "seed \(seed)")
    // All eleven are printed, those of nobody too.
    let names = Set((1...5).flatMap { r in (1...5).map { Self.segment(r, $0) } })
    var shares: [[String]: [String: Expectation]] = [:]
    for name in names {
      let count = segments[name] ?? 0
      shares[[name]] = [
        "buyers": .count(count), "share": .ratio(Double(count), Double(values.count)),
      ]
    }
    #expect(
      PrintedTable(output, "rfm_segments").differences(["segment"], shares) == [], "seed \(seed)")
  }
}
