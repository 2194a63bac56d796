import FunnelModel
import Statistics

/// When first-time buyers came back: one observation per buyer, for the survival curves of every
/// period and segment.
struct SecondOrderTimes: Sendable {
  /// Day offset of the first order.
  private var day: [Int32] = []
  /// Microseconds to the second order, or `-1 - microseconds to as_of` where there was none.
  private var wait: [Int64] = []
  /// By dimension: segment of the first order.
  private var segments: [[UInt32]]

  init(plan: MetricPlan) { segments = Array(repeating: [], count: plan.dimensions.count) }

  /// Takes one buyer; `second` is nil without a second order.
  mutating func add(
    day: Int32, first: Int64, second: Int64?, asOf: Int64, _ orders: OrderTable, row: Int
  ) {
    self.day.append(day)
    wait.append(second.map { $0 - first } ?? -1 - (asOf - first))
    for dimension in segments.indices {
      segments[dimension].append(orders.segments[dimension][row])
    }
  }

  mutating func merge(_ other: SecondOrderTimes, mapping: SegmentMapping) {
    day.append(contentsOf: other.day)
    wait.append(contentsOf: other.wait)
    for dimension in segments.indices {
      let codes = mapping.codes[dimension]
      segments[dimension].append(contentsOf: other.segments[dimension].map { codes[Int($0)] })
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(day.count)
    for index in day.indices {
      writer.write(Int(day[index]))
      writer.write(Int(wait[index]))
      for dimension in segments.indices { writer.write(Int(segments[dimension][index])) }
    }
  }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan)
    for _ in 0..<(try reader.count()) {
      let offset = try reader.integer()
      guard (0..<plan.periods.dayCount).contains(offset) else { throw StateError.damaged }
      day.append(Int32(offset))
      wait.append(Int64(try reader.integer()))
      for dimension in segments.indices {
        guard let code = UInt32(exactly: try reader.integer()) else { throw StateError.damaged }
        segments[dimension].append(code)
      }
    }
  }

  /// The survival curve of each period in total and of each segment's periods but days.
  func curves(_ plan: MetricPlan) -> [CellKey: KaplanMeier] {
    let order = wait.indices.map { (time: Self.time(wait[$0]), index: $0) }
      .sorted { $0.time < $1.time }
    let slots = (0..<plan.periods.dayCount).map { plan.periods.slots(dayOffset: $0) }
    var result: [CellKey: KaplanMeier] = [:]
    for dimension in -1..<segments.count {
      var groups = SurvivalGroups(slotCount: plan.periods.count)
      for (_, index) in order {
        let offset = Int(day[index])
        let segment = dimension < 0 ? 0 : Int(segments[dimension][index])
        for slot in slots[offset] where dimension < 0 || plan.periods.slots[slot].grain != .day {
          groups.add(wait[index], segment: segment, slot: slot)
        }
      }
      for (index, key) in groups.keys.enumerated() {
        let key = CellKey(dimension: dimension, segment: key.segment, slot: key.slot)
        result[key] = KaplanMeier(groups.rows[index])
      }
    }
    return result
  }

  static func time(_ wait: Int64) -> Int64 { wait < 0 ? -1 - wait : wait }
}

/// Survival tables by segment and slot; observations come in order of their times.
private struct SurvivalGroups {
  private(set) var keys: [(segment: Int, slot: Int)] = []
  private(set) var rows: [[SurvivalRow]] = []
  /// One more than the place of a group; 0 = none yet.
  private var place: SlotTable<Int32>

  init(slotCount: Int) { place = SlotTable(slotCount: slotCount, width: 1) }

  mutating func add(_ wait: Int64, segment: Int, slot: Int) {
    var group = Int(place.value(row: segment, slot: slot, counter: 0))
    if group == 0 {
      keys.append((segment, slot))
      rows.append([])
      group = keys.count
      place.add(row: segment, slot: slot, counter: 0, Int32(group))
    }
    let time = SecondOrderTimes.time(wait)
    rows[group - 1].append(
      SurvivalRow(time: time, events: wait < 0 ? 0 : 1, censored: wait < 0 ? 1 : 0))
  }
}
