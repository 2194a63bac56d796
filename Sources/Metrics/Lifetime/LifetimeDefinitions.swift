package import FunnelModel

extension LifetimeMetrics {
  package static var definitions: [MetricDefinition] {
    [predicted, logLikelihood] + purchaseParameters + spendParameters
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String = "buyers with an order",
    periodOf: String = "as_of", source: String, fields: [String] = []
  ) -> MetricDefinition {
    MetricDefinition(
      id: "unit." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: periodOf, source: source,
      eventTypes: ["purchase", "refund"], fields: ["order_id", "customer_id", "time"] + fields)
  }

  private static let fader =
    "Fader, Hardie, Lee, Marketing Science 24 (2005) 275–284; metrics.md, Unit economics"
  private static let spend =
    "Fader, Hardie, The Gamma-Gamma Model of Monetary Value (2013); metrics.md, Unit economics"

  static let predicted = define(
    "ltv_predicted", "Predicted lifetime value",
    "mean over buyers of E[orders in the horizon after calibrateTo or as_of | x, t_x, T] (BG/NBD) "
      + "× E[value | x, mean] (Gamma-Gamma) × gross margin, each month's orders ÷ (1 + "
      + "discount)^years; x = distinct local days with orders − 1, t_x and T in days ÷ 7, mean = "
      + "net revenue of those days without the first ÷ x; orders already placed are not in it",
    .money, .higher, periodOf: "first order", source: fader, fields: ["amount"])

  static let logLikelihood = define(
    "bgnbd_log_likelihood", "BG/NBD log-likelihood",
    "Σ ln L(r, α, a, b | x, t_x, T) at the maximum, over buyers sorted by (x, t_x, T)", .number,
    .neutral, source: fader)

  private static let held =
    "; where the likelihood grows beyond a + b = 1000, a + b is held at 100"

  static let purchaseParameters = [
    ("r", "r: shape of the order rates"), ("alpha", "α: scale of the order rates in weeks"),
    ("a", "a: first shape of the chance to leave" + held),
    ("b", "b: second shape of the chance to leave" + held),
  ].map { name, meaning in
    define(
      "bgnbd_\(name)", "BG/NBD \(name)", "maximum likelihood estimate of \(meaning)", .number,
      .neutral, source: fader)
  }

  static let spendParameters = [
    ("p", "p: shape of the value of a day's orders"),
    ("q", "q: shape of its rate over buyers"), ("v", "v: scale of its rate over buyers in money"),
  ].map { name, meaning in
    define(
      "gammagamma_\(name)", "Gamma-Gamma \(name)",
      "maximum likelihood estimate of \(meaning), over buyers with x ≥ 1 and a mean above 0",
      .number, .neutral, population: "buyers with orders on two days", source: spend,
      fields: ["amount"])
  }
}
