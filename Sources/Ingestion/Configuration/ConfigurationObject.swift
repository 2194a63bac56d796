/// The kinds of objects in a configuration; the raw value names them in the JSON Schema.
enum ConfigurationObject: String, Sendable, CaseIterable {
  case configuration, window, source, rows, group, condition, value, eventRule, completion, cost
  case layout, funnel, step, fieldCondition, target, band, check, tolerance, costRow, lifetime,
    engagement, privacy, audience
  case service, serviceHours, experiment, delay

  /// The settings of such an object.
  var keys: [ConfigurationKey] {
    switch self {
    case .configuration: ConfigurationTable.configuration
    case .window: ConfigurationTable.window
    case .source: ConfigurationTable.source
    case .rows: ConfigurationTable.rows
    case .group: ConfigurationTable.group
    case .condition: ConfigurationTable.condition
    case .value: ConfigurationTable.value
    case .eventRule: ConfigurationTable.eventRule
    case .completion: ConfigurationTable.completion
    case .cost: ConfigurationTable.cost
    case .layout: ConfigurationTable.layout
    case .funnel: ConfigurationTable.funnel
    case .step: ConfigurationTable.step
    case .fieldCondition: ConfigurationTable.fieldCondition
    case .target: ConfigurationTable.target
    case .band: ConfigurationTable.band
    case .check: ConfigurationTable.check
    case .tolerance: ConfigurationTable.tolerance
    case .costRow: ConfigurationTable.costRow
    case .lifetime: ConfigurationTable.lifetime
    case .service: ConfigurationTable.service
    case .serviceHours: ConfigurationTable.serviceHours
    case .experiment: ConfigurationTable.experiment
    case .delay: ConfigurationTable.delay
    case .engagement: ConfigurationTable.engagement
    case .privacy: ConfigurationTable.privacy
    case .audience: ConfigurationTable.audience
    }
  }

  /// What keys outside the table mean: an event rule's other keys are fields of its events.
  var otherKeys: (key: ConfigurationType, value: ConfigurationType)? {
    self == .eventRule
      ? (.field(isDefinition: true), .shorthand(.value, key: "column")) : nil
  }

  /// The setting with a name, or nil.
  func key(_ name: String) -> ConfigurationKey? { keys.first { $0.name == name } }
}
