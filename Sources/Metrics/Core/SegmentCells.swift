import FunnelModel

/// Counters by period, in total and by every dimension of the report.
///
/// Table 0 has one row, the total; table `1 + d` has a row for each segment code of dimension `d`
/// (code 0 = `(blank)`).
struct SegmentCells<Value: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
  private(set) var tables: [SlotTable<Value>]

  init(plan: MetricPlan, width: Int) {
    tables = (0...plan.dimensions.count).map { _ in
      SlotTable(slotCount: plan.periods.count, width: width)
    }
  }

  /// Adds to the total of a slot.
  @inline(__always)
  mutating func addTotal(slot: Int, counter: Int, _ delta: Value) {
    tables[0].add(row: 0, slot: slot, counter: counter, delta)
  }

  /// Adds to a segment of a slot.
  @inline(__always)
  mutating func add(dimension: Int, segment: UInt32, slot: Int, counter: Int, _ delta: Value) {
    tables[dimension &+ 1].add(row: Int(segment), slot: slot, counter: counter, delta)
  }

  /// Adds to the first counters of a segment of a slot.
  mutating func add(dimension: Int, segment: UInt32, slot: Int, deltas: ArraySlice<Int64>) {
    tables[dimension &+ 1].add(row: Int(segment), slot: slot, deltas: deltas)
  }

  /// Adds to the total and to the segment of every dimension; `segments[d][row]` is the segment.
  @inline(__always)
  mutating func add(
    segments: [[UInt32]], row: Int, slot: Int, counter: Int, _ delta: Value
  ) {
    addTotal(slot: slot, counter: counter, delta)
    var dimension = 0
    while dimension < segments.count {
      add(
        dimension: dimension, segment: segments[dimension][row], slot: slot, counter: counter,
        delta)
      dimension &+= 1
    }
  }

  /// Adds one for each of some facts, to the total and to the segment of every dimension;
  /// `segments[d][row]` is the segment.
  mutating func count(_ facts: CellFacts, segments: [[UInt32]]) {
    if facts.count == 0 { return }
    tables[0].countTotal(facts)
    for dimension in segments.indices {
      tables[dimension + 1].count(facts, rows: segments[dimension])
    }
  }

  /// Replaces each of the first counters of every cell by the sum of itself and those after it.
  mutating func accumulate(from counterCount: Int) {
    for index in tables.indices { tables[index].accumulate(from: counterCount) }
  }

  mutating func merge(_ other: SegmentCells, mapping: SegmentMapping) {
    tables[0].merge(other.tables[0], rows: [0])
    for index in 1..<max(1, tables.count) {
      tables[index].merge(other.tables[index], rows: mapping.codes[index - 1])
    }
  }

  mutating func rollUp(_ periods: PeriodSlots) {
    for index in tables.indices { tables[index].rollUp(periods) }
  }

  func encode(to writer: inout StateWriter) {
    for table in tables { table.encode(to: &writer) }
  }

  init(plan: MetricPlan, width: Int, from reader: inout StateReader) throws(StateError) {
    tables = []
    for _ in 0...plan.dimensions.count {
      tables.append(
        try SlotTable(slotCount: plan.periods.count, width: width, from: &reader))
    }
  }
}
