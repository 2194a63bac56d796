import FunnelModel
import RecordParsing

/// Reads an export of money spent. Such files are small: one thread, cell by cell.
struct CostReader {
  let settings: IngestionSettings
  let source: ResolvedSource
  let mapping: CostMapping
  let zone: ZoneTable
  let path: String
  let fileID: Int64

  /// Reads an opened file to its end.
  func read(_ file: consuming OpenedFile) throws(IngestionError) -> FileOutcome {
    let name = file.name
    let layout = try LayoutFinder.find(file, for: source)
    var resolver = ColumnResolver(headers: layout.headers, file: name)
    var fields: [String: CellPlan] = [:]
    for (field, value) in mapping.fields.sorted(by: { $0.key < $1.key }) {
      let cell = try resolver.cell(value)
      if !cell.isAbsent { fields[field] = cell }
    }
    let conditions = try conditions(&resolver)
    var footers = source.layout.footers.map { Array($0.lowercased().utf8) }
    footers += Footers.usual.map { Array($0.utf8) }
    var rows = CostRows(
      fields: fields, formats: try formats(name), columns: resolver,
      market: source.market, zone: zone, reportingZone: settings.reportingZone, fileID: fileID,
      footers: footers, conditions: conditions)
    let warnings =
      file.encoding.isCertain
      ? [] : ["the file is neither UTF-8 nor marked; it was read as windows-1252"]
    let mark = likelyMark(file, layout, resolver, fields)
    rows.decimalMark = mark
    var reader = BlockReader(
      file, chunker: layout.chunker(), bodyOffset: layout.bodyOffset,
      blockBytes: settings.blockBytes)
    let parser = layout.parser(resolver)
    var batch = RecordBatch()
    var hasher = ContentHasher()
    var line = layout.bodyLine + 1
    while let block = try reader.next(into: &batch) {
      if let fresh = block.fresh {
        hasher.add(
          batch.bytes.span, offset: fresh.start, count: batch.bytes.count - fresh.start,
          position: fresh.position)
      }
      batch.bytes.removeLast(batch.bytes.count - block.end)
      parser.parse(&batch, treatment: block.treatment)
      rows.add(&batch, block: block, line: line)
      line += batch.lineCount
    }
    hasher.merge(reader.hasher)
    var outcome = rows.outcome
    outcome.contentHash = hasher.hash
    outcome.warnings = warnings
    let wanted = Set(resolver.wanted)
    let unmapped = (layout.headers ?? []).enumerated()
      .filter { !wanted.contains($0.offset) }.map(\.element)
    FilePlan(layout: layout, rows: RowPlan(), columns: resolver, unmapped: unmapped)
      .describe(&outcome)
    return outcome
  }

  private func conditions(
    _ resolver: inout ColumnResolver
  ) throws(IngestionError) -> [ConditionPlan] {
    var result: [ConditionPlan] = []
    for condition in mapping.conditions {
      var other = CellPlan()
      if case .equals(let column) = condition.test {
        other = try resolver.cell(ValueSource(columns: [column]))
      }
      result.append(
        ConditionPlan(
          cell: try resolver.cell(ValueSource(columns: condition.columns)), test: condition.test,
          accepted: condition.accepted.map { Array(HeaderPattern.fold($0).utf8) },
          isNegated: condition.negated, other: other))
    }
    return result
  }

  private func formats(_ file: String) throws(IngestionError) -> [String: CostRows.Format] {
    var result: [String: CostRows.Format] = [:]
    for (field, value) in mapping.fields {
      var format = CostRows.Format(divisor: value.divisor, mark: value.decimal?.utf8.first)
      if let text = value.format {
        guard let time = TimeFormat(text) else {
          throw IngestionError(
            .configuration, file: file, column: field, value: text,
            problem: "the date format is not understood",
            remedy: "write it like yyyy-MM-dd, or dd.MM.yyyy")
        }
        format.time = time
      }
      result[field] = format
    }
    return result
  }

  /// The decimal mark that the amounts of the file's beginning prove.
  private func likelyMark(
    _ file: borrowing OpenedFile, _ layout: FileLayout, _ columns: ColumnResolver,
    _ fields: [String: CellPlan]
  ) -> UInt8 {
    var evidence = DecimalEvidence()
    var chunker = layout.chunker()
    let body = Array(file.prefix[layout.bodyOffset...])
    let cut = body.isEmpty ? .needsMore : chunker.cut(body.span, isLast: file.isWhole)
    if cut.end > 0 {
      var batch = RecordBatch(chunk: Array(body[..<cut.end]))
      layout.parser(columns).parse(&batch, treatment: cut.treatment)
      for name in ["amount", "impressions", "clicks"] {
        guard let cell = fields[name] else { continue }
        for record in 0..<batch.recordCount {
          let text = CellReader.text(cell, batch, record)
          evidence.add(text.span, 0, text.count)
        }
      }
    }
    return evidence.mark ?? layout.likelyDecimalMark
  }
}
