package import FunnelModel

extension SupportMetrics {
  package static var definitions: [MetricDefinition] {
    [ticketCount] + firstResponse + resolution + [attainment, openTickets, atRisk, overdue]
      + repeatRates + renewalRates
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String, periodOf: String = "opening",
    maturity: String = "", interval: String = "", types: [String], fields: [String]
  ) -> MetricDefinition {
    MetricDefinition(
      id: "support." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: periodOf, maturity: maturity, interval: interval,
      source: "metrics.md, Support", eventTypes: types, fields: fields)
  }

  private static let allTypes = ["ticket_opened", "ticket_first_response", "ticket_resolved"]

  static let ticketCount = define(
    "tickets", "Tickets", "distinct tickets opened", .count, .neutral, population: "tickets",
    types: ["ticket_opened"], fields: ["ticket_id", "time"])

  private static func hours(
    _ id: String, _ title: String, _ formula: String, population: String, type: String
  ) -> [MetricDefinition] {
    [("median", "order statistics 95 %"), ("p90", "")].map { suffix, interval in
      define(
        "\(id)_hours_\(suffix)", "\(title), \(suffix)",
        "\(suffix) of (\(formula)) ÷ 1 h, elapsed time", .hours, .lower, population: population,
        interval: interval, types: ["ticket_opened", type], fields: ["ticket_id", "time"])
    }
  }

  static let firstResponse = hours(
    "first_response", "Hours to the first response", "first response − opening",
    population: "answered tickets", type: "ticket_first_response")
  static let resolution = hours(
    "resolution", "Hours to the resolution", "last resolution, not opened again − opening",
    population: "resolved tickets", type: "ticket_resolved")

  static let attainment = define(
    "sla_attainment", "First response within the target",
    "tickets whose first response came within the target of their tier ÷ tickets answered, or "
      + "unanswered beyond it",
    .ratio, .higher, population: "tickets of a tier with a target",
    maturity: "an unanswered ticket counts once its target has passed", interval: "Wilson 95 %",
    types: allTypes, fields: ["ticket_id", "tier", "time"])

  private static func standing(
    _ id: String, _ title: String, _ formula: String
  ) -> MetricDefinition {
    define(
      id, title, formula, .count, .lower, population: "tickets", periodOf: "as_of",
      types: allTypes, fields: ["ticket_id", "tier", "time"])
  }

  static let openTickets = standing(
    "open_tickets", "Open tickets", "tickets not resolved at as_of")
  static let atRisk = standing(
    "tickets_at_risk", "Tickets at risk",
    "open tickets without a response that have used at least the configured share (3/4) of their "
      + "target at as_of, and not all of it")
  static let overdue = standing(
    "tickets_overdue", "Tickets overdue",
    "open tickets without a response whose target has passed at as_of")

  private static func loyalty(
    _ id: String, _ title: String, _ formula: String, population: String, types: [String]
  ) -> [MetricDefinition] {
    [
      ("with_breach", "with a breach", "a ticket that missed its target"),
      ("without_breach", "without a breach", "tickets, none of which missed its target"),
    ].map { suffix, words, condition in
      define(
        "\(id)_\(suffix)", "\(title) of buyers \(words)",
        "\(formula); of buyers with \(condition)", .ratio, .higher,
        population: "\(population); with \(condition)",
        periodOf: "opening of the first breached ticket, else of the first ticket",
        interval: "Wilson 95 %", types: allTypes + types,
        fields: ["ticket_id", "tier", "time", "order_id", "amount"])
    }
  }

  /// With a breach first.
  static let repeatRates = loyalty(
    "repeat_rate", "Repeat rate",
    "buyers with an order after the opening of that ticket ÷ buyers with one before it",
    population: "buyers with an order before the ticket", types: ["purchase"])
  /// With a breach first.
  static let renewalRates = loyalty(
    "renewal_rate", "Renewal rate",
    "buyers with recurring revenue at as_of ÷ buyers with some when that ticket was opened",
    population: "buyers with recurring revenue at the ticket", types: ["mrr"])
}
