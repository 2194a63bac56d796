import FunnelModel

/// The table of settings as other programs and people read it.
package enum ConfigurationSchema {
  /// Keys that this version knows and refuses, as paths such as `sources[].snapshotTime`, and
  /// refused values such as `sources[].mode: upsert`; sorted.
  package static var unsupported: [String] {
    var result: [String] = []
    for object in ConfigurationObject.allCases {
      let prefix =
        object == .configuration ? "" : object == .source ? "sources[]." : "\(object.rawValue)."
      for key in object.keys {
        if key.isRefused { result.append(prefix + key.name) }
        if case .choice(_, let refused) = key.type {
          result += refused.map { "\(prefix)\(key.name): \($0)" }
        }
      }
    }
    return result.sorted()
  }

  /// A JSON Schema (draft 2020-12) of the configuration, indented, with a final line end. Refused
  /// settings are left out, so that editors mark them.
  package static func jsonSchema() -> String {
    var definitions: [(String, SchemaText)] = []
    for object in ConfigurationObject.allCases where object != .configuration {
      definitions.append((object.rawValue, schema(of: object)))
    }
    let root = [
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", SchemaText.text("salesfunnel configuration")),
    ]
    return SchemaText.object(
      root + schema(of: .configuration).members + [("$defs", .object(definitions))]
    ).rendered() + "\n"
  }

  /// The settings as text, one per line with its default and meaning, grouped by object.
  package static func help() -> String {
    var lines: [String] = []
    for object in ConfigurationObject.allCases {
      if !lines.isEmpty { lines.append("") }
      lines.append("\(object.rawValue):")
      for key in object.keys where !key.isRefused {
        var line = "  \(key.name): \(key.type.expectation)"
        if key.isRequired { line += ", required" }
        if let fallback = key.fallback { line += ", default \(fallback)" }
        lines.append(line)
        lines.append("      \(key.summary) Example: \(key.example)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func schema(of object: ConfigurationObject) -> SchemaText {
    let keys = object.keys.filter { !$0.isRefused }
    let properties = keys.map { key in
      var members = schema(of: key.type).members
      members.append(("description", .text("\(key.summary) Example: \(key.example)")))
      if let fallback = key.fallback { members.append(("default", .raw(fallback))) }
      return (key.name, SchemaText.object(members))
    }
    var members: [(String, SchemaText)] = [
      ("type", .text("object")), ("properties", .object(properties)),
    ]
    let required = keys.filter(\.isRequired).map { SchemaText.text($0.name) }
    if !required.isEmpty { members.append(("required", .list(required))) }
    let others = object.otherKeys.map { schema(of: $0.value) } ?? .raw("false")
    members.append(("additionalProperties", others))
    return .object(members)
  }

  private static func schema(of type: ConfigurationType) -> SchemaText {
    func any(_ types: SchemaText...) -> SchemaText { .object([("anyOf", .list(types))]) }
    func simple(_ name: String, _ more: (String, SchemaText)...) -> SchemaText {
      .object([("type", .text(name))] + more)
    }
    func reference(_ object: ConfigurationObject) -> SchemaText {
      .object([("$ref", .text("#/$defs/\(object.rawValue)"))])
    }
    switch type {
    case .boolean: return simple("boolean")
    case .integer(let range):
      return simple(
        "integer", ("minimum", .raw("\(range.lowerBound)")),
        ("maximum", .raw("\(range.upperBound)")))
    case .number: return simple("number")
    case .decimal:
      return any(simple("number"), simple("string", ("pattern", .text(#"^[+-]?\d+(\.\d{1,4})?$"#))))
    case .scalar:
      return .object([("type", .list(["string", "number", "boolean"].map { .text($0) }))])
    case .fileName: return simple("string", ("pattern", .text("^[A-Za-z0-9_-]{1,64}$")))
    case .date: return simple("string", ("pattern", .text(#"^\d{4}-\d{2}-\d{2}$"#)))
    case .dateOrInstant: return simple("string", ("pattern", .text(#"^\d{4}-\d{2}-\d{2}(T.+)?$"#)))
    case .duration: return simple("string", ("pattern", .text(#"^\d+(ms|s|m|h|d|w)$"#)))
    case .currency: return simple("string", ("pattern", .text("^[A-Z]{3}$")))
    case .profile:
      return .object([("enum", .list(ProfileCatalog.all.map { .text($0.id) }))])
    case .choice(let texts, _): return .object([("enum", .list(texts.map { .text($0) }))])
    case .list(let element, let minimum):
      return minimum > 0
        ? simple("array", ("items", schema(of: element)), ("minItems", .raw("\(minimum)")))
        : simple("array", ("items", schema(of: element)))
    case .oneOrMore(let element):
      return any(
        schema(of: element),
        simple("array", ("items", schema(of: element)), ("minItems", .raw("1"))))
    case .oneOrPair(let element):
      return any(
        schema(of: element),
        simple(
          "array", ("items", schema(of: element)), ("minItems", .raw("2")),
          ("maxItems", .raw("2"))))
    case .map(_, let value): return simple("object", ("additionalProperties", schema(of: value)))
    case .object(let object): return reference(object)
    case .shorthand(let object, _): return any(simple("string"), reference(object))
    case .any: return .object([])
    case .text, .zone, .field, .dimension, .eventType, .sourceName: return simple("string")
    }
  }
}

/// A JSON value with ordered members, for printing.
private indirect enum SchemaText {
  case raw(String)
  case list([SchemaText])
  case object([(String, SchemaText)])

  static func text(_ text: String) -> SchemaText { .raw(ConfigurationChecker.quoted(text)) }

  /// The members of an object; none of other values.
  var members: [(String, SchemaText)] {
    if case .object(let members) = self { return members }
    return []
  }

  func rendered(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .raw(let text): return text
    case .list(let items):
      return "[" + items.map { $0.rendered(indent: indent) }.joined(separator: ", ") + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { name, value in
        "\(inner)\(ConfigurationChecker.quoted(name)): \(value.rendered(indent: inner))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }
}
