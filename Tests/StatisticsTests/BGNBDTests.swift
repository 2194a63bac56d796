import Foundation
import Testing

@testable import Statistics

/// Three parameter sets (r, α, a, b): the published one, a > 1 with small b, and a + b < 1.
private let models = [(0.243, 4.414, 0.793, 2.426), (2.1, 10.5, 1.9, 0.8), (0.5, 3.0, 0.3, 0.4)]
  .compactMap { BGNBDParameters(r: $0.0, alpha: $0.1, a: $0.2, b: $0.3) }

struct BGNBDTests {
  /// Reference: the published formula in mpmath with 40 digits.
  @Test(arguments: [
    (0, 0.001, 5.50501975026774829e-5), (0, 1.0, 0.0532678911716582799),
    (0, 39.0, 1.19672319332081684), (0, 520.0, 4.97461786184965973),
    (0, 20000.0, 18.6880939873563813), (1, 0.001, 0.000199979226105169244),
    (1, 1.0, 0.181149322649620447), (1, 39.0, 1.52020545696619512),
    (1, 520.0, 1.8501849937018046), (1, 20000.0, 1.88744339876695587),
    (2, 0.001, 0.000166648813316051274), (2, 1.0, 0.151857632833290493),
    (2, 39.0, 2.72325306353705643), (2, 520.0, 16.2500271114802311),
    (2, 20000.0, 206.092789740244221),
  ])
  func expectationMatchesReference(_ model: Int, _ time: Double, _ value: Double) {
    #expect(isClose(models[model].expectedPurchases(within: time), to: value, within: 1e-10))
  }

  @Test(
    arguments: [
      (0, 39.0, 2, 30.43, 38.86, 0.726578570080672911, 1.22602817476714445),
      (0, 39.0, 0, 0.0, 30.0, 1.0, 0.239381632339596153),
      (0, 5200.0, 7, 10.0, 12.0, 0.805673272516831513, 76.3564787604731817),
      (0, 1.0, 200, 300.0, 301.0, 0.992465007642665037, 0.649869256292942017),
      (0, 52.0, 1500, 700.0, 701.0, 0.995582871005050719, 107.023426954305408),
      (1, 39.0, 2, 30.43, 38.86, 0.305359794410404449, 0.545921801831291666),
      (1, 39.0, 0, 0.0, 30.0, 1.0, 0.980648716111558519),
      (1, 5200.0, 7, 10.0, 12.0, 0.605383056088974078, 5.81048259757128672),
      (1, 52.0, 1500, 700.0, 701.0, 0.989631646677050975, 101.595351124685438),
      (2, 39.0, 2, 30.43, 38.86, 0.726761336462932903, 1.48049206515880529),
      (2, 5200.0, 7, 10.0, 12.0, 0.879426924395889367, 539.726925032338889),
      (2, 52.0, 1500, 700.0, 701.0, 0.998314297659761455, 109.456688131446287),
    ] as [(Int, Double, Int, Double, Double, Double, Double)])
  func conditionalExpectationMatchesReference(
    _ model: Int, _ time: Double, _ x: Int, _ recency: Double, _ age: Double, _ alive: Double,
    _ value: Double
  ) {
    let history = PurchaseHistory(frequency: x, recency: recency, age: age)
    let parameters = models[model]
    #expect(isClose(parameters.probabilityAlive(history), to: alive, within: 1e-12))
    let expected = parameters.expectedPurchases(within: time, after: history)
    #expect(isClose(expected, to: value, within: 1e-9))
  }

  @Test(arguments: [
    (0, 0, 0.0, 30.0, -0.499044762570630362), (0, 2, 30.43, 38.86, -9.45860630706627125),
    (0, 900, 300.0, 310.0, 60.6676227577961672), (1, 0, 0.0, 30.0, -2.83484610559293312),
    (1, 2, 30.43, 38.86, -9.92592499534205634), (1, 900, 300.0, 310.0, 43.6314405761235297),
    (2, 0, 0.0, 30.0, -1.19894763639918527), (2, 900, 300.0, 310.0, 67.2524827105386336),
  ])
  func likelihoodMatchesReference(
    _ model: Int, _ x: Int, _ recency: Double, _ age: Double, _ value: Double
  ) throws {
    let history = PurchaseHistory(frequency: x, recency: recency, age: age)
    let counts = try #require(PurchaseHistoryCounts([(history, 3)]))
    #expect(isClose(models[model].logLikelihood(of: counts), to: 3 * value, within: 1e-11))
  }

