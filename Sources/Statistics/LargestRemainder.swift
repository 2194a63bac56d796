/// Splits whole amounts in proportion to weights so that the parts sum to the amount exactly; its
/// arrays are reused from split to split.
///
/// Each part gets ⌊total · w/Σw⌋; the units left go one each to the largest remainders, of equal
/// ones to the first. A negative total splits as its magnitude does.
/// Source: Hamilton's method; M. L. Balinski and H. P. Young, Fair Representation (1982).
package struct LargestRemainder: Sendable {
  /// What the last split gave: one part per weight.
  package private(set) var parts: [Int64] = []
  private var remainders: [UInt128] = []

  /// Nothing split yet.
  package init() {}

  /// Splits a total, in the smallest unit that may not be lost (micro-units or cents of money).
  ///
  /// - Parameter weights: at or above 0.
  /// - Returns: whether it could be split; not for a negative weight or where all are 0. `parts`
  ///   are void then.
  package mutating func split(total: Int64, weights: [Int64]) -> Bool {
    var sum: UInt128 = 0
    for weight in weights {
      if weight < 0 { return false }
      sum &+= UInt128(weight)
    }
    guard sum > 0 else { return false }
    let amount = total.magnitude
    let unit: Int64 = total < 0 ? -1 : 1
    parts.removeAll(keepingCapacity: true)
    remainders.removeAll(keepingCapacity: true)
    var left = amount
    for weight in weights {
      let (part, remainder) = Self.divide(amount, times: UInt64(weight), by: sum)
      // A part is at most the amount, whose magnitude fits once its sign is back.
      parts.append(total < 0 ? 0 &- Int64(truncatingIfNeeded: part) : Int64(part))
      remainders.append(remainder)
      left &-= part
    }
    if left <= 8 {
      // So few are found faster than sorted. Fewer units are left than remainders are above 0.
      for _ in 0..<Int(left) {
        var largest = 0
        for index in remainders.indices where remainders[index] > remainders[largest] {
          largest = index
        }
        parts[largest] += unit
        remainders[largest] = 0
      }
      return true
    }
    let order = remainders.indices.sorted {
      (remainders[$1], $0) < (remainders[$0], $1)
    }
    for index in order.prefix(Int(left)) { parts[index] += unit }
    return true
  }

  /// amount · weight ÷ sum, where weight ≤ sum, so that the quotient is at most the amount.
  private static func divide(
    _ amount: UInt64, times weight: UInt64, by sum: UInt128
  ) -> (part: UInt64, remainder: UInt128) {
    let product = amount.multipliedFullWidth(by: weight)
    if let narrow = UInt64(exactly: sum), product.high < narrow {
      // The machine divides 128 by 64 bits at once.
      let (quotient, remainder) = narrow.dividingFullWidth(product)
      return (quotient, UInt128(remainder))
    }
    let wide = UInt128(product.high) << 64 | UInt128(product.low)
    let (quotient, remainder) = wide.quotientAndRemainder(dividingBy: sum)
    return (UInt64(quotient), remainder)
  }
}

/// The parts of one total by whole weights; `nil` for a negative weight or where all are 0.
package func largestRemainder(total: Int64, weights: [Int64]) -> [Int64]? {
  var splitting = LargestRemainder()
  return splitting.split(total: total, weights: weights) ? splitting.parts : nil
}

/// Splits a whole amount by weights that were computed in floating point.
///
/// - Returns: `nil` for a weight that is negative or not finite, or where all are 0.
package func largestRemainder(total: Int64, weights: [Double]) -> [Int64]? {
  var whole: [Int64] = []
  return wholeWeights(weights, into: &whole) ? largestRemainder(total: total, weights: whole) : nil
}

/// Weights rounded to 2⁻⁴⁰ of the largest, so that the last bits of a computation decide no
/// remainder: weights that should be equal are.
///
/// - Parameter whole: replaced.
/// - Returns: whether no weight is negative or not finite, and one is above 0.
package func wholeWeights(_ weights: [Double], into whole: inout [Int64]) -> Bool {
  whole.removeAll(keepingCapacity: true)
  guard let largest = weights.max(), largest > 0, largest.isFinite else { return false }
  for weight in weights {
    guard weight >= 0 else { return false }
    whole.append(Int64((weight / largest * 0x1p40).rounded()))
  }
  return true
}
