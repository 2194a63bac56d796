/// Count, sum and sum of squares of whole-numbered observations, kept exactly.
///
/// The state merges by addition, so any grouping of the data gives the same bits. Values carry the
/// unit of the observations (micro-units of money, microseconds, …).
package struct SampleMoments: Equatable, Sendable {
  /// n.
  package var count: Int
  /// Σ xᵢ.
  package var sum: Int128
  /// Σ xᵢ² modulo 2¹²⁸.
  package var sumOfSquares: UInt128
  /// How often Σ xᵢ² passed 2¹²⁸: squares of full-width values fill it after four of them.
  package var sumOfSquaresCarry: UInt64

  /// The moments of n observations; an empty sample by default.
  package init(
    count: Int = 0, sum: Int128 = 0, sumOfSquares: UInt128 = 0, sumOfSquaresCarry: UInt64 = 0
  ) {
    self.count = count
    self.sum = sum
    self.sumOfSquares = sumOfSquares
    self.sumOfSquaresCarry = sumOfSquaresCarry
  }

  /// Takes one observation.
  package mutating func add(_ value: Int64) {
    count += 1
    sum += Int128(value)
    let magnitude = UInt128(value.magnitude)
    addSquares(magnitude * magnitude, carry: 0)
  }

  /// Takes the observations of another sample.
  package mutating func merge(_ other: SampleMoments) {
    count += other.count
    sum += other.sum
    addSquares(other.sumOfSquares, carry: other.sumOfSquaresCarry)
  }

  private mutating func addSquares(_ squares: UInt128, carry: UInt64) {
    let (total, overflow) = sumOfSquares.addingReportingOverflow(squares)
    sumOfSquares = total
    sumOfSquaresCarry += carry + (overflow ? 1 : 0)
  }

  /// x̄, or `nil` for an empty sample.
  package var mean: Double? {
    count > 0 ? Double(sum) / Double(count) : nil
  }

  /// s² = (n Σx² − (Σx)²) / (n (n − 1)), or `nil` for n < 2 or sums that no sample can have.
  ///
  /// The numerator is formed in 256 bits: nothing cancels however far the mean is from zero.
  package var variance: Double? {
    guard count > 1 else { return nil }
    let n = UInt128(count)
    let squares = sumOfSquares.multipliedFullWidth(by: n)
    let square = sum.magnitude.multipliedFullWidth(by: sum.magnitude)
    let (low, borrow) = squares.low.subtractingReportingOverflow(square.low)
    let minuend = squares.high + UInt128(sumOfSquaresCarry) * n
    let (high, impossible) = minuend.subtractingReportingOverflow(square.high + (borrow ? 1 : 0))
    if impossible { return nil }
    let numerator = Double(high) * 0x1p128 + Double(low)
    return numerator / Double(count) / Double(count - 1)
  }
}