  /// The removable singularity: reference in mpmath at a = 1 + 1e-25.
  @Test func aOfOneIsAnOrdinaryPoint() throws {
    let parameters = try #require(BGNBDParameters(r: 0.7, alpha: 5, a: 1, b: 2))
    let history = PurchaseHistory(frequency: 3, recency: 8, age: 9)
    let conditional = parameters.expectedPurchases(within: 20, after: history)
    #expect(isClose(conditional, to: 2.68222966131026082, within: 1e-12))
    let fresh = parameters.expectedPurchases(within: 20)
    #expect(isClose(fresh, to: 1.53502640370605764, within: 1e-12))
  }

  @Test func discountingMatchesReference() throws {
    let history = PurchaseHistory(frequency: 2, recency: 30.43, age: 38.86)
    let known = models[0].discountedPurchases(
      after: history, periods: 12, length: 4, discount: 0.01)
    #expect(isClose(known, to: 1.37417447586982583, within: 1e-10))
    let fresh = models[0].discountedPurchases(after: nil, periods: 12, length: 4, discount: 0.01)
    #expect(isClose(fresh, to: 1.30075271599161229, within: 1e-10))
    let plain = models[0].discountedPurchases(after: history, periods: 3, length: 13, discount: 0)
    let whole = try #require(models[0].expectedPurchases(within: 39, after: history))
    #expect(isClose(plain, to: whole, within: 1e-13))
    #expect(models[0].discountedPurchases(after: nil, periods: 0, length: 1, discount: 0) == 0)
  }

  @Test func undefinedArgumentsAreNil() {
    #expect(BGNBDParameters(r: 0, alpha: 1, a: 1, b: 1) == nil)
    let impossible = PurchaseHistory(frequency: 1, recency: 5, age: 4)
    #expect(models[0].probabilityAlive(impossible) == nil)
    #expect(models[0].expectedPurchases(within: 3, after: impossible) == nil)
    #expect(models[0].expectedPurchases(within: -1) == nil)
    #expect(
      models[0].discountedPurchases(after: nil, periods: 3, length: 0, discount: 0) == nil)
    #expect(PurchaseHistoryCounts([]) == nil)
    #expect(PurchaseHistoryCounts([(impossible, 1)]) == nil)
    let silent = PurchaseHistory(frequency: 0, recency: 0, age: 9)
    #expect(PurchaseHistoryCounts([(silent, 4)]).flatMap { BGNBDFit($0) } == nil)
  }

  @Test func gradientMatchesCentralDifferences() throws {
    let counts = try #require(
      PurchaseHistoryCounts([
        (PurchaseHistory(frequency: 0, recency: 0, age: 12), 5),
        (PurchaseHistory(frequency: 1, recency: 3, age: 12.5), 2),
        (PurchaseHistory(frequency: 4, recency: 9, age: 11), 1),
      ]))
    let likelihood = BGNBDLikelihood(counts: counts)
    let point = [-0.4, 1.1, 0.2, 0.7]
    let gradient = likelihood.negativeMean(point).gradient
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += 1e-5
      down[index] -= 1e-5
      let slope = (likelihood.negativeMean(up).value - likelihood.negativeMean(down).value) / 2e-5
      #expect(isNear(gradient[index], slope, within: 1e-9))
    }
  }

  @Test func countsAreSortedAndMerged() throws {
    let one = PurchaseHistory(frequency: 1, recency: 2, age: 9)
    let two = PurchaseHistory(frequency: 2, recency: 1, age: 9)
    let counts = try #require(PurchaseHistoryCounts([(two, 1), (one, 2), (two, 3), (one, 0)]))
    #expect(counts.customers == 6)
    #expect(counts.entries.map(\.history) == [one, two])
    #expect(counts.entries.map(\.customers) == [2, 4])
  }

  /// One who comes once and one who repeats once: the more alike all are, and the surer to leave
  /// after a repetition, the likelier. Nothing is estimated from that.
  @Test func aLikelihoodThatGrowsWithoutEndHasNoMaximum() throws {
    let counts = try #require(
      PurchaseHistoryCounts([
        (PurchaseHistory(frequency: 0, recency: 0, age: 0), 1),
        (PurchaseHistory(frequency: 1, recency: 2 / 7.0, age: 3 / 7.0), 1),
      ]))
    let fit = BGNBDFit(counts)
    #expect(fit?.report.converged != true)
  }
}

