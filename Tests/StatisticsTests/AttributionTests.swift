import Testing

@testable import Statistics

struct LargestRemainderTests {
  @Test(
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (10, [3, 3, 2], [4, 4, 2]),
      (-100, [1, 1, 1], [-34, -33, -33]),
      (7, [0, 5, 0], [0, 7, 0]), (0, [1, 2], [0, 0]), (1, [1, 2], [0, 1]),
    ] as [(Int64, [Int64], [Int64])])
  func splitsByHand(_ total: Int64, _ weights: [Int64], _ parts: [Int64]) {
    #expect(largestRemainder(total: total, weights: weights) == parts)
    #expect(largestRemainder(total: total, weights: weights.map(Double.init)) == parts)
  }

  @Test func undefinedWithoutWeight() {
    #expect(largestRemainder(total: 5, weights: [Int64]()) == nil)
    #expect(largestRemainder(total: 5, weights: [0, 0] as [Int64]) == nil)
    #expect(largestRemainder(total: 5, weights: [1, -1] as [Int64]) == nil)
    #expect(largestRemainder(total: 5, weights: [1, .nan] as [Double]) == nil)
    #expect(largestRemainder(total: 5, weights: [1, .infinity] as [Double]) == nil)
  }

  @Test(arguments: [41, 42] as [UInt64])
  func conservesAndStaysWithinOneUnit(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let total = Int64.random(in: .min ... .max, using: &generator)
      let weights = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        Int64.random(in: 0...1_000_000, using: &generator)
      }
      let sum = weights.reduce(0, +)
      if sum == 0 { continue }
      let parts = try #require(largestRemainder(total: total, weights: weights))
      #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(total))
      for (part, weight) in zip(parts, weights) {
        let distance = Int128(part) * Int128(sum) - Int128(total) * Int128(weight)
        #expect(abs(distance) < Int128(sum))
      }
    }
  }

  /// Against Hamilton's method step by step, with more units left over than a hand has fingers.
  @Test(arguments: [43, 44] as [UInt64]) func manyPartsEqualASlowSplit(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let total = Int64.random(in: 0...200, using: &generator)
      let weights = (0..<Int.random(in: 20...60, using: &generator)).map { _ in
        Int64.random(in: 1...40, using: &generator)
      }
      let sum = weights.reduce(0, +)
      var expected = weights.map { total * $0 / sum }
      // One unit at a time to the largest remainder that has none yet, of equal ones the first.
      var open = Set(weights.indices)
      while expected.reduce(0, +) < total {
        let next = try #require(
          open.max { a, b in
            let (left, right) = (total * weights[a] % sum, total * weights[b] % sum)
            return left != right ? left < right : a > b
          })
        expected[next] += 1
        open.remove(next)
      }
      #expect(largestRemainder(total: total, weights: weights) == expected)
    }
  }

  /// Noise in the last bits of a weight must not decide a remainder.
  @Test func equalWeightsTieDespiteNoise() {
    #expect(largestRemainder(total: 100, weights: [1, 1 + 4e-16, 1 - 1e-16]) == [34, 33, 33])
  }
}

struct MarkovTests {
  @Test func publishedExample() throws {
    var transitions = ChannelTransitions(channels: 3)
    transitions.add(path: [0, 1, 2], converted: true)
    transitions.add(path: [0], converted: false)
    transitions.add(path: [1, 2], converted: false)
    let attribution = try #require(MarkovAttribution(transitions))
    #expect(isClose(attribution.conversionProbability, to: 1.0 / 3, within: 1e-15))
    for (effect, expected) in zip(attribution.removalEffects, [0.5, 1, 1]) {
      #expect(isClose(effect, to: expected, within: 1e-14))
    }
    #expect(attribution.credits(of: 1000) == [200, 400, 400])
    // Shares of .2, .4 and .4 of the last unit: it goes to the first of the larger ones.
    #expect(attribution.credits(of: 1_000_000_001) == [200_000_000, 400_000_001, 400_000_000])
  }

  @Test func untouchedChannelsAndPathsWithoutTouchesCountNothing() throws {
    var transitions = ChannelTransitions(channels: 3)
    transitions.add(path: [1, 1], converted: true, customers: 4)
    transitions.add(path: [], converted: true, customers: 9)
    let unknown = transitions.add(path: [3], converted: true)
    let negative = transitions.add(path: [0], converted: true, customers: -1)
    #expect(!unknown && !negative)
    let attribution = try #require(MarkovAttribution(transitions))
    #expect(attribution.conversionProbability == 1)
    #expect(attribution.removalEffects == [0, 1, 0])
  }

  @Test func noConversionHasNoEffect() {
    var transitions = ChannelTransitions(channels: 1)
    #expect(MarkovAttribution(transitions) == nil)
    transitions.add(path: [0], converted: false)
    #expect(MarkovAttribution(transitions) == nil)
  }

