import Foundation
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
  /// The run's clock, for events of the future.
  let clock: Instant
  /// What must not come in again.
  let erasure: ErasureRules
  let costFloor: LocalDay?
  let idKey: IDKey?

  /// Microseconds that a rejected cell is kept for people to look at: 30 days.
  private static let rejectsAge = 30 * Instant.microsecondsPerDay

  /// Loads the files of the job; refused ones are listed in the account with their exit code.
  ///
  /// - Returns: all sources with what the ledger holds of them now.
  func loadAll(
    _ selection: FileSelection, into account: inout RunAccount
  ) throws(Failure) -> [LedgerSource] {
    var report = FileReport(log: log, isStrict: settings.isStrict)
    for problem in selection.problems { report.refuse(problem, in: &account) }
    progress.begin("loading", total: selection.byteCount)
    let completing = Set(selection.items.filter { $0.completion != nil }.map(\.path.text))
    var affected: [(file: Int64, item: LoadItem)] = []
    for item in selection.items {
      try attempt(item, &report, &account) {
        let (entry, dependants) = try settled(item) { try load(item, completing: completing) }
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
    } catch is StillBeingWritten {
      report.put(off: item, in: &account)
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

  /// Seconds to wait before a file that changed while it was read is read again.
  private static let pauses = [0.2, 0.8, 2.0]

  /// Thrown where a file goes on changing.
  private struct StillBeingWritten: Error {}

  /// Reads a file, again where it changed meanwhile: whatever was wrong may be gone then.
  private func settled<Result>(_ item: LoadItem, _ body: () throws -> Result) throws -> Result {
    for pause in Self.pauses + [0] {
      let stamp = FileStamp(path: item.path.text)
      do {
        return try body()
      } catch {
        guard error is IngestionError || error is Refusal else { throw error }
        let isUnfinished = (error as? IngestionError)?.kind == .unfinished
        if !isUnfinished && FileStamp(path: item.path.text) == stamp { throw error }
        try Interrupt.check()
        log.debug("\(item.name) changed while it was read")
      }
      Thread.sleep(forTimeInterval: pause)
    }
    throw StillBeingWritten()
  }

  /// - Parameter completing: paths of the files that complete others.
  private func load(
    _ original: LoadItem, completing: Set<String>
  ) throws -> (RunAccount.File, dependants: [Int64]) {
    let source = original.source
    let sourceID = try warehouse.source(
      named: source.source.name, profile: source.profile?.id ?? "",
      kind: source.cost == nil ? "events" : "costs")
    let stored = try warehouse.files(source: sourceID)
    var item = original
    var values: CompletedValues?
    let completed = stored.filter { !completing.contains($0.path) }
    if item.completion != nil { item = item.completing(completed.map(\.contentHash)) }
    let start = ContinuousClock.now
    let key = try knownKey(item, stored)
    if let key, stored.contains(where: { $0.contentHash == key.text }) {
      progress.advance(by: key.bytes)
      return (
        RunAccount.File(
          source: source.source.name, path: item.name, bytes: key.bytes, action: .unchanged,
          duration: ContinuousClock.now - start), []
      )
    }
    if let plan = item.completion {
      let work = BucketWork(warehouse: warehouse, schema: job.schema, jobs: 1)
      values = try .of(files: Set(completed.map(\.id)), plan, work: work)
    }
    let earlier = earlierVersion(item, stored, key: key?.text)
    do {
      return try ingest(item, sourceID, superseding: earlier, taking: values)
    } catch is NewDelivery {
      return try ingest(item, sourceID, superseding: nil, taking: values)
    }
  }

  /// What the ledger would call the file, worked out only where a stored file has its size.
  private func knownKey(
    _ item: LoadItem, _ stored: [FileRecord]
  ) throws -> (text: String, bytes: Int)? {
    let path = item.path.text
    guard let stamp = FileStamp(path: path),
      stored.contains(where: { $0.size == Int64(stamp.size) })
    else { return nil }
    if let content = try warehouse.content(of: path, stamp: stamp.text) {
      return (item.key(content), stamp.size)
    }
    let content = try ContentHash(path: path, name: item.name).text
    if stamp.isSettled, FileStamp(path: path) == stamp {
      try warehouse.remember(content: content, of: path, stamp: stamp.text)
    }
    return (item.key(content), stamp.size)
  }

  /// The stored file that this one takes the place of: the same contents read under an older
  /// mapping, else an earlier version under the same name.
  private func earlierVersion(_ item: LoadItem, _ stored: [FileRecord], key: String?) -> FileRecord?
  {
    if let key, let same = stored.last(where: { LoadItem.isSameContent($0.contentHash, key) }) {
      return same
    }
    if item.source.source.replaced == .append { return nil }
    return stored.last { $0.name == item.path.name }
  }

  private func ingest(
    _ item: LoadItem, _ sourceID: Int64, superseding earlier: FileRecord?,
    taking values: CompletedValues? = nil
  ) throws -> (RunAccount.File, dependants: [Int64]) {
    let start = ContinuousClock.now
    let stamp = FileStamp(path: item.path.text)
    let load = try warehouse.beginLoad(source: sourceID, run: run, schema: job.schema)
    do {
      let dependants = try earlier.map { try load.supersede($0.id) } ?? []
      let guarded = ErasureSink(load, erasure)
      let kept: any EventSink = erasure.isEmpty ? load : guarded
      let outcome = try ingestor.ingest(
        path: item.path.text, name: item.name, source: item.source, zone: item.zone,
        fileID: load.fileID,
        sink: MonitoredSink(values.map { CompletionSink(kept, $0) } ?? kept, progress))
      if let earlier, item.isNewDelivery(outcome, after: earlier) { throw NewDelivery() }
      guard
        settings.rejectLimit.allows(
          rejected: outcome.accounting.rejected, of: outcome.accounting.read)
      else { throw Refusal(item, outcome: outcome, limit: settings.rejectLimit) }
      try Interrupt.check()
      CrashPoint.beforeCommit.reached()
      try load.commit(
        file: item.record(outcome, stamp: stamp), accounting: outcome.accounting,
        summary: outcome.summary, rejects: stored(outcome.rejects),
        rejectsExpire: Instant(microseconds: clock.microseconds + Self.rejectsAge),
        costs: outcome.costs.filter { row in costFloor.map { row.through >= $0 } ?? true })
      CrashPoint.afterCommit.reached()
      if guarded.count > 0 {
        log.info("  \(guarded.count) events of forgotten people or before the kept time left out")
      }
      progress.advance(by: outcome.byteCount)
      return (
        item.entry(outcome, isNewVersion: earlier != nil, duration: ContinuousClock.now - start),
        dependants
      )
    } catch {
      try load.rollback()
      throw error
    }
  }

  /// Rejected rows as the warehouse keeps them. Of a row that failed as a whole there is no failing
  /// cell to keep, and where ids are hashed no cell is kept: what stands in it may be one.
  private func stored(_ rejects: [RejectedRow]) -> [RejectedRow] {
    rejects.map { reject in
      var row = reject
      if row.column.isEmpty || idKey != nil { row.cell = "" }
      return row
    }
  }

  /// Thrown where a file turns out to be no later version of the one with its name.
  private struct NewDelivery: Error {}

  private var ingestor: Ingestor {
    Ingestor(
      IngestionSettings(
        schema: job.schema, reportingZone: job.zone, clock: clock, jobs: settings.jobs,
        idKey: idKey))
  }

  // MARK: Files that lost their doubles

  /// Reads files again whose rows were left out as duplicates of rows that are gone now.
  private func reload(
    _ affected: [(file: Int64, item: LoadItem)], _ report: inout FileReport,
    _ account: inout RunAccount
  ) throws(Failure) {
    var queue = affected
    var seen: Set<Int64> = []
    while let (id, origin) = queue.popLast() {
      guard seen.insert(id).inserted else { continue }
      try attempt(origin, &report, &account) {
        guard let record = try warehouse.file(id: id), record.state == .loaded else { return nil }
        let item = origin.at(record.path)
        guard item.path.kind == .file else {
          log.warning(
            "\(item.name) is gone, and rows of it that \(origin.name) also held are lost with it; "
              + "deliver it again")
          return nil
        }
        let (entry, dependants) = try ingest(item, record.sourceID, superseding: record)
        queue += dependants.map { ($0, origin) }
        return entry
      }
    }
  }
}
