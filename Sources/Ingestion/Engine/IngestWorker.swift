import FunnelModel
import RecordParsing
import Synchronization

/// The reader of one file and how much of it may still be handed out before a flush.
struct SharedReader: ~Copyable {
  var reader: BlockReader
  /// Text offset at which the workers stop for a flush. Depends on the file alone, so that
  /// flushes come at the same rows whatever the number of threads.
  var limit: Int
  var isFinished = false
  var failure: IngestionError?

  init(_ reader: consuming BlockReader, limit: Int) {
    self.reader = reader
    self.limit = limit
  }

  /// Loads the next chunk; nil at a flush, at the end, and after an error.
  mutating func next(into batch: inout RecordBatch) -> Block? {
    if isFinished || failure != nil || reader.offset >= limit { return nil }
    do throws(IngestionError) {
      if let block = try reader.next(into: &batch) { return block }
      isFinished = true
    } catch {
      failure = error
    }
    return nil
  }
}

/// One thread's share of reading a file: takes chunks, parses, decodes and sorts them.
struct IngestWorker: ~Copyable {
  let number: Int
  private(set) var decoder: ChunkDecoder
  private let parser: FileLayout.Parser
  private let grouping: RecordGrouping?
  private var sorter = ChunkSorter()
  private var batch = RecordBatch()
  private var pool: [SortedChunk] = []
  private var finished: [SortedChunk] = []
  private(set) var hasher = ContentHasher()
  /// Raw hash of the file's first record.
  private(set) var firstRowHash: UInt64 = 0

  init(number: Int, plan: FilePlan, settings: ChunkSettings) {
    self.number = number
    parser = plan.layout.parser(plan.columns)
    grouping = plan.grouping
    decoder = ChunkDecoder(plan: plan.rows, settings: settings)
  }

  /// Works until the reader has no more for now.
  mutating func run(_ shared: borrowing Mutex<SharedReader>) {
    while let block = shared.withLock({ $0.next(into: &batch) }) {
      if let fresh = block.fresh {
        let bytes = batch.bytes
        hasher.add(
          bytes.span, offset: fresh.start, count: bytes.count - fresh.start,
          position: fresh.position)
      }
      batch.bytes.removeLast(batch.bytes.count - block.end)
      parser.parse(&batch, treatment: block.treatment)
      finish(block, weights: grouping?.merge(&batch) ?? [])
    }
  }

  /// Decodes and keeps a parsed chunk. `weights`: rows that each record stands for.
  mutating func finish(_ block: Block, weights: [UInt32] = []) {
    if block.index == 0 { noteFirstRow(block) }
    decoder.decode(&batch, block: block, weights: weights)
    var chunk = pool.popLast() ?? SortedChunk()
    chunk.index = block.index
    chunk.worker = number
    sorter.sort(decoder, batch, into: &chunk)
    finished.append(chunk)
  }

  private mutating func noteFirstRow(_ block: Block) {
    guard let first = batch.recordOffsets.first else { return }
    let start = Int(first)
    var end = batch.recordOffsets.count > 1 ? Int(batch.recordOffsets[1]) : block.end
    while end > start, batch.bytes[end - 1] <= ASCII.space || batch.bytes[end - 1] == ASCII.comma {
      end -= 1
    }
    firstRowHash = WordHash.hash(batch.bytes.span, offset: start, count: end - start)
  }

  /// Hands over the chunks finished since the last flush.
  mutating func takeFinished() -> [SortedChunk] {
    let chunks = finished
    finished = []
    return chunks
  }

  /// Takes chunks back whose storage may be used again.
  mutating func giveBack(_ chunks: [SortedChunk]) { pool += chunks }

  /// Forgets label dictionaries that grew beyond what labels are.
  mutating func resetLabels(above limit: Int) -> Bool { decoder.resetLabels(above: limit) }
}
