import Foundation
import Testing

@testable import Statistics

/// Rosenbrock (1960): a curved valley with its floor at (1, 1, …).
private func rosenbrock(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  var value = 0.0
  var gradient = [Double](repeating: 0, count: x.count)
  for i in 0..<(x.count - 1) {
    let bend = x[i + 1] - x[i] * x[i]
    value += 100 * bend * bend + (1 - x[i]) * (1 - x[i])
    gradient[i] += -400 * x[i] * bend - 2 * (1 - x[i])
    gradient[i + 1] += 200 * bend
  }
  return (value, gradient)
}

struct OptimisationTests {
  @Test(arguments: [[-1.2, 1], [5, -3], [-1.2, 1, -1.2, 1], [1, 1]])
  func bfgsFindsTheValley(_ start: [Double]) throws {
    let report = try #require(bfgsMinimum(start: start, objective: rosenbrock))
    #expect(report.converged)
    #expect(report.parameters.allSatisfy { isNear($0, 1, within: 1e-9) })
    #expect(report.evaluations < 300)
  }

  @Test(arguments: [[-1.2, 1], [5, -3], [-1.2, 1, 0.5]])
  func nelderMeadFindsTheValley(_ start: [Double]) throws {
    let report = try #require(nelderMeadMinimum(start: start) { rosenbrock($0).value })
    #expect(report.converged)
    #expect(report.parameters.allSatisfy { isNear($0, 1, within: 1e-6) })
  }

  @Test func oneDimensionAndInfeasibleRegions() throws {
    // −ln x + x has its minimum 1 at x = 1 and is undefined for x ≤ 0.
    let report = try #require(
      bfgsMinimum(start: [9]) { ($0[0] - log($0[0]), [1 - 1 / $0[0]]) })
    #expect(report.converged)
    #expect(isNear(report.parameters[0], 1, within: 1e-8))
    let simplex = try #require(nelderMeadMinimum(start: [9], scale: 20) { $0[0] - log($0[0]) })
    #expect(isNear(simplex.parameters[0], 1, within: 1e-5))
  }

  @Test func unboundedObjectiveDoesNotConverge() throws {
    let report = try #require(
      bfgsMinimum(start: [0], maximumIterations: 50) { (-exp($0[0]), [-exp($0[0])]) })
    #expect(!report.converged)
    let simplex = try #require(
      nelderMeadMinimum(start: [0], maximumIterations: 50) { -$0[0] })
    #expect(!simplex.converged)
    #expect(simplex.iterations == 50)
  }

  @Test func infeasibleStartsAreNil() {
    #expect(bfgsMinimum(start: []) { _ in (0, []) } == nil)
    #expect(bfgsMinimum(start: [1]) { _ in (.nan, [0]) } == nil)
    #expect(nelderMeadMinimum(start: [1]) { _ in .infinity } == nil)
    #expect(nelderMeadMinimum(start: [1], scale: 0) { $0[0] } == nil)
    #expect(minimizeWithRestarts(starts: [[1]]) { _ in (.nan, [0]) } == nil)
  }

  /// (x² − 1)² + 0.3x has a local minimum right of zero and the global one left of it.
  @Test func restartsFindTheLowerMinimum() throws {
    let objective = { (x: [Double]) -> (value: Double, gradient: [Double]) in
      let well = x[0] * x[0] - 1
      return (well * well + 0.3 * x[0], [4 * x[0] * well + 0.3])
    }
    let local = try #require(minimizeWithRestarts(starts: [[1]], objective: objective))
    let global = try #require(minimizeWithRestarts(starts: [[1], [-2]], objective: objective))
    #expect(local.parameters[0] > 0.9)
    #expect(global.parameters[0] < -1)
    #expect(global.converged)
    #expect(global.evaluations > local.evaluations)
  }
}
