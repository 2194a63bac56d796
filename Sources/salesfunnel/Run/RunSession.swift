import FunnelModel
import Metrics
import Reporting
import Warehouse

/// One run, from the moment that it holds the lock:
///
///     files → ledger → plan → fold → report → results → check → publish → run.json
final class RunSession {
  private let settings: JobSettings
  private let job: JobConfiguration
  private let selection: FileSelection
  private let log: Log
  private let progress: Progress
  private let lock: RunLock
  private let publication: Publication
  private var account: RunAccount
  private var warehouse: Warehouse?

  /// Takes the lock and checks the output.
  ///
  /// - Throws: locked, usage or input/output; nothing was written then.
  init(
    settings: JobSettings, job: JobConfiguration, files: FileSelection, log: Log
  ) throws(Failure) {
    self.settings = settings
    self.job = job
    selection = files
    self.log = log
    progress = Progress(log: log)
    // Before the lock too, so that no lock file is ever made inside a published directory.
    _ = try Publication(job.output, warehouse: job.warehouse)
    do throws(WarehouseError) {
      lock = try RunLock(warehouse: job.warehouse.text)
    } catch {
      throw Failure(error)
    }
    publication = try Publication(job.output, warehouse: job.warehouse)
    account = RunAccount(started: Clock.now)
    account.configuration = job.file
    account.configurationDigest = job.digest
  }

  /// Does everything and says how it ended: messages are logged, `run.json` is written.
  func perform() -> ExitCode {
    do throws(Failure) {
      try work()
    } catch {
      progress.end()
      log.failure(error)
      account.raise(error.code)
      if !error.message.isEmpty { account.errors.append(error.message) }
      closeUnpublished()
    }
    return account.exitCode
  }

  private func work() throws(Failure) {
    publication.removeLeftovers()
    let idKey = try job.idKey()
    let warehouse = try open()
    try IDKeyCheck.check(idKey, warehouse, job)
    let baseline = try self.baseline(warehouse)
    let sources = try stage("load") { () throws(Failure) in
      try FileLoading(
        warehouse: warehouse, run: account.runID ?? 0, settings: settings, job: job, log: log,
        progress: progress, clock: account.started,
        erasure: try storing(warehouse.erasureRules), costFloor: try storing(warehouse.costFloor),
        idKey: idKey
      ).loadAll(selection, into: &account)
    }
    judgeFreshness(sources)
    if account.exitCode.blocksPublication { return closeUnpublished() }
    let plan = try stage("plan") { () throws(Failure) in try self.plan(warehouse, sources) }
    account.asOf = plan.asOf
    let state = try stage("compute") { () throws(Failure) in
      try Folding(work: bucketWork(warehouse), plan: plan, progress: progress).state().state
    }
    let report = try stage("report") { () throws(Failure) in
      try self.report(state, plan, sources)
    }
    let others =
      job.configuration.audiences.isEmpty
      ? []
      : try stage("audiences") { () throws(Failure) in
        try self.audiences(warehouse, sources, plan)
      }
    let restated = try stage("restatements") { () throws(Failure) in
      try restatements(report, state, plan, warehouse, sources)
    }
    let verdicts = judge(report, baseline)
    let written = try stage("publish") { () throws(Failure) in
      try publish(report, others, restated, warehouse)
    }
    try finish(.done, warehouse)
    try summarise(report, verdicts, written)
  }

  // MARK: Stages

  private func open() throws(Failure) -> Warehouse {
    try storing { () throws(WarehouseError) in
      let opened = try Warehouse(path: job.warehouse.text)
      warehouse = opened
      account.runID = try opened.startRun(
        at: account.started, configurationDigest: job.digest, version: Program.version)
      return opened
    }
  }

  private func baseline(_ warehouse: Warehouse) throws(Failure) -> Baseline? {
    guard let text = settings.baseline else { return nil }
    return try BaselineReference(text).read(warehouse, before: account.runID ?? .max)
  }

  private func judgeFreshness(_ sources: [LedgerSource]) {
    let freshness = Freshness(
      zone: job.zone, now: account.started, expectThrough: settings.expectThrough)
    account.sources = sources.map(freshness.judge)
    for source in account.sources where source.isStale {
      warn(source.problem)
      account.raise(.stale)
    }
  }

  private func plan(
    _ warehouse: Warehouse, _ sources: [LedgerSource]
  ) throws(Failure) -> MetricPlan {
    let links = try IdentityResolution(work: bucketWork(warehouse)).keptLinks()
    let plan = try planning(warehouse, sources).plan(links: links)
    // Without --from the ledger has told already whether there is anything.
    if settings.span.from != nil && !settings.allowsEmpty && plan.costs.isEmpty {
      let selected = SelectedEvents(
        work: bucketWork(warehouse), from: plan.earliest, through: plan.asOf)
      if try !selected.exist() { throw ReportPlanning.nothing("no event or cost is selected") }
    }
    return plan
  }

