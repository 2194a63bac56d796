import FunnelModel
import Metrics
import Testing

/// Sessions, orders and customers, in every period and segment, against a reference that counts
/// over the events as texts.
@Suite struct ShopReferenceTests {
  @Test(arguments: Seeds.from(1, few: 30))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 40 + random.below(160))
    fixture.configuration.dimensions = ["channel", "device"]
    fixture.asOf = [nil, "2025-05-10T12:00:00Z", "2025-10-01"][random.below(3)]
    let expected = SlowShop(fixture, dimensions: ["channel", "device"]).numbers()
    let covered = Set(expected.values.keys.map(\.metric))
    let differences = expected.differences(fixture.output()) { covered.contains($0) }
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }
}
