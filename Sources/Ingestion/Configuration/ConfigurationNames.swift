import FunnelModel

/// Judges the names that a configuration chooses and refers to, once all of them are known.
///
/// Custom fields and event types are free, so a slip in a known name would silently make a new
/// one. A name that is one letter away from a known one is therefore refused, unless the
/// configuration both makes it and refers to it under the same spelling.
struct ConfigurationNames {
  private typealias Mention = ConfigurationChecker.Mention

  /// Names of custom fields: dimensions first, in their order, then the others, sorted.
  static func customFields(_ checker: ConfigurationChecker, dimensions: [String]) -> [String] {
    func isCustom(_ name: String) -> Bool { EventColumn.named(name) == nil }
    var names = dimensions.filter(isCustom)
    let others = Set(checker.fields.map(\.name)).subtracting(names)
    names += others.filter(isCustom).sorted()
    return names
  }

  static func check(_ checker: inout ConfigurationChecker) {
    let fields = EventColumn.canonical.map(\.name).filter { $0 != "time" && $0 != "type" }
    check(checker.fields, known: fields, noun: "field", minimumLength: 3, &checker)
    let types = EventKind.allCases.map(\.name).filter { !$0.isEmpty }
    // Short names of stages (`sal` beside `sql` and `mql`) are no slips.
    check(checker.eventTypes, known: types, noun: "type of event", minimumLength: 5, &checker)
  }

  private static func check(
    _ mentions: [Mention], known: [String], noun: String, minimumLength: Int,
    _ checker: inout ConfigurationChecker
  ) {
    let knownSet = Set(known)
    let defined = Set(mentions.filter(\.isDefinition).map(\.name))
    let used = Set(mentions.filter { !$0.isDefinition }.map(\.name))
    for mention in mentions where !knownSet.contains(mention.name) {
      if defined.contains(mention.name) && used.contains(mention.name) { continue }
      if mention.name.count < minimumLength { continue }
      // A reference may also miss a custom name that is made elsewhere.
      let candidates = mention.isDefinition ? known : known + defined.sorted()
      guard let near = NearestName.find(mention.name, in: candidates),
        near != mention.name, NearestName.distance(near, mention.name) == 1
      else { continue }
      checker.fail(
        mention.position, mention.path,
        "unknown \(noun) `\(mention.name)`; did you mean `\(near)`?")
    }
  }
}
