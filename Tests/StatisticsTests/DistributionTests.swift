import Testing

@testable import Statistics

struct DistributionTests {
  @Test(arguments: ReferenceValues.normalQuantile)
  func normalQuantileMatchesReference(_ p: Double, _ value: Double) {
    #expect(isClose(NormalDistribution.quantile(p), to: value, within: 1e-12))
  }

  @Test(arguments: ReferenceValues.normalCumulative)
  func normalCumulativeMatchesReference(_ x: Double, _ value: Double) {
    #expect(isClose(NormalDistribution.cumulative(x), to: value, within: 1e-12))
    #expect(isClose(NormalDistribution.survival(-x), to: value, within: 1e-12))
  }

  @Test func normalQuantileIsOddAndBounded() throws {
    let upper = try #require(NormalDistribution.quantile(0.875))
    #expect(NormalDistribution.quantile(0.125) == -upper)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(1.1) == nil)
    #expect(NormalDistribution.quantile(.nan) == nil)
  }

  @Test(arguments: ReferenceValues.studentCumulative)
  func studentCumulativeMatchesReference(_ nu: Double, _ t: Double, _ value: Double) throws {
    let distribution = try #require(StudentTDistribution(degreesOfFreedom: nu))
    #expect(isClose(distribution.cumulative(t), to: value, within: 1e-11))
    #expect(isClose(distribution.survival(-t), to: value, within: 1e-11))
  }

  @Test(arguments: ReferenceValues.studentQuantile)
  func studentQuantileMatchesReference(_ nu: Double, _ p: Double, _ value: Double) throws {
    let distribution = try #require(StudentTDistribution(degreesOfFreedom: nu))
    #expect(isClose(distribution.quantile(p), to: value, within: 1e-10))
  }

  @Test func studentEdges() throws {
    #expect(StudentTDistribution(degreesOfFreedom: 0) == nil)
    let distribution = try #require(StudentTDistribution(degreesOfFreedom: 3))
    #expect(distribution.quantile(0.5) == 0)
    #expect(distribution.quantile(-0.1) == nil)
    #expect(distribution.twoSidedTail(0) == 1)
    #expect(distribution.cumulative(.infinity) == 1)
  }

  @Test(arguments: ReferenceValues.chiSquareSurvival)
  func chiSquareMatchesReference(_ nu: Double, _ x: Double, _ value: Double) throws {
    let distribution = try #require(ChiSquareDistribution(degreesOfFreedom: nu))
    let survival = try #require(distribution.survival(x))
    #expect(isClose(survival, to: value, within: 1e-11))
    #expect(isNear(distribution.cumulative(x), 1 - value, within: 1e-14))
    #expect(distribution.survival(-1) == 1)
  }

  @Test(arguments: ReferenceValues.binomialCumulative)
  func binomialMatchesReference(_ n: Int, _ p: Double, _ k: Int, _ value: Double) throws {
    let distribution = try #require(BinomialDistribution(trials: n, probability: p))
    #expect(isClose(distribution.cumulative(k), to: value, within: 1e-11))
    let summed = (0...k).reduce(0) { $0 + distribution.mass($1) }
    #expect(isClose(summed, to: value, within: 1e-11))
  }

  @Test func binomialEdges() throws {
    #expect(BinomialDistribution(trials: -1, probability: 0.5) == nil)
    let certain = try #require(BinomialDistribution(trials: 4, probability: 1))
    #expect(certain.mass(4) == 1)
    #expect(certain.mass(3) == 0)
    #expect(certain.cumulative(3) == 0)
    #expect(certain.cumulative(4) == 1)
    #expect(certain.cumulative(-1) == 0)
  }
}
