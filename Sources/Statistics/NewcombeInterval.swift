/// Newcombe's hybrid score interval of the difference p₁ − p₂ of two independent proportions.
///
/// With Wilson limits (lᵢ, uᵢ) of each proportion and d = p̂₁ − p̂₂:
///
///     d − √((p̂₁ − l₁)² + (u₂ − p̂₂)²)  …  d + √((u₁ − p̂₁)² + (p̂₂ − l₂)²)
///
/// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10.
///
/// - Returns: `nil` where either Wilson interval is undefined.
package func newcombeInterval(
  successes1: Int, trials1: Int, successes2: Int, trials2: Int, confidence: Double = 0.95
) -> ConfidenceInterval? {
  guard
    let first = wilsonInterval(successes: successes1, trials: trials1, confidence: confidence),
    let second = wilsonInterval(successes: successes2, trials: trials2, confidence: confidence)
  else { return nil }
  let p1 = Double(successes1) / Double(trials1)
  let p2 = Double(successes2) / Double(trials2)
  let below = hypotenuse(p1 - first.lower, second.upper - p2)
  let above = hypotenuse(first.upper - p1, p2 - second.lower)
  return ConfidenceInterval(lower: p1 - p2 - below, upper: p1 - p2 + above)
}

private func hypotenuse(_ a: Double, _ b: Double) -> Double {
  (a * a + b * b).squareRoot()
}
