/// A condition on one field of an event: its text is one of a list.
package struct FieldCondition: Sendable, Hashable {
  /// Name of a canonical field or custom dimension.
  package let field: String
  /// Accepted texts; an event without a value matches only an empty text in the list.
  package let accepted: [String]
  /// Whether the list says what is refused instead.
  package let negated: Bool

  /// A condition that a field is (or, negated, is not) one of the texts.
  package init(field: String, accepted: [String], negated: Bool = false) {
    self.field = field
    self.accepted = accepted
    self.negated = negated
  }
}

/// One step of a funnel: an event type with conditions.
package struct FunnelStep: Sendable, Hashable {
  /// Event type of the vocabulary, or a custom name.
  package let type: String
  /// Name in reports; the type where the configuration gives none.
  package let name: String
  /// All of them must hold.
  package let conditions: [FieldCondition]
  /// Whether the step may be left out without ending the chain.
  package let isOptional: Bool

  /// A step; the name defaults to the type.
  package init(
    type: String, name: String? = nil, conditions: [FieldCondition] = [], isOptional: Bool = false
  ) {
    self.type = type
    self.name = name ?? type
    self.conditions = conditions
    self.isOptional = isOptional
  }
}

/// A funnel as data (metrics.md, "Funnels"): built-in and configured ones are the same structure.
package struct FunnelDefinition: Sendable, Hashable {
  /// What one unit of the funnel is.
  package enum Scope: String, Sendable, CaseIterable { case session, buyer, person, deal }
  /// In which order the steps must occur.
  package enum Order: String, Sendable, CaseIterable { case ordered, strict, any }
  /// Which first-step events open an attempt.
  package enum Entry: String, Sendable, CaseIterable { case latest, first, every }
  /// Whether events at one time may take any order.
  package enum Tie: String, Sendable, CaseIterable { case any, strict }
  /// Whether a later stage implies the earlier ones.
  package enum Skip: String, Sendable, CaseIterable { case implied, all }

  package let name: String
  package let market: Market
  package let scope: Scope
  package let steps: [FunnelStep]
  /// Elapsed microseconds from the first step, inclusive; nil = no limit within the unit.
  package let window: Int64?
  package let order: Order
  package let entry: Entry
  package let tie: Tie
  package let skip: Skip
  /// Fields whose value must be the same at every step; each value is its own unit.
  package let matchOn: [String]
  /// Steps (types with conditions) that end an attempt when they occur between two steps.
  package let exclude: [FunnelStep]

  /// A funnel; the defaults are those of metrics.md.
  package init(
    name: String, market: Market = .b2c, scope: Scope, steps: [FunnelStep], window: Int64?,
    order: Order = .ordered, entry: Entry = .latest, tie: Tie = .any, skip: Skip = .all,
    matchOn: [String] = [], exclude: [FunnelStep] = []
  ) {
    self.name = name
    self.market = market
    self.scope = scope
    self.steps = steps
    self.window = window
    self.order = order
    self.entry = entry
    self.tie = tie
    self.skip = skip
    self.matchOn = matchOn
    self.exclude = exclude
  }
}
