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
    var output = state.finalise(threads: jobs)
    var report = Report(
      heading: Report.Heading(
        version: Program.version, configurationDigest: job.digest, asOf: plan.asOf, zone: plan.zone,
        currency: plan.currency, windows: plan.windows, dimensions: plan.fieldNames,
        markets: plan.markets))
    report.tables = output.tables.map(SegmentPair.expanded)
    let findings = findings(output)
    report.tables += findings.flatMap(\.tables).filter { !$0.rows.isEmpty }
    // Taken, not copied: there are many.
    report.metrics = output.takeMetrics()
    report.metrics += findings.flatMap(\.rows)
    if !output.quality.isEmpty { report.tables.append(QualityRow.table(output.quality)) }
    if let least = job.configuration.leastUnits {
      var cells = SmallCells(k: least, plan: plan)
      cells.suppress(in: &report)
      report.policies.append(
        "Numbers of fewer than \(least) units are hidden, and others with them.")
    }
    report.violations = output.violations + findings.flatMap(\.violations)
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

  /// What is found in the numbers of all families together.
  private struct Finding: Sendable {
    var tables: [ReportTable] = []
    var rows: [MetricRow] = []
    var violations: [Violation] = []
  }

  /// Looks at the numbers from all sides, in the order of the report's tables.
  private func findings(_ output: ReportOutput) -> [Finding] {
    let rows = output.metrics
    let looks: [@Sendable () -> Finding] = [
      {
        let changes = ChangeReport(plan: plan, rows: rows, tables: output.tables)
        return Finding(
          tables: changes.map { [$0.table()] } ?? [], rows: changes?.shortfalls() ?? [])
      },
      { Finding(tables: [Anomalies(plan: plan, rows: rows).table()]) },
      { Finding(tables: [ReferenceBands.judge(rows, bands: plan.bands, plan: plan)]) },
      { Finding(violations: Identities.violations(PlantedFault.applied(to: rows))) },
    ]
    return parallelMap(looks.count, threads: jobs) { looks[$0]() }
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
