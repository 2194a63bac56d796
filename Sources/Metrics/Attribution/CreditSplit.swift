import FunnelModel
import Glibc
import Statistics

/// Splits the amount of a conversion over its touches; the arrays are reused from path to path.
struct CreditSplit: Sendable {
  /// The micro-units that each touch is credited with; they sum to the amount.
  private(set) var parts: [Int64] = []
  private var weights: [Int64] = []
  private var decayed: [Double] = []
  private var splitting = LargestRemainder()

  /// Credits the touches of a path by a model.
  mutating func split(_ amount: Int64, over path: AttributionPath, by model: AttributionModel) {
    let count = path.touches.count
    // A single touch takes everything, under any model.
    if count == 1 { return give(amount, to: 0, of: 1) }
    switch model {
    case .first: give(amount, to: 0, of: count)
    case .last: give(amount, to: count - 1, of: count)
    case .linear, .shapley, .markov: Self.splitEqually(amount, over: count, into: &parts)
    case .timeDecay:
      decayed.removeAll(keepingCapacity: true)
      for touch in path.touches {
        decayed.append(
          exp2(-Double(path.conversion - touch) / Double(AttributionModel.halfLife)))
      }
      if wholeWeights(decayed, into: &weights) {
        splitByWeights(amount)
      } else {
        give(amount, to: count - 1, of: count)
      }
    case .uShaped:
      weighEnds(count)
      splitByWeights(amount)
    case .wShaped:
      weighTurns(path)
      splitByWeights(amount)
    }
  }

  /// Equal parts, of which the earliest take the micro-units left over.
  static func splitEqually(_ amount: Int64, over count: Int, into parts: inout [Int64]) {
    let (part, rest) = amount.quotientAndRemainder(dividingBy: Int64(count))
    parts.removeAll(keepingCapacity: true)
    for index in 0..<count {
      parts.append(part + (Int64(index) < abs(rest) ? rest.signum() : 0))
    }
  }

  private mutating func give(_ amount: Int64, to index: Int, of count: Int) {
    parts.removeAll(keepingCapacity: true)
    parts.append(contentsOf: repeatElement(0, count: count))
    parts[index] = amount
  }

  private mutating func splitByWeights(_ amount: Int64) {
    if splitting.split(total: amount, weights: weights) {
      parts.removeAll(keepingCapacity: true)
      parts.append(contentsOf: splitting.parts)
    } else {
      give(amount, to: 0, of: weights.count)
    }
  }

  /// 40 on the first and the last touch, 20 over the rest; one 100, two 50 each.
  private mutating func weighEnds(_ count: Int) {
    weights.removeAll(keepingCapacity: true)
    weights.append(contentsOf: repeatElement(1, count: count))
    let rest = Int64(count - 2)
    if rest <= 0 { return }
    weights[0] = 2 * rest
    weights[count - 1] = 2 * rest
  }

  /// 30 on each of the first, the lead-creating and the opportunity-creating touch, 10 over the
  /// rest; what is absent is shared in proportion.
  private mutating func weighTurns(_ path: AttributionPath) {
    weights.removeAll(keepingCapacity: true)
    weights.append(contentsOf: repeatElement(0, count: path.touches.count))
    weights[0] += 30
    for case let time? in path.milestones {
      if let index = path.touches.lastIndex(where: { $0 <= time }) {
        weights[index - path.touches.startIndex] += 30
      }
    }
    let rest = Int64(weights.count { $0 == 0 })
    if rest == 0 { return }
    for index in weights.indices {
      weights[index] = weights[index] == 0 ? 10 : weights[index] * rest
    }
  }
}
