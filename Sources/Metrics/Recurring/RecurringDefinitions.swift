package import FunnelModel

extension RecurringMetrics {
  package static var definitions: [MetricDefinition] {
    [
      opening, new, expansion, contraction, churn, reactivation, closing, nrr, grr, nrr12, grr12,
      logoChurn, arpa, activeAccounts,
    ]
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, interval: String = ""
  ) -> MetricDefinition {
    MetricDefinition(
      id: "revenue." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: "buyers with recurring revenue, their subscriptions summed",
      periodOf: "the months that begin in the period, balances at their ends",
      interval: interval, source: "metrics.md, Recurring revenue", eventTypes: ["mrr"],
      fields: ["subscription_id", "account_id", "customer_id", "amount", "time"])
  }

  static let opening = define(
    "opening_mrr", "Opening MRR", "Σ MRR at the end of the month before the period", .money,
    .higher)
  static let new = define(
    "new_mrr", "New MRR", "Σ closing MRR of months in which a buyer pays for the first time",
    .money, .higher)
  static let expansion = define(
    "expansion_mrr", "Expansion MRR", "Σ rises of buyers who paid at both ends of a month",
    .money, .higher)
  static let contraction = define(
    "contraction_mrr", "Contraction MRR",
    "Σ falls (negative) of buyers who paid at both ends of a month", .money, .higher)
  static let churn = define(
    "churn_mrr", "Churned MRR",
    "−Σ opening MRR of buyers who no longer pay at the end of a month", .money, .higher)
  static let reactivation = define(
    "reactivation_mrr", "Reactivation MRR",
    "Σ closing MRR of buyers who paid in an earlier month and not at the end of the last", .money,
    .higher)
  static let closing = define(
    "closing_mrr", "Closing MRR", "Σ MRR at the end of the period or at as_of", .money, .higher)
  static let nrr = define(
    "nrr", "Net revenue retention",
    "Σ closing MRR of buyers with opening MRR ÷ Σ opening MRR", .ratio, .higher)
  static let grr = define(
    "grr", "Gross revenue retention",
    "Σ min(closing, opening MRR) of buyers with opening MRR ÷ Σ opening MRR", .ratio, .higher)
  static let nrr12 = define(
    "nrr_12m", "Net revenue retention, twelve months",
    "nrr over the twelve months to the period's end", .ratio, .higher)
  static let grr12 = define(
    "grr_12m", "Gross revenue retention, twelve months",
    "grr over the twelve months to the period's end", .ratio, .higher)
  static let logoChurn = define(
    "logo_churn_rate", "Logo churn per month",
    "Σ buyers lost in a month ÷ Σ buyers who paid at its start", .ratio, .lower,
    interval: "Wilson 95 %")
  static let arpa = define(
    "arpa", "Revenue per account and month", "Σ closing MRR ÷ Σ paying buyers, over months",
    .money, .higher)
  static let activeAccounts = define(
    "active_accounts", "Paying accounts", "buyers with MRR at the end of the period", .count,
    .higher)
}
