import FunnelModel
import RecordParsing

/// A chunk of whole records that one worker parses on its own.
struct Block: Sendable {
  /// Number of the chunk in the file, from 0.
  var index: Int
  /// Offset of its first byte in the text.
  var offset: Int
  var treatment: ChunkTreatment
  /// Bytes of the batch that belong to the chunk; those behind were read ahead.
  var end: Int
  /// Where the bytes just read from the file begin in the batch, and their position in the file;
  /// nil where they are hashed already.
  var fresh: (start: Int, position: Int)?
}

/// Either way to cut a text at the ends of records.
enum RecordChunker: Sendable {
  case csv(CSVChunker)
  case json(JSONChunker)

  mutating func cut(_ pending: Span<UInt8>, isLast: Bool) -> ChunkCut {
    switch self {
    case .csv(var chunker):
      let cut = chunker.cut(pending, isLast: isLast)
      self = .csv(chunker)
      return cut
    case .json(var chunker):
      let cut = chunker.cut(pending, isLast: isLast)
      self = .json(chunker)
      return cut
    }
  }

  /// What is wrong with the end of the text, once everything is cut.
  var endFault: RecordFault? {
    if case .json(let chunker) = self { return chunker.endFault }
    return nil
  }
}

/// Reads a file block by block and cuts it into chunks of whole records, in file order.
///
/// Used under a lock by several workers in turn: reading and cutting are sequential and cheap,
/// everything else happens outside. Bytes behind the last whole record wait in `carry`.
struct BlockReader: ~Copyable {
  private let stream: ByteStream
  private let blockBytes: Int
  private var chunker: RecordChunker
  private var transcoder: TextTranscoder?
  /// Bytes read but not yet handed out.
  private var carry: [UInt8]
  private var isAtEnd: Bool
  /// Position in the file of the next byte to read.
  private var position: Int
  private var nextIndex = 0
  private var nextOffset: Int
  /// Hash of the bytes that were not left to a worker.
  private(set) var hasher: ContentHasher

  /// Takes over an opened file whose first bytes were looked at.
  ///
  /// - Parameters:
  ///   - chunker: made for the text behind `bodyOffset`.
  ///   - blockBytes: bytes to read at a time, rounded up to the hash's alignment.
  init(
    _ opened: consuming OpenedFile, chunker: RecordChunker, bodyOffset: Int, blockBytes: Int
  ) {
    self.chunker = chunker
    self.blockBytes = (max(blockBytes, 1) + 15) / 16 * 16
    carry = Array(opened.prefix[bodyOffset...])
    isAtEnd = opened.isWhole
    position = opened.rawBytes
    hasher = opened.hasher
    transcoder = opened.transcoder
    nextOffset = bodyOffset + opened.textOffset
    stream = opened.takeStream()
  }

  /// Bytes handed out so far, as an offset in the text.
  var offset: Int { nextOffset }
  /// What is wrong with the end of the text, once `next` has returned nil.
  var endFault: RecordFault? { chunker.endFault }

  /// Loads the next chunk; nil at the end of the file.
  mutating func next(into batch: inout RecordBatch) throws(IngestionError) -> Block? {
    batch.removeAll(keepingCapacity: true)
    swap(&batch.bytes, &carry)
    carry.removeAll(keepingCapacity: true)
    var fresh: (start: Int, position: Int)?
    var cut = ChunkCut.needsMore
    if !batch.bytes.isEmpty { cut = chunker.cut(batch.bytes.span, isLast: isAtEnd) }
    while cut.end == 0 {
      if isAtEnd { return nil }
      let start = batch.bytes.count
      if transcoder == nil && fresh == nil { fresh = (start, position) }
      try read(&batch.bytes)
      cut = chunker.cut(batch.bytes.span, isLast: isAtEnd)
    }
    let block = Block(
      index: nextIndex, offset: nextOffset, treatment: cut.treatment, end: cut.end, fresh: fresh)
    carry.append(contentsOf: batch.bytes[cut.end...])
    nextIndex += 1
    nextOffset += cut.end
    return block
  }

  /// Gives bytes at the end of the chunk handed out last back, to come again with the next one.
  mutating func putBack(_ bytes: ArraySlice<UInt8>) {
    carry.insert(contentsOf: bytes, at: 0)
    nextOffset -= bytes.count
  }

  private mutating func read(_ bytes: inout [UInt8]) throws(IngestionError) {
    let start = bytes.count
    let count = try stream.append(to: &bytes, upTo: blockBytes)
    isAtEnd = count < blockBytes
    if var transcoder {
      hasher.add(bytes.span, offset: start, count: count, position: position)
      let raw = Array(bytes[start...])
      bytes.removeLast(count)
      transcoder.append(raw.span, to: &bytes)
      if isAtEnd { transcoder.finish(&bytes) }
      self.transcoder = transcoder
    }
    position += count
    if isAtEnd { try stream.checkEnd() }
  }
}
