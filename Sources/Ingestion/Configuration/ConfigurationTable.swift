import FunnelModel

/// Every setting of a configuration, once: name, type, default, meaning, example.
enum ConfigurationTable {
  static let markets = ["b2c", "b2b"]
  static let anyAmount =
    -9_000_000_000_000_000_000...9_000_000_000_000_000_000 as ClosedRange<Int64>
  static let fraction = 0...Micro.scale

  static let configuration: [ConfigurationKey] = [
    ConfigurationKey(
      "$schema", .text, changesNumbers: false, "Where editors find the JSON Schema.",
      example: #""salesfunnel.schema.json""#),
    ConfigurationKey(
      "timezone", .zone, default: #""UTC""#, "Reporting zone, an IANA name.",
      example: #""Europe/Berlin""#),
    ConfigurationKey(
      "asOf", .dateOrInstant, "The moment that numbers look back from; a date is its end.",
      example: #""2025-09-30""#),
    ConfigurationKey(
      "currency", .currency, "Reporting currency (ISO 4217); otherwise the only one in the data.",
      example: #""EUR""#),
    ConfigurationKey(
      refused: "rates", "File of exchange rates into the reporting currency.",
      example: #""rates.csv""#),
    ConfigurationKey(
      "fiscalYearStart", .integer(1...12), default: "1",
      "Month in which fiscal years and quarters start.", example: "4"),
    ConfigurationKey(
      "windows", .list(.object(.window)), "Named spans of days to compare.",
      example: #"[{ name: "before", from: "2025-01-01", to: "2025-04-01" }]"#),
    ConfigurationKey(
      "incidents", .list(.object(.window)),
      "Days that are no measure of others, such as outages and sales, for the table of anomalies.",
      example: #"[{ name: "outage", from: "2025-03-03", to: "2025-03-05" }]"#),
    ConfigurationKey(
      "grossMargin", .decimal(fraction), "Share of net revenue that is gross margin.",
      example: "0.62"),
    ConfigurationKey(
      "cacLagMonths", .integer(0...36), default: "0",
      "Months by which costs precede the customers that they bring.", example: "1"),
    ConfigurationKey(
      "warehouse", .text, default: #""salesfunnel.sqlite""#, changesNumbers: false,
      "The warehouse file.", example: #""warehouse.sqlite""#),
    ConfigurationKey(
      "output", .text, default: #""salesfunnel-report""#, changesNumbers: false,
      "Directory of the published report.", example: #""report""#),
    ConfigurationKey(
      "dimensions", .list(.oneOrPair(.dimension)), default: #"["channel"]"#,
      "Fields that reports break down by, the main one first; a list of two is a pair.",
      example: #"["channel", "device", ["channel", "device"]]"#),
    ConfigurationKey(
      "sources", .list(.object(.source)), "The exports and how they are read.",
      example: #"[{ name: "shop", files: "orders*.csv", profile: "shopify.orders" }]"#),
    ConfigurationKey(
      refused: "identity", "Links between ids of one buyer.",
      example: #"[{ from: "anonymous_id", to: "customer_id" }]"#),
    ConfigurationKey(
      "funnels", .list(.object(.funnel)), "Funnels beside the built-in ones.",
      example: #"[{ name: "short", scope: "session", steps: ["session_start", "purchase"] }]"#),
    ConfigurationKey(
      "targets", .list(.object(.target)), "Quotas.",
      example: ##"[{ market: "b2b", from: "2025-07-01", to: "2025-10-01", won: "400000" }]"##),
    ConfigurationKey(
      "sla", .object(.service), "Support targets by account tier.",
      example: #"{ tiers: { "1": "2h" }, hours: "elapsed" }"#),
    ConfigurationKey(
      "experiments", .list(.object(.experiment)),
      "Experiments to judge; otherwise all that the data name.",
      example: #"[{ name: "landing", variants: ["a", "b"], goal: "purchase" }]"#),
    ConfigurationKey(
      "bands", .list(.object(.band)), changesNumbers: false,
      "Ranges in which metrics are called healthy.",
      example: #"[{ metric: "b2c.session_conversion_rate", low: 0.018, high: 0.04 }]"#),
    ConfigurationKey(
      "checks", .list(.object(.check)), changesNumbers: false, "Rules of `salesfunnel check`.",
      example: #"[{ metric: "b2c.aov", better: "higher", tolerance: { relative: 0.05 } }]"#),
    ConfigurationKey(
      "audiences", .list(.object(.audience)), changesNumbers: false,
      "Reports of their own for one owner, region or segment, in `audiences/NAME` of the output.",
      example: #"[{ name: "emea", where: [{ field: "region", is: ["DE"] }], hide: ["owner"] }]"#),
    ConfigurationKey(
      "authority", .map(key: .eventType(isDefinition: false), value: .sourceName),
      "Which source is the record of a kind of fact.", example: #"{ purchase: "shop" }"#),
    ConfigurationKey(
      "privacy", .object(.privacy), default: "{}", "What reports and the store must not give away.",
      example: #"{ k: 5 }"#),
    ConfigurationKey(
      "costs", .list(.object(.costRow)), "Costs written here instead of in a file.",
      example: ##"[{ from: "2025-07-01", to: "2025-08-01", category: "people", amount: "9000" }]"##),
    ConfigurationKey(
      "ltv", .object(.lifetime), "How lifetime values are predicted.",
      example: #"{ horizon: "52w", discount: 0.1 }"#),
    ConfigurationKey(
      "engagement", .object(.engagement), "How touches make an account's engagement.",
      example: #"{ halfLife: "30d", weights: { demo: 3, webinar: 2 } }"#),
    ConfigurationKey(
      "opportunityRequiresBant", .integer(1...4),
      "Answered BANT questions that make a deal an opportunity.", example: "2"),
    ConfigurationKey(
      "approvalStages", .list(.text), "Pipeline stages that are reviews.",
      example: #"["Security review", "Legal"]"#),
  ]

  static let window: [ConfigurationKey] = [
    ConfigurationKey("name", .text, required: true, "Name in reports.", example: #""before""#),
    ConfigurationKey(
      "from", .date, required: true, "First day.", example: #""2025-01-01""#),
    ConfigurationKey(
      "to", .date, required: true, "Day after the last one.", example: #""2025-04-01""#),
  ]

  static let costRow: [ConfigurationKey] = [
    ConfigurationKey("from", .date, required: true, "First day.", example: #""2025-07-01""#),
    ConfigurationKey(
      "to", .date, required: true, "Day after the last one; the amount is spread evenly.",
      example: #""2025-08-01""#),
    ConfigurationKey(
      "market", .choice(markets), "Who bears it; otherwise both.", example: #""b2c""#),
    ConfigurationKey(
      "category", .choice(["media", "people", "tools", "other"]), default: #""other""#,
      "Kind of cost.", example: #""people""#),
    ConfigurationKey("channel", .text, "Channel that it was spent on.", example: #""email""#),
    ConfigurationKey("campaign", .text, "Campaign.", example: #""spring""#),
    ConfigurationKey("amount", .decimal(anyAmount), required: true, "Money.", example: #""9000""#),
    ConfigurationKey(
      "currency", .currency, "Its currency; otherwise the report's.", example: #""EUR""#),
  ]

  static let privacy: [ConfigurationKey] = [
    ConfigurationKey(
      "k", .integer(2...1_000_000),
      "Numbers of fewer units are hidden, and others that would give them away.", example: "5"),
    ConfigurationKey(
      "hashKeyFile", .text, changesNumbers: false,
      "File with the key by which all ids are hashed before they are stored.", example: #""key""#),
  ]

  static let audience: [ConfigurationKey] = [
    ConfigurationKey(
      "name", .fileName, required: true, "Name of its folder.", example: #""emea""#),
    ConfigurationKey(
      "where", .list(.object(.fieldCondition), minimum: 1), required: true,
      "Which records it sees: an event without a value has that of its deal, order or visit.",
      example: #"[{ field: "region", is: ["DE", "FR"] }]"#),
    ConfigurationKey(
      "hide", .list(.field(isDefinition: false)),
      "Fields that it may not see, nor anything made of them.", example: #"["owner"]"#),
  ]

  static let engagement: [ConfigurationKey] = [
    ConfigurationKey(
      "halfLife", .duration, "Time in which a touch loses half its weight; otherwise 30 days.",
      example: #""30d""#),
    ConfigurationKey(
      "weights", .map(key: .text, value: .decimal(0...1000 * Micro.scale)),
      "What a touch of a kind is worth; kinds that are not listed count 1.",
      example: "{ demo: 3, webinar: 2 }"),
  ]

  static let lifetime: [ConfigurationKey] = [
    ConfigurationKey(
      "calibrateTo", .date, "Last day of the orders that fit the model; otherwise all.",
      example: #""2025-07-01""#),
    ConfigurationKey(
      "horizon", .duration, "Time over which orders are expected; otherwise 730d.",
      example: #""52w""#),
    ConfigurationKey(
      "discount", .decimal(fraction), default: "0", "Discount rate per year.", example: "0.1"),
  ]
}
