import FunnelModel
import Ingestion

/// `salesfunnel validate`: parses everything as `run` would and keeps nothing.
enum ValidateCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let settings = try JobSettings(invocation)
    let job = try JobConfiguration(settings)
    _ = try job.idKey()
    let files = try FileSelection(job: job, paths: settings.paths)
    var account = RunAccount(started: Clock.now)
    let progress = Progress(log: log)
    var report = FileReport(log: log, isStrict: settings.isStrict)
    var summaries: [String: [EventSummary]] = [:]
    for problem in files.problems { report.refuse(problem, in: &account) }
    progress.begin("validating", total: files.byteCount)
    for item in files.items {
      try Interrupt.check()
      do {
        let outcome = try read(item, settings, job, account.started, progress)
        summaries[item.source.source.name, default: []].append(outcome.summary)
        report.add(item.entry(outcome, isNewVersion: false, duration: .zero), in: &account)
        notes(outcome, item, log)
      } catch let refusal as Refusal {
        report.refuse(refusal, in: &account)
      } catch let error as IngestionError {
        report.refuse(Refusal(error, source: item.source.source.name), in: &account)
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure(.inputOutput, "\(item.name): \(error)")
      }
    }
    progress.end()
    report.finish(&account)
    judgeFreshness(summaries, settings, job, &account, log)
    try judgeSelection(summaries, files, settings, job.zone, account)
    return account.exitCode
  }

  private static func read(
    _ item: LoadItem, _ settings: JobSettings, _ job: JobConfiguration, _ clock: Instant,
    _ progress: Progress
  ) throws -> FileOutcome {
    let ingestor = Ingestor(
      IngestionSettings(
        schema: job.schema, reportingZone: job.zone, clock: clock, jobs: settings.jobs))
    let outcome = try ingestor.ingest(
      path: item.path.text, name: item.name, source: item.source, zone: item.zone, fileID: 0,
      sink: MonitoredSink(NullSink(), progress))
    progress.advance(by: outcome.byteCount)
    let rows = outcome.accounting
    if settings.rejectLimit.allows(rejected: rows.rejected, of: rows.read) { return outcome }
    throw Refusal(item, outcome: outcome, limit: settings.rejectLimit)
  }

  /// What a person who tries a mapping wants to know besides the counts.
  private static func notes(_ outcome: FileOutcome, _ item: LoadItem, _ log: Log) {
    let types = outcome.summary.typeCounts.sorted { $0.key < $1.key }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    if !types.isEmpty { log.info("  events: \(types)") }
    if !outcome.unmappedColumns.isEmpty {
      log.info("  not read: \(outcome.unmappedColumns.joined(separator: ", "))")
    }
    for warning in outcome.warnings + outcome.drift { log.warning("\(item.name): \(warning)") }
  }

  private static func judgeFreshness(
    _ summaries: [String: [EventSummary]], _ settings: JobSettings, _ job: JobConfiguration,
    _ account: inout RunAccount, _ log: Log
  ) {
    let freshness = Freshness(
      zone: job.zone, now: account.started, expectThrough: settings.expectThrough)
    let configured = job.configuration.sources.map(\.name)
    for name in configured + Set(summaries.keys).subtracting(configured).sorted() {
      let definition = job.configuration.sources.first { $0.name == name }
      let found = summaries[name] ?? []
      let judged = freshness.judge(
        name: name, isConfigured: definition != nil, maxAge: definition?.maxAge,
        files: found.count, latest: found.compactMap(\.latest).max())
      guard judged.isStale else { continue }
      log.warning(judged.problem)
      account.raise(.stale)
    }
  }

  private static func judgeSelection(
    _ summaries: [String: [EventSummary]], _ files: FileSelection, _ settings: JobSettings,
    _ zone: ZoneTable, _ account: RunAccount
  ) throws(Failure) {
    let hasEvents = summaries.values.contains { $0.contains { overlaps($0, settings, zone) } }
    let hasCosts = files.items.contains { $0.source.cost != nil }
    if hasEvents || hasCosts || settings.allowsEmpty || account.exitCode.blocksPublication {
      return
    }
    throw ReportPlanning.nothing("no event or cost in any file")
  }

  /// Whether a file's events reach into the selected days.
  private static func overlaps(
    _ summary: EventSummary, _ settings: JobSettings, _ zone: ZoneTable
  ) -> Bool {
    guard let earliest = summary.earliest, let latest = summary.latest else { return false }
    return settings.span.from.map { latest >= zone.start(of: $0) } ?? true
      && settings.span.to.map { earliest < zone.start(of: $0) } ?? true
  }
}
