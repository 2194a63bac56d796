/// Splits chunks of CSV records into fields.
///
/// Rules: RFC 4180, and beyond it what real files do. Line ends are LF, CR LF or CR, also mixed;
/// lines without any byte are skipped; a quote that is not at the start of a field is literal;
/// quoted fields may contain delimiters, line ends and doubled quotes. A record is refused (and
/// listed in `RecordBatch.faults`) if its number of fields differs from the header's, if text
/// follows a closing quote, if a quote is never closed, if it contains a NUL byte or bytes that
/// are not UTF-8, or if it is over the limit. A bad record never alters its neighbours.
package struct CSVParser: Sendable {
  let dialect: CSVDialect
  /// Number of fields of the header.
  let fieldCount: Int
  /// For each field of the file its column in the table; unwanted fields have the number of
  /// columns, and so do surplus fields, for which there is one more entry.
  let columns: [Int32]
  let columnCount: Int
  let padsShortRows: Bool
  let limit: Int

  /// A parser for records of `fieldCount` fields.
  ///
  /// - Parameters:
  ///   - fieldCount: number of fields of the header; at least 1.
  ///   - wanted: field indices (0-based, each at most once) that become the table's columns, in
  ///     this order; nil keeps all fields.
  ///   - padShortRows: true if missing trailing fields are empty instead of a fault.
  ///   - maximumRecordBytes: the limit of the chunker.
  package init(
    dialect: CSVDialect, fieldCount: Int, wanted: [Int]? = nil, padShortRows: Bool = false,
    maximumRecordBytes: Int = ParsingLimits.maximumRecordBytes
  ) {
    precondition(fieldCount > 0, "a record has at least one field")
    let kept = wanted ?? Array(0..<fieldCount)
    var columns = [Int32](repeating: Int32(kept.count), count: fieldCount + 1)
    for (column, field) in kept.enumerated() {
      precondition(columns[field] == Int32(kept.count), "a field is wanted twice")
      columns[field] = Int32(column)
    }
    self.dialect = dialect
    self.fieldCount = fieldCount
    self.columns = columns
    self.columnCount = kept.count
    self.padsShortRows = padShortRows
    self.limit = maximumRecordBytes
  }

  /// Parses the chunk in `batch.bytes` and fills the tables of `batch`.
  ///
  /// The chunk must have been cut by `CSVChunker` or be a whole text behind its header, and be
  /// shorter than 4 GiB.
  package func parse(_ batch: inout RecordBatch, treatment: ChunkTreatment = .records) {
    precondition(batch.bytes.count < Int(UInt32.max), "a chunk must be shorter than 4 GiB")
    batch.removeRecords(keepingCapacity: true)
    batch.columnCount = columnCount
    switch treatment {
    case .records, .lines:
      var scan = CSVScan(parser: self, spansLines: treatment == .records)
      scan.run(&batch)
    case .overlong:
      let excerpt = min(batch.bytes.count, limit, RecordFault.excerptOfLongRecord)
      batch.faults.append(
        RecordFault(
          code: .recordTooLong, offset: 0, line: 0, record: FieldRef(from: 0, to: excerpt)))
    case .discard:
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      batch.lineCount = unsafe LineEnds.count(
        in: batch.bytes.span.bytes, 0..<batch.bytes.count)
    }
  }
}
