/// Splits a whole amount in proportion to weights so that the parts sum to it exactly.
///
/// Each part gets ⌊total · w/Σw⌋; the units left go one each to the largest remainders, of equal
/// ones to the first. A negative total splits as its magnitude does.
/// Source: Hamilton's method; M. L. Balinski and H. P. Young, Fair Representation (1982).
///
/// - Parameters:
///   - total: in the smallest unit that may not be lost (micro-units or cents of money).
///   - weights: at or above 0.
/// - Returns: one part per weight; `nil` for a negative weight or where all are 0.
package func largestRemainder(total: Int64, weights: [Int64]) -> [Int64]? {
  guard weights.allSatisfy({ $0 >= 0 }) else { return nil }
  let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
  guard sum > 0 else { return nil }
  // Below 2¹²⁶: neither factor passes 2⁶³.
  let amount = Int128(total.magnitude)
  var parts = [Int64](repeating: 0, count: weights.count)
  var remainders = [Int128](repeating: 0, count: weights.count)
  var left = amount
  for (index, weight) in weights.enumerated() {
    let (part, remainder) = (amount * Int128(weight)).quotientAndRemainder(dividingBy: sum)
    parts[index] = Int64(total < 0 ? -part : part)
    remainders[index] = remainder
    left -= part
  }
  let unit: Int64 = total < 0 ? -1 : 1
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
    return parts
  }
  let order = remainders.indices.sorted {
    (remainders[$1], $0) < (remainders[$0], $1)
  }
  for index in order.prefix(Int(left)) { parts[index] += unit }
  return parts
}

/// Splits a whole amount by weights that were computed in floating point.
///
/// Weights are first rounded to 2⁻⁴⁰ of the largest, so that the last bits of a linear solve decide
/// no remainder: weights that should be equal are.
///
/// - Returns: `nil` for a weight that is negative or not finite, or where all are 0.
package func largestRemainder(total: Int64, weights: [Double]) -> [Int64]? {
  guard let largest = weights.max(), largest > 0,
    weights.allSatisfy({ $0 >= 0 && $0.isFinite })
  else { return nil }
  return largestRemainder(
    total: total, weights: weights.map { Int64(($0 / largest * 0x1p40).rounded()) })
}
