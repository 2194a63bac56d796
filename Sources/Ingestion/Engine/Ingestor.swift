package import FunnelModel
import RecordParsing

/// Reads export files into event batches: the entry point of ingestion.
///
///     let ingestor = Ingestor(settings)
///     let outcome = try ingestor.ingest(
///       path: "orders.csv", name: "orders.csv", source: source, zone: zone, fileID: 7, sink: load)
///
/// `run` hands over a sink that stores, `validate` one that only counts. The caller decides with
/// `outcome.accounting` whether the load commits.
package struct Ingestor: Sendable {
  /// What all files have in common.
  package let settings: IngestionSettings

  /// An ingestor for the files of one run.
  package init(_ settings: IngestionSettings) { self.settings = settings }

  /// Reads one file to its end.
  ///
  /// Bad rows never stop the reading: they are counted and listed in the outcome.
  /// - Parameters:
  ///   - path: where the file is; `.gz` and `.zst` are decompressed while reading.
  ///   - name: what messages call it.
  ///   - source: what its rows mean.
  ///   - zone: zone of times that name none.
  ///   - fileID: ledger id, stored with every event.
  ///   - previousHeaders: header of the source's last file, for drift; nil = none.
  ///   - sink: takes the events, bucket by bucket. Nothing may be kept if this throws.
  /// - Throws: `IngestionError`, or what the sink throws.
  package func ingest(
    path: String, name: String, source: ResolvedSource, zone: ZoneTable, fileID: Int64,
    previousHeaders: [String]? = nil, sink: any EventSink
  ) throws -> FileOutcome {
    let file = try OpenedFile.open(path: path, name: name)
    let stamp = file.stamp
    var outcome: FileOutcome
    if let cost = source.cost {
      let reader = CostReader(
        settings: settings, source: source, mapping: cost, zone: zone, path: path, fileID: fileID)
      outcome = try reader.read(file)
    } else {
      let builder = PlanBuilder(settings: settings, source: source, zone: zone, path: path)
      let mapping = source.mapping ?? RowMapping()
      let plan = try builder.build(file, mapping: mapping)
      outcome = try load(plan, file, fileID: fileID, sink: sink)
    }
    try OpenedFile.checkUnchanged(path: path, name: name, since: stamp)
    outcome.byteCount = stamp.size
    if let previousHeaders {
      outcome.drift = HeaderDrift.differences(from: previousHeaders, to: outcome.headers)
    }
    return outcome
  }

  private func load(
    _ plan: FilePlan, _ file: consuming OpenedFile, fileID: Int64, sink: any EventSink
  ) throws -> FileOutcome {
    // Rows that are one record must come to one worker together: such exports (orders with their
    // line items) are read as one chunk.
    let blockBytes = plan.grouping == nil ? settings.blockBytes : file.stamp.size + 1
    let reader = BlockReader(
      file, chunker: plan.layout.chunker(), bodyOffset: plan.layout.bodyOffset,
      blockBytes: blockBytes)
    let load = FileLoad(plan, reader: reader, settings: settings, fileID: fileID, sink: sink)
    var outcome = try load.run()
    plan.describe(&outcome)
    return outcome
  }
}

extension FilePlan {
  /// Adds to an outcome what was known before the rows were read.
  func describe(_ outcome: inout FileOutcome) {
    outcome.headers = layout.headers ?? columns.names
    outcome.unmappedColumns = unmapped
    outcome.warnings += warnings
    outcome.headerDigest = outcome.headers.reduce(0) { digest, name in
      let bytes = Array(name.utf8)
      return WordHash.combine(digest, WordHash.hash(bytes.span, offset: 0, count: bytes.count))
    }
  }
}
