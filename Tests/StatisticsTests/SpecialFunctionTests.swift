import Testing

@testable import Statistics

struct SpecialFunctionTests {
  @Test(arguments: ReferenceValues.logGamma)
  func logGammaMatchesReference(_ x: Double, _ value: Double, _ sign: Int) throws {
    let result = try #require(signedLogGamma(x))
    #expect(isClose(result.logMagnitude, to: value, within: 1e-13))
    #expect(result.sign == sign)
  }

  @Test(arguments: [0, -1, -7, Double.nan])
  func gammaHasPoles(_ x: Double) {
    #expect(signedLogGamma(x) == nil)
    #expect(digamma(x) == nil)
  }

  @Test(arguments: ReferenceValues.digamma)
  func digammaMatchesReference(_ x: Double, _ value: Double) {
    #expect(isClose(digamma(x), to: value, within: 1e-12))
  }

  @Test(arguments: ReferenceValues.logBeta)
  func logBetaMatchesReference(_ a: Double, _ b: Double, _ value: Double) {
    #expect(isClose(logBeta(a, b), to: value, within: 1e-12))
    #expect(logBeta(a, b) == logBeta(b, a))
  }

  @Test func betaOfWholeNumbersIsAFraction() {
    // B(2, 3) = 1! 2! / 4! = 1/12.
    #expect(isClose(beta(2, 3), to: 1.0 / 12, within: 1e-14))
    #expect(beta(0, 1) == nil)
  }

  @Test(arguments: ReferenceValues.incompleteBeta)
  func incompleteBetaMatchesReference(_ a: Double, _ b: Double, _ x: Double, _ value: Double) {
    #expect(isClose(regularizedIncompleteBeta(a, b, x), to: value, within: 1e-11))
  }

  @Test func incompleteBetaIsSymmetricAndBounded() throws {
    for x in [0.01, 0.3, 0.5, 0.77] {
      let left = try #require(regularizedIncompleteBeta(2.5, 7, x))
      let right = try #require(regularizedIncompleteBeta(7, 2.5, 1 - x))
      #expect(isNear(left + right, 1, within: 1e-14))
    }
    #expect(regularizedIncompleteBeta(2, 2, 0) == 0)
    #expect(regularizedIncompleteBeta(2, 2, 1) == 1)
    #expect(regularizedIncompleteBeta(2, 2, 1.5) == nil)
    #expect(regularizedIncompleteBeta(0, 2, 0.5) == nil)
  }

  @Test(arguments: ReferenceValues.incompleteGamma)
  func incompleteGammaMatchesReference(
    _ a: Double, _ x: Double, _ lower: Double, _ upper: Double
  ) {
    #expect(isClose(regularizedLowerGamma(a, x), to: lower, within: 1e-11))
    #expect(isClose(regularizedUpperGamma(a, x), to: upper, within: 1e-11))
  }

  @Test func incompleteGammaEdges() {
    #expect(regularizedLowerGamma(2, 0) == 0)
    #expect(regularizedUpperGamma(2, .infinity) == 0)
    #expect(regularizedUpperGamma(-1, 2) == nil)
    #expect(regularizedLowerGamma(1, .nan) == nil)
  }

  @Test(arguments: ReferenceValues.hypergeometric)
  func hypergeometricMatchesReference(
    _ a: Double, _ b: Double, _ c: Double, _ z: Double, _ value: Double
  ) {
    #expect(isClose(hypergeometric2F1(a, b, c, z), to: value, within: 1e-10))
    #expect(isClose(hypergeometric2F1(b, a, c, z), to: value, within: 1e-10))
  }

  @Test func hypergeometricIsUndefinedAtPolesAndBeyondOne() {
    #expect(hypergeometric2F1(1, 1, 0, 0.5) == nil)
    #expect(hypergeometric2F1(1, 1, -3, 0.5) == nil)
    #expect(hypergeometric2F1(1, 1, 2, 1.1) == nil)
    #expect(hypergeometric2F1(1, 1, 1.5, 1) == nil)
  }

  @Test func errorFunctionsComplement() {
    // erf(1) and erfc(5), NIST DLMF table 7.23.
    #expect(isClose(errorFunction(1), to: 0.842_700_792_949_714_869_3, within: 1e-15))
    #expect(isClose(complementaryErrorFunction(5), to: 1.537_459_794_428_034_85e-12, within: 1e-14))
  }

  @Test func logSumExpNeitherOverflowsNorUnderflows() {
    #expect(isClose(logSumExp(1000, 1000), to: 1000.693_147_180_559_945, within: 1e-15))
    #expect(logSumExp(-.infinity, -3) == -3)
    #expect(logSumExp(-.infinity, -.infinity) == -.infinity)
    // ln(e⁻⁸⁰⁰ · (1 + 2 + 3)) by shifted values.
    let values = [-800, -800 + 0.693_147_180_559_945_3, -800 + 1.098_612_288_668_109_8]
    #expect(isClose(logSumExp(values), to: -800 + 1.791_759_469_228_055, within: 1e-15))
    #expect(logSumExp([]) == -.infinity)
  }
}
