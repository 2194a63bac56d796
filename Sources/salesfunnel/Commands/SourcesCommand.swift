import FunnelModel
import Ingestion
import Warehouse

/// `salesfunnel sources`: the ledger of the warehouse.
enum SourcesCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let format = try invocation.choice(.format, DataFormat.self) ?? .text
    let job = try JobConfiguration(invocation)
    do throws(WarehouseError) {
      let warehouse = try Warehouse(path: job.warehouse.text, create: false)
      let sources = try LedgerSource.all(
        in: warehouse, configuration: job.configuration, resolved: [])
      let text = render(sources, format)
      do throws(Failure) { try OutputStream.print(text) } catch { return error.code }
      return .done
    } catch {
      throw Failure(error)
    }
  }

  private static func render(_ sources: [LedgerSource], _ format: DataFormat) -> String {
    switch format {
    case .text: sources.map(text).joined(separator: "\n")
    case .markdown: markdown(sources)
    case .json: JSONText.indented(.object([("sources", .list(sources.map(json)))])) + "\n"
    }
  }

  private static func text(_ source: LedgerSource) -> String {
    var text = "\(source.name)"
    if let profile = source.profile { text += " (\(profile.id))" }
    text += ": \(source.files.count) file\(source.files.count == 1 ? "" : "s")"
    if let latest = source.watermark { text += ", latest event \(latest)" }
    text += "\n"
    for file in source.files {
      let rows = file.accounting
      text += "  \(file.path): \(rows.read) rows read, \(rows.loaded) loaded"
      for (name, count) in [
        ("duplicate", rows.duplicate), ("superseded", rows.superseded),
        ("filtered", rows.filtered), ("rejected", rows.rejected),
      ] where count > 0 { text += ", \(count) \(name)" }
      text += "\n"
      if !file.unmappedColumns.isEmpty {
        text += "    not read: \(file.unmappedColumns.joined(separator: ", "))\n"
      }
    }
    return PrintableText.of(text)
  }

  private static func markdown(_ sources: [LedgerSource]) -> String {
    var text = "| source | file | read | loaded | duplicate | superseded | filtered | rejected |\n"
    text += "|---|---|--:|--:|--:|--:|--:|--:|\n"
    for source in sources {
      for file in source.files {
        let rows = file.accounting
        let counts = [
          rows.read, rows.loaded, rows.duplicate, rows.superseded, rows.filtered, rows.rejected,
        ]
        let cells =
          [MarkdownCell.escaped(source.name), MarkdownCell.escaped(file.path)]
          + counts.map { String($0) }
        text += "| \(cells.joined(separator: " | ")) |\n"
      }
    }
    return text
  }

  private static func json(_ source: LedgerSource) -> JSONOutput {
    .object([
      ("name", .text(source.name)), ("profile", .optional(source.profile?.id)),
      ("latest_event", .optional(source.watermark?.description)),
      (
        "files",
        .list(
          source.files.map { file in
            .object([
              ("id", .integer(Int(file.id))), ("path", .text(file.path)),
              ("bytes", .integer(Int(file.size))),
              ("latest_event", .optional(file.summary.latest?.description)),
              ("rows", RunFile.rows(file.accounting)),
              ("not_read", .list(file.unmappedColumns.map { .text($0) })),
            ])
          })
      ),
    ])
  }
}
