/// Shapley credit of channels where v(S) is the amount won over paths whose channels all lie in S.
///
/// That v is a sum of unanimity games, one per path, whose Shapley value splits the path's amount
/// equally over its distinct channels; additivity makes it exact at any number of channels.
/// Source: L. S. Shapley, "A value for n-person games", Annals of Mathematics Studies 28 (1953).
///
/// The state merges by addition. Amounts are kept apart by the number of channels that share them,
/// so that nothing is divided, and thus nothing rounded, before the end.
package struct ShapleyAttribution: Equatable, Sendable {
  /// The number of channels.
  package let channels: Int
  /// Σ of amounts; the credits sum to it.
  package private(set) var total: Int128 = 0
  /// [k − 1][channel]: the amount of paths with k distinct channels of which this is one.
  private var shared: [[Int128]] = []

  /// No paths yet.
  package init(channels: Int) {
    self.channels = max(0, channels)
  }

  /// Takes the amount won on a path with these touches, in any order, repeated or not.
  ///
  /// - Returns: false, with nothing added, for no touches (the caller reports the amount as
  ///   unattributed) or a channel outside 0..<channels.
  @discardableResult
  package mutating func add(touches: [Int], amount: Int64) -> Bool {
    guard !touches.isEmpty, touches.allSatisfy({ $0 >= 0 && $0 < channels }) else { return false }
    let distinct = Set(touches)
    reserve(distinct.count)
    for channel in distinct { shared[distinct.count - 1][channel] += Int128(amount) }
    total += Int128(amount)
    return true
  }

  /// Takes the paths of another state over the same channels; false where their numbers differ.
  @discardableResult
  package mutating func merge(_ other: ShapleyAttribution) -> Bool {
    guard other.channels == channels else { return false }
    reserve(other.shared.count)
    for (index, amounts) in other.shared.enumerated() {
      for channel in amounts.indices { shared[index][channel] += amounts[channel] }
    }
    total += other.total
    return true
  }

  /// Credits in the unit of the amounts that sum to `total` exactly, by largest remainders, of equal
  /// ones to the first channel.
  package func credits() -> [Int128] {
    var parts = [Int128](repeating: 0, count: channels)
    var remainders = [Int64](repeating: 0, count: channels)
    for channel in 0..<channels {
      var fraction = 0.0
      for (index, amounts) in shared.enumerated() {
        let (part, remainder) = amounts[channel].quotientAndRemainder(
          dividingBy: Int128(index + 1))
        parts[channel] += part
        fraction += Double(remainder) / Double(index + 1)
      }
      // To 2⁻³²: fractions that are equal in truth must tie, and ⅓ + ⅔ must be whole.
      let fixed = Int64((fraction * 0x1p32).rounded())
      parts[channel] += Int128(fixed >> 32)
      remainders[channel] = fixed & 0xFFFF_FFFF
    }
    let left = Int(total - parts.reduce(0, +))
    let order = remainders.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
    for index in order.prefix(max(0, left)) { parts[index] += 1 }
    return parts
  }

  private mutating func reserve(_ widths: Int) {
    while shared.count < widths {
      shared.append([Int128](repeating: 0, count: channels))
    }
  }
}
