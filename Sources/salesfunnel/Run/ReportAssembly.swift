import FunnelModel
import Ingestion
import Metrics

/// Turns the folded state into the report: heading, definitions, policies, one order.
struct ReportAssembly {
  let job: JobConfiguration
  let sources: [LedgerSource]
  let plan: MetricPlan
  /// Grains to print; nil = all.
  let grains: [Grain]?
  let span: DaySpan
  /// Threads that make numbers of the state; the report does not depend on them.
  let jobs: Int
  /// Whose report it is; nil = everybody's.
  var audience: AudienceDefinition?

  /// The report of a state.
  func report(_ state: FoldState) -> Report {
    let output = state.finalise(threads: jobs)
    var report = Report(
      heading: Report.Heading(
        version: Program.version, configurationDigest: job.digest, asOf: plan.asOf, zone: plan.zone,
        currency: plan.currency, windows: plan.windows, dimensions: plan.fieldNames,
        markets: plan.markets))
    report.metrics = output.metrics
    report.tables = output.tables.map(SegmentPair.expanded)
    if let changes = ChangeReport(plan: plan, rows: output.metrics, tables: output.tables) {
      let table = changes.table()
      if !table.rows.isEmpty { report.tables.append(table) }
      report.metrics += changes.shortfalls()
    }
    let anomalies = Anomalies(plan: plan, rows: output.metrics).table()
    if !anomalies.rows.isEmpty { report.tables.append(anomalies) }
    let judged = ReferenceBands.judge(output.metrics, bands: plan.bands, plan: plan)
    if !judged.rows.isEmpty { report.tables.append(judged) }
    if !output.quality.isEmpty { report.tables.append(QualityRow.table(output.quality)) }
    if let least = job.configuration.leastUnits {
      var cells = SmallCells(k: least, plan: plan)
      cells.suppress(in: &report)
      report.policies.append(
        "Numbers of fewer than \(least) units are hidden, and others with them.")
    }
    report.violations =
      output.violations + Identities.violations(PlantedFault.applied(to: output.metrics))
    report.bands = plan.bands
    report.policies =
      output.policies + moneyPolicies + report.policies + (span.policy.map { [$0] } ?? [])
    if let grains { keep(grains, in: &report) }
    AudienceRedaction(hidden: audience?.hidden ?? [])
      .apply(to: &report, definitions: MetricCatalogue.definitions)
    report.policies = (audience.map(policies) ?? []) + report.policies
    report.sortMetrics()
    let used = Set(report.metrics.map(\.metric))
    report.definitions = MetricCatalogue.definitions.filter { used.contains($0.id) }
    return report
  }

  /// What a reader of an audience's report must know first.
  private func policies(_ audience: AudienceDefinition) -> [String] {
    let conditions = audience.conditions.map { condition in
      // What others have, and what is hidden, is not named even to say that it is left out.
      if audience.hidden.contains(condition.field) { return "a hidden field" }
      if condition.negated {
        let count = condition.accepted.count
        return "\(condition.field) other than \(count) value\(count == 1 ? "" : "s")"
      }
      let texts = condition.accepted.map { $0.isEmpty ? "(blank)" : $0 }.joined(separator: ", ")
      return "\(condition.field) is \(texts)"
    }
    var result = ["Only records of \(audience.name): \(conditions.joined(separator: "; "))."]
    if !audience.dividesCosts {
      result.append("Costs are left out: they do not say which of them these records caused.")
    }
    return result
  }

  /// Which of each export's amounts are counted.
  private var moneyPolicies: [String] {
    sources.compactMap { source in
      guard let policy = source.profile?.moneyPolicy, !policy.isEmpty, !source.files.isEmpty else {
        return nil
      }
      return "\(source.name): \(policy)"
    }
  }

  private func keep(_ grains: [Grain], in report: inout Report) {
    report.metrics.removeAll { !grains.contains($0.grain) }
    let names = Set(grains.map(\.name))
    for index in report.tables.indices {
      guard let column = report.tables[index].index(of: "grain") else { continue }
      report.tables[index].rows.removeAll { !names.contains($0[column].plain) }
    }
  }
}