@Suite(.enabled(if: CDNOW.folder != nil, "needs ../shared/data/cdnow"))
struct CDNOWTests {
  /// Published r .243, α 4.414, a .793, b 2.426, LL −9582.4; digits beyond from the root of the
  /// exactly summed gradient (scipy.optimize.root, math.fsum).
  @Test func bgnbdReproducesThePublishedFit() throws {
    let counts = try #require(PurchaseHistoryCounts(CDNOW.histories()))
    #expect(counts.customers == 2357)
    let fit = try #require(BGNBDFit(counts))
    #expect(fit.report.converged)
    #expect(isClose(fit.parameters.r, to: 0.24259290720446597, within: 1e-9))
    #expect(isClose(fit.parameters.alpha, to: 4.413531561205427, within: 1e-9))
    #expect(isClose(fit.parameters.a, to: 0.7928861480987415, within: 1e-9))
    #expect(isClose(fit.parameters.b, to: 2.4257534364935167, within: 1e-9))
    #expect(isNear(fit.logLikelihood, -9582.42556057, within: 1e-6))
    let published = try #require(
      BGNBDParameters(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426))
    #expect(isNear(published.logLikelihood(of: counts), -9582.4268, within: 5.1e-5))
  }

  @Test func bgnbdReproducesExpectations() throws {
    let counts = try #require(PurchaseHistoryCounts(CDNOW.histories()))
    let parameters = try #require(BGNBDFit(counts)).parameters
    let first = PurchaseHistory(frequency: 2, recency: 30.43, age: 38.86)
    #expect(isNear(parameters.expectedPurchases(within: 39, after: first), 1.226, within: 5e-4))
    #expect(isNear(parameters.probabilityAlive(first), 0.726609, within: 3e-5))
    var expected = 0.0
    var alive = 0.0
    for entry in counts.entries {
      let value = try #require(parameters.expectedPurchases(within: 39, after: entry.history))
      expected += Double(entry.customers) * value
      alive += Double(entry.customers) * (try #require(parameters.probabilityAlive(entry.history)))
    }
    #expect(isNear(expected, 1653.4233, within: 0.01))
    #expect(isNear(alive / 2357, 0.813439, within: 1e-5))
  }

  @Test func fitDoesNotDependOnOrder() throws {
    let histories = try CDNOW.histories()
    let forward = try #require(PurchaseHistoryCounts(histories).flatMap { BGNBDFit($0) })
    let backward = try #require(
      PurchaseHistoryCounts(histories.reversed()).flatMap { BGNBDFit($0) })
    #expect(forward == backward)
    let spends = try CDNOW.spends()
    #expect(GammaGammaFit(spends) == GammaGammaFit(spends.reversed()))
  }

  /// Published p 6.25, q 3.74, v 15.44 on 946 repeaters; digits beyond as above.
  @Test func gammaGammaReproducesThePublishedFit() throws {
    let fit = try #require(GammaGammaFit(CDNOW.spends()))
    #expect(fit.report.converged)
    #expect(fit.customers == 946)
    #expect(isClose(fit.parameters.p, to: 6.248802489709549, within: 1e-9))
    #expect(isClose(fit.parameters.q, to: 3.7445884532873848, within: 1e-9))
    #expect(isClose(fit.parameters.v, to: 15.447748009462137, within: 1e-9))
    #expect(isNear(fit.logLikelihood, -4055.923243502858, within: 1e-6))
    #expect(isNear(fit.parameters.populationMean, 35.171, within: 5e-4))
    let example = fit.parameters.expectedValue(SpendHistory(transactions: 2, mean: 22.35))
    #expect(isNear(example, 24.6586, within: 1e-3))
  }

  /// Many distinct histories: the ascent that starts on a sample ends where the plain search over
  /// all histories does.
  @Test(arguments: [5, 6] as [UInt64])
  func sampledSearchEndsAtTheSameMaximum(seed: UInt64) throws {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 33) + 0.5) / Double(UInt32.max >> 1)
    }
    var histories: [(history: PurchaseHistory, customers: Int)] = []
    for _ in 0..<6_000 {
      let age = (20 + 400 * uniform()).rounded(.down)
      let gap = 5 + 120 * uniform()
      let leaving = 0.05 + 0.6 * uniform()
      var (x, recency, time) = (0, 0.0, 0.0)
      while uniform() > leaving {
        time = (time - gap * log(uniform())).rounded(.up)
        if time > age { break }
        (x, recency) = (x + 1, time)
      }
      histories.append(
        (PurchaseHistory(frequency: x, recency: recency / 7, age: age / 7), 1))
    }
    let counts = try #require(PurchaseHistoryCounts(histories))
    #expect(counts.sample(of: 1_000) != nil, "seed \(seed)")
    let fit = try #require(BGNBDFit(counts))
    #expect(fit.report.converged, "seed \(seed)")
    let likelihood = BGNBDLikelihood(counts: counts)
    let plain = try #require(
      minimizeWithRestarts(starts: [[0, 1, 0, 0], [-1, 2, 0, 1]]) { likelihood.negativeMean($0) })
    for (found, wanted) in zip(fit.report.parameters, plain.parameters) {
      #expect(isNear(found, wanted, within: 1e-6), "seed \(seed)")
    }
    #expect(isClose(fit.logLikelihood, to: -plain.value * 6_000, within: 1e-12), "seed \(seed)")
  }

  /// Buyers who all leave with the same chance: the likelihood grows with a + b, which is held, and
  /// the other three parameters are at their maximum.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func alikeBuyersAreHeld(seed: UInt64) throws {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 33) + 0.5) / Double(UInt32.max >> 1)
    }
    var histories: [(history: PurchaseHistory, customers: Int)] = []
    for _ in 0..<600 {
      let age = (20 + 400 * uniform()).rounded(.down)
      let gap = 10 + 60 * uniform()
      var (x, recency, time) = (0, 0.0, 0.0)
      while uniform() > 0.45 {
        time = (time - gap * log(uniform())).rounded(.up)
        if time > age { break }
        (x, recency) = (x + 1, time)
      }
      histories.append(
        (PurchaseHistory(frequency: x, recency: recency / 7, age: age / 7), 1))
    }
    let counts = try #require(PurchaseHistoryCounts(histories))
    let fit = try #require(BGNBDFit(counts))
    let p = fit.parameters
    #expect(fit.isHeld && fit.report.converged, "seed \(seed)")
    #expect(isClose(p.a + p.b, to: 100, within: 1e-12), "seed \(seed)")
    func likelihood(_ r: Double, _ alpha: Double, _ mean: Double, _ total: Double) throws -> Double
    {
      let point = try #require(
        BGNBDParameters(r: r, alpha: alpha, a: total * mean, b: total * (1 - mean)))
      return point.logLikelihood(of: counts)
    }
    let mean = p.a / 100
    for factor in [0.99, 1.01] {
      #expect(try likelihood(p.r * factor, p.alpha, mean, 100) < fit.logLikelihood)
      #expect(try likelihood(p.r, p.alpha * factor, mean, 100) < fit.logLikelihood)
      #expect(try likelihood(p.r, p.alpha, mean * factor, 100) < fit.logLikelihood)
    }
    let wider = try likelihood(p.r, p.alpha, mean, 10_000)
    #expect(wider > fit.logLikelihood && wider - fit.logLikelihood < 0.5, "seed \(seed)")
  }
}
