import FunnelModel
import RecordParsing

/// `run.json`: the account of a run, and the list of files that its publication wrote.
enum RunFile {
  /// The file's contents.
  static func render(_ run: RunAccount, published: [String]) -> [UInt8] {
    let total = run.stages.reduce(Duration.zero) { $0 + $1.duration }
    let tree = JSONOutput.object([
      ("program", .text("salesfunnel")),
      ("version", .text(Program.version)),
      ("run", run.runID.map { .integer(Int($0)) } ?? .null),
      ("exit_code", .integer(Int(run.exitCode.rawValue))),
      ("published", .bool(run.isPublished)),
      ("started", .text(run.started.description)),
      ("seconds", .seconds(total)),
      ("configuration", .optional(run.configuration)),
      ("configuration_digest", .text(run.configurationDigest)),
      ("as_of", .optional(run.asOf?.description)),
      ("rows", rows(run.rows)),
      ("files", .list(run.files.map(file))),
      ("sources", .list(run.sources.map(source))),
      ("stages", .object(run.stages.map { ($0.name, .seconds($0.duration)) })),
      ("restated", .integer(run.restated)),
      ("warnings", .list(run.warnings.map { .text($0) })),
      ("errors", .list(run.errors.map { .text($0) })),
      ("files_written", .list(published.map { .text($0) })),
    ])
    return Array((JSONText.indented(tree) + "\n").utf8)
  }

  /// The files that a publication wrote, by its own account; none where the text is no account.
  static func publishedFiles(in bytes: [UInt8]) -> [String] {
    guard let document = try? JSONDocument(bytes),
      document.root["program"]?.string == "salesfunnel"
    else { return [] }
    return document.root["files_written"]?.elements.compactMap(\.string) ?? []
  }

  /// The six counts of an accounting.
  static func rows(_ rows: RowAccounting) -> JSONOutput {
    .object([
      ("read", .integer(rows.read)), ("loaded", .integer(rows.loaded)),
      ("duplicate", .integer(rows.duplicate)), ("superseded", .integer(rows.superseded)),
      ("filtered", .integer(rows.filtered)), ("rejected", .integer(rows.rejected)),
    ])
  }

  private static func file(_ file: RunAccount.File) -> JSONOutput {
    .object([
      ("path", .text(file.path)), ("source", .text(file.source)),
      ("action", .text(file.action.rawValue)), ("bytes", .integer(file.bytes)),
      ("seconds", .seconds(file.duration)), ("rows", rows(file.rows)),
      ("problems", .list(file.problems.map { .text($0) })),
    ])
  }

  private static func source(_ source: RunAccount.Source) -> JSONOutput {
    .object([
      ("name", .text(source.name)), ("files", .integer(source.files)),
      ("latest_event", .optional(source.latest?.description)),
      ("stale", .bool(source.isStale)), ("problem", .text(source.problem)),
    ])
  }
}
