import FunnelModel

extension MappingProposal {
  /// The proposal as the members of an object of `sources[]`, one per line with a margin, each
  /// ending in a comma.
  package func text(margin: String) -> String {
    var text = ""
    if let layout {
      text +=
        "\(margin)layout: { format: \"csv\", delimiter: \(Self.quoted(layout.delimiter ?? ",")),"
      text += " header: [\(layout.header.map(Self.quoted).joined(separator: ", "))] },\n"
    }
    let members = fields.map { "\($0.field): \(Self.value($0))" }
    switch kind {
    case .costs:
      text += Self.object("cost", members, margin)
    case .events:
      if !required.isEmpty {
        let columns = required.map(Self.quoted).joined(separator: ", ")
        text += "\(margin)where: [{ column: [\(columns)], not: [\"\"] }],\n"
      }
      text += Self.object("columns", members, margin)
      text += "\(margin)events: [\n"
      for event in events { text += "\(margin)  \(Self.event(event)),\n" }
      text += "\(margin)],\n"
    }
    return text
  }

  private static func object(_ name: String, _ members: [String], _ margin: String) -> String {
    "\(margin)\(name): {\n" + members.map { "\(margin)  \($0),\n" }.joined() + "\(margin)},\n"
  }

  private static func event(_ event: Event) -> String {
    var text = "{ type: \(quoted(event.type)), time: \(value(event.time))"
    if let condition = event.condition {
      let accepted = condition.accepted.map(quoted).joined(separator: ", ")
      text += ", where: [{ column: \(quoted(condition.column)), is: [\(accepted)] }]"
    }
    if let amount = event.amount { text += ", amount: { constant: \(quoted(amount)) }" }
    return text + " }"
  }

  private static func value(_ field: Field) -> String {
    if let constant = field.constant { return "{ constant: \(quoted(constant)) }" }
    if field.divisor == 1 && field.format == nil { return quoted(field.column) }
    var text = "{ column: \(quoted(field.column))"
    if field.divisor != 1 { text += ", divisor: \(field.divisor)" }
    if let format = field.format { text += ", format: \(quoted(format))" }
    return text + " }"
  }

  /// A text in the quotes of a configuration.
  package static func quoted(_ text: String) -> String { ConfigurationChecker.quoted(text) }
}
