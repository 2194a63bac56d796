/// Finds the values of given paths in chunks of JSON records.
///
/// Each record gives one field per path: strings without quotes and escapes, numbers as written,
/// `true` or `false`, and objects and arrays as raw text; `RecordBatch.kinds` tells them apart. A
/// missing path and `null` have length 0. A record that is not a well-formed object, contains
/// bytes that are not UTF-8, is nested too deeply or is over the limit is a fault.
package struct JSONRecordParser: Sendable {
  let paths: [JSONPath]
  let layout: JSONRecordLayout
  let limit: Int
  let maximumDepth: Int

  /// A parser for records that lie as `layout` says.
  ///
  /// - Parameters:
  ///   - paths: what becomes the table's columns, in this order.
  ///   - maximumRecordBytes: the limit of the chunker.
  ///   - maximumDepth: levels of nesting that a record may have.
  package init(
    paths: [JSONPath], layout: JSONRecordLayout,
    maximumRecordBytes: Int = ParsingLimits.maximumRecordBytes,
    maximumDepth: Int = ParsingLimits.maximumDepth
  ) {
    self.paths = paths
    self.layout = layout
    limit = maximumRecordBytes
    self.maximumDepth = maximumDepth
  }

  /// Parses the chunk in `batch.bytes` and fills the tables of `batch`.
  ///
  /// The chunk must have been cut by `JSONChunker`, and be shorter than 4 GiB.
  package func parse(_ batch: inout RecordBatch, treatment: ChunkTreatment = .records) {
    precondition(batch.bytes.count < Int(UInt32.max), "a chunk must be shorter than 4 GiB")
    batch.removeRecords(keepingCapacity: true)
    batch.columnCount = paths.count
    switch treatment {
    case .records, .lines:
      var scan = JSONRecordScan(parser: self, batch: &batch)
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      unsafe scan.run(batch.bytes.span.bytes)
      scan.finish(&batch)
    case .overlong:
      let excerpt = min(batch.bytes.count, limit, RecordFault.excerptOfLongRecord)
      batch.faults.append(
        RecordFault(
          code: .recordTooLong, offset: 0, line: 0, record: FieldRef(from: 0, to: excerpt)))
      fallthrough
    case .discard:
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      batch.lineCount = unsafe WordScanner.count(
        LineEnds.lf, in: batch.bytes.span.bytes, 0..<batch.bytes.count)
    }
  }
}
