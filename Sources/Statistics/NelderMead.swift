/// A local minimum by the Nelder–Mead simplex method, restarted from its own end until a fresh
/// simplex no longer gains, for objectives without a gradient.
///
/// Converged means that the simplex shrank to `tolerance` in value and in every coordinate
/// (relative to max(1, |coordinate|)) and that a restart confirmed it.
/// Source: J. A. Nelder and R. Mead, The Computer Journal 7 (1965) 308–313; adaptive coefficients
/// from F. Gao and L. Han, Computational Optimization and Applications 51 (2012) 259–277.
///
/// - Parameters:
///   - start: a feasible point of any dimension above 0.
///   - scale: the edge of the first simplex in every coordinate, above 0.
///   - objective: a value that is not finite marks a point as infeasible.
/// - Returns: `nil` where the start is empty or infeasible, or the scale is not positive.
package func nelderMeadMinimum(
  start: [Double], scale: Double = 1, tolerance: Double = 1e-10, maximumIterations: Int = 5_000,
  maximumRestarts: Int = 5, objective: ([Double]) -> Double
) -> OptimisationReport? {
  guard !start.isEmpty, scale > 0, objective(start).isFinite else { return nil }
  var evaluations = 1
  var iterations = 0
  var origin = start
  var value = Double.infinity
  var converged = false
  for _ in 0...maximumRestarts {
    var simplex = Simplex(origin: origin, scale: scale, objective: objective)
    while !simplex.isWithin(tolerance), iterations < maximumIterations {
      simplex.step(objective)
      iterations += 1
    }
    evaluations += simplex.evaluations
    let gained = value - simplex.best.value
    let shrunk = simplex.isWithin(tolerance)
    origin = simplex.best.point
    value = simplex.best.value
    converged = shrunk && !(gained > tolerance * max(1, abs(value)))
    if converged || !shrunk { break }
  }
  return OptimisationReport(
    parameters: origin, value: value, iterations: iterations, evaluations: evaluations,
    converged: converged)
}

private struct Simplex {
  struct Vertex {
    let point: [Double]
    let value: Double
  }

  /// Ascending by value.
  private var vertices: [Vertex]
  private(set) var evaluations = 0
  private let dimension: Double

  init(origin: [Double], scale: Double, objective: ([Double]) -> Double) {
    dimension = Double(origin.count)
    vertices = []
    vertices.append(evaluate(origin, objective))
    for index in origin.indices {
      var point = origin
      point[index] += scale
      vertices.append(evaluate(point, objective))
    }
    vertices.sort { $0.value < $1.value }
  }

  var best: Vertex { vertices[0] }

  func isWithin(_ tolerance: Double) -> Bool {
    guard let worst = vertices.last,
      worst.value - best.value <= tolerance * max(1, abs(best.value))
    else { return false }
    return vertices.allSatisfy { vertex in
      best.point.indices.allSatisfy {
        abs(vertex.point[$0] - best.point[$0]) <= tolerance * max(1, abs(best.point[$0]))
      }
    }
  }

  mutating func step(_ objective: ([Double]) -> Double) {
    let worst = vertices.removeLast()
    let centre = best.point.indices.map { index in
      vertices.reduce(0) { $0 + $1.point[index] } / dimension
    }
    let along = { (factor: Double) -> [Double] in
      zip(centre, worst.point).map { $0 + factor * ($0 - $1) }
    }
    let reflected = evaluate(along(1), objective)
    if reflected.value < best.value {
      let expanded = evaluate(along(1 + 2 / dimension), objective)
      insert(expanded.value < reflected.value ? expanded : reflected)
    } else if let second = vertices.last, reflected.value < second.value {
      insert(reflected)
    } else {
      let inward = 0.75 - 0.5 / max(2, dimension)
      let isOutside = reflected.value < worst.value
      let contracted = evaluate(along(isOutside ? inward : -inward), objective)
      if contracted.value < min(reflected.value, worst.value) {
        insert(contracted)
      } else {
        vertices.append(worst)
        shrink(objective)
      }
    }
  }

  private mutating func shrink(_ objective: ([Double]) -> Double) {
    let factor = 1 - 1 / max(2, dimension)
    let anchor = best
    for index in vertices.indices.dropFirst() {
      let point = zip(anchor.point, vertices[index].point).map { $0 + factor * ($1 - $0) }
      vertices[index] = evaluate(point, objective)
    }
    vertices.sort { $0.value < $1.value }
  }

  private mutating func insert(_ vertex: Vertex) {
    let position = vertices.firstIndex { vertex.value < $0.value } ?? vertices.count
    vertices.insert(vertex, at: position)
  }

  private mutating func evaluate(_ point: [Double], _ objective: ([Double]) -> Double) -> Vertex {
    evaluations += 1
    let value = objective(point)
    return Vertex(point: point, value: value.isFinite ? value : .infinity)
  }
}
