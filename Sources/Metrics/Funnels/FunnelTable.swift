import FunnelModel

/// Prints a funnel as `funnel_<name>`: a row per period, segment and step.
struct FunnelTable {
  let funnel: FunnelDefinition
  let state: FunnelState

  static let columns = [
    ReportColumn("funnel", "Funnel"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("dimension", "Dimension"),
    ReportColumn("segment", "Segment"), ReportColumn("step", "Step", .count),
    ReportColumn("step_name", "Step name"), ReportColumn("entered", "Entered", .count),
    ReportColumn("reached", "Reached", .count), ReportColumn("skipped", "Skipped", .count),
    ReportColumn("rate_first", "% of first", .ratio),
    ReportColumn("rate_previous", "% of previous", .ratio),
    ReportColumn("drop_off", "Lost since the previous step", .count),
    ReportColumn("drop_off_points", "Lost, points of first", .ratio),
    ReportColumn("median_seconds", "Median time from the previous step, s", .number),
    ReportColumn("p90_seconds", "90th percentile from the previous step, s", .number),
    ReportColumn("mean_seconds", "Mean from the previous step, s", .number),
    ReportColumn("entry_median_seconds", "Median time from entry, s", .number),
    ReportColumn("entry_p90_seconds", "90th percentile from entry, s", .number),
    ReportColumn("entry_mean_seconds", "Mean from entry, s", .number),
    ReportColumn("status", "Status"),
  ]

  func add(to output: inout ReportOutput) {
    let cells = state.cells(output.plan)
    guard cells.tables[0].value(row: 0, slot: 0, counter: 0) > 0 else { return }
    var table = ReportTable(
      id: "funnel_" + funnel.name, title: "Funnel \(funnel.name)", market: funnel.market,
      columns: Self.columns)
    let covered = output.plan.coveredThrough(eventTypes: funnel.steps.map(\.type))
    let keys = output.keys(cells)
    for key in keys { check(cells, key, &output) }
    let finished = output
    let steps = funnel.steps.count
    table.rows = parallelMap(keys.count * steps, threads: output.threads) { index in
      row(cells, keys[index / steps], index % steps, covered: covered, finished)
    }
    output.tables.append(table)
  }

  /// The previous required step, or nil for the first.
  private func previous(_ step: Int) -> Int? {
    var index = step - 1
    while index > 0 && funnel.steps[index].isOptional { index -= 1 }
    return index >= 0 ? index : nil
  }

  /// Step counts never rise (metrics.md, "Identities").
  private func check(_ cells: SegmentCells<Int64>, _ key: CellKey, _ output: inout ReportOutput) {
    for step in funnel.steps.indices where !funnel.steps[step].isOptional {
      guard let before = previous(step) else { continue }
      if cells[key, step] > cells[key, before] {
        let period = output.plan.periods.slots[key.slot].label
        output.violate(
          "funnel \(funnel.name), period \(period.isEmpty ? "all" : period): step \(step + 1) "
            + "has \(cells[key, step]) units, more than the \(cells[key, before]) of the step "
            + "before",
          funnel.scope == .session ? "b2c.sessions" : nil, market: funnel.market, at: key)
      }
    }
  }

  private func row(
    _ cells: SegmentCells<Int64>, _ key: CellKey, _ step: Int, covered: LocalDay,
    _ output: ReportOutput
  ) -> [Cell] {
    let slot = output.plan.periods.slots[key.slot]
    let entered = cells[key, 0]
    let reached = cells[key, step]
    func ratio(_ top: Int64, _ bottom: Int64) -> Cell {
      bottom == 0
        ? .missing : .number(FixedDecimal(ratio: Int128(top), Int128(bottom), digits: 6))
    }
    func count(_ value: Int64) -> Cell { .number(FixedDecimal(Int(value))) }
    var result: [Cell] = [
      .text(funnel.name), .text(slot.grain.name), .text(slot.label),
      .text(key.dimension < 0 ? "" : output.plan.dimensionNames[key.dimension]),
      .text(
        key.dimension < 0
          ? "" : output.registry.name(dimension: key.dimension, code: key.segment)),
      count(Int64(step + 1)), .text(funnel.steps[step].name), count(entered), count(reached),
      count(cells[key, state.stepCount + step]), ratio(reached, entered),
    ]
    if let before = previous(step), !funnel.steps[step].isOptional {
      let lost = cells[key, before] - reached
      result += [ratio(reached, cells[key, before]), count(lost), ratio(lost, entered)]
    } else {
      result += [.missing, .missing, .missing]
    }
    let samples = step > 0 ? state.times.samples(key, step: step, output.plan.periods) : nil
    let fromPrevious = Self.summary(samples?.map(\.fromPrevious))
    // From entry to the second step is from the step before.
    result += fromPrevious
    result += step == 1 ? fromPrevious : Self.summary(samples?.map(\.fromEntry))
    let isComplete = slot.grain == .all || slot.last <= covered
    result.append(.text((isComplete ? MetricStatus.ok : .partial).rawValue))
    return result
  }

  /// Median, 90th percentile and mean in seconds.
  static func summary(_ microseconds: [[Int64]]?) -> [Cell] {
    guard let microseconds else { return [.missing, .missing, .missing] }
    let summary = SampleSummary(microseconds, quantiles: [(1, 2), (9, 10)])
    guard let mean = summary.mean else { return [.missing, .missing, .missing] }
    return (summary.quantiles + [mean]).map { quotient in
      .number(
        FixedDecimal(
          ratio: quotient.numerator, quotient.denominator * Int128(Micro.scale), digits: 6))
    }
  }
}
