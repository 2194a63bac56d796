import FunnelModel
import RecordParsing

/// Makes a `Configuration` of a checked text, and finds what only whole parts show: spans that
/// end before they start, names used twice, sources that do not exist.
struct ConfigurationBuilder {
  var checker: ConfigurationChecker

  mutating func fail(_ node: ConfigurationNode, _ message: String) {
    checker.fail(node.value.position, node.path, message)
  }

  mutating func build(_ root: ConfigurationNode) -> Configuration {
    var result = Configuration()
    result.timezone = root.text("timezone") ?? result.timezone
    result.asOf = root.text("asOf")
    result.currency = root.text("currency")
    result.fiscalYearStart = root.integer("fiscalYearStart") ?? result.fiscalYearStart
    result.grossMargin = root.decimal("grossMargin")
    result.cacLagMonths = root.integer("cacLagMonths") ?? result.cacLagMonths
    result.warehouse = root.text("warehouse")
    result.output = root.text("output")
    if root["dimensions"] != nil { dimensions(root, &result) }
    result.opportunityRequiresBant = root.integer("opportunityRequiresBant")
    result.approvalStages = root.texts("approvalStages")
    if let node = root["ltv"] {
      result.ltv = LifetimeSettings(
        calibrateTo: node.day("calibrateTo"), horizon: node.duration("horizon"),
        discount: node.decimal("discount") ?? 0)
    }

    result.engagement = engagement(root["engagement"])
    result.leastUnits = root["privacy"]?.integer("k")
    result.hashKeyFile = root["privacy"]?.text("hashKeyFile")
    requireDistinct(root.list("dimensions"), noun: "dimension")
    requireDistinct(root.list("windows").compactMap { $0["name"] }, noun: "window")
    requireDistinct(root.list("sources").compactMap { $0["name"] }, noun: "source")
    requireDistinct(root.list("funnels").compactMap { $0["name"] }, noun: "funnel")
    for node in root.list("windows") {
      guard let (from, to) = span(node) else { continue }
      result.windows.append(WindowDefinition(name: node.text("name") ?? "", from: from, to: to))
    }
    for node in root.list("incidents") {
      guard let (from, to) = span(node) else { continue }
      result.incidents.append(WindowDefinition(name: node.text("name") ?? "", from: from, to: to))
    }
    for node in root.list("sources") { result.sources.append(source(node)) }
    for node in root.list("funnels") { result.funnels.append(funnel(node)) }
    for node in root.list("targets") {
      guard let (from, to) = span(node), let market = node.market("market") else { continue }
      result.targets.append(
        TargetDefinition(market: market, from: from, to: to, won: node.decimal("won") ?? 0))
    }
    if let node = root["sla"] { result.sla = service(node) }
    requireDistinct(root.list("experiments").compactMap { $0["name"] }, noun: "experiment")
    result.experiments = root.list("experiments").map { experiment($0) }
    for node in root.list("costs") {
      guard let row = costRow(node) else { continue }
      result.costs.append(row)
    }
    result.bands = root.list("bands").map { band($0) }
    result.checks = root.list("checks").map { check($0) }
    requireDistinct(root.list("audiences").compactMap { $0["name"] }, noun: "audience")
    result.audiences = root.list("audiences").map { audience($0) }
    buildAuthority(root, &result)
    return result
  }

  private mutating func engagement(_ node: ConfigurationNode?) -> EngagementSettings {
    var result = EngagementSettings()
    guard let node else { return result }
    if let halfLife = node.duration("halfLife") {
      if halfLife > 0 {
        result.halfLife = halfLife
      } else {
        fail(node["halfLife"] ?? node, "`\(node.path).halfLife` must be longer than nothing")
      }
    }
    for (kind, _) in node["weights"]?.members ?? [] {
      result.weights[kind] = node["weights"]?.decimal(kind)
    }
    return result
  }

