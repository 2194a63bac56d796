import FunnelModel
import Testing

@testable import Metrics

/// All families at once: whoever folds which buyers, and in whatever order the parts meet, the
/// numbers and tables are the same.
@Suite(.enabled(if: TraceTests.isOptimised, "all families at once take an optimised build"))
struct PartitionTests {
  private static let plan = TraceTests.whole.plan()
  private static let expected = TraceTests.whole.state(plan).finalise()

  @Test(arguments: [1, 2, 7, 64], [UInt64(1), 2, 3])
  func anyPartitionMergedInAnyOrder(parts: Int, seed: UInt64) {
    var random = SplitMix(seed: seed)
    let buckets = (0..<Buyer.bucketCount).map { _ in random.below(parts) }
    var states = (0..<parts).map { part in
      TraceTests.whole.state(Self.plan) { buckets[$0] == part }
    }
    // Two of the parts that are left meet, until one is.
    while states.count > 1 {
      let other = states.remove(at: random.below(states.count))
      states[random.below(states.count)].merge(other)
    }
    let output = states[0].finalise()
    #expect(output.metrics == Self.expected.metrics, "seed \(seed)")
    #expect(output.tables == Self.expected.tables, "seed \(seed)")
    #expect(output.quality == Self.expected.quality && output.violations.isEmpty)
  }

  /// What is written is read again, whatever the family.
  @Test func statesSurviveTheirEncoding() throws {
    let state = TraceTests.whole.state(Self.plan)
    let read = try FoldState(plan: Self.plan, decoding: state.encoded())
    #expect(read.encoded() == state.encoded())
    #expect(read.finalise().metrics == Self.expected.metrics)
  }
}
