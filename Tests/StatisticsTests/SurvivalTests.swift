import Foundation
import Testing

@testable import Statistics

/// Remission times in weeks of the 6-MP trial: Freireich et al., Blood 21 (1963) 699–716.
private let mercaptopurine: [SurvivalRow] =
  [6, 6, 6, 7, 10, 13, 16, 22, 23].map { SurvivalRow(time: $0, events: 1) }
  + [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map { SurvivalRow(time: $0, censored: 1) }
private let placebo: [SurvivalRow] =
  [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
  .map { SurvivalRow(time: $0, events: 1) }

struct KaplanMeierTests {
  /// The life table of the trial as textbooks print it, log-log intervals included.
  @Test(arguments: [
    (6, 0.8571, 0.6197, 0.9516), (7, 0.8067, 0.5631, 0.9228), (10, 0.7529, 0.5032, 0.8894),
    (13, 0.6902, 0.4316, 0.8491), (16, 0.6275, 0.3675, 0.8049), (22, 0.5378, 0.2678, 0.7468),
    (23, 0.4482, 0.1881, 0.6801), (30, 0.4482, 0.1881, 0.6801),
  ])
  func curveMatchesPublishedTable(
    _ time: Int64, _ survival: Double, _ lower: Double, _ upper: Double
  ) throws {
    let curve = try #require(KaplanMeier(mercaptopurine))
    #expect(isNear(curve.survival(at: time), survival, within: 5.1e-5))
    let interval = try #require(curve.interval(at: time))
    #expect(isNear(interval.lower, lower, within: 5.1e-5))
    #expect(isNear(interval.upper, upper, within: 5.1e-5))
  }

  @Test func mediansMatchPublishedValues() throws {
    let treated = try #require(KaplanMeier(mercaptopurine))
    #expect(treated.median == 23)
    #expect(treated.medianInterval() == (13, nil))
    let control = try #require(KaplanMeier(placebo))
    #expect(control.median == 8)
    #expect(control.medianInterval() == (4, 11))
    #expect(control.quantile(0.9) == 17)
  }

  @Test func followUpBoundsTheCurve() throws {
    let treated = try #require(KaplanMeier(mercaptopurine))
    #expect(treated.survival(at: 5) == 1)
    #expect(treated.interval(at: 5) == nil)
    #expect(treated.survival(at: 35) != nil)
    #expect(treated.survival(at: 36) == nil)
    let control = try #require(KaplanMeier(placebo))
    #expect(control.survival(at: 1000) == 0)
    #expect(control.interval(at: 1000) == nil)
  }

  @Test func allCensoredHasNoMedian() throws {
    let curve = try #require(KaplanMeier([SurvivalRow(time: 4, censored: 3)]))
    #expect(curve.steps.isEmpty)
    #expect(curve.median == nil)
    #expect(curve.medianInterval() == (nil, nil))
    #expect(curve.survival(at: 4) == 1)
    #expect(curve.survival(at: 5) == nil)
  }

  @Test func emptyAndInvalidSamplesHaveNoCurve() throws {
    #expect(KaplanMeier([]) == nil)
    #expect(KaplanMeier([SurvivalRow(time: 1)]) == nil)
    let negative = [SurvivalRow(time: 1, events: -1), SurvivalRow(time: 2, events: 2)]
    #expect(KaplanMeier(negative) == nil)
    #expect(try #require(KaplanMeier([SurvivalRow(time: -3, events: 1)])).median == -3)
  }

  /// Without censoring the curve is the exact share still waiting, so that ½ is touched exactly.
  @Test(arguments: [6, 10, 14, 22, 30, 49, 98] as [Int64])
  func uncensoredCurveIsTheExactShare(_ n: Int64) throws {
    let curve = try #require(KaplanMeier((1...n).map { SurvivalRow(time: $0, events: 1) }))
    for time in 1...n {
      #expect(curve.survival(at: time) == Double(n - time) / Double(n))
    }
    #expect(curve.median == (n + 1) / 2)
  }

  @Test func orderAndGroupingOfRowsDoNotMatter() throws {
    let whole = try #require(KaplanMeier(mercaptopurine))
    let shuffled = try #require(KaplanMeier(mercaptopurine.reversed()))
    #expect(whole.steps == shuffled.steps)
    #expect(whole.count == 21)
  }
}

struct LogRankTests {
  /// Published for the trial: χ² = 16.79 with 19.25 events expected among the treated.
  @Test func matchesPublishedTrial() throws {
    let test = try #require(LogRankTest(groups: [mercaptopurine, placebo]))
    #expect(isNear(test.statistic, 16.79, within: 0.005))
    #expect(test.observed == [9, 21])
    #expect(isNear(test.expected[0], 19.25, within: 0.005))
    #expect(isNear(test.expected[0] + test.expected[1], 30, within: 1e-12))
    let swapped = try #require(LogRankTest(groups: [placebo, mercaptopurine]))
    #expect(isClose(swapped.statistic, to: test.statistic, within: 1e-12))
    #expect(isNear(test.pValue, 4.17e-5, within: 0.01e-5))
  }

  /// Splitting one group into identical thirds leaves nothing to find.
  @Test func identicalGroupsDoNotDiffer() throws {
    let test = try #require(LogRankTest(groups: [placebo, placebo, placebo]))
    #expect(test.degreesOfFreedom == 2)
    #expect(isNear(test.statistic, 0, within: 1e-12))
    #expect(isNear(test.pValue, 1, within: 1e-12))
  }

  @Test func undefinedWithoutComparison() {
    #expect(LogRankTest(groups: [placebo]) == nil)
    #expect(LogRankTest(groups: [placebo, []]) == nil)
    let censored = [SurvivalRow(time: 3, censored: 4)]
    #expect(LogRankTest(groups: [censored, censored]) == nil)
  }
}

struct AalenJohansenTests {
  private func randomTable(_ seed: UInt64) -> [CompetingRiskRow] {
    var generator = SeededGenerator(seed: seed)
    return (1...12).map { time in
      CompetingRiskRow(
        time: time, events: Int.random(in: 0...3, using: &generator),
        competing: Int.random(in: 0...3, using: &generator),
        censored: Int.random(in: 0...3, using: &generator))
    } + [CompetingRiskRow(time: 20, censored: 2)]
  }

  /// By hand: 8 units; one win at 1, one loss at 2, one censored at 2, two wins at 3.
  /// Î(1) = 1/8; Ŝ(2) = 6/8; Î(3) = 1/8 + 6/8 · 2/5 = 17/40.
  @Test func curveByHand() throws {
    let curve = try #require(
      AalenJohansen([
        CompetingRiskRow(time: 1, events: 1), CompetingRiskRow(time: 2, competing: 1, censored: 1),
        CompetingRiskRow(time: 3, events: 2), CompetingRiskRow(time: 9, censored: 3),
      ]))
    #expect(curve.incidence(at: 0) == 0)
    #expect(curve.incidence(at: 1) == 0.125)
    #expect(curve.incidence(at: 2) == 0.125)
    #expect(isClose(curve.incidence(at: 3), to: 17.0 / 40, within: 1e-15))
    #expect(curve.incidence(at: 10) == nil)
    #expect(curve.halfTime == 3)
    #expect(curve.interval(at: 0) == nil)
    #expect(curve.count == 8)
  }

  /// Without censoring the estimate is a proportion, with the proportion's variance.
  @Test func uncensoredEstimateIsAProportion() throws {
    let rows = (1...10).map {
      CompetingRiskRow(time: Int64($0), events: $0 % 3, competing: ($0 + 1) % 2)
    }
    let curve = try #require(AalenJohansen(rows))
    let n = Double(curve.count)
    var events = 0
    for row in rows {
      events += row.events
      let share = Double(events) / n
      #expect(isClose(curve.incidence(at: row.time), to: share, within: 1e-14))
      let step = try #require(curve.steps.last { $0.time <= row.time })
      #expect(isClose(step.variance, to: share * (1 - share) / n, within: 1e-12))
    }
  }

  /// The delta method by brute force: each time's cause-specific shares are multinomial and
  /// independent; the estimate's slope in each is taken by central differences.
  @Test(arguments: [21, 22, 23, 24] as [UInt64])
  func varianceMatchesNumericDeltaMethod(_ seed: UInt64) throws {
    print("seed \(seed)")
    let rows = randomTable(seed)
    let curve = try #require(AalenJohansen(rows))
    var atRisk: [Double] = []
    var remaining = rows.reduce(0) { $0 + $1.events + $1.competing + $1.censored }
    for row in rows {
      atRisk.append(Double(remaining))
      remaining -= row.events + row.competing + row.censored
    }
    let shares = rows.indices.map {
      (Double(rows[$0].events) / atRisk[$0], Double(rows[$0].competing) / atRisk[$0])
    }
    let estimate = { (shares: [(Double, Double)]) -> Double in
      var survival = 1.0
      var incidence = 0.0
      for share in shares {
        incidence += survival * share.0
        survival *= 1 - share.0 - share.1
      }
      return incidence
    }
    var variance = 0.0
    for index in rows.indices {
      let h = 1e-5
      let slope = { (first: Double, second: Double) -> Double in
        var up = shares
        var down = shares
        up[index] = (up[index].0 + first * h, up[index].1 + second * h)
        down[index] = (down[index].0 - first * h, down[index].1 - second * h)
        return (estimate(up) - estimate(down)) / (2 * h)
      }
      let (p, q) = shares[index]
      let (a, b) = (slope(1, 0), slope(0, 1))
      variance += (a * a * p * (1 - p) + b * b * q * (1 - q) - 2 * a * b * p * q) / atRisk[index]
    }
    let last = try #require(curve.steps.last)
    #expect(isClose(last.variance, to: variance, within: 1e-8))
    let interval = try #require(curve.interval(at: 20))
    let sigma = 1.959963984540054 * sqrt(variance) / (last.incidence * log(last.incidence))
    #expect(isClose(interval.lower, to: pow(last.incidence, exp(-sigma)), within: 1e-7))
    #expect(isClose(interval.upper, to: pow(last.incidence, exp(sigma)), within: 1e-7))
  }

  /// The causes' incidences and the units still open make up the whole.
  @Test(arguments: [31, 32] as [UInt64])
  func causesAddUpToTheWhole(_ seed: UInt64) throws {
    print("seed \(seed)")
    let rows = randomTable(seed)
    let swapped = rows.map {
      CompetingRiskRow(
        time: $0.time, events: $0.competing, competing: $0.events, censored: $0.censored)
    }
    let won = try #require(AalenJohansen(rows))
    let lost = try #require(AalenJohansen(swapped))
    let any = try #require(
      KaplanMeier(
        rows.map {
          SurvivalRow(time: $0.time, events: $0.events + $0.competing, censored: $0.censored)
        }))
    for time in Int64(1)...20 {
      let sum = try #require(won.incidence(at: time)) + #require(lost.incidence(at: time))
      #expect(isNear(1 - sum, try #require(any.survival(at: time)), within: 1e-14))
    }
  }

  @Test func edges() throws {
    #expect(AalenJohansen([]) == nil)
    let open = try #require(AalenJohansen([CompetingRiskRow(time: 5, censored: 2)]))
    #expect(open.halfTime == nil)
    #expect(open.incidence(at: 5) == 0)
    let lost = try #require(AalenJohansen([CompetingRiskRow(time: 5, competing: 2)]))
    #expect(lost.halfTime == nil)
    #expect(lost.incidence(at: 99) == 0)
    #expect(lost.interval(at: 99) == nil)
    let won = try #require(AalenJohansen([CompetingRiskRow(time: 5, events: 1)]))
    #expect(won.incidence(at: 5) == 1)
    #expect(won.interval(at: 5) == nil)
  }
}
