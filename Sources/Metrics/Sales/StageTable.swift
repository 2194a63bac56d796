import FunnelModel
import Statistics

/// Prints the table `stages` and the dwell of the pipeline's stages.
struct StageTable {
  let paths: StagePaths

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("stage", "Stage"),
    ReportColumn("entered", "Entered", .count), ReportColumn("converted", "Moved on", .count),
    ReportColumn("lost", "Lost from here", .count), ReportColumn("open", "Still here", .count),
    ReportColumn("skipped", "Skipped", .count), ReportColumn("moved_back", "Moved back", .count),
    ReportColumn("conversion_rate", "Moved on, share", .ratio),
    ReportColumn("dwell_median_days", "Median stay, days", .days),
    ReportColumn("dwell_p90_days", "90th percentile of stays, days", .days),
    ReportColumn("dwell_km_median_days", "Median stay with lasting ones (Kaplan–Meier)", .days),
  ]

  func add(to output: inout ReportOutput) {
    var table = ReportTable(
      id: "stages", title: "Stages of the deals", market: .b2b, columns: Self.columns)
    for (slot, period) in output.plan.periods.slots.enumerated() {
      for stage in paths.stages {
        guard let counts = paths.cells[StagePaths.Key(slot: slot, stage: stage)] else { continue }
        table.rows.append(row(period, stage, counts))
        if stage.isPipeline { addDwell(slot, stage, counts, &output) }
      }
    }
    if !table.rows.isEmpty { output.tables.append(table) }
  }

  private func row(
    _ period: PeriodSlots.Slot, _ stage: StagePaths.Stage, _ counts: StagePaths.Counts
  ) -> [Cell] {
    func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }
    let stays = sparseCounts(counts.stays)
    var survival = stays.map { SurvivalRow(time: $0.value, events: $0.count) }
    survival += counts.lasting.map { SurvivalRow(time: $0, censored: 1) }
    return [
      .text(Market.b2b.name), .text(period.grain.name), .text(period.label),
      .text(paths.name(stage)), count(counts.entered), count(counts.converted),
      count(counts.lost), count(counts.open), count(counts.skipped), count(counts.movedBack),
      counts.entered == 0
        ? .missing
        : .number(
          FixedDecimal(ratio: Int128(counts.converted), Int128(counts.entered), digits: 6)),
      Self.days(exactMedian(stays)), Self.days(exactQuantile(stays, 9, over: 10)),
      Self.days(
        KaplanMeier(survival)?.median.flatMap { ExactRatio(Int128($0), over: 1) }),
    ]
  }

  /// Microseconds as days of 24 hours.
  private static func days(_ value: ExactRatio?) -> Cell {
    guard let value else { return .missing }
    return .number(
      FixedDecimal(
        ratio: value.numerator, value.denominator * Int128(Instant.microsecondsPerDay), digits: 6))
  }

  private func addDwell(
    _ slot: Int, _ stage: StagePaths.Stage, _ counts: StagePaths.Counts,
    _ output: inout ReportOutput
  ) {
    output.addDistribution(
      PipelineMetrics.stageDwell, market: .b2b, at: .total(slot), counts.stays,
      labelled: (dimension: "stage", segment: paths.name(stage)))
  }
}