  /// Single fields in order, then those that only a pair names: a pair brings its parts along.
  private mutating func dimensions(_ root: ConfigurationNode, _ result: inout Configuration) {
    let entries = root.list("dimensions")
    result.dimensions = entries.filter { !$0.isList }.map(\.text)
    for entry in entries where entry.isList {
      let names = entry.elements.map(\.text)
      guard names.count == 2, names[0] != names[1] else {
        fail(
          entry, "`\(entry.path)` must be two different fields, such as [\"channel\", \"device\"]")
        continue
      }
      for name in names where !result.dimensions.contains(name) { result.dimensions.append(name) }
      result.dimensionPairs.append(DimensionPair(names[0], names[1]))
    }
  }

  mutating func requireDistinct(_ names: [ConfigurationNode], noun: String) {
    var seen: Set<String> = []
    for node in names where !seen.insert(node.text).inserted {
      fail(node, "the \(noun) `\(node.text)` is given twice; choose another name")
    }
  }

  /// First day and exclusive end of an object with `from` and `to`.
  private mutating func span(_ node: ConfigurationNode) -> (from: LocalDay, to: LocalDay)? {
    guard let from = node.day("from"), let to = node.day("to") else { return nil }
    guard from < to else {
      fail(
        node["to"] ?? node,
        "`\(node.path).to` (\(to)) must be after `from` (\(from)); it is the day after the last")
      return nil
    }
    return (from, to)
  }

  private mutating func costRow(_ node: ConfigurationNode) -> CostRow? {
    guard let (from, to) = span(node) else { return nil }
    return CostRow(
      from: from, through: to.advanced(by: -1), market: node.market("market"),
      category: node.text("category") ?? "other", channel: node.text("channel") ?? "",
      campaign: node.text("campaign") ?? "", amount: node.decimal("amount") ?? 0,
      currency: node.text("currency") ?? "", impressions: nil, clicks: nil, file: 0,
      line: Int64(node.value.position.line))
  }

  private mutating func band(_ node: ConfigurationNode) -> BandDefinition {
    let low = node.number("low")
    let high = node.number("high")
    if low == nil && high == nil { fail(node, "`\(node.path)` needs `low` or `high`") }
    if let low, let high, low > high {
      fail(node["low"] ?? node, "`\(node.path)`: `low` is greater than `high`; exchange them")
    }
    return BandDefinition(metric: node.text("metric") ?? "", low: low, high: high)
  }

  private mutating func check(_ node: ConfigurationNode) -> CheckDefinition {
    let significance = node.number("significance") ?? 0.05
    if !(significance > 0 && significance < 1) {
      fail(node["significance"] ?? node, "`\(node.path).significance` must lie between 0 and 1")
    }
    let tolerance = node["tolerance"]
    for key in ["absolute", "relative"] {
      guard let value = tolerance?[key], let number = tolerance?.number(key), number < 0 else {
        continue
      }
      fail(value, "`\(value.path)` must not be negative")
    }
    return CheckDefinition(
      metric: node.text("metric") ?? "", market: node.market("market"),
      grain: node.text("grain").flatMap { Grain(name: $0) }, dimension: node.text("dimension"),
      segment: node.text("segment"), better: node.text("better"),
      absoluteTolerance: tolerance?.number("absolute") ?? 0,
      relativeTolerance: tolerance?.number("relative") ?? 0,
      minimumN: node.integer("minimumN") ?? 0, significance: significance)
  }

  private mutating func buildAuthority(_ root: ConfigurationNode, _ result: inout Configuration) {
    let names = result.sources.map(\.name)
    for (kind, node) in root["authority"]?.members ?? [] {
      if !names.contains(node.text) {
        let remedy =
          NearestName.find(node.text, in: names).map { "; did you mean `\($0)`?" }
          ?? "; name one of `sources`"
        fail(node, "there is no source `\(node.text)`\(remedy)")
      }
      result.authority[kind] = node.text
    }
  }
}
