/// Sums over entities by their month of entry and the months since: the cells of a cohort table.
struct CohortMatrix: Sendable {
  let monthCount: Int
  /// Sums per cell.
  let width: Int
  /// By month of entry: `width` sums for each month since; empty where nobody entered.
  private var rows: [[Int128]]

  init(monthCount: Int, width: Int) {
    self.monthCount = monthCount
    self.width = width
    rows = Array(repeating: [], count: monthCount)
  }

  @inline(__always)
  mutating func add(cohort: Int, since: Int, counter: Int, _ delta: Int128) {
    if rows[cohort].isEmpty { allocate(cohort) }
    rows[cohort][since &* width &+ counter] += delta
  }

  @inline(never)
  private mutating func allocate(_ cohort: Int) {
    rows[cohort] = [Int128](repeating: 0, count: (monthCount - cohort) * width)
  }

  /// Whether anybody entered in a month.
  func isTouched(_ cohort: Int) -> Bool { !rows[cohort].isEmpty }

  /// Months since entry that a cohort has been seen for.
  func ages(_ cohort: Int) -> Range<Int> { 0..<monthCount - cohort }

  /// A sum; 0 where nobody entered.
  func value(cohort: Int, since: Int, counter: Int) -> Int128 {
    rows[cohort].isEmpty ? 0 : rows[cohort][since * width + counter]
  }

  mutating func merge(_ other: CohortMatrix) {
    for cohort in 0..<monthCount where other.isTouched(cohort) {
      if rows[cohort].isEmpty { allocate(cohort) }
      for index in rows[cohort].indices { rows[cohort][index] += other.rows[cohort][index] }
    }
  }

  func encode(to writer: inout StateWriter) {
    for row in rows {
      writer.write(row.count)
      for value in row { writer.write(value) }
    }
  }

  init(monthCount: Int, width: Int, from reader: inout StateReader) throws(StateError) {
    self.init(monthCount: monthCount, width: width)
    for cohort in 0..<monthCount {
      let count = try reader.count()
      if count == 0 { continue }
      guard count == (monthCount - cohort) * width else { throw StateError.damaged }
      allocate(cohort)
      for index in 0..<count { rows[cohort][index] = try reader.wide() }
    }
  }
}
