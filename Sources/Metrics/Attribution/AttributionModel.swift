import FunnelModel

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
}
