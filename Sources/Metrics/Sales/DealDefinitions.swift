package import FunnelModel

/// A cohort rate: of units that reached one stage, those that reached another by as_of.
struct CohortRate {
  let first: DealMetrics.Stage
  let second: DealMetrics.Stage
  let definition: MetricDefinition

  private init(
    _ id: String, _ title: String, _ first: DealMetrics.Stage, _ second: DealMetrics.Stage
  ) {
    self.first = first
    self.second = second
    let names = ["lead", "mql", "sql", "opportunity", "won"]
    let population = "units that reached \(names[first.rawValue])"
    definition = MetricDefinition(
      id: "b2b." + id, title: title,
      formula: "\(population) and, by as_of, \(names[second.rawValue]) ÷ \(population)",
      unit: .ratio, direction: .higher, population: population,
      periodOf: "reaching \(names[first.rawValue])", interval: "Wilson 95 %",
      source: "metrics.md, B2B",
      eventTypes: Array(Set([names[first.rawValue], names[second.rawValue], "lost"])).sorted(),
      fields: ["deal_id", "person_id", "account_id", "time"])
  }

  /// The rates whose cohort is one of leads, MQLs or SQLs.
  static let ofLeads = [
    CohortRate("lead_to_mql_rate", "Lead to MQL", .lead, .mql),
    CohortRate("mql_to_sql_rate", "MQL to SQL", .mql, .sql),
    CohortRate("sql_to_opportunity_rate", "SQL to opportunity", .sql, .opportunity),
    CohortRate("lead_to_opportunity_rate", "Lead to opportunity", .lead, .opportunity),
    CohortRate("lead_to_win_rate", "Lead to win", .lead, .win),
    CohortRate("mql_to_win_rate", "MQL to win", .mql, .win),
  ]

  static let opportunityToWin = CohortRate(
    "opportunity_to_win_rate", "Opportunity to win", .opportunity, .win)
}

extension DealMetrics {
  package static var definitions: [MetricDefinition] {
    [
      leads, mqls, sqls, opportunities, won, lost, wonAmount, winRate, winRateAmount, dealSize,
      acv, openPipeline, CohortRate.opportunityToWin.definition,
    ] + CohortRate.ofLeads.map(\.definition)
  }

  private static let identifiers = ["deal_id", "person_id", "account_id", "time"]

  private static func stage(
    _ id: String, _ title: String, _ type: String, _ direction: MetricDirection = .higher
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2b." + id, title: title,
      formula: "deals, with the leads they grew from, that reached \(type)", unit: .count,
      direction: direction, population: "deals, and leads without a deal",
      periodOf: type == "won" || type == "lost" ? "close" : "reaching \(type)",
      source: "metrics.md, B2B", eventTypes: [type], fields: identifiers)
  }

  private static func closing(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit, _ population: String,
    interval: String = "", types: [String] = ["won", "lost"], fields: [String]
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2b." + id, title: title, formula: formula, unit: unit, direction: .higher,
      population: population, periodOf: "close", interval: interval, source: "metrics.md, B2B",
      eventTypes: types, fields: ["deal_id", "account_id", "time"] + fields)
  }

  static let leads = stage("leads", "Leads", "lead")
  static let mqls = stage("mqls", "Marketing-qualified leads", "mql")
  static let sqls = stage("sqls", "Sales-qualified leads", "sql")
  static let opportunities = stage("opportunities", "Opportunities", "opportunity")
  static let won = stage("won", "Deals won", "won")
  static let lost = stage("lost", "Deals lost", "lost", .lower)

  static let wonAmount = closing(
    "won_amount", "Won amount", "Σ amount of won deals", .money, "won deals", fields: ["amount"])
  static let winRate = closing(
    "win_rate", "Win rate", "won ÷ (won + lost)", .ratio, "closed deals", interval: "Wilson 95 %",
    fields: [])
  static let winRateAmount = closing(
    "win_rate_amount", "Win rate by amount",
    "won amount ÷ (won amount + lost amount); a missing amount adds nothing", .ratio,
    "closed deals", fields: ["amount"])
  static let dealSize = closing(
    "deal_size", "Deal size", "won amount ÷ won deals with an amount", .money,
    "won deals with an amount", interval: "t 95 %", fields: ["amount"])
  static let acv = closing(
    "acv", "Annual contract value",
    "mean of amount ÷ (term in months ÷ 12) over won deals that have both", .money,
    "won deals with amount and term", interval: "t 95 %", fields: ["amount", "term_months"])

  static let openPipeline = MetricDefinition(
    id: "b2b.open_pipeline", title: "Open pipeline", formula: "Σ amount of open deals",
    unit: .money, direction: .higher, population: "deals neither won nor lost", periodOf: "as_of",
    source: "metrics.md, B2B", eventTypes: ["opportunity", "stage", "won", "lost"],
    fields: ["deal_id", "account_id", "amount"])
}
