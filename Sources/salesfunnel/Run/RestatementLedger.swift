import FunnelModel
import Metrics
import Warehouse

/// Finds out which numbers of past periods the last run gave otherwise, and what moved them.
struct RestatementLedger {
  let warehouse: Warehouse
  let work: BucketWork
  let planning: ReportPlanning
  let jobs: Int
  let progress: Progress

  /// The restatements; nil where there was no earlier run, or nothing can have moved since.
  ///
  /// - Parameters:
  ///   - run: this run.
  ///   - report, state, plan: what this run has computed.
  func restatements(
    run: Int64, report: Report, state: FoldState, plan: MetricPlan
  ) throws(Failure) -> Restatements? {
    guard let last = try reading({ () throws(WarehouseError) in try lastRun(before: run) }),
      let asOf = last.asOf
    else { return nil }
    let files = planning.sources.flatMap(\.files)
    let erased = try reading { () throws(WarehouseError) in try warehouse.lastRunBeforeErasure() }
    let isConfigured = last.configurationDigest != report.heading.configurationDigest
    // The same program, settings and data say the same.
    if !isConfigured && asOf == plan.asOf && last.version == report.heading.version
      && (erased ?? 0) < last.id && files.allSatisfy({ $0.runID <= last.id })
    {
      return nil
    }
    let printed = try reading { () throws(WarehouseError) in try warehouse.metrics(run: last.id) }
    let before = Restatements.Numbers(printed)
    let digests = try reading { () throws(WarehouseError) in
      try warehouse.definitions(run: last.id)
    }
    func compared(
      kept: Restatements.Numbers, merged: Restatements.Numbers, after: Restatements.Numbers
    ) -> Restatements {
      Restatements(
        before: before, kept: kept, merged: merged, after: after,
        hidden: report.metrics.filter { $0.status == .suppressed }
      ) { metric in
        isConfigured
          || report.definitions.contains { $0.id == metric && $0.digest != digests[metric] }
      }
    }

    // Most nights move nothing: then what was just computed says so.
    let now = Restatements.Numbers(report.metrics)
    let direct = compared(kept: now, merged: now, after: now)
    if direct.count == 0 { return direct }

    let known = Set(files.filter { $0.runID <= last.id }.map(\.id))
    let isSameMoment = asOf == plan.asOf
    let after =
      isSameMoment
      ? numbers(state) : try numbers(asOf: asOf, links: plan.links, files: nil)
    if known.count == files.count { return compared(kept: after, merged: after, after: after) }
    let merged = try numbers(asOf: asOf, links: plan.links, files: known)
    let links = try IdentityResolution(work: work, files: known).links()
    let kept =
      links == plan.links ? merged : try numbers(asOf: asOf, links: links, files: known)
    return compared(kept: kept, merged: merged, after: after)
  }

  private func lastRun(before run: Int64) throws(WarehouseError) -> RunRecord? {
    guard let last = try warehouse.lastRunWithResults(before: run) else { return nil }
    return try warehouse.runs().first { $0.id == last }
  }

  private func numbers(
    asOf: Instant, links: BuyerLinks, files: Set<Int64>?
  ) throws(Failure) -> Restatements.Numbers {
    let plan = try planning.plan(links: links, asOf: asOf, files: files)
    return numbers(try Folding(work: work, plan: plan, progress: progress).state().state)
  }

  private func numbers(_ state: FoldState) -> Restatements.Numbers {
    Restatements.Numbers(state.finalise(threads: jobs).metrics)
  }

  private func reading<Result>(
    _ body: () throws(WarehouseError) -> Result
  ) throws(Failure) -> Result {
    do throws(WarehouseError) { return try body() } catch { throw Failure(error) }
  }
}
