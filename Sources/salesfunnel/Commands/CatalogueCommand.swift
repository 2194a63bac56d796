import FunnelModel
import Ingestion
import Metrics

/// `salesfunnel metrics [ID]`: the definitions of the numbers, and of the tables whose numbers are
/// no metrics.
enum CatalogueCommand {
  /// An entry of either kind.
  private struct Entry {
    let id: String
    let title: String
    let facts: [(name: String, value: String)]
    let eventTypes: [String]
    /// nil for a table.
    let fields: [String]?
  }

  /// The ids of all entries, metrics first.
  static let ids = entries.map(\.id)

  private static let entries =
    MetricCatalogue.definitions.map(entry) + TableCatalogue.definitions.map(entry)

  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let format = try invocation.choice(.format, DataFormat.self) ?? .text
    var chosen = entries
    if let id = invocation.arguments.first {
      chosen = entries.filter { $0.id == id }
      if chosen.isEmpty {
        let hint = NearestName.find(id, in: ids).map { "; did you mean '\($0)'?" } ?? ""
        throw Failure(
          .usage, "there is no metric '\(id)'\(hint)", remedy: "list them: salesfunnel metrics")
      }
    }
    let isList = invocation.arguments.isEmpty
    switch format {
    case .text: try OutputStream.print(isList ? list(chosen) : chosen.map(page).joined())
    case .markdown: try OutputStream.print(markdown(chosen))
    case .json:
      try OutputStream.print(JSONText.indented(.list(chosen.map(json))) + "\n")
    }
    return .done
  }

  private static func entry(_ definition: MetricDefinition) -> Entry {
    let facts = [
      ("formula", definition.formula), ("unit", definition.unit.rawValue),
      ("better", definition.direction.rawValue), ("population", definition.population),
      ("period of", definition.periodOf), ("maturity", definition.maturity),
      ("interval", definition.interval), ("source", definition.source),
      ("events", definition.eventTypes.joined(separator: ", ")),
      ("fields", definition.fields.joined(separator: ", ")), ("digest", definition.digest),
    ]
    return Entry(
      id: definition.id, title: definition.title, facts: facts.filter { !$0.1.isEmpty },
      eventTypes: definition.eventTypes, fields: definition.fields)
  }

  private static func entry(_ definition: TableDefinition) -> Entry {
    let facts = [
      ("table", "csv/\(definition.id).csv"), ("row", definition.row),
      ("formula", definition.formula), ("source", definition.source),
      ("events", definition.eventTypes.joined(separator: ", ")),
    ]
    return Entry(
      id: definition.id, title: definition.title, facts: facts.filter { !$0.1.isEmpty },
      eventTypes: definition.eventTypes, fields: nil)
  }

  private static func list(_ entries: [Entry]) -> String {
    let width = entries.map(\.id.count).max() ?? 0
    return entries.map { entry in
      let pad = String(repeating: " ", count: width + 2 - entry.id.count)
      return "\(entry.id)\(pad)\(entry.title)\n"
    }.joined()
  }

  private static func page(_ entry: Entry) -> String {
    let lines = entry.facts.map { fact in
      "  \(fact.name)\(String(repeating: " ", count: 12 - fact.name.count))\(fact.value)\n"
    }
    return "\(entry.id): \(entry.title)\n" + lines.joined()
  }

  private static func markdown(_ entries: [Entry]) -> String {
    entries.map { entry in
      let lines = entry.facts.map { "- \($0.name): \(MarkdownCell.escaped($0.value))\n" }
      return "## `\(entry.id)`\n\n\(entry.title)\n\n" + lines.joined()
    }.joined(separator: "\n")
  }

  private static func json(_ entry: Entry) -> JSONOutput {
    .object(
      [("id", .text(entry.id)), ("title", .text(entry.title))]
        + entry.facts.filter { $0.name != "events" && $0.name != "fields" }
        .map { ($0.name == "period of" ? "period_of" : $0.name, .text($0.value)) }
        + [("events", .list(entry.eventTypes.map { .text($0) }))]
        + (entry.fields.map { [("fields", .list($0.map { .text($0) }))] } ?? []))
  }
}

/// What the commands that list something can print.
enum DataFormat: String, CaseIterable, Sendable { case text, json, markdown }

/// Text inside Markdown.
enum MarkdownCell {
  /// The text with everything that Markdown would interpret made plain.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_{}[]<>#|".contains(character) { result += "\\" }
      result.append(character.isNewline ? " " : character)
    }
    return result
  }
}
