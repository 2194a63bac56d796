package import FunnelModel
import RecordParsing

/// The beginning of an export about which nothing is known: its columns and some rows.
package struct ExportSample: Sendable {
  /// How the file is cut, where that needs telling; nil where it is recognised.
  package let layout: SourceLayout?
  /// Header names, or paths of a JSON export; `column1` … for a file without a header.
  package let columns: [String]
  /// Rows of trimmed cells, in the order of `columns`.
  package let rows: [[String]]

  /// Rows that are looked at.
  private static let mostRows = 2000

  /// The sample of a file.
  ///
  /// - Parameters:
  ///   - path: where the file is; `.gz` and `.zst` are decompressed.
  ///   - name: what messages call it.
  /// - Throws: where the file cannot be read or is blank.
  package init(path: String, name: String) throws(IngestionError) {
    let file = try OpenedFile.open(path: path, name: name)
    let first = file.prefix.first { $0 > ASCII.space }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      self = try Self.json(file)
    } else {
      self = try Self.csv(file)
    }
  }

  private init(layout: SourceLayout?, columns: [String], rows: [[String]]) {
    self.layout = layout
    self.columns = columns
    self.rows = rows
  }

  private static func json(_ file: borrowing OpenedFile) throws(IngestionError) -> ExportSample {
    let layout = LayoutFinder.json(file)
    guard case .json(let records) = layout.syntax else {
      return ExportSample(layout: nil, columns: [], rows: [])
    }
    var discovery = JSONPathDiscovery()
    let chunk = beginning(file, layout)
    discovery.add(chunk, layout: records)
    // Elements of lists are many values of one record, which no field can take.
    let paths = discovery.entries.map(\.path).filter { !$0.contains("[]") }
    var resolver = ColumnResolver(headers: nil, file: file.name)
    var columns: [String] = []
    for path in paths where (try? resolver.columns(named: path)) != nil { columns.append(path) }
    return ExportSample(
      layout: nil, columns: columns,
      rows: rows(chunk, .records, layout.parser(resolver), count: columns.count))
  }

  private static func csv(_ file: borrowing OpenedFile) throws(IngestionError) -> ExportSample {
    if let sample = try blankSeparated(file) { return sample }
    guard let found = CSVHeaderFinder.guess(in: file.prefix.span, isWholeText: file.isWhole) else {
      return ExportSample(layout: nil, columns: [], rows: [])
    }
    var layout = FileLayout(
      syntax: .csv(found.dialect, fieldCount: found.names.count), headers: found.names,
      bodyOffset: found.bodyOffset, bodyLine: found.bodyLine)
    var declared: SourceLayout?
    if found.names.allSatisfy(looksLikeData) {
      // The first line is a row already.
      let names = found.names.indices.map { "column\($0 + 1)" }
      layout = FileLayout(
        syntax: .csv(found.dialect, fieldCount: names.count), headers: names, bodyOffset: 0,
        bodyLine: 0)
      let delimiter = String(decoding: [found.dialect.delimiter], as: UTF8.self)
      declared = SourceLayout(format: .csv, delimiter: delimiter, header: names)
    }
    let names = layout.headers ?? []
    var resolver = ColumnResolver(headers: names, file: file.name)
    resolver.wantAll()
    let rows = rows(
      beginning(file, layout), .records, layout.parser(resolver), count: names.count)
    return ExportSample(layout: declared, columns: names, rows: rows)
  }

  /// A file whose first line is numbers and dates between blanks: it has no header.
  private static func blankSeparated(
    _ file: borrowing OpenedFile
  ) throws(IngestionError) -> ExportSample? {
    let line = file.prefix.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let words = line.split(separator: ASCII.space)
    guard words.count > 1,
      words.allSatisfy({ looksLikeData(String(decoding: $0, as: UTF8.self)) }),
      !line.contains(where: { $0 == ASCII.comma || $0 == UInt8(ascii: ";") })
    else { return nil }
    let names = words.indices.map { "column\($0 + 1)" }
    let layout = FileLayout(
      syntax: .blanks(fieldCount: names.count), headers: names, bodyOffset: 0, bodyLine: 0)
    var resolver = ColumnResolver(headers: names, file: file.name)
    resolver.wantAll()
    return ExportSample(
      layout: SourceLayout(format: .csv, delimiter: " ", header: names), columns: names,
      rows: rows(beginning(file, layout), .records, layout.parser(resolver), count: names.count))
  }

  /// Whether a cell of what should be the header is a number or a date.
  private static func looksLikeData(_ cell: String) -> Bool {
    !cell.isEmpty && cell.contains { $0.isNumber }
      && cell.allSatisfy { $0.isNumber || " .,:/+-".contains($0) }
  }

  /// Whole records from the beginning of a file.
  private static func beginning(_ file: borrowing OpenedFile, _ layout: FileLayout) -> [UInt8] {
    var chunker = layout.chunker()
    let body = Array(file.prefix[layout.bodyOffset...])
    let cut = body.isEmpty ? ChunkCut.needsMore : chunker.cut(body.span, isLast: file.isWhole)
    return Array(body[..<cut.end])
  }

  private static func rows(
    _ chunk: [UInt8], _ treatment: ChunkTreatment, _ parser: FileLayout.Parser, count: Int
  ) -> [[String]] {
    if chunk.isEmpty || count == 0 { return [] }
    var batch = RecordBatch(chunk: chunk)
    parser.parse(&batch, treatment: treatment)
    return (0..<min(batch.recordCount, mostRows)).map { record in
      (0..<min(count, batch.columnCount)).map { column in
        let ref = CellReader.trimmed(
          batch.bytes.span, batch.fields[record * batch.columnCount + column])
        return String(decoding: batch.bytes[ref.range], as: UTF8.self)
      }
    }
  }
}
