import Foundation
import Testing

@testable import Statistics

struct GammaGammaTests {
  private let published = GammaGammaParameters(p: 6.25, q: 3.74, v: 15.44)

  /// Reference: the published formulas in mpmath with 40 digits.
  @Test(arguments: [
    (1, 12.5, -3.68627564512774378, 19.4243604004449388),
    (2, 22.35, -3.55131675973170473, 24.6637139107611549),
    (40, 80.0, -6.35666502130914182, 79.5145208514679117),
  ])
  func matchesReference(
    _ transactions: Int, _ mean: Double, _ logLikelihood: Double, _ value: Double
  ) throws {
    let spend = SpendHistory(transactions: transactions, mean: mean)
    let likelihood = try #require(GammaGammaLikelihood([(spend, 7)]))
    let negative = likelihood.negativeMean([6.25, 3.74, 15.44].map { log($0) }).value
    #expect(isClose(-negative, to: logLikelihood, within: 1e-12))
    #expect(isClose(published?.expectedValue(spend), to: value, within: 1e-13))
  }

  @Test func populationMeanNeedsQAboveOne() {
    #expect(isClose(published?.populationMean, to: 35.218978102189781, within: 1e-14))
    #expect(GammaGammaParameters(p: 2, q: 1, v: 3)?.populationMean == nil)
    #expect(GammaGammaParameters(p: 2, q: 0, v: 3) == nil)
    // p x + q = 0.8 ≤ 1: no expectation exists.
    let thin = GammaGammaParameters(p: 0.3, q: 0.5, v: 3)
    #expect(thin?.expectedValue(SpendHistory(transactions: 1, mean: 4)) == nil)
    #expect(published?.expectedValue(SpendHistory(transactions: 0, mean: 4)) == nil)
  }

  @Test func gradientMatchesCentralDifferences() throws {
    let likelihood = try #require(
      GammaGammaLikelihood([
        (SpendHistory(transactions: 1, mean: 14), 2), (SpendHistory(transactions: 3, mean: 40), 1),
        (SpendHistory(transactions: 3, mean: 22.5), 4),
      ]))
    let point = [0.9, 0.6, 2.1]
    let gradient = likelihood.negativeMean(point).gradient
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += 1e-5
      down[index] -= 1e-5
      let slope = (likelihood.negativeMean(up).value - likelihood.negativeMean(down).value) / 2e-5
      #expect(isNear(gradient[index], slope, within: 1e-9))
    }
  }

  @Test func impossibleSamplesHaveNoFit() {
    #expect(GammaGammaFit([]) == nil)
    #expect(GammaGammaFit([(SpendHistory(transactions: 2, mean: 0), 1)]) == nil)
    #expect(GammaGammaFit([(SpendHistory(transactions: 2, mean: 5), -1)]) == nil)
    // Equal means drive q to infinity: the fit must say that it found no maximum.
    let equal = GammaGammaFit([(SpendHistory(transactions: 2, mean: 5), 10)])
    #expect(equal?.report.converged != true)
  }
}
