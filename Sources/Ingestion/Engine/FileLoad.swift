import Dispatch
import FunnelModel
import RecordParsing
import Synchronization

/// The run of all workers over one file: chunks are decoded in parallel, and from time to time
/// the events that wait go to the sink, bucket by bucket, in file order.
final class FileLoad: Sendable {
  private let plan: FilePlan
  private let settings: IngestionSettings
  private let fileID: Int64
  private let sink: any EventSink
  private let reader: Mutex<SharedReader>
  private let workers: [WorkerBox]
  private let progress: Mutex<Progress>
  private let ordinals: [OrdinalBox]

  private final class WorkerBox: Sendable {
    let worker: Mutex<IngestWorker>
    init(_ worker: consuming sending IngestWorker) { self.worker = Mutex(worker) }
  }

  private final class OrdinalBox: Sendable {
    let ordinals = Mutex(RowOrdinals())
  }

  /// What the flushes add up.
  private struct Progress: Sendable {
    /// Line (from 1) of each chunk's first row.
    var lineBases: [Int]
    var nextLine: Int
    var dictionaries: [ByteInterner]
    var duplicates = 0
    var earliest = Int64.max
    var latest = Int64.min
    var typeCounts: [String: Int] = [:]
    var marketCounts = [0, 0]
    var currencies: Set<String> = []
    var failure: (any Error)?
  }

  /// Dictionaries above this many labels are forgotten after each flush.
  private static let mostLabels = 1 << 16

  init(
    _ plan: FilePlan, reader: consuming sending BlockReader, settings: IngestionSettings,
    fileID: Int64, sink: any EventSink
  ) {
    self.plan = plan
    self.settings = settings
    self.fileID = fileID
    self.sink = sink
    let chunkSettings = ChunkSettings(
      reportingZone: settings.reportingZone,
      latestTime: settings.clock.microseconds + Instant.microsecondsPerDay,
      headers: plan.layout.headers ?? [], idKey: settings.idKey)
    workers = (0..<settings.jobs).map { number in
      WorkerBox(IngestWorker(number: number, plan: plan, settings: chunkSettings))
    }
    self.reader = Mutex(SharedReader(reader, limit: settings.bufferBytes))
    ordinals = (0..<Buyer.bucketCount).map { _ in OrdinalBox() }
    progress = Mutex(
      Progress(
        lineBases: [], nextLine: plan.layout.bodyLine + 1,
        dictionaries: plan.rows.labelColumns.map { _ in ByteInterner() }))
  }

  /// Reads the whole file into the sink.
  func run() throws -> FileOutcome {
    var isFinished = false
    while !isFinished {
      DispatchQueue.concurrentPerform(iterations: workers.count) { number in
        workers[number].worker.withLock { $0.run(reader) }
      }
      try flush()
      isFinished = try reader.withLock { shared in
        if let failure = shared.failure { throw failure }
        shared.limit = shared.reader.offset + settings.bufferBytes
        return shared.isFinished
      }
    }
    return outcome()
  }

  // MARK: Flush

