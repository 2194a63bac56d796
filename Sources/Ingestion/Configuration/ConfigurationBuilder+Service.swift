import FunnelModel

extension ConfigurationBuilder {
  mutating func service(_ node: ConfigurationNode) -> ServiceTargets {
    var targets = ServiceTargets()
    if let tiers = node["tiers"] {
      targets.tiers = [:]
      for (name, member) in tiers.members {
        targets.tiers[name] = ConfigurationText.duration(member.text)
      }
    }
    targets.riskShare = node.decimal("atRisk") ?? targets.riskShare
    guard let hours = node["hours"] else { return targets }
    let count = hours.isObject ? hours.text("count") ?? "business" : hours.text
    if count == "business" {
      targets.hours = businessHours(hours)
    } else if hours.members.contains(where: { $0.name != "count" }) {
      fail(hours, "`\(hours.path)`: working hours have no meaning where all hours are counted")
    }
    return targets
  }

  private mutating func businessHours(_ node: ConfigurationNode) -> BusinessHours {
    var hours = BusinessHours()
    guard node.isObject else { return hours }
    hours.from = clock(node, "from") ?? hours.from
    hours.to = clock(node, "to") ?? hours.to
    if hours.from >= hours.to {
      fail(node["to"] ?? node, "`\(node.path).to` must be later than `from`")
    }
    if node["days"] != nil {
      hours.weekdays = Set(
        node.texts("days").compactMap { ConfigurationTable.weekdays.firstIndex(of: $0) })
    }
    hours.holidays = Set(node.texts("holidays").compactMap { LocalDay($0) })
    return hours
  }

  /// Microseconds of a wall clock `HH:mm`, up to `24:00`; nil where the key is left out.
  private mutating func clock(_ node: ConfigurationNode, _ key: String) -> Int64? {
    guard let member = node[key] else { return nil }
    let parts = member.text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int64(parts[0]),
      let minute = Int64(parts[1]), (0..<60).contains(minute), hour >= 0,
      hour * 60 + minute <= 24 * 60
    else {
      fail(member, "`\(member.path)` must be a time of day such as \"08:30\"")
      return nil
    }
    return (hour * 60 + minute) * 60_000_000
  }

  mutating func experiment(_ node: ConfigurationNode) -> ExperimentDefinition {
    let definition = ExperimentDefinition(
      name: node.text("name") ?? "", variants: node.texts("variants"),
      split: node.texts("split").compactMap { Int64($0) }, goal: node.text("goal") ?? "purchase",
      window: node.duration("window"))
    requireDistinct(node.list("variants"), noun: "variant")
    if let split = node["split"], definition.split.count != definition.variants.count {
      fail(split, "`\(split.path)` needs one share for each of `variants`")
    }
    return definition
  }
}
