import FunnelModel

extension ConfigurationTable {
  static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  static let service: [ConfigurationKey] = [
    ConfigurationKey(
      "tiers", .map(key: .text, value: .duration),
      "Longest time to the first response; 2 h, 4 h and 24 h for tiers 1, 2 and 3.",
      example: ##"{ "1": "2h", "2": "4h", "3": "24h" }"##),
    ConfigurationKey(
      "hours", .shorthand(.serviceHours, key: "count"), "Which hours count; otherwise all.",
      example: #"{ from: "08:00", to: "18:00" }"#),
    ConfigurationKey(
      "atRisk", .decimal(fraction),
      "Share of the target from which an unanswered ticket is at risk; otherwise three quarters.",
      example: "0.5"),
  ]

  static let serviceHours: [ConfigurationKey] = [
    ConfigurationKey(
      "count", .choice(["elapsed", "business"]), default: #""business""#,
      "All hours, or working hours in the reporting zone.", example: #""business""#),
    ConfigurationKey(
      "from", .text, default: #""09:00""#, "Wall clock at which work begins.",
      example: #""08:00""#),
    ConfigurationKey(
      "to", .text, default: #""17:00""#, "Wall clock at which work ends.", example: #""18:00""#),
    ConfigurationKey(
      "days", .list(.choice(weekdays), minimum: 1),
      default: #"["mon","tue","wed","thu","fri"]"#, "Working days.",
      example: #"["mon", "tue", "wed", "thu", "fri", "sat"]"#),
    ConfigurationKey(
      "holidays", .list(.date), "Days without work.", example: #"["2025-12-25"]"#),
  ]

  static let experiment: [ConfigurationKey] = [
    ConfigurationKey(
      "name", .text, required: true, "Its name in the data.", example: #""landing""#),
    ConfigurationKey(
      "variants", .list(.text, minimum: 2), "Variants, the control first; otherwise all found.",
      example: #"["a", "b"]"#),
    ConfigurationKey(
      "split", .list(.integer(1...1_000_000), minimum: 2),
      "Intended shares of the variants; otherwise equal.", example: "[3, 1]"),
    ConfigurationKey(
      "goal", .eventType(isDefinition: false), default: #""purchase""#,
      "Type of event that is the conversion.", example: #""purchase""#),
    ConfigurationKey(
      "window", .duration, "Longest time from exposure to goal; otherwise until as-of.",
      example: #""7d""#),
  ]

  /// What passes between a rule's time and its event.
  static let delay: [ConfigurationKey] =
    value + [
      ConfigurationKey(
        "unit", .choice(["ms", "s", "m", "h", "d"]), default: #""s""#,
        "What a plain number counts in.", example: #""m""#)
    ]
}
