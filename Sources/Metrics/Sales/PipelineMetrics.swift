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
      record.entries = recorder.entries(unit, stages: stageColumn).map { entry in
        var entry = entry
        entry.stage = stageCodes[Int(entry.stage)]
        return entry
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
      for (dimension, codes) in mapping.codes.enumerated() {
        record.leadSegments[dimension] = codes[Int(record.leadSegments[dimension])]
        record.dealSegments[dimension] = codes[Int(record.dealSegments[dimension])]
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
      let record = try DealRecord(from: &reader, plan: plan)
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
    addCohorts(order, StageHistory(records: records, order: order, paths: paths), &output)
    ForecastReport(records: records, order: order).add(to: &output)
    LossReport(
      records: records,
      names: (0..<reasons.count).map { reasons.dictionary.string(UInt32($0)) }
    ).add(to: &output)
    LeakReport(records: records).add(to: &output)
  }

  /// The numbers of all units, then of each segment.
  private func addCohorts(
    _ order: StageOrder, _ history: StageHistory, _ output: inout ReportOutput
  ) {
    let total = DealCohort.total(records)
    let plansCloses = records.contains { $0.isOpenDeal && $0.expected != DealRecord.missing }
    let hasWonOpenings = records.contains { $0.isWon && $0.opening != DealRecord.missing }
    let asksQuestions = records.contains { $0.answered > 0 }
    for cohort in [total] + DealCohort.segments(records, by: \.dealSegments, output) {
      ApprovalReport(cohort: cohort, order: order)
        .add(asksQuestions: asksQuestions, to: &output)
      PipelineReport(cohort: cohort, order: order, history: history)
        .add(plansCloses: plansCloses, to: &output)
      VelocityReport(cohort: cohort).add(hasCycles: hasWonOpenings, to: &output)
      if hasWonOpenings { IncidenceReport(cohort: cohort).add(to: &output) }
      DeciderReport(cohort: cohort).add(to: &output)
      PilotReport(cohort: cohort).add(to: &output)
    }
    let named = MatureRates.named(records)
    for (codes, ofDeals) in [(\DealRecord.leadSegments, false), (\.dealSegments, true)] {
      for cohort in [total] + DealCohort.segments(records, by: codes, output) {
        MatureRates(cohort: cohort, named: named).add(ofDeals: ofDeals, to: &output)
      }
    }
  }
}
