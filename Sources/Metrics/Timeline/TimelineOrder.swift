import FunnelModel

/// The permutation that sorts events by (buyer, time): a counting sort by buyer, then a sort of
/// the few runs that are not in time order already.
struct TimelineOrder {
  /// Original rows in sorted order; rows of buyer -1 are left out.
  private(set) var rows: [Int32]
  /// Start of each buyer's run in `rows`, and the end of the last.
  let starts: [Int32]
  /// Times in sorted order.
  private(set) var time: [Int64]
  /// Runs of simultaneous events of one buyer.
  private(set) var ties: [Range<Int>] = []

  init(time: [Int64], buyer: [Int32], buyerCount: Int) {
    starts = Self.starts(buyer.span, buyerCount: buyerCount)
    rows = [Int32](repeating: 0, count: Int(starts[buyerCount]))
    self.time = [Int64](repeating: 0, count: rows.count)
    Self.scatter(buyer.span, time.span, starts, rows: &rows, sorted: &self.time)
    var buyer = 0
    while buyer &+ 1 < starts.count {
      inspect(Int(starts[buyer])..<Int(starts[buyer &+ 1]))
      buyer &+= 1
    }
  }

  private static func starts(_ buyer: Span<Int32>, buyerCount: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: buyerCount + 1)
    var counts = starts.mutableSpan
    var row = 0
    while row < buyer.count {
      if buyer[row] >= 0 { counts[Int(buyer[row]) &+ 1] &+= 1 }
      row &+= 1
    }
    var index = 1
    while index < counts.count {
      counts[index] &+= counts[index &- 1]
      index &+= 1
    }
    return starts
  }

  private static func scatter(
    _ buyer: Span<Int32>, _ time: Span<Int64>, _ starts: [Int32], rows: inout [Int32],
    sorted: inout [Int64]
  ) {
    var positions = starts
    var next = positions.mutableSpan
    var rows = rows.mutableSpan
    var sorted = sorted.mutableSpan
    var row = 0
    while row < buyer.count {
      let number = Int(buyer[row])
      if number >= 0 {
        let position = Int(next[number])
        rows[position] = Int32(row)
        sorted[position] = time[row]
        next[number] &+= 1
      }
      row &+= 1
    }
  }

  /// Sorts a run by time where it must be, and notes its ties.
  private mutating func inspect(_ range: Range<Int>) {
    var isSorted = true
    var hasTies = false
    var position = range.lowerBound &+ 1
    while position < range.upperBound {
      if time[position] < time[position &- 1] { isSorted = false }
      if time[position] == time[position &- 1] { hasTies = true }
      position &+= 1
    }
    if !isSorted {
      let sorted = range.sorted { (time[$0], rows[$0]) < (time[$1], rows[$1]) }
      let run = sorted.map { (rows[$0], time[$0]) }
      for (position, item) in zip(range, run) { (rows[position], time[position]) = item }
    }
    if hasTies || !isSorted { noteTies(range) }
  }

  private mutating func noteTies(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var stop = start + 1
      while stop < range.upperBound, time[stop] == time[start] { stop += 1 }
      if stop - start > 1 { ties.append(start..<stop) }
      start = stop
    }
  }

  /// The original rows of all simultaneous events, in ascending order.
  var tiedRows: [Int32] { ties.flatMap { rows[$0] }.sorted() }

  /// Orders events of one buyer at one time by event id, so that file order decides nothing.
  mutating func breakTies(_ keys: TieKeys) {
    for range in ties {
      rows[range].sort { keys.isBefore($0, $1) }
    }
  }
}

/// Event ids and row identities of the simultaneous events of a bucket, for ordering them.
struct TieKeys {
  /// Original rows, ascending: `rows[i]` is the `i`-th row of the batches together.
  private let rows: [Int32]
  private let batches: [EventBatch]
  private let firstRow: [Int]

  init(rows: [Int32], _ batches: [EventBatch]) {
    self.rows = rows
    self.batches = batches
    var total = 0
    firstRow = batches.map { batch in
      defer { total += batch.count }
      return total
    }
  }

  /// Whether an event precedes another: by event id bytewise (events without one first), then by
  /// the identity of the row, then by the rule that made it.
  func isBefore(_ a: Int32, _ b: Int32) -> Bool {
    let (batchA, rowA) = locate(a)
    let (batchB, rowB) = locate(b)
    let idA = batchA.texts(.eventID)
    let idB = batchB.texts(.eventID)
    let empty = ByteDictionary()
    let order = (idA?.dictionary ?? empty).compare(
      idA?.codes[rowA] ?? 0, with: idB?.dictionary ?? empty, idB?.codes[rowB] ?? 0)
    if order != 0 { return order < 0 }
    for column in [EventColumn.identityHigh, .identityLow, .rule] {
      let left = batchA.integers(column)?.values[rowA] ?? IntegerColumn.missing
      let right = batchB.integers(column)?.values[rowB] ?? IntegerColumn.missing
      if left != right { return left < right }
    }
    return false
  }

  private func locate(_ row: Int32) -> (EventBatch, Int) {
    let place = Self.last(rows.count) { rows[$0] <= row }
    let batch = Self.last(firstRow.count) { firstRow[$0] <= place }
    return (batches[batch], place - firstRow[batch])
  }

  /// The last index at which a condition holds that holds up to some point, the first included.
  private static func last(_ count: Int, where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
