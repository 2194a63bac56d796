import FunnelModel
import RecordParsing

/// Everything that reading one file needs, decided before its rows are read.
struct FilePlan: Sendable {
  var layout: FileLayout
  var rows: RowPlan
  var columns: ColumnResolver
  /// How rows form records, where several rows are one.
  var grouping: RecordGrouping?
  /// Columns that the mapping reads nothing from.
  var unmapped: [String] = []
  var warnings: [String] = []
}

/// Compiles a source's mapping for one file, looking at the file where the mapping leaves it open.
struct PlanBuilder {
  let settings: IngestionSettings
  let source: ResolvedSource
  /// Zone of times without an offset.
  let zone: ZoneTable
  let path: String

  /// The plan for an opened file of events.
  func build(
    _ file: borrowing OpenedFile, mapping: RowMapping
  ) throws(IngestionError) -> FilePlan {
    let layout = try LayoutFinder.find(file, for: source)
    var resolver = ColumnResolver(headers: layout.headers, file: file.name)
    // Rows without an event id are known by all their fields.
    if mapping.columns["event_id"] == nil || !hasEventID(mapping, resolver) { resolver.wantAll() }
    var compiler = RowPlanCompiler(
      source, mapping: mapping, columns: resolver, schema: settings.schema, zone: zone,
      file: file.name)
    var (rows, columns) = try compiler.compile()
    let grouping = try mapping.group.flatMap { (group) throws(IngestionError) in
      try RecordGrouping(group, &columns)
    }
    rows.headers = columns.names
    rows.nameHashes = columns.names.map { name in
      let bytes = Array(HeaderPattern.fold(name).utf8)
      return WordHash.hash(bytes.span, offset: 0, count: bytes.count)
    }
    var plan = FilePlan(layout: layout, rows: rows, columns: columns)
    plan.grouping = grouping
    try decide(&plan, file)
    note(&plan, file, mapping: mapping)
    return plan
  }

  private func hasEventID(_ mapping: RowMapping, _ resolver: ColumnResolver) -> Bool {
    var resolver = resolver
    guard let value = mapping.columns["event_id"], let cell = try? resolver.cell(value) else {
      return false
    }
    return !cell.isAbsent
  }

  /// Settles decimal marks and date orders: from the beginning of the file, and where a date
  /// stays open, from the whole file.
  private func decide(
    _ plan: inout FilePlan, _ file: borrowing OpenedFile
  ) throws(IngestionError) {
    var evidence = PlanEvidence()
    let parser = plan.layout.parser(plan.columns)
    var chunker = plan.layout.chunker()
    var batch = RecordBatch()
    let body = file.prefix[plan.layout.bodyOffset...]
    if !body.isEmpty {
      let bytes = Array(body)
      let cut = chunker.cut(bytes.span, isLast: file.isWhole)
      if cut.end > 0 {
        batch.load(bytes[..<cut.end])
        parser.parse(&batch, treatment: cut.treatment)
        evidence.add(batch, plan: plan.rows)
      }
    }
    if evidence.isOpen && !file.isWhole {
      var scan = BlockReader(
        try OpenedFile.open(path: path, name: file.name, encoding: file.encoding.encoding),
        chunker: plan.layout.chunker(), bodyOffset: plan.layout.bodyOffset,
        blockBytes: settings.blockBytes)
      while evidence.isOpen, let block = try scan.next(into: &batch) {
        batch.bytes.removeLast(batch.bytes.count - block.end)
        parser.parse(&batch, treatment: block.treatment)
        evidence.add(batch, plan: plan.rows)
      }
    }
    evidence.decide(&plan.rows, likelyMark: plan.layout.likelyDecimalMark)
  }

  private func note(
    _ plan: inout FilePlan, _ file: borrowing OpenedFile, mapping: RowMapping
  ) {
    if !file.encoding.isCertain {
      plan.warnings.append(
        "the file is neither UTF-8 nor marked; it was read as \(file.encoding.encoding.rawValue)")
    }
    guard let headers = plan.layout.headers else { return }
    var used = ColumnResolver(headers: headers, file: file.name)
    var compiler = RowPlanCompiler(
      source, mapping: mapping, columns: used, schema: settings.schema, zone: zone,
      file: file.name)
    if let compiled = try? compiler.compile() { used = compiled.columns }
    let wanted = Set(used.wanted)
    plan.unmapped = headers.indices.filter { !wanted.contains($0) }.map { headers[$0] }
    for condition in plan.rows.conditions where condition.cell.isAbsent {
      plan.warnings.append(
        "a condition tests a column that the file does not have: every row counts as blank there")
      break
    }
  }
}
