import FunnelModel
import Ingestion
import Warehouse

/// Brings every new or changed file into the warehouse, each as a whole or not at all.
///
/// All files are looked at before the run ends, so that one list names everything that is wrong.
struct FileLoading {
  let warehouse: Warehouse
  let run: Int64
  let settings: JobSettings
  let job: JobConfiguration
  let log: Log
  let progress: Progress

  /// Loads the files of the job; refused ones are listed in the account with their exit code.
  ///
  /// - Returns: all sources with what the ledger holds of them now.
  func loadAll(into account: inout RunAccount) throws(Failure) -> [LedgerSource] {
    let selection = try FileSelection(job: job, paths: settings.paths)
    var report = FileReport(log: log, isStrict: settings.isStrict)
    for problem in selection.problems { report.refuse(problem, in: &account) }
    progress.begin("loading", total: selection.byteCount)
    var affected: [(file: Int64, item: LoadItem)] = []
    for item in selection.items {
      try attempt(item, &report, &account) {
        let (entry, dependants) = try load(item)
        affected += dependants.map { ($0, item) }
        return entry
      }
    }
    try reload(affected, &report, &account)
    progress.end()
    report.finish(&account)
    do throws(WarehouseError) {
      try warehouse.finishBulkLoad()
      _ = try warehouse.compactIfNeeded()
      return try LedgerSource.all(
        in: warehouse, configuration: job.configuration,
        resolved: selection.items.map(\.source))
    } catch {
      throw Failure(error)
    }
  }

  /// Runs one load; what only concerns its file is noted, anything else ends the run.
  private func attempt(
    _ item: LoadItem, _ report: inout FileReport, _ account: inout RunAccount,
    _ body: () throws -> RunAccount.File?
  ) throws(Failure) {
    try Interrupt.check()
    do {
      if let entry = try body() { report.add(entry, in: &account) }
    } catch let refusal as Refusal {
      report.refuse(refusal, in: &account)
    } catch let error as IngestionError {
      report.refuse(Refusal(error, source: item.source.source.name), in: &account)
    } catch let error as WarehouseError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.inputOutput, "\(item.name): \(error)")
    }
  }

  // MARK: One file

  private func load(_ item: LoadItem) throws -> (RunAccount.File, dependants: [Int64]) {
    let source = item.source
    let sourceID = try warehouse.source(
      named: source.source.name, profile: source.profile?.id ?? "",
      kind: source.cost == nil ? "events" : "costs")
    let stored = try warehouse.files(source: sourceID)
    if let known = try knownContent(item, stored) {
      progress.advance(by: known.bytes)
      return (known, [])
    }
    let earlier = earlierVersion(item, stored)
    do {
      return try ingest(item, sourceID, superseding: earlier, stored)
    } catch is NewDelivery {
      return try ingest(item, sourceID, superseding: nil, stored)
    }
  }

  /// The account of a file whose contents are loaded already; only files of equal size are read.
  private func knownContent(
    _ item: LoadItem, _ stored: [FileRecord]
  ) throws(IngestionError) -> RunAccount.File? {
    guard let stamp = FileStamp(path: item.path.text),
      stored.contains(where: { $0.size == Int64(stamp.size) })
    else { return nil }
    let start = ContinuousClock.now
    let key = item.key(try ContentHash(path: item.path.text, name: item.name))
    guard stored.contains(where: { $0.contentHash == key }) else { return nil }
    return RunAccount.File(
      source: item.source.source.name, path: item.name, bytes: stamp.size, action: .unchanged,
      duration: ContinuousClock.now - start)
  }

  /// The stored file of the same name, which this one may replace.
  private func earlierVersion(_ item: LoadItem, _ stored: [FileRecord]) -> FileRecord? {
    item.source.source.replaced == .append ? nil : stored.last { $0.name == item.path.name }
  }

  /// Thrown where a file turns out to be no later version of the one with its name.
  private struct NewDelivery: Error {}

  private func ingest(
    _ item: LoadItem, _ sourceID: Int64, superseding earlier: FileRecord?, _ stored: [FileRecord]
  ) throws -> (RunAccount.File, dependants: [Int64]) {
    let start = ContinuousClock.now
    let load = try warehouse.beginLoad(source: sourceID, run: run, schema: job.schema)
    do {
      var dependants = try earlier.map { try load.supersede($0.id) } ?? []
      let outcome = try Ingestor(
        item: item, job: job, jobs: settings.jobs, clock: Clock.now, fileID: load.fileID,
        sink: load, progress: progress
      ).run()
      if let earlier, item.isNewDelivery(outcome, after: earlier) { throw NewDelivery() }
      guard settings.rejectLimit.allows(
        rejected: outcome.accounting.rejected, of: outcome.accounting.read)
      else { throw Refusal(item, outcome: outcome, limit: settings.rejectLimit) }
      CrashPoint.beforeCommit.reached()
      try Interrupt.check()
      try load.commit(
        file: item.record(outcome), accounting: outcome.accounting, summary: outcome.summary,
        rejects: outcome.rejects, costs: outcome.costs)
      CrashPoint.afterCommit.reached()
      return (
        item.entry(outcome, isNewVersion: earlier != nil, duration: ContinuousClock.now - start),
        dependants
      )
    } catch {
      try load.rollback()
      throw error
    }
  }
}
