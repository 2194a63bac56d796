/// Readers who get a report of their own with only the records that concern them (interface.md,
/// "Configuration": `audiences`).
package struct AudienceDefinition: Sendable, Hashable {
  /// Name of its folder below the report's `audiences`.
  package let name: String
  /// What its records have in common: all must hold.
  package let conditions: [FieldCondition]
  /// Fields that it may not see.
  package let hidden: [String]

  /// An audience; see the properties.
  package init(name: String, conditions: [FieldCondition], hidden: [String]) {
    self.name = name
    self.conditions = conditions
    self.hidden = hidden
  }

  /// Whether rows of cost can be told apart by its conditions: costs name channel and campaign.
  package var dividesCosts: Bool {
    conditions.allSatisfy { ["channel", "campaign"].contains($0.field) }
  }

  /// Whether a row of cost is the audience's.
  package func holds(_ cost: CostRow) -> Bool {
    dividesCosts
      && conditions.allSatisfy { $0.holds($0.field == "channel" ? cost.channel : cost.campaign) }
  }
}

extension FieldCondition {
  /// Whether a text passes; "" is a missing value.
  package func holds(_ text: String) -> Bool { accepted.contains(text) != negated }
}
