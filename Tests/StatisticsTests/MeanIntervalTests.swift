import Testing

@testable import Statistics

struct MeanIntervalTests {
  private func moments(_ values: [Int64]) -> SampleMoments {
    var sample = SampleMoments()
    for value in values { sample.add(value) }
    return sample
  }

  private let first: [Int64] = [12, 15, 9, 22, 17, 30, 11]
  private let second: [Int64] = [8, 14, 10, 13, 9]

  /// Reference: scipy.stats.t.interval.
  @Test func intervalMatchesReference() throws {
    let sample = moments(first)
    #expect(isClose(sample.mean, to: 116.0 / 7, within: 1e-15))
    #expect(isClose(sample.variance, to: 53.61904761904761, within: 1e-14))
    let interval = try #require(meanInterval(sample))
    #expect(isClose(interval.lower, to: 9.799242966875298, within: 1e-11))
    #expect(isClose(interval.upper, to: 23.34361417598185, within: 1e-11))
    let narrow = try #require(meanInterval(sample, confidence: 0.9))
    #expect(isClose(narrow.lower, to: 11.193393593748517, within: 1e-11))
  }

  @Test func oneObservationHasAMeanAndNoSpread() {
    #expect(moments([]).mean == nil)
    #expect(moments([4]).mean == 4)
    #expect(moments([4]).variance == nil)
    #expect(meanInterval(moments([4])) == nil)
    #expect(meanInterval(moments([4, 4])) == ConfidenceInterval(lower: 4, upper: 4))
  }

  @Test func impossibleSumsHaveNoVariance() {
    #expect(SampleMoments(count: 2, sum: 10, sumOfSquares: 3).variance == nil)
  }

  /// A spread of 1 about 9.2e18: the naive double formula loses every digit of it.
  @Test func varianceNeverCancels() {
    let base = Int64.max - 10
    #expect(moments([base - 1, base, base + 1]).variance == 1)
    #expect(moments([-base - 1, -base, -base + 1]).variance == 1)
    var many = SampleMoments()
    for _ in 0..<1_000 { many.merge(moments([base, base + 2])) }
    #expect(isClose(many.variance, to: 2000.0 / 1999, within: 1e-15))
  }

  @Test func mergingEqualsTheWhole() {
    var merged = moments(first)
    merged.merge(moments(second))
    #expect(merged == moments(second + first))
  }

  /// Reference: scipy.stats.ttest_ind(equal_var=False).
  @Test func welchMatchesReference() throws {
    let comparison = try #require(WelchComparison(moments(first), moments(second)))
    #expect(isClose(comparison.statistic, to: 1.923824065240635, within: 1e-12))
    #expect(isClose(comparison.degreesOfFreedom, to: 7.91933733297464, within: 1e-12))
    #expect(isClose(comparison.pValue, to: 0.09095131871707941, within: 1e-11))
    let interval = try #require(comparison.interval())
    #expect(isClose(interval.lower, to: -1.1588158065879393, within: 1e-10))
    #expect(isClose(interval.upper, to: 12.701672949445083, within: 1e-11))
  }

  @Test func welchNeedsSpread() {
    #expect(WelchComparison(moments([1]), moments([1, 2])) == nil)
    #expect(WelchComparison(moments([3, 3]), moments([5, 5])) == nil)
    #expect(WelchComparison(moments([3, 3]), moments([5, 6]))?.degreesOfFreedom == 1)
  }
}
