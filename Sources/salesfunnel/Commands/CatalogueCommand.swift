import FunnelModel
import Ingestion
import Metrics

/// `salesfunnel metrics [ID]`: the definitions of the numbers.
enum CatalogueCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let format = try invocation.choice(.format, DataFormat.self) ?? .text
    let all = MetricCatalogue.definitions
    var chosen = all
    if let id = invocation.arguments.first {
      chosen = all.filter { $0.id == id }
      if chosen.isEmpty {
        let hint = NearestName.find(id, in: all.map(\.id)).map { "; did you mean '\($0)'?" } ?? ""
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

  private static func list(_ definitions: [MetricDefinition]) -> String {
    let width = definitions.map(\.id.count).max() ?? 0
    return definitions.map { definition in
      let pad = String(repeating: " ", count: width + 2 - definition.id.count)
      return "\(definition.id)\(pad)\(definition.title)\n"
    }.joined()
  }

  private static func facts(_ definition: MetricDefinition) -> [(name: String, value: String)] {
    [
      ("formula", definition.formula), ("unit", definition.unit.rawValue),
      ("better", definition.direction.rawValue), ("population", definition.population),
      ("period of", definition.periodOf), ("maturity", definition.maturity),
      ("interval", definition.interval), ("source", definition.source),
      ("events", definition.eventTypes.joined(separator: ", ")),
      ("fields", definition.fields.joined(separator: ", ")), ("digest", definition.digest),
    ].filter { !$0.1.isEmpty }
  }

  private static func page(_ definition: MetricDefinition) -> String {
    let lines = facts(definition).map { fact in
      "  \(fact.name)\(String(repeating: " ", count: 12 - fact.name.count))\(fact.value)\n"
    }
    return "\(definition.id): \(definition.title)\n" + lines.joined()
  }

  private static func markdown(_ definitions: [MetricDefinition]) -> String {
    definitions.map { definition in
      let lines = facts(definition).map { "- \($0.name): \(MarkdownCell.escaped($0.value))\n" }
      return "## `\(definition.id)`\n\n\(definition.title)\n\n" + lines.joined()
    }.joined(separator: "\n")
  }

  private static func json(_ definition: MetricDefinition) -> JSONOutput {
    .object(
      [("id", .text(definition.id)), ("title", .text(definition.title))]
        + facts(definition).filter { $0.name != "events" && $0.name != "fields" }
        .map { ($0.name == "period of" ? "period_of" : $0.name, .text($0.value)) }
        + [
          ("events", .list(definition.eventTypes.map { .text($0) })),
          ("fields", .list(definition.fields.map { .text($0) })),
        ])
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
