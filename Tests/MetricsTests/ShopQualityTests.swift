import FunnelModel
import Metrics
import Testing

/// What the shop's report says about its own data, counted by hand.
@Suite struct ShopQualityTests {
  /// Source 0 is the shop, the record of orders; source 1 is web analytics.
  private static func findings() -> [String: QualityRow] {
    var fixture = EventFixture([
      "2025-01-01T10:00:00Z session_start customer_id=c1 session_id=s1 source=1",
      "2025-01-01T10:05:00Z purchase customer_id=c1 session_id=s1 order_id=o1 amount=10 source=1",
      "2025-01-01T10:05:00Z purchase customer_id=c1 order_id=o1 amount=10",
      "2025-01-01T10:06:00Z purchase customer_id=c1 order_id=o1 amount=10",
      "2025-01-02T10:00:00Z purchase customer_id=c2 order_id=o2 amount=20",
      "2025-01-03T10:00:00Z purchase customer_id=c3 order_id=o3 amount=30",
      "2025-01-03T10:00:00Z refund customer_id=c3 order_id=o3 amount=5 undated=1",
      "2025-01-04T10:00:00Z purchase customer_id=c4 order_id=o4 amount=40",
      "2025-01-04T11:00:00Z order_cancelled customer_id=c4 order_id=o4",
      "2025-01-05T10:00:00Z purchase customer_id=c5 order_id=o5 amount=9 source=1",
      "2025-01-06T10:00:00Z refund customer_id=c6 order_id=o9 amount=3",
      "2025-01-07T10:00:00Z session_start session_id=s2 source=1",
    ])
    fixture.sources = [("shop", 0), ("web", 2)]
    return Dictionary(
      uniqueKeysWithValues: fixture.output().quality.map { ($0.check, $0) })
  }

  /// The orders are o1, o2 and o3; o4 was cancelled, o5 and o9 are not in the shop.
  @Test(
    arguments: [
      ("orders_unknown_to_record", 1, nil),
      ("orders_unknown_elsewhere", 2, 3),
      ("orders_cancelled", 1, nil),
      ("purchases_repeated", 1, nil),
      ("refunds_without_order", 1, nil),
      ("refunds_undated", 1, 1),
      ("sessions_without_visitor", 1, 2),
    ] as [(String, Int, Int?)])
  func handComputed(check: String, count: Int, total: Int?) throws {
    let finding = try #require(Self.findings()[check])
    #expect(finding.count == count)
    #expect(finding.total == total)
    #expect(finding.market == .b2c)
  }

  /// Orders that nobody else could have seen are no finding.
  @Test func oneSourceHasNoSecondOpinion() {
    let fixture = EventFixture([
      "2025-01-01T10:00:00Z purchase customer_id=c1 order_id=o1 amount=10"
    ])
    #expect(fixture.output().quality.isEmpty)
  }
}
