import Testing

@testable import Statistics

struct QuantileTests {
  /// Hyndman and Fan's definition 7 by hand: h = 9p over ten values.
  @Test(arguments: [
    (0.0, 1.0), (0.1, 1.9), (0.25, 3.25), (0.5, 5.5), (0.75, 7.75), (0.9, 9.1), (1.0, 10.0),
  ])
  func typeSevenInterpolates(_ p: Double, _ value: Double) {
    #expect(isClose(quantile(sorted: (1...10).map(Double.init), p), to: value, within: 1e-15))
  }

  @Test func sortedEdges() {
    #expect(quantile(sorted: [], 0.5) == nil)
    #expect(quantile(sorted: [7], 0.9) == 7)
    #expect(quantile(sorted: [1, 2], 1.5) == nil)
  }

  @Test func exactQuantileIsARatioInLowestTerms() throws {
    let counts: [(value: Int64, count: Int)] = [(1, 2), (4, 0), (10, 1), (11, 1)]
    // Values 1, 1, 10, 11: the median is 11/2, the 90th percentile 10 + 7/10.
    let median = try #require(exactMedian(counts))
    #expect((median.numerator, median.denominator) == (11, 2))
    let p90 = try #require(exactQuantile(counts, 9, over: 10))
    #expect((p90.numerator, p90.denominator) == (107, 10))
    #expect(p90.value == 10.7)
    #expect(quantile(counts, 0, over: 1) == 1)
    #expect(quantile(counts, 1, over: 1) == 11)
  }

  @Test func exactQuantileEdges() throws {
    #expect(exactMedian([]) == nil)
    #expect(exactMedian([(5, 0)]) == nil)
    #expect(exactQuantile([(5, 1)], 3, over: 2) == nil)
    #expect(exactQuantile([(5, 1)], 1, over: 0) == nil)
    #expect(exactMedian([(-5, 1)])?.value == -5)
    // The full range of the values does not overflow: (min + max) / 2 = −1/2.
    let wide = try #require(exactMedian([(.min, 1), (.max, 1)]))
    #expect((wide.numerator, wide.denominator) == (-1, 2))
  }

  @Test func exactRatioNormalises() throws {
    let ratio = try #require(ExactRatio(6, over: -4))
    #expect((ratio.numerator, ratio.denominator) == (-3, 2))
    #expect(ExactRatio(0, over: 7) == ExactRatio(0, over: 1))
    #expect(ExactRatio(1, over: 0) == nil)
  }

  /// Against the plain reading of the definition on expanded arrays.
  @Test(arguments: [11, 12, 13] as [UInt64])
  func sparseCountsEqualExpandedValues(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var value = Int64.random(in: -50...0, using: &generator)
      var counts: [(value: Int64, count: Int)] = []
      var expanded: [Double] = []
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let count = Int.random(in: 1...4, using: &generator)
        counts.append((value, count))
        expanded += [Double](repeating: Double(value), count: count)
        value += Int64.random(in: 1...20, using: &generator)
      }
      let percent = Int.random(in: 0...100, using: &generator)
      let h = Double(expanded.count - 1) * Double(percent) / 100
      let k = Int(h.rounded(.down))
      let above = expanded[min(k + 1, expanded.count - 1)]
      let expected = expanded[k] + (h - Double(k)) * (above - expanded[k])
      #expect(isNear(quantile(counts, percent, over: 100), expected, within: 1e-10))
    }
  }

  /// Ranks from the binomial table (scipy.stats.binom); n = 5 cannot reach 95 %.
  @Test(arguments: [
    (6, 1), (7, 1), (10, 2), (20, 6), (25, 8), (50, 18), (100, 40), (1000, 469),
    (100_000_000, 49_990_200),
  ])
  func medianRanksMatchBinomialTable(_ n: Int, _ rank: Int) throws {
    let ranks = try #require(medianIntervalRanks(count: n))
    #expect(ranks == (rank, n + 1 - rank))
  }

  @Test func medianIntervalReadsOrderStatistics() throws {
    #expect(medianIntervalRanks(count: 5) == nil)
    #expect(medianInterval([]) == nil)
    let counts: [(value: Int64, count: Int)] = [(1, 1), (3, 4), (8, 4), (9, 1)]
    let interval = try #require(medianInterval(counts))
    #expect(interval == (3, 8))
    let expanded: [Double] = [1, 3, 3, 3, 3, 8, 8, 8, 8, 9]
    #expect(medianInterval(sorted: expanded) == ConfidenceInterval(lower: 3, upper: 8))
  }
}