  /// Each channel removed in turn, and the walk iterated until nobody is left on the way.
  private func slowEffects(_ paths: [([Int], Bool)], channels: Int) -> [Double] {
    var moves: [Int: [Int: Double]] = [:]
    for (path, converted) in paths {
      let states = [-1] + path + [converted ? 1000 : 1001]
      for (from, to) in zip(states, states.dropFirst()) {
        moves[from, default: [:]][to, default: 0] += 1
      }
    }
    let conversion = { (removed: Int?) -> Double in
      var mass: [Int: Double] = [-1: 1]
      var converted = 0.0
      for _ in 0..<3000 {
        var next: [Int: Double] = [:]
        for (state, share) in mass {
          let total = moves[state, default: [:]].values.reduce(0, +)
          for (target, count) in moves[state, default: [:]] {
            if target == 1000 { converted += share * count / total }
            if target < 1000 && target != removed {
              next[target, default: 0] += share * count / total
            }
          }
        }
        mass = next
      }
      return converted
    }
    let whole = conversion(nil)
    return (0..<channels).map { 1 - conversion($0) / whole }
  }

  @Test(arguments: [51, 52, 53] as [UInt64])
  func closedFormEqualsRemovalByIteration(_ seed: UInt64) throws {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let paths = (0..<40).map { index in
      let touches = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        Int.random(in: 0..<5, using: &generator)
      }
      return (touches, index == 0 || Int.random(in: 0..<3, using: &generator) == 0)
    }
    var forward = ChannelTransitions(channels: 5)
    var halves = [ChannelTransitions(channels: 5), ChannelTransitions(channels: 5)]
    for (index, path) in paths.enumerated() {
      forward.add(path: path.0, converted: path.1)
      halves[index % 2].add(path: path.0, converted: path.1)
    }
    var merged = halves[1]
    let same = merged.merge(halves[0])
    #expect(same && merged == forward)
    let other = merged.merge(ChannelTransitions(channels: 4))
    #expect(!other && merged == forward)
    let attribution = try #require(MarkovAttribution(forward))
    for (effect, slow) in zip(attribution.removalEffects, slowEffects(paths, channels: 5)) {
      #expect(isNear(effect, slow, within: 1e-10))
    }
    let converted = Double(paths.count { $0.1 }) / Double(paths.count)
    #expect(isClose(attribution.conversionProbability, to: converted, within: 1e-12))
    let credits = try #require(attribution.credits(of: 987_654_321))
    #expect(credits.reduce(0, +) == 987_654_321)
  }
}

struct ShapleyTests {
  @Test func byHand() {
    var attribution = ShapleyAttribution(channels: 3)
    attribution.add(touches: [0, 1, 0], amount: 100)
    attribution.add(touches: [2], amount: 7)
    attribution.add(touches: [0, 1, 2], amount: 3)
    #expect(attribution.credits() == [51, 51, 8])
    #expect(attribution.total == 110)
  }

  @Test func leftUnitsGoToTheFirst() {
    var attribution = ShapleyAttribution(channels: 3)
    attribution.add(touches: [0, 1, 2], amount: 100)
    #expect(attribution.credits() == [34, 33, 33])
    // A third of 100 three times and its rest elsewhere: ⅓ + ⅔ is whole, no unit is lost.
    attribution.add(touches: [2, 1, 0], amount: 200)
    #expect(attribution.credits() == [100, 100, 100])
    attribution.add(touches: [0, 2], amount: -1)
    #expect(attribution.credits().reduce(0, +) == 299)
  }

  @Test func invalidPathsAddNothing() {
    var attribution = ShapleyAttribution(channels: 2)
    let empty = attribution.add(touches: [], amount: 5)
    let unknown = attribution.add(touches: [2], amount: 5)
    let other = attribution.merge(ShapleyAttribution(channels: 1))
    #expect(!empty && !unknown && !other)
    #expect(attribution.credits() == [0, 0])
  }

  /// The definition: mean marginal worth over all coalitions, v(S) = amount of paths inside S.
  @Test(arguments: [61, 62] as [UInt64])
  func equalsTheDefinition(_ seed: UInt64) {
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let n = 5
    var paths: [(touches: [Int], amount: Int64)] = []
    var whole = ShapleyAttribution(channels: n)
    var halves = [ShapleyAttribution(channels: n), ShapleyAttribution(channels: n)]
    for index in 0..<30 {
      let touches = (0..<Int.random(in: 1...7, using: &generator)).map { _ in
        Int.random(in: 0..<n, using: &generator)
      }
      let amount = Int64.random(in: 1...1_000_000, using: &generator)
      paths.append((touches, amount))
      whole.add(touches: touches, amount: amount)
      halves[index % 2].add(touches: touches, amount: amount)
    }
    halves[1].merge(halves[0])
    #expect(halves[1].credits() == whole.credits())
    let factorial = [1.0, 1, 2, 6, 24, 120]
    let worth = (0..<(1 << n)).map { coalition in
      paths.reduce(0.0) { sum, path in
        path.touches.allSatisfy { coalition >> $0 & 1 == 1 } ? sum + Double(path.amount) : sum
      }
    }
    for channel in 0..<n {
      var value = 0.0
      for coalition in 0..<(1 << n) where coalition >> channel & 1 == 0 {
        let size = coalition.nonzeroBitCount
        let weight = factorial[size] * factorial[n - size - 1] / factorial[n]
        value += weight * (worth[coalition | 1 << channel] - worth[coalition])
      }
      #expect(abs(Double(whole.credits()[channel]) - value) < 1)
    }
    #expect(whole.credits().reduce(0, +) == whole.total)
  }
}
