import FunnelModel
import Statistics

/// What became of the units that entered each stage, by the period of entering it.
struct StagePaths {
  /// A cell of the table.
  struct Counts {
    var entered = 0
    var converted = 0
    var lost = 0
    var open = 0
    var skipped = 0
    var movedBack = 0
    /// Microseconds of the stays that ended, and of those that last.
    var stays: [Int64] = []
    var lasting: [Int64] = []
  }
  /// A stage of the lead's life, or of the pipeline.
  struct Stage: Hashable {
    var isPipeline: Bool
    var position: Int
  }
  struct Key: Hashable {
    var slot: Int
    var stage: Stage
  }

  static let milestones = ["lead", "mql", "sql", "opportunity"]
  let order: StageOrder
  /// Milestones that some unit of the data reached; the others have no rows.
  let named: [Int]
  private(set) var cells: [Key: Counts] = [:]
  private let plan: MetricPlan

  init(records: [DealRecord], order: StageOrder, plan: MetricPlan) {
    self.order = order
    self.plan = plan
    named = (0..<4).filter { index in
      records.contains { $0.milestones[index] != DealRecord.missing }
    }
    for record in records {
      takeMilestones(record)
      takeEntries(record)
    }
  }

  func name(_ stage: Stage) -> String {
    stage.isPipeline ? order.names[order.codes[stage.position]] : Self.milestones[stage.position]
  }

  var stages: [Stage] {
    named.map { Stage(isPipeline: false, position: $0) }
      + order.codes.indices.map { Stage(isPipeline: true, position: $0) }
  }

  /// Adds to the periods of a day, weeks and days excepted.
  private mutating func update(_ stage: Stage, day: Int32, _ change: (inout Counts) -> Void) {
    for slot in plan.periods.slots(dayOffset: Int(day)) {
      let grain = plan.periods.slots[slot].grain
      if grain == .day || grain == .week { continue }
      change(&cells[Key(slot: slot, stage: stage), default: Counts()])
    }
  }

  private static func settle(_ counts: inout Counts, hasPassed: Bool, _ record: DealRecord) {
    counts.entered += 1
    if hasPassed {
      counts.converted += 1
    } else if record.isLost {
      counts.lost += 1
    } else {
      counts.open += 1
    }
  }

  /// Adds a stay that ended at a time, or lasts until as_of.
  private mutating func addStay(_ stage: Stage, day: Int32, from start: Int64, to end: Int64?) {
    let limit = plan.asOf.microseconds
    update(stage, day: day) { counts in
      if let end { counts.stays.append(end - start) } else { counts.lasting.append(limit - start) }
    }
  }

  private mutating func takeMilestones(_ record: DealRecord) {
    let reached = named.filter { record.milestones[$0] != DealRecord.missing }
    for index in named {
      let stage = Stage(isPipeline: false, position: index)
      let later = reached.filter { $0 > index }
      guard reached.contains(index) else {
        let moments = later.map { (record.milestones[$0], record.milestoneDays[$0]) }
        if let first = moments.min(by: { $0.0 < $1.0 }) {
          update(stage, day: first.1) { $0.skipped += 1 }
        } else if record.isWon {
          update(stage, day: record.closeDay) { $0.skipped += 1 }
        }
        continue
      }
      let day = record.milestoneDays[index]
      let start = record.milestones[index]
      let hasPassed = !later.isEmpty || record.isWon
      let movedBack = reached.contains { $0 < index && record.milestones[$0] > start }
      update(stage, day: day) { counts in
        Self.settle(&counts, hasPassed: hasPassed, record)
        if movedBack { counts.movedBack += 1 }
      }
      let next = reached.map { record.milestones[$0] }.filter { $0 > start }.min()
      let end = next ?? (record.closeTime == DealRecord.missing ? nil : record.closeTime)
      if (end ?? start) >= start { addStay(stage, day: day, from: start, to: end) }
    }
  }

  private mutating func takeEntries(_ record: DealRecord) {
    guard let first = record.entries.first else { return }
    var seen: Set<Int> = []
    for (index, entry) in record.entries.enumerated() {
      let position = order.rank(entry)
      let stage = Stage(isPipeline: true, position: position)
      let following = index + 1 < record.entries.count ? record.entries[index + 1] : nil
      let end = following?.time ?? (record.endTime == DealRecord.missing ? nil : record.endTime)
      addStay(stage, day: entry.day, from: entry.time, to: end)
      guard seen.insert(position).inserted else { continue }
      let hasPassed = order.hasPassed(position, at: index, record)
      let movedBack = record.entries.indices.dropLast().contains {
        order.rank(record.entries[$0]) == position
          && order.rank(record.entries[$0 + 1]) < position
      }
      update(stage, day: entry.day) { counts in
        Self.settle(&counts, hasPassed: hasPassed, record)
        if movedBack { counts.movedBack += 1 }
      }
    }
    let deepest = record.isWon ? order.codes.count : seen.max() ?? 0
    for position in 0..<deepest where !seen.contains(position) {
      let later = record.entries.first { order.rank($0) > position }
      let day = later?.day ?? (record.isWon ? record.closeDay : first.day)
      update(Stage(isPipeline: true, position: position), day: day) { $0.skipped += 1 }
    }
  }
}
