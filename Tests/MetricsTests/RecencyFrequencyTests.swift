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

  @Test(arguments: [31, 32, 33])
  func everyBuyerStandsInOneClass(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random)
    let table = try #require(fixture.output().tables.first { $0.id == "rfm" })
    let total = table.rows.reduce(0) { $0 + (Int($1[4].plain) ?? 0) }
    #expect(total == ShopReference(fixture).buyers.count, "seed \(seed)")
  }
}
