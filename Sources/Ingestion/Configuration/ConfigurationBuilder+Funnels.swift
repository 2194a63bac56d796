import FunnelModel

extension ConfigurationBuilder {
  /// Within which buyers and persons must reach the last step unless a window is given: 30 days.
  private static let defaultWindow = 30 * Instant.microsecondsPerDay

  mutating func funnel(_ node: ConfigurationNode) -> FunnelDefinition {
    let scope = node.choice("scope", or: FunnelDefinition.Scope.session)
    let isLimited = scope == .buyer || scope == .person
    return FunnelDefinition(
      name: node.text("name") ?? "",
      market: node.market("market") ?? (scope == .deal ? .b2b : .b2c),
      scope: scope, steps: node.list("steps").map { step($0) },
      window: node.duration("window") ?? (isLimited ? Self.defaultWindow : nil),
      order: node.choice("order", or: .ordered), entry: node.choice("entry", or: .latest),
      tie: node.choice("tie", or: .any),
      skip: node.choice("skip", or: scope == .deal ? .implied : .all),
      matchOn: node.texts("matchOn"), exclude: node.list("exclude").map { step($0) })
  }

  mutating func audience(_ node: ConfigurationNode) -> AudienceDefinition {
    AudienceDefinition(
      name: node.text("name") ?? "", conditions: node.list("where").map { fieldCondition($0) },
      hidden: node.texts("hide"))
  }

  private mutating func step(_ node: ConfigurationNode) -> FunnelStep {
    guard node.isObject else { return FunnelStep(type: node.text) }
    return FunnelStep(
      type: node.text("type") ?? "", name: node.text("name"),
      conditions: node.list("where").map { fieldCondition($0) },
      isOptional: node.flag("optional"))
  }

  private mutating func fieldCondition(_ node: ConfigurationNode) -> FieldCondition {
    requireOne(of: ["is", "not"], in: node)
    let isNegated = node["not"] != nil
    return FieldCondition(
      field: node.text("field") ?? "", accepted: node.texts(isNegated ? "not" : "is"),
      negated: isNegated)
  }

  /// Reports an object that has none or several of some keys.
  mutating func requireOne(of keys: [String], in node: ConfigurationNode) {
    guard keys.filter({ node[$0] != nil }).count != 1 else { return }
    fail(
      node,
      "`\(node.path)` needs exactly one of " + keys.map { "`\($0)`" }.joined(separator: ", "))
  }
}
