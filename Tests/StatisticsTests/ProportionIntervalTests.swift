import Foundation
import Testing

@testable import Statistics

struct ProportionIntervalTests {
  @Test(arguments: [
    (18, 20, 0.95, 0.6989663547715128, 0.9721335187862319),
    (4, 200, 0.95, 0.007804426416349465, 0.05028708690582644),
    (0, 10, 0.90, 0.0, 0.21294197008340698),
    (1, 1, 0.95, 0.20654931437723745, 1.0),
  ])
  func wilsonMatchesPublishedValues(
    _ successes: Int, _ trials: Int, _ confidence: Double, _ lower: Double, _ upper: Double
  ) throws {
    let interval = try #require(
      wilsonInterval(successes: successes, trials: trials, confidence: confidence))
    #expect(isClose(interval.lower, to: lower, within: 1e-12))
    #expect(isClose(interval.upper, to: upper, within: 1e-12))
  }

  @Test func wilsonIsUndefinedWithoutTrials() {
    #expect(wilsonInterval(successes: 0, trials: 0) == nil)
    #expect(wilsonInterval(successes: 3, trials: 2) == nil)
    #expect(wilsonInterval(successes: -1, trials: 2) == nil)
    #expect(wilsonInterval(successes: 1, trials: 2, confidence: 1) == nil)
  }

  /// The definition: p lies inside exactly where the score test does not reject it.
  @Test(arguments: 1...12)
  func wilsonInvertsTheScoreTest(_ trials: Int) throws {
    let z = 1.959963984540054
    for successes in 0...trials {
      let interval = try #require(wilsonInterval(successes: successes, trials: trials))
      let mirrored = try #require(wilsonInterval(successes: trials - successes, trials: trials))
      #expect(isNear(interval.lower, 1 - mirrored.upper, within: 1e-15))
      for step in 1..<200 {
        let p = Double(step) / 200
        let score = (Double(successes) / Double(trials) - p) / sqrt(p * (1 - p) / Double(trials))
        let inside = p >= interval.lower && p <= interval.upper
        #expect(inside == (abs(score) <= z))
      }
    }
  }

  /// Agresti and Coull (1998): coverage averages the nominal level at any n and never collapses.
  @Test(arguments: [5, 10, 20, 50])
  func wilsonCoversByExactEnumeration(_ trials: Int) throws {
    var coefficient = [1.0]
    for k in 1...trials {
      coefficient.append(coefficient[k - 1] * Double(trials - k + 1) / Double(k))
    }
    let intervals = try (0...trials).map {
      try #require(wilsonInterval(successes: $0, trials: trials))
    }
    var total = 0.0
    for step in 0..<1000 {
      let p = (Double(step) + 0.5) / 1000
      var coverage = 0.0
      for k in 0...trials where intervals[k].lower <= p && p <= intervals[k].upper {
        coverage += coefficient[k] * pow(p, Double(k)) * pow(1 - p, Double(trials - k))
      }
      #expect(coverage > 0.83)
      total += coverage
    }
    #expect(isNear(total / 1000, 0.953, within: 0.004))
  }

  /// Newcombe (1998), table II, method 10.
  @Test(arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
  ])
  func newcombeMatchesPublishedTable(
    _ successes1: Int, _ trials1: Int, _ successes2: Int, _ trials2: Int, _ lower: Double,
    _ upper: Double
  ) throws {
    let interval = try #require(
      newcombeInterval(
        successes1: successes1, trials1: trials1, successes2: successes2, trials2: trials2))
    #expect(isNear(interval.lower, lower, within: 5.1e-5))
    #expect(isNear(interval.upper, upper, within: 5.1e-5))
    let swapped = try #require(
      newcombeInterval(
        successes1: successes2, trials1: trials2, successes2: successes1, trials2: trials1))
    #expect(isNear(swapped.lower, -interval.upper, within: 1e-15))
  }

  @Test func newcombeNeedsBothGroups() {
    #expect(newcombeInterval(successes1: 1, trials1: 2, successes2: 0, trials2: 0) == nil)
  }
}
