import FunnelModel

/// The permutation that sorts events by (buyer, time): a counting sort by buyer, then a sort of
/// the few runs that are not in time order already.
struct TimelineOrder {
  /// Original rows in sorted order; rows of buyer -1 are left out.
  private(set) var rows: [Int32]
  /// Start of each buyer's run in `rows`, and the end of the last.
  let starts: [Int32]
  private let time: [Int64]
  private(set) var hasTies = false

  init(time: [Int64], buyer: [Int32], buyerCount: Int) {
    self.time = time
    var starts = [Int32](repeating: 0, count: buyerCount + 1)
    var row = 0
    while row < buyer.count {
      if buyer[row] >= 0 { starts[Int(buyer[row]) &+ 1] &+= 1 }
      row &+= 1
    }
    var index = 1
    while index < starts.count {
      starts[index] &+= starts[index &- 1]
      index &+= 1
    }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[buyerCount]))
    row = 0
    while row < buyer.count {
      let number = Int(buyer[row])
      if number >= 0 {
        rows[Int(next[number])] = Int32(row)
        next[number] &+= 1
      }
      row &+= 1
    }
    self.rows = rows
    self.starts = starts
    sortRuns()
  }

  private mutating func sortRuns() {
    var buyer = 0
    while buyer &+ 1 < starts.count {
      let start = Int(starts[buyer])
      let end = Int(starts[buyer &+ 1])
      var position = start &+ 1
      var isSorted = true
      while position < end {
        let before = time[Int(rows[position &- 1])]
        let here = time[Int(rows[position])]
        if here < before {
          isSorted = false
          break
        }
        if here == before { hasTies = true }
        position &+= 1
      }
      if !isSorted { sortRun(start..<end) }
      buyer &+= 1
    }
  }

  private mutating func sortRun(_ range: Range<Int>) {
    rows[range].sort { time[Int($0)] < time[Int($1)] }
    for position in range.dropFirst()
    where time[Int(rows[position])] == time[Int(rows[position - 1])] {
      hasTies = true
    }
  }

  /// Orders events of one buyer at one time by event id, so that file order decides nothing.
  mutating func breakTies(_ keys: TieKeys) {
    for buyer in 0..<starts.count - 1 {
      var start = Int(starts[buyer])
      let end = Int(starts[buyer + 1])
      while start < end {
        var stop = start + 1
        while stop < end, time[Int(rows[stop])] == time[Int(rows[start])] { stop += 1 }
        if stop - start > 1 {
          rows[start..<stop].sort { keys.isBefore(Int($0), Int($1)) }
        }
        start = stop
      }
    }
  }
}

/// Event ids and row identities of all batches of a bucket, for ordering simultaneous events.
struct TieKeys {
  private let batches: [EventBatch]
  private let firstRow: [Int]

  init(_ batches: [EventBatch]) {
    self.batches = batches
    var total = 0
    firstRow = batches.map { batch in
      defer { total += batch.count }
      return total
    }
  }

  /// Whether an event precedes another: by event id bytewise (events without one first), then by
  /// the identity of the row, then by the rule that made it.
  func isBefore(_ a: Int, _ b: Int) -> Bool {
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

  private func locate(_ row: Int) -> (EventBatch, Int) {
    var low = 0
    var high = firstRow.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRow[middle] <= row { low = middle } else { high = middle }
    }
    return (batches[low], row - firstRow[low])
  }
}
