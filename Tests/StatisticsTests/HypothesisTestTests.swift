import Testing

@testable import Statistics

struct HypothesisTestTests {
  @Test(arguments: [
    ([1000, 1200], [1.0, 1.0], 2.007865612426481e-05),
    ([310, 98], [3.0, 1.0], 0.647434185701797),
    ([16, 18, 16, 14, 12, 12], [2.0, 2.0, 2.0, 2.0, 2.0, 1.0], 0.6233876277495822),
  ])
  func goodnessOfFitMatchesReference(
    _ observed: [Int], _ weights: [Double], _ pValue: Double
  ) throws {
    let fit = try #require(GoodnessOfFit(observed: observed, weights: weights))
    #expect(isClose(fit.pValue, to: pValue, within: 1e-10))
    #expect(fit.degreesOfFreedom == observed.count - 1)
  }

  @Test func goodnessOfFitEdges() {
    #expect(GoodnessOfFit(observed: [0, 0], weights: [1, 1]) == nil)
    #expect(GoodnessOfFit(observed: [5], weights: [1]) == nil)
    #expect(GoodnessOfFit(observed: [5, 5], weights: [1, 0]) == nil)
    #expect(GoodnessOfFit(observed: [5, 5], weights: [1]) == nil)
    #expect(GoodnessOfFit(observed: [5, 5], weights: [1, 1])?.pValue == 1)
  }

  /// Reference: scipy.stats.chi2_contingency without correction; z² = χ².
  @Test func twoProportionTestIsTheTwoByTwoChiSquare() throws {
    let test = try #require(
      TwoProportionTest(successes1: 45, trials1: 1000, successes2: 70, trials2: 1000))
    #expect(isClose(test.statistic * test.statistic, to: 5.766347595433054, within: 1e-12))
    #expect(isClose(test.pValue, to: 0.01633595225841804, within: 1e-11))
    #expect(isClose(test.difference, to: -0.025, within: 1e-14))
  }

  @Test func twoProportionTestEdges() {
    #expect(TwoProportionTest(successes1: 0, trials1: 0, successes2: 1, trials2: 2) == nil)
    #expect(TwoProportionTest(successes1: 0, trials1: 5, successes2: 0, trials2: 5) == nil)
    #expect(TwoProportionTest(successes1: 5, trials1: 5, successes2: 5, trials2: 5) == nil)
    #expect(TwoProportionTest(successes1: 2, trials1: 4, successes2: 3, trials2: 6)?.pValue == 1)
  }

  /// By hand: sorted 0.005, 0.01, 0.03, 0.04, 0.2 times 5…1, then the running maximum.
  @Test func holmStepsDown() {
    let adjusted = holmAdjusted([0.01, nil, 0.04, 0.03, 0.005, 0.2])
    let expected: [Double?] = [0.04, nil, 0.09, 0.09, 0.025, 0.2]
    for (value, reference) in zip(adjusted, expected) {
      if let reference {
        #expect(isClose(value, to: reference, within: 1e-14))
      } else {
        #expect(value == nil)
      }
    }
  }

  /// By hand: sorted values times 5/1…5/5, then the running minimum from the end.
  @Test func benjaminiHochbergStepsUp() {
    let adjusted = benjaminiHochbergAdjusted([0.01, 0.04, 0.03, nil, 0.005, 0.2])
    let expected: [Double?] = [0.025, 0.05, 0.05, nil, 0.025, 0.2]
    for (value, reference) in zip(adjusted, expected) {
      if let reference {
        #expect(isClose(value, to: reference, within: 1e-14))
      } else {
        #expect(value == nil)
      }
    }
    #expect(benjaminiHochbergAdjusted([]).isEmpty)
    #expect(holmAdjusted([0.7, 0.8]) == [1, 1])
  }

  /// Reference: the same equation solved by scipy.optimize.brentq.
  @Test(arguments: [
    (0.05, 10_000, 10_000, 0.008993097319155386),
    (0.5, 200, 100, 0.16880220028681467),
    (0.0, 50, 50, 0.14239668879962772),
  ])
  func minimumDetectableEffectMatchesReference(
    _ baseline: Double, _ trials1: Int, _ trials2: Int, _ effect: Double
  ) {
    let value = minimumDetectableEffect(baseline: baseline, trials1: trials1, trials2: trials2)
    #expect(isClose(value, to: effect, within: 1e-10))
  }

  @Test func minimumDetectableEffectEdges() {
    #expect(minimumDetectableEffect(baseline: 0.9, trials1: 5, trials2: 5) == nil)
    #expect(minimumDetectableEffect(baseline: 0.1, trials1: 0, trials2: 5) == nil)
  }
}
