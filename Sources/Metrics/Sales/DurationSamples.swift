import FunnelModel

/// Exact durations of single deals with the day and the segments that they are counted under.
///
/// Kept whole, so that quantiles of any period and segment are exact whatever was merged before.
struct DurationSamples: Sendable {
  /// Microseconds, of either sign.
  private(set) var value: [Int64] = []
  /// Days since the plan's first day.
  private(set) var day: [Int32] = []
  /// By dimension.
  private(set) var segments: [[UInt32]]

  init(plan: MetricPlan) { segments = Array(repeating: [], count: plan.dimensions.count) }

  var count: Int { value.count }

  mutating func add(_ duration: Int64, day: Int32, segments codes: [[UInt32]], row: Int) {
    value.append(duration)
    self.day.append(day)
    for dimension in segments.indices { segments[dimension].append(codes[dimension][row]) }
  }

  mutating func merge(_ other: DurationSamples, mapping: SegmentMapping) {
    value.append(contentsOf: other.value)
    day.append(contentsOf: other.day)
    for dimension in segments.indices {
      segments[dimension].append(
        contentsOf: other.segments[dimension].map { mapping.codes[dimension][Int($0)] })
    }
  }

  /// The durations of every printed cell: each period in total, and by segment except days.
  func cells(_ periods: PeriodSlots) -> [CellKey: [Int64]] {
    var result: [CellKey: [Int64]] = [:]
    for index in value.indices {
      for slot in periods.slots(dayOffset: Int(day[index])) {
        result[.total(slot), default: []].append(value[index])
        if periods.slots[slot].grain == .day { continue }
        for dimension in segments.indices {
          let key = CellKey(
            dimension: dimension, segment: Int(segments[dimension][index]), slot: slot)
          result[key, default: []].append(value[index])
        }
      }
    }
    return result
  }

  func encode(to writer: inout StateWriter) {
    writer.write(count)
    for index in value.indices {
      writer.write(Int(value[index]))
      writer.write(Int(day[index]))
      for codes in segments { writer.write(Int(codes[index])) }
    }
  }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    self.init(plan: plan)
    for _ in 0..<(try reader.count()) {
      value.append(Int64(try reader.integer()))
      guard let day = Int32(exactly: try reader.integer()), day >= 0,
        Int(day) < plan.periods.dayCount
      else { throw .damaged }
      self.day.append(day)
      for dimension in segments.indices {
        guard let code = UInt32(exactly: try reader.integer()) else { throw .damaged }
        segments[dimension].append(code)
      }
    }
  }
}

/// Sparse counts of exact values, ascending: what the exact quantiles read.
func sparseCounts(_ values: [Int64]) -> [(value: Int64, count: Int)] {
  var result: [(value: Int64, count: Int)] = []
  for value in values.sorted() {
    if let last = result.last, last.value == value {
      result[result.count - 1].count += 1
    } else {
      result.append((value, 1))
    }
  }
  return result
}
