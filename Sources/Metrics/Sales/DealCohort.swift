import FunnelModel

/// The units that a number speaks of: all of them, or those of one segment.
///
/// A report about deals is written once, for a cohort; the family calls it for the total and for
/// every segment of every dimension.
struct DealCohort {
  let records: [DealRecord]
  /// Index in the plan's dimensions; -1 for all units.
  let dimension: Int
  /// Segment code; 0 for all units.
  let segment: Int

  var isTotal: Bool { dimension < 0 }

  /// Where a number of the cohort stands in a period.
  func key(_ slot: Int) -> CellKey {
    CellKey(dimension: dimension, segment: segment, slot: slot)
  }

  /// Whether a period is printed: the total always, a segment only where it has something, and its
  /// days never.
  func prints(_ slot: Int, count: Int, _ periods: PeriodSlots) -> Bool {
    isTotal || (count > 0 && periods.slots[slot].grain != .day)
  }

  /// All units.
  static func total(_ records: [DealRecord]) -> DealCohort {
    DealCohort(records: records, dimension: -1, segment: 0)
  }

  /// The units by the segments of one half of their lives, dimension by dimension, segments by
  /// name.
  ///
  /// - Parameter codes: where a record keeps its segment codes: as a lead, or as a deal.
  static func segments(
    _ records: [DealRecord], by codes: KeyPath<DealRecord, [UInt32]>, _ output: ReportOutput
  ) -> [DealCohort] {
    var result: [DealCohort] = []
    for dimension in output.plan.dimensions.indices {
      let groups = Dictionary(grouping: records) { Int($0[keyPath: codes][dimension]) }
      for segment in output.segments(dimension, count: (groups.keys.max() ?? -1) + 1) {
        guard let members = groups[segment] else { continue }
        result.append(DealCohort(records: members, dimension: dimension, segment: segment))
      }
    }
    return result
  }
}
