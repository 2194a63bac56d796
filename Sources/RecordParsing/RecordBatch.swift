// Record parsing turns bytes into tables of offsets. It knows no file, no path and no domain.
//
// A caller detects the encoding (`TextEncoding`, `TextTranscoder`), finds where the records begin
// (`CSVHeaderFinder`, `JSONRecordLayout.detect`), reads the text block by block, lets a chunker cut
// the blocks at the ends of records (`CSVChunker`, `JSONChunker`), and hands each chunk to any
// thread, where a parser (`CSVParser`, `JSONRecordParser`) fills a reused `RecordBatch`. Small JSON
// texts are read whole, with the line of every key (`JSONDocument`).

/// The parsed records of one chunk as a dense table of offsets into the chunk's bytes.
///
/// `fields` is row-major: the field of record `r` and column `c` is
/// `fields[r * columnCount + c]`. A batch is meant to be reused, so that a worker allocates once:
/// `load` the next chunk, then let a parser fill the tables.
package struct RecordBatch: Sendable {
  /// The chunk's bytes, then the unescaped contents (doubled quotes, JSON escapes) that fields
  /// refer to, so that every `FieldRef` refers to final content.
  package var bytes: [UInt8]
  /// Number of columns in `fields`: all columns, or those of the projection.
  package var columnCount: Int
  /// Number of records in `fields`.
  package var recordCount: Int
  /// Row-major table of `recordCount * columnCount` fields.
  package var fields: [FieldRef]
  /// Parallel to `fields` for JSON records; empty for CSV, where every field is text.
  package var kinds: [FieldKind]
  /// Byte offset of each record's start within the chunk.
  package var recordOffsets: [UInt32]
  /// Line of each record's start, counted from 0 at the chunk's first line.
  package var recordLines: [UInt32]
  /// Number of line ends in the chunk, so that the caller can number the next chunk.
  package var lineCount: Int
  /// Records that could not be shaped; they are not in `fields`. In order of their offsets.
  package var faults: [RecordFault]
  /// Records that were shorter than the header and were padded with empty fields.
  package var paddedRecordCount: Int

  /// A batch without records.
  package init() {
    bytes = []
    columnCount = 0
    recordCount = 0
    fields = []
    kinds = []
    recordOffsets = []
    recordLines = []
    lineCount = 0
    faults = []
    paddedRecordCount = 0
  }

  /// A batch that holds `bytes` as its chunk and no records yet.
  package init(chunk bytes: [UInt8]) {
    self.init()
    self.bytes = bytes
  }

  /// Empties the batch; with `keepingCapacity` the storage is kept for the next chunk.
  package mutating func removeAll(keepingCapacity: Bool = true) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    removeRecords(keepingCapacity: keepingCapacity)
  }

  /// Replaces the chunk by up to `count` bytes which `read` writes into the given memory.
  ///
  /// `read` returns how many bytes it wrote (0...count), for example the result of `pread`.
  /// Records of the chunk before are removed; storage is reused.
  package mutating func load<Failure: Error>(
    upTo count: Int, _ read: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    removeRecords(keepingCapacity: true)
    resizeBytes(to: count)
    var result = Result<Int, Failure>.success(0)
    // Safety: the pointer covers exactly the array's initialised bytes and does not leave `read`.
    unsafe bytes.withUnsafeMutableBytes { memory in
      do throws(Failure) { result = .success(try unsafe read(memory)) } catch {
        result = .failure(error)
      }
    }
    let written = try result.get()
    precondition(written >= 0 && written <= count, "read reported more bytes than it was given")
    resizeBytes(to: written)
  }

  /// Replaces the chunk by a copy of `chunk`; records are removed, storage is reused.
  package mutating func load(_ chunk: ArraySlice<UInt8>) {
    removeAll(keepingCapacity: true)
    bytes.append(contentsOf: chunk)
  }

  /// The bytes of one field; for tests and messages, not for decoding loops.
  package func content(record: Int, column: Int) -> ArraySlice<UInt8> {
    bytes[fields[record * columnCount + column].range]
  }

  /// The text of one field; for tests and messages, not for decoding loops.
  package func text(record: Int, column: Int) -> String {
    String(decoding: content(record: record, column: column), as: UTF8.self)
  }

  mutating func removeRecords(keepingCapacity: Bool) {
    columnCount = 0
    recordCount = 0
    fields.removeAll(keepingCapacity: keepingCapacity)
    kinds.removeAll(keepingCapacity: keepingCapacity)
    recordOffsets.removeAll(keepingCapacity: keepingCapacity)
    recordLines.removeAll(keepingCapacity: keepingCapacity)
    lineCount = 0
    faults.removeAll(keepingCapacity: keepingCapacity)
    paddedRecordCount = 0
  }

  /// Growing writes zeros, so a batch that already holds a chunk of the same size pays nothing.
  private mutating func resizeBytes(to count: Int) {
    if bytes.count < count {
      bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
    } else if bytes.count > count {
      bytes.removeLast(bytes.count - count)
    }
  }
}
