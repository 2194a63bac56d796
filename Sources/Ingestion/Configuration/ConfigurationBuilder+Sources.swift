import FunnelModel

extension ConfigurationBuilder {
  mutating func source(_ node: ConfigurationNode) -> SourceDefinition {
    let cost = node["cost"].map { costMapping($0, ofSource: node) }
    if let costNode = node["cost"] {
      for key in ["columns", "events", "complete"] where node[key] != nil {
        fail(costNode, "`\(node.path)` has `cost` and `\(key)`; a source holds costs or events")
      }
    }
    return SourceDefinition(
      name: node.text("name") ?? "", files: node.texts("files"), profile: node.text("profile"),
      mode: node.choice("mode", or: .append), replaced: node.choice("replaced", or: .automatic),
      timezone: node.text("timezone"), market: node.market("market"),
      maxAge: node.duration("maxAge"), mapping: cost == nil ? mapping(node) : nil, cost: cost,
      layout: node["layout"].map { layout($0) })
  }

  /// What the source says about its rows; nil where it says nothing.
  private mutating func mapping(_ node: ConfigurationNode) -> RowMapping? {
    let keys = ["rows", "where", "columns", "events", "complete"]
    guard keys.contains(where: { node[$0] != nil }) else { return nil }
    let rows = node["rows"]
    var result = RowMapping(
      key: rows?.text("key"), version: rows?.text("version"),
      conditions: conditions(node) + (rows.map { conditions($0) } ?? []),
      columns: columns(node), events: node.list("events").map { eventRule($0) })
    result.complete = node.list("complete").map { completion($0) }
    result.group = rows?["group"].map {
      RowGroup(key: $0.texts("key"), sums: $0.texts("sums"))
    }
    return result
  }

  private mutating func columns(_ node: ConfigurationNode) -> [String: ValueSource] {
    var result: [String: ValueSource] = [:]
    for (name, value) in node["columns"]?.members ?? [] { result[name] = self.value(value) }
    return result
  }

  private mutating func completion(_ node: ConfigurationNode) -> Completion {
    var on: [String: String] = [:]
    for (name, value) in node["on"]?.members ?? [] { on[name] = value.text }
    if on.isEmpty { fail(node["on"] ?? node, "`\(node.path).on` needs a pair of columns") }
    return Completion(
      files: node.texts("files"), on: on, columns: columns(node),
      events: node.list("events").map { eventRule($0) })
  }

  private mutating func delay(_ node: ConfigurationNode) -> Delay {
    Delay(
      value(node), unit: ConfigurationText.duration("1" + (node.text("unit") ?? "s")) ?? 1_000_000)
  }

  private mutating func eventRule(_ node: ConfigurationNode) -> EventRule {
    var fields: [String: ValueSource] = [:]
    for (name, member) in node.members where ConfigurationObject.eventRule.key(name) == nil {
      fields[name] = value(member)
    }
    let rule = EventRule(
      type: node["type"].map { value($0, shorthand: .constant) } ?? ValueSource(),
      time: node["time"].map { value($0) } ?? ValueSource(), conditions: conditions(node),
      fields: fields, eachHeader: node.flag("eachHeader"), isUndated: node.flag("undated"),
      after: node["after"].map { delay($0) })
    if rule.eachHeader, rule.time.columns.first?.contains("*") != true {
      fail(
        node["time"] ?? node,
        "`\(node.path).time` needs a column with `*` because `eachHeader` is true")
    }
    return rule
  }

  private mutating func costMapping(
    _ node: ConfigurationNode, ofSource source: ConfigurationNode
  ) -> CostMapping {
    var fields: [String: ValueSource] = [:]
    for (name, member) in node.members where name != "where" { fields[name] = value(member) }
    if source["profile"] == nil {
      if fields["date"] == nil && fields["from"] == nil {
        fail(node, "`\(node.path)` needs `date`, or `from` and `to`")
      }
      if fields["amount"] == nil { fail(node, "`\(node.path)` needs `amount`") }
    }
    return CostMapping(conditions: conditions(node), fields: fields)
  }

  private mutating func conditions(_ node: ConfigurationNode) -> [RowCondition] {
    node.list("where").map { condition($0) }
  }

  private mutating func condition(_ node: ConfigurationNode) -> RowCondition {
    requireOne(of: ["is", "not", "beginsWith", "nonZero", "sameAs", "differsFrom"], in: node)
    var result = RowCondition(columns: node.texts("column"))
    if node["not"] != nil { result.negated = true }
    result.accepted = node.texts("is") + node.texts("not") + node.texts("beginsWith")
    if node["beginsWith"] != nil { result.test = .beginsWithListed }
    if node["nonZero"] != nil {
      result.test = .isNonZero
      result.negated = !node.flag("nonZero")
    }
    if let column = node.text("sameAs") { result.test = .equals(column: column) }
    if let column = node.text("differsFrom") {
      result.test = .equals(column: column)
      result.negated = true
    }
    return result
  }

  /// What a bare text stands for.
  enum Shorthand { case column, constant }

  private mutating func value(
    _ node: ConfigurationNode, shorthand: Shorthand = .column
  ) -> ValueSource {
    guard node.isObject else {
      return shorthand == .column
        ? ValueSource(columns: [node.text]) : ValueSource(constant: node.text)
    }
    if node["column"] == nil, node["constant"] == nil, node["parts"] == nil {
      fail(node, "`\(node.path)` needs `column`, `constant` or `parts`")
    }
    if node["column"] != nil, node["parts"] != nil {
      fail(node, "`\(node.path)` has `column` and `parts`; a value comes from one of them")
    }
    var result = ValueSource(
      columns: node.texts("column"), constant: node.text("constant"),
      decimal: node.text("decimal"), format: node.text("format"),
      divisor: Int64(node.integer("divisor") ?? 1), separator: node.text("separator") ?? "",
      isFromHeader: node.flag("fromHeader"))
    for (text, replacement) in node["replace"]?.members ?? [] {
      result.replacements[text] = replacement.text
    }
    if node.flag("lowercase") { result.rules.append(.lowercase) }
    if let prefix = node.text("dropPrefix") { result.rules.append(.dropPrefix(prefix)) }
    if let suffix = node.text("dropSuffix") { result.rules.append(.dropSuffix(suffix)) }
    if node.flag("dropParentheses") { result.rules.append(.dropTrailingParentheses) }
    result.parts = node.list("parts").map { value($0) }
    return result
  }

  private mutating func layout(_ node: ConfigurationNode) -> SourceLayout {
    if let delimiter = node["delimiter"], delimiter.text.unicodeScalars.count != 1 {
      fail(delimiter, "`\(delimiter.path)` must be one character")
    }
    return SourceLayout(
      format: node.text("format").flatMap { SourceLayout.Format(rawValue: $0) },
      delimiter: node.text("delimiter"), header: node.texts("header"),
      maximumPreamble: node.integer("maximumPreamble") ?? 0, footers: node.texts("footers"),
      skipsSingleCells: node.flag("skipsSingleCells"))
  }
}
