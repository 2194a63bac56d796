/// A local minimum by the BFGS quasi-Newton method with a strong Wolfe line search.
///
/// Converged means a largest gradient component of at most `gradientTolerance` × max(1, |f|), or of
/// a thousand times that where rounding of the objective leaves no further step.
/// Source: J. Nocedal and S. J. Wright, Numerical Optimization (2006), algorithm 6.1.
///
/// - Parameters:
///   - start: a feasible point of any dimension above 0.
///   - objective: the value and gradient at a point; a value that is not finite marks the point as
///     infeasible.
/// - Returns: `nil` where the start is empty or infeasible.
package func bfgsMinimum(
  start: [Double], gradientTolerance: Double = 1e-13, maximumIterations: Int = 500,
  objective: ([Double]) -> (value: Double, gradient: [Double])
) -> OptimisationReport? {
  quasiNewtonMinimum(
    start: start, inverseHessian: nil, gradientTolerance: gradientTolerance,
    maximumIterations: maximumIterations, objective: objective)
}

/// `bfgsMinimum` that may begin with a known curvature: near a minimum a few steps are then enough.
func quasiNewtonMinimum(
  start: [Double], inverseHessian known: SquareMatrix?, gradientTolerance: Double,
  maximumIterations: Int = 500, objective: ([Double]) -> (value: Double, gradient: [Double])
) -> OptimisationReport? {
  var point = start
  var (value, gradient) = objective(point)
  guard !start.isEmpty, value.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
  var evaluations = 1
  var iterations = 0
  var inverseHessian = known ?? .identity(order: start.count)
  var isFresh = known == nil
  var converged = false
  while true {
    let steepest = gradient.reduce(0) { max($0, abs($1)) }
    converged = steepest <= gradientTolerance * max(1, abs(value))
    if converged || iterations == maximumIterations { break }
    iterations += 1
    let direction = inverseHessian.times(gradient).map { -$0 }
    let firstStep = isFresh ? min(1, 1 / steepest) : 1
    let outcome = wolfeStep(
      from: point, value: value, gradient: gradient, direction: direction, firstStep: firstStep,
      objective: objective)
    evaluations += outcome.evaluations
    guard let next = outcome.accepted else {
      // A stale curvature estimate may point uphill in the noise: try steepest descent once.
      if isFresh {
        converged = steepest <= 1e3 * gradientTolerance * max(1, abs(value))
        break
      }
      inverseHessian = .identity(order: start.count)
      isFresh = true
      continue
    }
    let step = zip(next.point, point).map { $0 - $1 }
    let change = zip(next.gradient, gradient).map { $0 - $1 }
    inverseHessian.updateBFGS(step: step, change: change, rescale: isFresh)
    isFresh = false
    (point, value, gradient) = (next.point, next.value, next.gradient)
  }
  return OptimisationReport(
    parameters: point, value: value, iterations: iterations, evaluations: evaluations,
    converged: converged)
}

private struct Evaluation {
  let point: [Double]
  let value: Double
  let gradient: [Double]
}

/// Bisects for a step with sufficient decrease and a slope of at most 0.9 of the first in
/// magnitude; rounding of the objective is tolerated, so that the end game can go by slope alone.
private func wolfeStep(
  from point: [Double], value: Double, gradient: [Double], direction: [Double],
  firstStep: Double, objective: ([Double]) -> (value: Double, gradient: [Double])
) -> (accepted: Evaluation?, evaluations: Int) {
  let slope = dot(gradient, direction)
  guard slope < 0 else { return (nil, 0) }
  let noise = 4 * value.magnitude.ulp
  var low = 0.0
  var high = Double.infinity
  var step = firstStep
  for evaluations in 1...60 {
    let candidate = zip(point, direction).map { $0 + step * $1 }
    let (newValue, newGradient) = objective(candidate)
    let isFeasible = newValue.isFinite && newGradient.allSatisfy(\.isFinite)
    let newSlope = isFeasible ? dot(newGradient, direction) : 0
    if !isFeasible || newValue > value + 1e-4 * step * slope + noise || newSlope > -0.9 * slope {
      high = step
    } else if newSlope < 0.9 * slope {
      low = step
    } else {
      let accepted = Evaluation(point: candidate, value: newValue, gradient: newGradient)
      return (candidate == point ? nil : accepted, evaluations)
    }
    step = high.isFinite ? 0.5 * (low + high) : 2 * step
  }
  return (nil, 60)
}

/// The inverse of the second derivatives at a point, by central differences of the gradient; nil
/// where that is singular.
func inverseCurvature(
  at point: [Double], objective: ([Double]) -> (value: Double, gradient: [Double])
) -> SquareMatrix? {
  let width = 1e-4
  var hessian = SquareMatrix.identity(order: point.count)
  for column in point.indices {
    var (low, high) = (point, point)
    low[column] -= width
    high[column] += width
    let (before, after) = (objective(low).gradient, objective(high).gradient)
    for row in point.indices { hessian[row, column] = (after[row] - before[row]) / (2 * width) }
  }
  // Differences leave a trace of asymmetry, which the update would keep.
  for row in point.indices {
    for column in 0..<row {
      let mean = (hessian[row, column] + hessian[column, row]) / 2
      hessian[row, column] = mean
      hessian[column, row] = mean
    }
  }
  return hessian.inverse()
}

func dot(_ first: [Double], _ second: [Double]) -> Double {
  var sum = 0.0
  for index in first.indices { sum += first[index] * second[index] }
  return sum
}

extension SquareMatrix {
  fileprivate func times(_ vector: [Double]) -> [Double] {
    (0..<order).map { row in
      var sum = 0.0
      for column in 0..<order { sum += self[row, column] * vector[column] }
      return sum
    }
  }

  /// H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ with ρ = 1/yᵀs; left alone where yᵀs is not positive.
  fileprivate mutating func updateBFGS(step: [Double], change: [Double], rescale: Bool) {
    let curvature = dot(change, step)
    guard curvature > 1e-300 else { return }
    if rescale {
      let scale = curvature / dot(change, change)
      for index in 0..<order { self[index, index] *= scale }
    }
    let product = times(change)
    let factor = (1 + dot(change, product) / curvature) / curvature
    for row in 0..<order {
      for column in 0..<order {
        self[row, column] +=
          factor * step[row] * step[column]
          - (product[row] * step[column] + step[row] * product[column]) / curvature
      }
    }
  }
}