  private func planning(
    _ warehouse: Warehouse, _ sources: [LedgerSource]
  ) throws(Failure) -> ReportPlanning {
    ReportPlanning(
      job: job, sources: sources, costs: try storing(warehouse.costs) + job.configuration.costs,
      asOfText: settings.asOf, span: settings.span, allowsEmpty: settings.allowsEmpty)
  }

  /// What the last run said otherwise; the account says how much.
  private func restatements(
    _ report: Report, _ state: FoldState, _ plan: MetricPlan, _ warehouse: Warehouse,
    _ sources: [LedgerSource]
  ) throws(Failure) -> ReportTable {
    let ledger = RestatementLedger(
      warehouse: warehouse, work: bucketWork(warehouse),
      planning: try planning(warehouse, sources), jobs: settings.jobs, progress: progress)
    let found = try ledger.restatements(
      run: account.runID ?? 0, report: report, state: state, plan: plan)
    account.restated = found?.count ?? 0
    if account.restated > 0 {
      log.info(
        "\(account.restated) numbers of past periods differ from the last run: "
          + "csv/restatements.csv says why")
    }
    return found?.table() ?? Restatements.empty
  }

  /// The files of every audience's report, below `audiences/NAME`.
  private func audiences(
    _ warehouse: Warehouse, _ sources: [LedgerSource], _ whole: MetricPlan
  ) throws(Failure) -> [ReportFile] {
    var files: [ReportFile] = []
    for audience in job.configuration.audiences {
      let plan = try planning(warehouse, sources).plan(links: whole.links, audience: audience)
      let (state, events) = try Folding(
        work: bucketWork(warehouse), plan: plan, progress: progress
      ).state()
      if events == 0 && !settings.allowsEmpty {
        throw Failure(
          .usage, "audience \(audience.name): no event meets its conditions",
          remedy: "check `audiences`, or accept an empty report with --allow-empty")
      }
      let report = try self.report(state, plan, sources, audience: audience)
      let options = ReportOptions(
        csvProfile: settings.csvProfile, language: settings.language, threads: settings.jobs)
      files += ReportFiles.render(report, options: options)
        .filter { $0.path != "metrics.prom" }
        .map { ReportFile(path: "audiences/\(audience.name)/\($0.path)", bytes: $0.bytes) }
    }
    return files
  }

  private func bucketWork(_ warehouse: Warehouse) -> BucketWork {
    BucketWork(warehouse: warehouse, schema: job.schema, jobs: settings.jobs)
  }

  private func report(
    _ state: FoldState, _ plan: MetricPlan, _ sources: [LedgerSource],
    audience: AudienceDefinition? = nil
  ) throws(Failure) -> Report {
    let report = ReportAssembly(
      job: job, sources: sources, plan: plan, grains: settings.grains, span: settings.span,
      jobs: settings.jobs, audience: audience
    ).report(state)
    if !report.violations.isEmpty { throw try contradiction(report.violations, plan) }
    if audience == nil { try requireSegments(report) }
    if report.metrics.count > 500_000 {
      warn("metrics.csv has \(report.metrics.count) rows; --grain or --by makes it smaller")
    }
    return report
  }

  /// The failure of a report whose numbers contradict each other, with the records behind some.
  private func contradiction(
    _ violations: [Violation], _ plan: MetricPlan
  ) throws(Failure) -> Failure {
    let messages = violations.map(\.message)
    account.errors += messages
    var lines = Array(messages.prefix(20))
    if let warehouse {
      let files = try storing { () throws(WarehouseError) in
        try warehouse.files(includingGone: false)
      }
      let witnesses = ViolationWitnesses(
        search: TraceSearch(work: bucketWork(warehouse), plan: plan, progress: progress),
        files: files)
      lines += try witnesses.lines(violations)
    }
    return Failure(
      .dataRefused,
      "numbers of this report contradict each other; nothing was published:\n  "
        + lines.joined(separator: "\n  "),
      remedy: "this is a defect of the program: please report it with these lines")
  }

  /// A breakdown that the command line asks for and no event answers is an error.
  private func requireSegments(_ report: Report) throws(Failure) {
    if settings.allowsEmpty { return }
    for name in settings.dimensions ?? [] {
      let isFilled = report.metrics.contains {
        $0.dimension == name && $0.segment != SegmentPair.blank
      }
      if !isFilled {
        throw Failure(
          .usage, "--by \(name): no event has a value of that field",
          remedy: "check the name, or accept it with --allow-empty")
      }
    }
  }

