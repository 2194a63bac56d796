import FunnelModel

extension ConfigurationTable {
  static let funnel: [ConfigurationKey] = [
    ConfigurationKey(
      "name", .fileName, required: true, "Name, also of its file.", example: #""checkout""#),
    ConfigurationKey(
      "market", .choice(markets), "Market; b2b for deals, otherwise b2c.", example: #""b2c""#),
    ConfigurationKey(
      "scope", .choice(FunnelDefinition.Scope.allCases.map(\.rawValue)), required: true,
      "What one unit is.", example: #""session""#),
    ConfigurationKey(
      "steps", .list(.shorthand(.step, key: "type"), minimum: 1), required: true,
      "The steps in order.", example: #"["session_start", "purchase"]"#),
    ConfigurationKey(
      "window", .duration, "Longest time from the first step; 30 days for buyers and persons.",
      example: #""7d""#),
    ConfigurationKey(
      "order", .choice(FunnelDefinition.Order.allCases.map(\.rawValue)), default: #""ordered""#,
      "In which order steps must occur.", example: #""ordered""#),
    ConfigurationKey(
      "entry", .choice(FunnelDefinition.Entry.allCases.map(\.rawValue)), default: #""latest""#,
      "Which first steps open an attempt.", example: #""latest""#),
    ConfigurationKey(
      "tie", .choice(FunnelDefinition.Tie.allCases.map(\.rawValue)), default: #""any""#,
      "Whether events at one time may take any order.", example: #""any""#),
    ConfigurationKey(
      "skip", .choice(FunnelDefinition.Skip.allCases.map(\.rawValue)),
      "Whether a later step implies earlier ones; implied for deals, otherwise all.",
      example: #""all""#),
    ConfigurationKey(
      "exclude", .list(.shorthand(.step, key: "type")), "Events that end an attempt.",
      example: #"["refund"]"#),
    ConfigurationKey(
      "matchOn", .list(.field(isDefinition: false)), "Fields that are equal at every step.",
      example: #"["product"]"#),
  ]

  static let step: [ConfigurationKey] = [
    ConfigurationKey(
      "type", .eventType(isDefinition: false), required: true, "Type of event.",
      example: #""view_item""#),
    ConfigurationKey(
      "name", .text, "Name in reports; otherwise the type.", example: #""Product page""#),
    ConfigurationKey(
      "where", .list(.object(.fieldCondition)), "Conditions on its fields.",
      example: #"[{ field: "product", is: ["p1"] }]"#),
    ConfigurationKey(
      "optional", .boolean, default: "false", "Whether the step may be left out.",
      example: "true"),
  ]

  static let fieldCondition: [ConfigurationKey] = [
    ConfigurationKey(
      "field", .field(isDefinition: false), required: true, "Field of the event.",
      example: #""product""#),
    ConfigurationKey(
      "is", .list(.scalar, minimum: 1), "Texts that pass; \"\" is a missing value.",
      example: #"["p1"]"#),
    ConfigurationKey(
      "not", .list(.scalar, minimum: 1), "Texts that do not pass.", example: #"["test"]"#),
  ]

  static let target: [ConfigurationKey] = [
    ConfigurationKey(
      "market", .choice(markets), required: true, "Market.", example: #""b2b""#),
    ConfigurationKey("from", .date, required: true, "First day.", example: #""2025-07-01""#),
    ConfigurationKey(
      "to", .date, required: true, "Day after the last one.", example: #""2025-10-01""#),
    ConfigurationKey(
      "won", .decimal(0...anyAmount.upperBound), required: true, "Amount to win.",
      example: ##""400000""##),
  ]

  static let band: [ConfigurationKey] = [
    ConfigurationKey(
      "metric", .text, required: true, "Metric id.", example: #""b2c.session_conversion_rate""#),
    ConfigurationKey("low", .number, "Least healthy value.", example: "0.018"),
    ConfigurationKey("high", .number, "Greatest healthy value.", example: "0.04"),
  ]

  static let check: [ConfigurationKey] = [
    ConfigurationKey(
      "metric", .text, required: true, "Metric id; `*` matches any run of characters.",
      example: #""b2c.*""#),
    ConfigurationKey("market", .choice(markets), "Only this market.", example: #""b2c""#),
    ConfigurationKey(
      "grain", .choice(Grain.allCases.map(\.name)), "Only this grain.", example: #""month""#),
    ConfigurationKey("dimension", .dimension, "Only this breakdown.", example: #""channel""#),
    ConfigurationKey("segment", .text, "Only this segment.", example: #""email""#),
    ConfigurationKey(
      "better", .choice(["higher", "lower", "stable"]),
      "Direction; otherwise the metric's own.", example: #""higher""#),
    ConfigurationKey(
      "tolerance", .object(.tolerance), "Change that does not count.",
      example: "{ absolute: 0.002, relative: 0.05 }"),
    ConfigurationKey(
      "minimumN", .integer(0...1_000_000_000), default: "0", "Entities needed for a verdict.",
      example: "1000"),
    ConfigurationKey(
      "significance", .number, default: "0.05", "Level of the test, between 0 and 1.",
      example: "0.05"),
  ]

  static let tolerance: [ConfigurationKey] = [
    ConfigurationKey(
      "absolute", .number, default: "0", "In the metric's unit.", example: "0.002"),
    ConfigurationKey(
      "relative", .number, default: "0", "As a share of the baseline.", example: "0.05"),
  ]
}
