/// Splits the change of a product of step rates into one contribution per step.
///
/// A funnel's conversion is the product of its steps' rates. A step's contribution is the change
/// that its new rate makes, averaged over all orders in which the steps could have changed (the
/// Shapley value), which is symmetric, exact, and defined where a rate is 0. For two steps it is
/// the midpoint formula ½(s₀ + s₁)(r₁ − r₀).
/// Source: A. F. Shorrocks, Journal of Economic Inequality 11 (2013) 99–126.
///
/// - Parameters:
///   - before: rates of the steps in the first window.
///   - after: rates of the same steps in the second window.
/// - Returns: in points of the product, summing to its change; `nil` for unequal lengths.
package func stepContributions(before: [Double], after: [Double]) -> [Double]? {
  guard before.count == after.count else { return nil }
  return before.indices.map { step in
    // Coefficient k: the products over the other steps with k of them already changed.
    var products = [1.0]
    for other in before.indices where other != step {
      var next = [Double](repeating: 0, count: products.count + 1)
      for (changed, product) in products.enumerated() {
        next[changed] += product * before[other]
        next[changed + 1] += product * after[other]
      }
      products = next
    }
    // Each of the orders puts k given steps before this one with chance 1/(m · C(m − 1, k)).
    let steps = Double(before.count)
    var chance = 1 / steps
    var mean = 0.0
    for (changed, product) in products.enumerated() {
      mean += chance * product
      chance *= Double(changed + 1) / (steps - 1 - Double(changed))
    }
    return (after[step] - before[step]) * mean
  }
}