  /// Gives all finished chunks to the sink, several buckets at a time.
  private func flush() throws {
    var chunks: [SortedChunk] = []
    for box in workers { chunks += box.worker.withLock { $0.takeFinished() } }
    if chunks.isEmpty { return }
    chunks.sort { $0.index < $1.index }
    let assembler = prepare(chunks)
    chunks = []
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers.count) { _ in
      while true {
        let bucket = next.add(1, ordering: .relaxed).oldValue
        guard bucket < Buyer.bucketCount, progress.withLock({ $0.failure == nil }) else { return }
        do { try send(bucket, assembler) } catch {
          progress.withLock { $0.failure = error }
        }
      }
    }
    if let failure = progress.withLock({ $0.failure }) { throw failure }
    recycle(assembler)
  }

  /// Extends the line numbers and the file's dictionaries by the new chunks.
  private func prepare(_ chunks: [SortedChunk]) -> BucketAssembler {
    progress.withLock { progress in
      for chunk in chunks {
        while progress.lineBases.count <= chunk.index {
          progress.lineBases.append(progress.nextLine)
        }
        progress.nextLine += chunk.lineCount
      }
      let labelCodes = workers.map { box in
        box.worker.withLock { worker in
          worker.decoder.interners.enumerated().map { index, interner in
            progress.dictionaries[index].codes(for: interner.dictionary)
          }
        }
      }
      return BucketAssembler(
        plan: plan.rows, schema: settings.schema, fileID: fileID,
        chunks: chunks.map(FinishedChunk.init),
        lineBases: progress.lineBases, labelCodes: labelCodes,
        dictionaries: progress.dictionaries.map(\.dictionary))
    }
  }

  private func send(_ bucket: Int, _ assembler: BucketAssembler) throws {
    let assembled = ordinals[bucket].ordinals.withLock {
      assembler.assemble(bucket, ordinals: &$0)
    }
    guard let assembled else { return }
    var duplicates = 0
    for part in assembled.partsByWeight() {
      duplicates +=
        try sink.append(part.batch, identities: part.identities, bucket: bucket) * part.weight
    }
    let facts = BatchFacts(assembled.batch)
    progress.withLock { progress in
      progress.duplicates += duplicates
      progress.earliest = min(progress.earliest, facts.earliest)
      progress.latest = max(progress.latest, facts.latest)
      progress.currencies.formUnion(facts.currencies)
      for (type, count) in facts.typeCounts { progress.typeCounts[type, default: 0] += count }
      for index in 0..<2 { progress.marketCounts[index] += facts.marketCounts[index] }
    }
  }

  private func recycle(_ assembler: consuming BucketAssembler) {
    let chunks = assembler.chunks.map(\.chunk)
    // Only these references are left, so that the storage is used again without a copy.
    _ = consume assembler
    var shares = [[SortedChunk]](repeating: [], count: workers.count)
    for chunk in chunks { shares[chunk.worker].append(chunk) }
    var hasForgotten = false
    for (box, share) in zip(workers, shares) {
      box.worker.withLock { worker in
        worker.giveBack(share)
        if worker.resetLabels(above: Self.mostLabels) { hasForgotten = true }
      }
    }
    if hasForgotten {
      progress.withLock { progress in
        progress.dictionaries = plan.rows.labelColumns.map { _ in ByteInterner() }
      }
    }
  }

  // MARK: Outcome

  private func outcome() -> FileOutcome {
    var result = FileOutcome()
    var hasher = reader.withLock { $0.reader.hasher }
    var rejected: [RejectLog.Entry] = []
    var footers: [RejectLog.Entry] = []
    for box in workers {
      box.worker.withLock { worker in
        result.accounting.add(worker.decoder.accounting)
        hasher.merge(worker.hasher)
        rejected += worker.decoder.log.rejected
        footers += worker.decoder.log.footers
        result.firstRowHash ^= worker.firstRowHash
        result.summary.adjustedTimes += worker.decoder.adjustedTimes
        result.summary.roundedAmounts += worker.decoder.roundedAmounts
      }
    }
    result.contentHash = hasher.hash
    progress.withLock { progress in
      result.rejects = RejectLog.resolved(rejected, lineBases: progress.lineBases)
      result.footerRows = RejectLog.resolved(footers, lineBases: progress.lineBases)
      addEndFault(&result, line: progress.nextLine)
      result.accounting.duplicate = progress.duplicates
      result.summary.typeCounts = progress.typeCounts
      result.summary.marketCounts = progress.marketCounts
      result.summary.currencies = progress.currencies.sorted()
      if progress.earliest <= progress.latest {
        result.summary.earliest = Instant(microseconds: progress.earliest)
        result.summary.latest = Instant(microseconds: progress.latest)
      }
    }
    result.accounting.loaded =
      result.accounting.read - result.accounting.duplicate - result.accounting.filtered
      - result.accounting.rejected
    return result
  }

  /// A JSON text that does not end as it should counts as one rejected row.
  private func addEndFault(_ result: inout FileOutcome, line: Int) {
    guard
      let (fault, offset) = reader.withLock({ shared in
        shared.reader.endFault.map { ($0, shared.reader.offset) }
      })
    else { return }
    result.accounting.read += 1
    result.accounting.rejected += 1
    result.rejects.append(
      RejectedRow(
        line: line, byteOffset: offset, column: "", code: fault.code.rawValue, cell: "",
        message: fault.message + "; deliver the whole export again"))
  }
}
