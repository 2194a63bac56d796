import FunnelModel

/// Counters by (row, slot), allocated in pages of 64 slots: a row is a segment of a breakdown.
///
/// Rows grow on demand; a page that was never touched costs four bytes.
struct SlotTable<Value: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
  let slotCount: Int
  /// Counters per (row, slot).
  let width: Int
  private(set) var rowCount = 0
  private let pagesPerRow: Int
  private var pageOf: [Int32] = []
  private var values: [Value] = []

  init(slotCount: Int, width: Int) {
    self.slotCount = slotCount
    self.width = width
    pagesPerRow = (slotCount + 63) / 64
  }

  /// Adds to a counter. At the ends of the value range it stays there (sums of squares of absurd
  /// amounts), so that no input can stop a run; a reader treats such a counter as unknown.
  @inline(__always)
  mutating func add(row: Int, slot: Int, counter: Int, _ delta: Value) {
    add(delta, at: place(row: row, slot: slot) &+ counter)
  }

  /// Adds to the first counters of a cell.
  mutating func add(row: Int, slot: Int, deltas: ArraySlice<Int64>) {
    var index = place(row: row, slot: slot)
    for delta in deltas {
      if delta != 0 { add(Value(delta), at: index) }
      index &+= 1
    }
  }

  @inline(__always)
  private mutating func add(_ delta: Value, at index: Int) {
    let (sum, overflow) = values[index].addingReportingOverflow(delta)
    values[index] = overflow ? (delta < 0 ? .min : .max) : sum
  }

  /// Adds one for each of some facts, all to row 0.
  mutating func countTotal(_ facts: CellFacts) {
    if rowCount == 0 { growRows(to: 1) }
    var index = 0
    while true {
      index = Self.countTotal(facts, from: index, pageOf, in: &values, width: width)
      if index == facts.count { return }
      _ = allocate(facts.slot(index) >> 6)
    }
  }

  /// Adds facts up to the first whose page is missing, and returns its index.
  private static func countTotal(
    _ facts: CellFacts, from first: Int, _ pageOf: [Int32], in values: inout [Value], width: Int
  ) -> Int {
    let words = facts.words.span
    let pages = pageOf.span
    var target = values.mutableSpan
    var index = first
    while index < facts.count {
      let word = words[index]
      let slot = CellFacts.slot(word)
      let page = Int(pages[slot &>> 6])
      if page < 0 { break }
      target[(page &* 64 &+ slot & 63) &* width &+ CellFacts.counter(word)] &+= 1
      index &+= 1
    }
    return index
  }

  /// Adds one for each of some facts; `rows[fact's row]` is the row of this table.
  mutating func count(_ facts: CellFacts, rows: [UInt32]) {
    var index = 0
    while true {
      index = Self.count(
        facts, from: index, rows, pageOf, in: &values, width: width, pagesPerRow: pagesPerRow,
        rowCount: rowCount)
      if index == facts.count { return }
      _ = place(row: Int(rows[facts.row(index)]), slot: facts.slot(index))
    }
  }

  /// Adds facts up to the first whose row or page is missing, and returns its index.
  private static func count(
    _ facts: CellFacts, from first: Int, _ rows: [UInt32], _ pageOf: [Int32],
    in values: inout [Value], width: Int, pagesPerRow: Int, rowCount: Int
  ) -> Int {
    let words = facts.words.span
    let rows = rows.span
    let pages = pageOf.span
    var target = values.mutableSpan
    var index = first
    while index < facts.count {
      let word = words[index]
      let slot = CellFacts.slot(word)
      let row = Int(rows[CellFacts.row(word)])
      if row >= rowCount { break }
      let page = Int(pages[row &* pagesPerRow &+ slot &>> 6])
      if page < 0 { break }
      target[(page &* 64 &+ slot & 63) &* width &+ CellFacts.counter(word)] &+= 1
      index &+= 1
    }
    return index
  }

  /// Replaces each of the first `counterCount` counters of every cell by the sum of itself and
  /// those after it among them.
  mutating func accumulate(from counterCount: Int) {
    var cell = 0
    while cell < values.count {
      for counter in stride(from: counterCount - 2, through: 0, by: -1) {
        values[cell + counter] += values[cell + counter + 1]
      }
      cell += width
    }
  }

  /// Index of the first counter of a cell, allocating its page.
  @inline(__always)
  private mutating func place(row: Int, slot: Int) -> Int {
    if row >= rowCount { growRows(to: row + 1) }
    let position = row &* pagesPerRow &+ slot &>> 6
    var page = Int(pageOf[position])
    if page < 0 { page = allocate(position) }
    return (page &* 64 &+ slot & 63) &* width
  }

  @inline(never)
  private mutating func growRows(to count: Int) {
    pageOf.append(
      contentsOf: repeatElement(-1, count: count * pagesPerRow - pageOf.count))
    rowCount = count
  }

  @inline(never)
  private mutating func allocate(_ position: Int) -> Int {
    let page = values.count / (64 * width)
    values.append(contentsOf: repeatElement(0, count: 64 * width))
    pageOf[position] = Int32(page)
    return page
  }

  /// A counter; 0 where nothing was added.
  func value(row: Int, slot: Int, counter: Int) -> Value {
    guard row < rowCount else { return 0 }
    let page = Int(pageOf[row * pagesPerRow + slot >> 6])
    return page < 0 ? 0 : values[(page * 64 + slot & 63) * width + counter]
  }

  /// Whether any counter of a cell is not 0.
  func isTouched(row: Int, slot: Int) -> Bool {
    guard row < rowCount else { return false }
    let page = Int(pageOf[row * pagesPerRow + slot >> 6])
    guard page >= 0 else { return false }
    let start = (page * 64 + slot & 63) * width
    return (start..<start + width).contains { values[$0] != 0 }
  }

  /// Adds another table, its row `r` to row `rows[r]` of this one.
  mutating func merge(_ other: SlotTable, rows: [UInt32]) {
    for row in 0..<other.rowCount {
      for page in 0..<pagesPerRow where other.pageOf[row * pagesPerRow + page] >= 0 {
        let source = Int(other.pageOf[row * pagesPerRow + page]) * 64 * width
        let target = place(row: Int(rows[row]), slot: page * 64)
        for index in 0..<64 * width where other.values[source + index] != 0 {
          add(other.values[source + index], at: target + index)
        }
      }
    }
  }

  /// Adds the day slots to the coarser periods that hold them.
  mutating func rollUp(_ periods: PeriodSlots) {
    for offset in 0..<periods.dayCount {
      var slots: [Int] = []
      let day = periods.slot(.day, dayOffset: offset)
      for row in 0..<rowCount where isTouched(row: row, slot: day) {
        if slots.isEmpty { slots = periods.slots(dayOffset: offset) }
        for counter in 0..<width {
          let count = value(row: row, slot: day, counter: counter)
          if count == 0 { continue }
          for slot in slots where slot != day {
            add(row: row, slot: slot, counter: counter, count)
          }
        }
      }
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(rowCount)
    for row in 0..<rowCount {
      let touched = (0..<slotCount).filter { isTouched(row: row, slot: $0) }
      writer.write(touched.count)
      for slot in touched {
        writer.write(slot)
        for counter in 0..<width {
          writer.write(Int128(value(row: row, slot: slot, counter: counter)))
        }
      }
    }
  }

  init(slotCount: Int, width: Int, from reader: inout StateReader) throws(StateError) {
    self.init(slotCount: slotCount, width: width)
    let rows = try reader.count()
    if rows > 0 { growRows(to: rows) }
    for row in 0..<rows {
      for _ in 0..<(try reader.count()) {
        let slot = try reader.integer()
        guard (0..<slotCount).contains(slot) else { throw StateError.damaged }
        for counter in 0..<width {
          guard let value = Value(exactly: try reader.wide()) else { throw StateError.damaged }
          if value != 0 { add(row: row, slot: slot, counter: counter, value) }
        }
      }
    }
  }
}
