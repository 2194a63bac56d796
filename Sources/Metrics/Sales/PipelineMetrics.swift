package import FunnelModel

/// Stages, open pipeline, approvals, loss reasons and the time to win with censoring: everything
/// that reads the path of each deal (metrics.md, "B2B").
package struct PipelineMetrics: MetricFamily {
  package static let name = "pipeline"

  private var stages = ByteInterner()
  private var reasons = ByteInterner()
  private var records: [DealRecord] = []

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { DealTable.columns }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2b) }

  package init(plan: MetricPlan) {}

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let timeline = view.timeline
    let stageCodes = timeline.texts(.stage).map { stages.codes(for: $0.dictionary) } ?? [0]
    let stageColumn = timeline.texts(.stage)?.codes ?? []
    let reasonCodes = timeline.texts(.reason).map { reasons.codes(for: $0.dictionary) } ?? [0]
    let recorder = DealRecorder(view, roles: SourceRoles(plan))
    for unit in 0..<view.deals.count {
      var record = recorder.record(unit)
      record.stage = stageCodes[Int(view.deals.stage[unit])]
      record.reason = reasonCodes[Int(view.deals.reason[unit])]
      record.entries = view.deals.entries(unit).map { row in
        DealRecord.Entry(
          stage: stageCodes[Int(stageColumn[Int(row)])], day: timeline.day[Int(row)],
          time: timeline.time[Int(row)])
      }
      records.append(record)
    }
  }

  package mutating func merge(_ other: PipelineMetrics, mapping: SegmentMapping) {
    let stageCodes = stages.codes(for: other.stages.dictionary)
    let reasonCodes = reasons.codes(for: other.reasons.dictionary)
    for var record in other.records {
      record.stage = stageCodes[Int(record.stage)]
      record.reason = reasonCodes[Int(record.reason)]
      for index in record.entries.indices {
        record.entries[index].stage = stageCodes[Int(record.entries[index].stage)]
      }
      records.append(record)
    }
  }

  package func encode(to writer: inout StateWriter) {
    for interner in [stages, reasons] {
      writer.write(interner.count - 1)
      for code in 1..<max(1, interner.count) {
        writer.write(interner.dictionary.string(UInt32(code)))
      }
    }
    writer.write(records.count)
    for record in records { record.encode(to: &writer) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count()) { _ = stages.intern(try reader.text()) }
    for _ in 0..<(try reader.count()) { _ = reasons.intern(try reader.text()) }
    for _ in 0..<(try reader.count()) {
      let record = try DealRecord(from: &reader, dayCount: plan.periods.dayCount)
      guard Int(record.stage) < stages.count, Int(record.reason) < reasons.count,
        record.entries.allSatisfy({ Int($0.stage) < stages.count })
      else { throw .damaged }
      records.append(record)
    }
  }

  package func finalise(into output: inout ReportOutput) {
    if records.isEmpty { return }
    let names = (0..<stages.count).map { stages.dictionary.string(UInt32($0)) }
    let order = StageOrder(records, names: names)
    let paths = StagePaths(records: records, order: order, plan: output.plan)
    StageTable(paths: paths).add(to: &output)
    CycleStages(records: records, order: order).add(to: &output)
    ApprovalReport(records: records, order: order).add(to: &output)
    PipelineReport(records: records, order: order, paths: paths).add(to: &output)
    LossReport(
      records: records,
      names: (0..<reasons.count).map { reasons.dictionary.string(UInt32($0)) }
    ).add(to: &output)
    VelocityReport(records: records).add(to: &output)
    IncidenceReport(records: records).add(to: &output)
    DeciderReport(records: records).add(to: &output)
    MatureRates(records: records).add(to: &output)
    PilotReport(records: records).add(to: &output)
    LeakReport(records: records).add(to: &output)
  }
}
