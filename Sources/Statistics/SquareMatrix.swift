/// A square matrix of doubles, row by row.
package struct SquareMatrix: Equatable, Sendable {
  /// The number of rows and columns.
  package let order: Int
  /// The entries; (row, column) lies at row × order + column.
  package private(set) var entries: [Double]

  /// A matrix of zeros.
  package init(order: Int) {
    self.order = order
    entries = [Double](repeating: 0, count: order * order)
  }

  /// The identity.
  package static func identity(order: Int) -> SquareMatrix {
    var matrix = SquareMatrix(order: order)
    for index in 0..<order { matrix[index, index] = 1 }
    return matrix
  }

  /// One entry.
  package subscript(row: Int, column: Int) -> Double {
    get { entries[row * order + column] }
    set { entries[row * order + column] = newValue }
  }

  /// The inverse by Gauss–Jordan elimination with partial pivoting in n³ steps; `nil` where a pivot
  /// falls below 1e-13 of its column's largest entry, which means singular to working precision.
  ///
  /// Source: G. H. Golub and C. F. Van Loan, Matrix Computations (2013), §3.4.
  package func inverse() -> SquareMatrix? {
    var work = self
    var result = SquareMatrix.identity(order: order)
    let scales = (0..<order).map { column in
      (0..<order).reduce(0.0) { max($0, abs(self[$1, column])) }
    }
    for column in 0..<order {
      var pivot = column
      for row in column..<order where abs(work[row, column]) > abs(work[pivot, column]) {
        pivot = row
      }
      let value = work[pivot, column]
      guard abs(value) > 1e-13 * scales[column], value.isFinite else { return nil }
      work.swapRows(pivot, column)
      result.swapRows(pivot, column)
      work.scaleRow(column, by: 1 / value)
      result.scaleRow(column, by: 1 / value)
      for row in 0..<order where row != column {
        let factor = work[row, column]
        if factor == 0 { continue }
        work.subtractRow(column, times: factor, from: row)
        result.subtractRow(column, times: factor, from: row)
      }
    }
    return result
  }

  private mutating func swapRows(_ first: Int, _ second: Int) {
    if first == second { return }
    for column in 0..<order {
      entries.swapAt(first * order + column, second * order + column)
    }
  }

  private mutating func scaleRow(_ row: Int, by factor: Double) {
    for index in (row * order)..<(row * order + order) { entries[index] *= factor }
  }

  private mutating func subtractRow(_ source: Int, times factor: Double, from target: Int) {
    var from = source * order
    var to = target * order
    let end = to + order
    while to < end {
      entries[to] -= factor * entries[from]
      from += 1
      to += 1
    }
  }
}
