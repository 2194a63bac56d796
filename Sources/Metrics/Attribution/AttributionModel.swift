import FunnelModel
import Glibc
import Statistics

/// How the amount of a conversion is split over the touches before it (metrics.md, "attribution").
enum AttributionModel: Int, CaseIterable {
  case first, last, linear, timeDecay, uShaped, wShaped, shapley, markov

  /// The name in tables.
  var name: String {
    switch self {
    case .first: "first"
    case .last: "last"
    case .linear: "linear"
    case .timeDecay: "time_decay"
    case .uShaped: "u_shaped"
    case .wShaped: "w_shaped"
    case .shapley: "shapley"
    case .markov: "markov"
    }
  }

  /// Models that look at one path at a time and credit its touches.
  static let byTouch: [AttributionModel] = [
    .first, .last, .linear, .timeDecay, .uShaped, .wShaped,
  ]
  /// The models that a market's report shows first: last touch where buyers decide alone and soon,
  /// linear and U where many touches lead to a deal.
  static func shownFirst(in market: Market) -> [AttributionModel] {
    market == .b2c ? [.last] : [.linear, .uShaped]
  }

  /// All models, those shown first in front.
  static func ordered(for market: Market) -> [AttributionModel] {
    let first = shownFirst(in: market)
    return first + allCases.filter { !first.contains($0) }
  }

  /// What a touch must not be older than.
  static let lookBack = 90 * Instant.microsecondsPerDay
  static let halfLife = 7 * Instant.microsecondsPerDay
}

/// The touches of one conversion.
struct AttributionPath {
  /// Times in order, none after the conversion; not empty.
  let touches: ArraySlice<Int64>
  let conversion: Int64
  /// When the lead and the opportunity were made; nil where there is none.
  let milestones: [Int64?]

  /// The micro-units that each touch is credited with; they sum to the amount.
  func credits(_ model: AttributionModel, of amount: Int64) -> [Int64] {
    let count = touches.count
    // A single touch takes everything, under any model.
    if count == 1 { return [amount] }
    switch model {
    case .first: return whole(amount, at: 0)
    case .last: return whole(amount, at: count - 1)
    case .linear, .shapley, .markov: return Self.equal(amount, parts: count)
    case .timeDecay:
      let weights = touches.map {
        exp2(-Double(conversion - $0) / Double(AttributionModel.halfLife))
      }
      return largestRemainder(total: amount, weights: weights) ?? whole(amount, at: count - 1)
    case .uShaped: return split(amount, weights: ends)
    case .wShaped: return split(amount, weights: turns)
    }
  }

  private func whole(_ amount: Int64, at index: Int) -> [Int64] {
    var result = [Int64](repeating: 0, count: touches.count)
    result[index] = amount
    return result
  }

  private func split(_ amount: Int64, weights: [Int64]) -> [Int64] {
    largestRemainder(total: amount, weights: weights) ?? whole(amount, at: 0)
  }

  /// Equal parts, of which the earliest take the micro-units left over.
  static func equal(_ amount: Int64, parts: Int) -> [Int64] {
    let (part, rest) = amount.quotientAndRemainder(dividingBy: Int64(parts))
    return (0..<parts).map { part + (Int64($0) < abs(rest) ? rest.signum() : 0) }
  }

  /// 40 on the first and the last touch, 20 over the rest; one 100, two 50 each.
  private var ends: [Int64] {
    let rest = Int64(touches.count - 2)
    if rest <= 0 { return [Int64](repeating: 1, count: touches.count) }
    return touches.indices.map {
      $0 == touches.startIndex || $0 == touches.endIndex - 1 ? 2 * rest : 1
    }
  }

  /// 30 on each of the first, the lead-creating and the opportunity-creating touch, 10 over the
  /// rest; what is absent is shared in proportion.
  private var turns: [Int64] {
    var shares = [Int64](repeating: 0, count: touches.count)
    shares[0] += 30
    for case let time? in milestones {
      if let index = touches.lastIndex(where: { $0 <= time }) {
        shares[index - touches.startIndex] += 30
      }
    }
    let rest = Int64(shares.count { $0 == 0 })
    return rest == 0 ? shares : shares.map { $0 == 0 ? 10 : $0 * rest }
  }
}