  private func judge(_ report: Report, _ baseline: Baseline?) -> [CheckVerdict] {
    guard let baseline else { return [] }
    let verdicts = Checker.judge(
      current: report, baseline: baseline, rules: job.configuration.checks)
    account.raise(CheckCommand.exitCode(verdicts, isStrict: settings.isStrict))
    return verdicts
  }

  /// Keeps the results in the warehouse, renders the files and puts them in place.
  private func publish(
    _ report: Report, _ audiences: [ReportFile], _ restated: ReportTable, _ warehouse: Warehouse
  ) throws(Failure) -> [ReportFile] {
    progress.begin("publishing", total: 1)
    account.isPublished = true
    var files: [ReportFile]
    do throws(Failure) {
      files = try storeAndRender(report, restated, warehouse) + audiences
      try Interrupt.check()
      let names = (files.map(\.path) + [Publication.runFile]).sorted()
      files.append(
        ReportFile(path: Publication.runFile, bytes: RunFile.render(account, published: names)))
      try publication.publish(files, threads: settings.jobs)
    } catch {
      account.isPublished = false
      throw error
    }
    return files
  }

  /// The files but `run.json`. Where there are several threads, the results go into the warehouse
  /// meanwhile: one thread waits for the disk while others render.
  private func storeAndRender(
    _ report: Report, _ restated: ReportTable, _ warehouse: Warehouse
  ) throws(Failure) -> [ReportFile] {
    let run = account.runID ?? 0
    let digests = Dictionary(report.definitions.map { ($0.id, $0.digest) }) { first, _ in first }
    let storing = BackgroundWork(ownThread: settings.jobs > 1) { () throws(WarehouseError) in
      try warehouse.storeResults(
        run: run, metrics: report.metrics, tables: report.tables + [restated])
      try warehouse.storeDefinitions(run: run, digests: digests)
    }
    let options = ReportOptions(
      csvProfile: settings.csvProfile, language: settings.language, threads: settings.jobs)
    let files = ReportFiles.render(
      report, options: options, run: account.facts, history: [restated])
    try self.storing { () throws(WarehouseError) in try storing.finish() }
    return files
  }

  private func summarise(
    _ report: Report, _ verdicts: [CheckVerdict], _ files: [ReportFile]
  ) throws(Failure) {
    progress.end()
    log.info("published \(job.output.relative(to: .current))")
    let judgement =
      verdicts.isEmpty
      ? "" : CheckOutput.render(verdicts, as: .text, currency: report.heading.currency)
    let isBad = account.exitCode == .checkFailed || account.exitCode == .undecided
    switch settings.format {
    case .text where settings.isQuiet:
      if isBad { log.error(judgement) }
    case .text:
      try OutputStream.print(
        TerminalSummary.render(report, language: settings.language)
          + (judgement.isEmpty ? "" : "\n" + judgement))
    case .json, .markdown:
      if isBad { log.error(judgement) }
      let name = settings.format == .json ? "report.json" : "report.md"
      if !settings.isQuiet, let file = files.first(where: { $0.path == name }) {
        try OutputStream.print(String(decoding: file.bytes, as: UTF8.self))
      }
    }
  }

  // MARK: Endings

  private func finish(_ state: RunRecord.State, _ warehouse: Warehouse) throws(Failure) {
    try storing { () throws(WarehouseError) in
      try warehouse.finishRun(
        account.runID ?? 0, at: Clock.now, state: state,
        exitCode: Int(account.exitCode.rawValue), asOf: account.asOf)
    }
  }

  /// Ends a run that published nothing: the ledger and `run.json` say why, the old report stands.
  private func closeUnpublished() {
    progress.end()
    do throws(Failure) {
      if let warehouse, account.runID != nil { try finish(.failed, warehouse) }
    } catch {
      log.failure(error)
    }
    do throws(Failure) {
      try publication.replaceRunFile { RunFile.render(account, published: $0) }
    } catch {
      log.failure(error)
    }
  }

  private func stage<Result>(
    _ name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = ContinuousClock.now
    defer { account.stages.append((name, ContinuousClock.now - start)) }
    try Interrupt.check()
    return try body()
  }

  private func storing<Result>(
    _ body: () throws(WarehouseError) -> Result
  ) throws(Failure) -> Result {
    do throws(WarehouseError) { return try body() } catch { throw Failure(error) }
  }

  private func warn(_ message: String) {
    log.warning(message)
    account.warnings.append(message)
  }
}
