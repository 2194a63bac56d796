import FunnelModel
import Ingestion

/// `salesfunnel validate`: what a run would load, refuse and warn of; writes nothing.
enum ValidateCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let settings = try JobSettings(invocation)
    let job = try JobConfiguration(settings)
    let selection = try FileSelection(job: job, paths: settings.paths)
    var account = RunAccount(started: Clock.now)
    var report = FileReport(log: log, isStrict: settings.isStrict)
    for problem in selection.problems { report.refuse(problem, in: &account) }
    let ingestor = Ingestor(
      IngestionSettings(
        schema: job.schema, reportingZone: job.zone, clock: account.started, jobs: settings.jobs))
    for item in selection.items {
      try Interrupt.check()
      let start = ContinuousClock.now
      do {
        let outcome = try ingestor.ingest(
          path: item.path.text, name: item.name, source: item.source, zone: item.zone, fileID: 0,
          sink: NullSink())
        if settings.rejectLimit.allows(
          rejected: outcome.accounting.rejected, of: outcome.accounting.read)
        {
          let entry = item.entry(
            outcome, isNewVersion: false, duration: ContinuousClock.now - start)
          report.add(entry, in: &account)
          note(outcome, log)
        } else {
          let refusal = Refusal(item, outcome: outcome, limit: settings.rejectLimit)
          report.refuse(refusal, in: &account)
        }
      } catch let error as IngestionError {
        report.refuse(Refusal(error, source: item.source.source.name), in: &account)
      } catch {
        throw Failure(.inputOutput, "\(item.name): \(error)")
      }
    }
    report.finish(&account)
    if selection.items.isEmpty && selection.problems.isEmpty {
      throw Failure(
        .usage, "there is no file to look at",
        remedy: "give files or folders, or a configuration with sources")
    }
    return account.exitCode
  }

  /// What a reader of the mapping wants to know of a file.
  private static func note(_ outcome: FileOutcome, _ log: Log) {
    let types = outcome.summary.typeCounts.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }
    if !types.isEmpty { log.info("  events: " + types.joined(separator: ", ")) }
    if !outcome.costs.isEmpty { log.info("  cost rows: \(outcome.costs.count)") }
    if !outcome.unmappedColumns.isEmpty {
      log.info("  columns not used: " + outcome.unmappedColumns.joined(separator: ", "))
    }
    for warning in outcome.warnings { log.warning(warning) }
  }
}
