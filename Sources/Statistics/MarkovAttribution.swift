/// Counted moves of customers between channels, to conversion and to nothing: a first-order Markov
/// chain that starts before the first touch.
///
/// The state merges by addition; channels are indices that the caller orders.
package struct ChannelTransitions: Equatable, Sendable {
  /// The number of channels.
  package let channels: Int
  /// Counts by row (start, then channels) and column (channels, conversion, nothing).
  private var counts: [Int]

  /// No moves yet.
  package init(channels: Int) {
    self.channels = max(0, channels)
    counts = [Int](repeating: 0, count: (self.channels + 1) * (self.channels + 2))
  }

  /// Moves that were counted before: by row (start, then channels), then column (channels,
  /// conversion, nothing); nil where their number is another or one is negative.
  package init?(channels: Int, moves: [Int]) {
    self.init(channels: channels)
    guard moves.count == counts.count, moves.allSatisfy({ $0 >= 0 }) else { return nil }
    counts = moves
  }

  /// Takes customers who touched channels in this order and then converted or not.
  ///
  /// A path without touches says nothing about channels and is left out.
  ///
  /// - Returns: false, with nothing counted, for a channel outside 0..<channels or a negative
  ///   number of customers.
  @discardableResult
  package mutating func add(path: [Int], converted: Bool, customers: Int = 1) -> Bool {
    guard customers >= 0, path.allSatisfy({ $0 >= 0 && $0 < channels }) else { return false }
    guard let last = path.last else { return true }
    var row = 0
    for channel in path {
      counts[row * (channels + 2) + channel] += customers
      row = channel + 1
    }
    counts[(last + 1) * (channels + 2) + channels + (converted ? 0 : 1)] += customers
    return true
  }

  /// Takes the moves of another state over the same channels.
  ///
  /// - Returns: false, with nothing counted, where the numbers of channels differ.
  @discardableResult
  package mutating func merge(_ other: ChannelTransitions) -> Bool {
    guard other.channels == channels else { return false }
    for index in counts.indices { counts[index] += other.counts[index] }
    return true
  }

  /// The chances to move from a row's state to each column's; 0 from a state that was never left.
  fileprivate func probabilities(row: Int) -> [Double] {
    let start = row * (channels + 2)
    let moves = counts[start..<(start + channels + 2)]
    let total = moves.reduce(0, +)
    return moves.map { total == 0 ? 0 : Double($0) / Double(total) }
  }
}

/// Credit by the removal effect of each channel in a first-order Markov chain, in closed form.
///
/// With fundamental matrix N = (I − Q)⁻¹ of the moves Q between channels, start vector s and
/// conversion vector c: the chance to convert is P = s N c, and removing channel j, so that every
/// move to it leads to nothing, loses exactly the paths through it. By the strong Markov property
///
///     effect(j) = (P − P without j) / P = (s N)ⱼ/Nⱼⱼ · (N c)ⱼ / P
///
/// which needs one matrix inversion for all channels. Sources: E. Anderl, I. Becker,
/// F. von Wangenheim, J. H. Schumann, International Journal of Research in Marketing 33 (2016)
/// 457–474; J. G. Kemeny and J. L. Snell, Finite Markov Chains (1960), theorem 3.5.4.
package struct MarkovAttribution: Equatable, Sendable {
  /// The share of paths that convert.
  package let conversionProbability: Double
  /// By channel, 0…1: the share of conversions lost without it; 0 for a channel never touched.
  package let removalEffects: [Double]

  /// Solves the chain in about channels³ steps; `nil` where no path converts.
  package init?(_ transitions: ChannelTransitions) {
    let n = transitions.channels
    let rows = (0...n).map { transitions.probabilities(row: $0) }
    var system = SquareMatrix.identity(order: n)
    for row in 0..<n {
      for column in 0..<n { system[row, column] -= rows[row + 1][column] }
    }
    guard let fundamental = system.inverse() else { return nil }
    var visits = [Double](repeating: 0, count: n)
    var conversion = [Double](repeating: 0, count: n)
    for row in 0..<n {
      for column in 0..<n {
        visits[column] += rows[0][row] * fundamental[row, column]
        conversion[row] += fundamental[row, column] * rows[column + 1][n]
      }
    }
    let probability = dot(conversion, Array(rows[0].prefix(n)))
    guard probability > 0 else { return nil }
    conversionProbability = probability
    removalEffects = (0..<n).map {
      let reached = visits[$0] / fundamental[$0, $0]
      return min(1, max(0, reached * conversion[$0] / probability))
    }
  }

  /// Splits a won amount in proportion to the removal effects, conserving it to the unit.
  package func credits(of amount: Int64) -> [Int64]? {
    largestRemainder(total: amount, weights: removalEffects)
  }
}
