import FunnelModel
import Testing

@testable import Metrics

@Suite struct SampleSummaryTests {
  /// Random samples over many sizes, cut into runs, against the sorted whole.
  @Test(arguments: Seeds.from(1, few: 4))
  func quantilesAreThoseOfTheSortedWhole(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for round in 0..<60 {
      let count = Int(random.next() % 400) + 1
      let shift = Int64(random.next() % 64)
      var samples = (0..<count).map { _ in
        Int64(truncatingIfNeeded: random.next() >> 1) >> shift
      }
      if round % 5 == 0 { samples = samples.map { $0 & 0x3 } }
      if round % 7 == 0 { samples[0] = -5 }
      var runs: [[Int64]] = [[]]
      for sample in samples {
        if random.next() % 40 == 0 { runs.append([]) }
        runs[runs.count - 1].append(sample)
      }
      let summary = SampleSummary(runs, quantiles: [(1, 2), (9, 10), (0, 1), (1, 1)])
      let sorted = samples.sorted()
      #expect(summary.count == count)
      #expect(summary.sum == samples.reduce(Int128(0)) { $0 + Int128($1) })
      for (index, (top, bottom)) in [(1, 2), (9, 10), (0, 1), (1, 1)].enumerated() {
        let (rank, part) = ((count - 1) * top).quotientAndRemainder(dividingBy: bottom)
        let next = part == 0 ? 0 : Int128(sorted[rank + 1]) * Int128(part)
        let expected = Int128(sorted[rank]) * Int128(bottom - part) + next
        let found = summary.quantiles[index]
        #expect(
          found.numerator * Int128(bottom) == expected * found.denominator,
          "seed \(seed), round \(round)")
      }
    }
  }

  @Test func nothingHasNoQuantiles() {
    let summary = SampleSummary([[], []], quantiles: [(1, 2)])
    #expect(summary.quantiles.isEmpty && summary.mean == nil && summary.count == 0)
  }
}

@Suite struct SharedObjectTests {
  /// Random buyers of random sessions and orders, in batches over several scans, against the
  /// definition: an object is shared where two rows name different buyers with it.
  @Test(arguments: Seeds.from(1, few: 3))
  func sharedObjectsAreThoseOfTwoBuyers(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var lines: [String] = []
    for row in 0..<300 {
      var line = "2025-01-01T00:00:\(row % 50 + 10) page_view"
      let session = Int(random.next() % 120)
      if random.next() % 5 > 0 { line += " session_id=s\(session)" }
      if random.next() % 4 == 0 { line += " order_id=o\(session % 40)" }
      let buyer = random.next() % 12 == 0 ? Int(random.next() % 9) : session % 9
      switch random.next() % 3 {
      case 0: line += " customer_id=c\(buyer)"
      case 1: line += " person_id=c\(buyer)"
      default: break
      }
      lines.append(line)
    }
    let fixture = EventFixture(lines)
    var buyers: [String: Set<String>] = [:]
    for event in fixture.events {
      let keys = ["customer_id", "person_id", "order_id", "session_id"]
      guard let key = keys.first(where: { event[$0] != nil }), let id = event[key] else { continue }
      for object in ["order_id", "session_id"] {
        if let name = event[object] { buyers[object + name, default: []].insert(key + id) }
      }
    }
    let expected = buyers.values.filter { $0.count > 1 }.count
    for (scanCount, threads) in [(1, 1), (3, 2)] {
      var scans = [ObjectPairs](repeating: ObjectPairs(), count: scanCount)
      for start in stride(from: 0, to: fixture.events.count, by: 37) {
        let end = min(start + 37, fixture.events.count)
        scans[start % scanCount].add(fixture.batch(Array(fixture.events[start..<end])))
      }
      #expect(ObjectPairs.shared(scans, threads: threads).count == expected, "seed \(seed)")
    }
    #expect(expected > 0)
  }
}

@Suite struct FinaliseTests {
  @Test(arguments: Seeds.from(11, few: 2))
  func outputDoesNotDependOnThreads(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomShop.fixture(&random, events: 200, months: 2)
    fixture.configuration.dimensions = ["channel", "device"]
    let state = fixture.state(fixture.plan())
    let alone = state.finalise(threads: 1)
    let together = state.finalise(threads: 4)
    #expect(alone.metrics == together.metrics, "seed \(seed)")
    #expect(alone.tables == together.tables, "seed \(seed)")
    #expect(alone.policies == together.policies && alone.violations == together.violations)
    #expect(alone.quality.map { "\($0)" } == together.quality.map { "\($0)" })
  }
}
