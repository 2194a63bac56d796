/// How a minimisation ended.
package struct OptimisationReport: Equatable, Sendable {
  /// The best point found.
  package let parameters: [Double]
  /// The objective there.
  package let value: Double
  /// Steps of the method.
  package let iterations: Int
  /// Evaluations of the objective.
  package let evaluations: Int
  /// Whether the method's own stopping rule was met rather than its limit or a dead end.
  package let converged: Bool

  /// A report with evaluations of earlier attempts added.
  func adding(evaluations extra: Int) -> OptimisationReport {
    OptimisationReport(
      parameters: parameters, value: value, iterations: iterations,
      evaluations: evaluations + extra, converged: converged)
  }
}

extension OptimisationReport {
  /// The same, converged only where no parameter, a logarithm, lies farther from 0 than that.
  func within(logarithms limit: Double) -> OptimisationReport {
    OptimisationReport(
      parameters: parameters, value: value, iterations: iterations, evaluations: evaluations,
      converged: converged && parameters.allSatisfy { abs($0) <= limit })
  }
}

/// Minimises from several starting points by BFGS, each refined from its own end until a restart
/// no longer gains, and keeps the best.
///
/// A converged result beats an unconverged one unless that lies lower by more than rounding; among
/// equals the first start wins, so that the answer depends on nothing but the arguments.
///
/// - Parameter objective: the value and gradient at a point; a value that is not finite marks the
///   point as infeasible.
/// - Returns: `nil` where no start is feasible.
package func minimizeWithRestarts(
  starts: [[Double]], gradientTolerance: Double = 1e-13, maximumIterations: Int = 500,
  objective: ([Double]) -> (value: Double, gradient: [Double])
) -> OptimisationReport? {
  var best: OptimisationReport?
  var evaluations = 0
  for start in starts {
    var origin = start
    var attempt: OptimisationReport?
    for _ in 0..<3 {
      let report = bfgsMinimum(
        start: origin, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations,
        objective: objective)
      guard let report else { break }
      evaluations += report.evaluations
      let gained = (attempt?.value ?? .infinity) - report.value
      attempt = report
      origin = report.parameters
      if report.converged || !(gained > 1e-12 * abs(report.value)) { break }
    }
    guard let attempt else { continue }
    if let incumbent = best, !attempt.beats(incumbent) { continue }
    best = attempt
  }
  return best.map { $0.adding(evaluations: evaluations - $0.evaluations) }
}

/// `minimizeWithRestarts` for an objective over many observations: all starts are tried on a sample
/// of them; the last ascent begins at the best of those, with the sample's curvature, and looks at
/// every observation.
///
/// Where there is no sample, every start is tried on all observations.
///
/// - Parameter coarse: the objective over a sample.
/// - Returns: `nil` where no start is feasible.
func minimizeBySample<Sample>(
  starts: [[Double]], sample: Sample?,
  coarse: (Sample) -> ([Double]) -> (value: Double, gradient: [Double]),
  objective: ([Double]) -> (value: Double, gradient: [Double])
) -> OptimisationReport? {
  guard let sample else { return minimizeWithRestarts(starts: starts, objective: objective) }
  let rough = coarse(sample)
  guard
    let best = minimizeWithRestarts(starts: starts, gradientTolerance: 1e-6, objective: rough)
  else { return nil }
  let fine = quasiNewtonMinimum(
    start: best.parameters,
    inverseHessian: inverseCurvature(at: best.parameters, objective: rough),
    gradientTolerance: 1e-10, objective: objective)
  return fine?.adding(evaluations: best.evaluations + 2 * best.parameters.count)
}

extension OptimisationReport {
  fileprivate func beats(_ other: OptimisationReport) -> Bool {
    let slack = 1e-10 * max(1, abs(other.value))
    if converged != other.converged {
      return converged ? value <= other.value + slack : value < other.value - slack
    }
    return value < other.value - slack
  }
}
