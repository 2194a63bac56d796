import Testing

@testable import Statistics

struct ChangeTests {
  private func segment(_ n0: Int128, _ d0: Int, _ n1: Int128, _ d1: Int) -> RateSegment {
    RateSegment(
      numeratorBefore: n0, denominatorBefore: d0, numeratorAfter: n1, denominatorAfter: d1)
  }

  /// By hand: desktop 30/500 → 20/400, mobile 10/500 → 18/600; R 0.04 → 0.038, centre 0.039.
  /// Desktop: rate ½(.5 + .4)(.05 − .06) = −.0045, mix (−.1)(.055 − .039) = −.0016.
  /// Mobile: rate ½(.5 + .6)(.03 − .02) = .0055, mix (.1)(.025 − .039) = −.0014.
  @Test func decompositionByHand() throws {
    let split = try #require(
      MixRateDecomposition([segment(30, 500, 20, 400), segment(10, 500, 18, 600)]))
    #expect(isClose(split.change, to: -0.002, within: 1e-12))
    let expected = [(-0.0045, -0.0016), (0.0055, -0.0014)]
    for (component, reference) in zip(split.components, expected) {
      #expect(isClose(component.rateEffect, to: reference.0, within: 1e-12))
      #expect(isClose(component.mixEffect, to: reference.1, within: 1e-12))
    }
  }

  @Test func absentSegmentIsAllMix() throws {
    let split = try #require(
      MixRateDecomposition([segment(10, 100, 10, 100), segment(0, 0, 30, 100)]))
    #expect(split.components[1].rateEffect == 0)
    #expect(split.components[1].rateBefore == nil)
    // w 0 → ½, r 0.3 both, R 0.1 → 0.2: ½(0.3 − 0.15).
    #expect(isClose(split.components[1].mixEffect, to: 0.075, within: 1e-14))
    #expect(segment(0, 0, 30, 100).pValue == nil)
    #expect(segment(0, 0, 30, 100).rateEffectInterval(weights: split.components[1]) == nil)
  }

  @Test func emptyWindowHasNoChange() {
    #expect(MixRateDecomposition([]) == nil)
    #expect(MixRateDecomposition([segment(0, 0, 1, 5)]) == nil)
    #expect(MixRateDecomposition([segment(1, 0, 1, 5), segment(1, 4, 1, 5)]) == nil)
    #expect(MixRateDecomposition([segment(1, -2, 1, 5), segment(1, 4, 1, 5)]) == nil)
  }

  /// In exact fractions the formula sums to the change; the doubles follow to their rounding.
  @Test(arguments: [71, 72, 73] as [UInt64])
  func effectsSumToTheChange(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let segments = (0..<Int.random(in: 1...7, using: &generator)).map { index in
        let d0 = Int.random(in: (index == 0 ? 1 : 0)...900, using: &generator)
        let d1 = Int.random(in: (index == 0 ? 1 : 0)...900, using: &generator)
        return segment(
          Int128(Int.random(in: 0...d0, using: &generator)), d0,
          Int128(Int.random(in: 0...d1, using: &generator)), d1)
      }
      let split = try #require(MixRateDecomposition(segments))
      let sum = split.components.reduce(0) { $0 + $1.effect }
      #expect(isNear(sum, split.change, within: 1e-15))
      let before = segments.reduce(0.0) { $0 + Double($1.numeratorBefore) }
      let after = segments.reduce(0.0) { $0 + Double($1.numeratorAfter) }
      let change =
        after / Double(segments.reduce(0) { $0 + $1.denominatorAfter })
        - before / Double(segments.reduce(0) { $0 + $1.denominatorBefore })
      #expect(isNear(split.change, change, within: 1e-15))
    }
  }

  /// Newcombe's 9/10 − 3/10 (0.1705, 0.8090) times the mean weight ½(1 + 1) of a lone segment.
  @Test func rateEffectHasAnInterval() throws {
    let lone = segment(3, 10, 9, 10)
    let split = try #require(MixRateDecomposition([lone]))
    let interval = try #require(lone.rateEffectInterval(weights: split.components[0]))
    #expect(isNear(interval.lower, 0.1705, within: 5.1e-5))
    #expect(isNear(interval.upper, 0.8090, within: 5.1e-5))
    // z² = 2 · 10 · 36 / (12 · 8) = 7.5 at one degree of freedom.
    #expect(isClose(lone.pValue, to: 0.006_169_899, within: 1e-6))
  }

  @Test func stepsByHand() throws {
    let two = try #require(stepContributions(before: [0.5, 0.2], after: [0.4, 0.3]))
    // ½(.2 + .3)(−.1) and ½(.5 + .4)(.1): −.025 + .045 = .12 − .10.
    #expect(isClose(two[0], to: -0.025, within: 1e-14))
    #expect(isClose(two[1], to: 0.045, within: 1e-14))
    #expect(stepContributions(before: [0.5], after: [0.25]) == [-0.25])
    #expect(stepContributions(before: [], after: []) == [])
    #expect(stepContributions(before: [1], after: []) == nil)
  }

  /// The definition over all orders of change, zero rates included.
  @Test(arguments: [81, 82] as [UInt64])
  func stepsEqualTheMeanOverOrders(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    var before = (0..<4).map { _ in Double.random(in: 0...1, using: &generator) }
    let after = (0..<4).map { _ in Double.random(in: 0...1, using: &generator) }
    before[2] = 0
    var expected = [Double](repeating: 0, count: 4)
    var orders = 0.0
    let visit = { (order: [Int]) in
      orders += 1
      var rates = before
      for step in order {
        let old = rates.reduce(1, *)
        rates[step] = after[step]
        expected[step] += rates.reduce(1, *) - old
      }
    }
    for a in 0..<4 {
      for b in 0..<4 where b != a {
        for c in 0..<4 where c != a && c != b { visit([a, b, c, 6 - a - b - c]) }
      }
    }
    #expect(orders == 24)
    let parts = try #require(stepContributions(before: before, after: after))
    for (part, sum) in zip(parts, expected) {
      #expect(isNear(part, sum / 24, within: 1e-15))
    }
    #expect(isNear(parts.reduce(0, +), after.reduce(1, *), within: 1e-15))
  }

  @Test func robustZByHand() {
    // Median 3, deviations 0 1 1 2 97: MAD 1.
    #expect(isClose(robustZ(6, history: [1, 2, 3, 4, 100]), to: 3 / 1.482602218505602))
    #expect(robustZ(3, history: [100, 4, 3, 2, 1]) == 0)
    #expect(robustZ(9, history: []) == nil)
    #expect(robustZ(9, history: [5]) == nil)
    #expect(robustZ(9, history: [5, 5, 5, 7]) == nil)
  }
}

struct SquareMatrixTests {
  @Test func inverseByHand() throws {
    var matrix = SquareMatrix(order: 2)
    matrix[0, 1] = 2
    matrix[1, 0] = 4
    matrix[1, 1] = 1
    // [[0, 2], [4, 1]]⁻¹ = [[−1/8, 1/4], [1/2, 0]]; the zero pivot needs a row exchange.
    let inverse = try #require(matrix.inverse())
    #expect(inverse.entries == [-0.125, 0.25, 0.5, 0])
  }

  @Test func singularMatricesHaveNoInverse() {
    var matrix = SquareMatrix(order: 2)
    #expect(matrix.inverse() == nil)
    (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]) = (0.1, 0.2, 0.3, 0.6)
    #expect(matrix.inverse() == nil)
    #expect(SquareMatrix(order: 0).inverse() == SquareMatrix(order: 0))
  }
}
