package import FunnelModel

extension UnitMetrics {
  package static var definitions: [MetricDefinition] {
    [cost, impressions, clicks, cac, ltv, ltvCac, payback, ctr, cpc, cpa, roas] + ltvObserved
      + ltvCacObserved
  }

  private static let customers = ["purchase", "won", "mrr"]

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String = "cost rows",
    periodOf: String = "day of the cost", maturity: String = "", interval: String = "",
    types: [String] = [], fields: [String] = ["amount"]
  ) -> MetricDefinition {
    MetricDefinition(
      id: "unit." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: periodOf, maturity: maturity, interval: interval,
      source: "metrics.md, Unit economics", eventTypes: types, fields: fields)
  }

  static let cost = define(
    "cost", "Cost", "Σ media + people + tools + other; by segment the rows that name it", .money,
    .lower)
  static let impressions = define(
    "impressions", "Impressions", "Σ impressions of cost rows", .count, .neutral, fields: [])
  static let clicks = define(
    "clicks", "Clicks", "Σ clicks of cost rows", .count, .neutral, fields: [])
  static let ctr = define(
    "ctr", "Click-through rate", "clicks ÷ impressions", .ratio, .higher,
    interval: "Wilson 95 %", fields: [])
  static let cpc = define(
    "cpc", "Cost per click", "cost of rows that state clicks ÷ clicks", .money, .lower)
  static let cpa = define(
    "cpa", "Cost per acquisition", "media cost ÷ orders, or won deals where there are any",
    .money, .lower, types: ["purchase", "won"], fields: ["amount", "order_id", "deal_id"])
  static let roas = define(
    "roas", "Return on advertising spend",
    "net revenue of orders by their own segment ÷ media cost", .number, .higher,
    periodOf: "order, day of the cost", types: ["purchase", "refund"])
  static let cac = define(
    "cac", "Customer acquisition cost",
    "media + people + tools + other of the period (lag setting) ÷ new customers; by segment its "
      + "own cost plus a share of the cost without one by new customers", .money, .lower,
    population: "buyers by their first purchase, won or mrr > 0",
    periodOf: "first purchase, won or mrr > 0", types: customers)
  static let ltv = define(
    "ltv", "Lifetime value",
    "ARPA × gross margin ÷ monthly logo churn over the period's months; in a market without mrr "
      + "unit.ltv_predicted",
    .money, .higher, population: "buyers with recurring revenue, else buyers by first order",
    periodOf: "month, else first order", types: ["mrr", "purchase"])
  static let ltvCac = define(
    "ltv_cac", "Lifetime value to acquisition cost", "unit.ltv ÷ unit.cac", .number, .higher,
    population: "new customers", periodOf: "month; first purchase, won or mrr > 0",
    types: customers)
  static let payback = define(
    "cac_payback_months", "Payback of acquisition cost",
    "first month since acquisition in which cumulative revenue × gross margin per customer ≥ cac",
    .months, .lower, population: "new customers", periodOf: "first purchase, won or mrr > 0",
    types: customers)
  static let ltvObserved = UnitState.horizons.map { months in
    define(
      "ltv_observed_\(months)m", "Observed lifetime value, \(months) months",
      "(orders − refunds + MRR at months' ends) × gross margin within \(months) calendar months "
        + "÷ mature new customers", .money, .higher, population: "mature new customers",
      periodOf: "first purchase, won or mrr > 0",
      maturity: "first + \(months) calendar months ≤ as_of",
      types: customers + ["refund"])
  }
  static let ltvCacObserved = UnitState.horizons.map { months in
    define(
      "ltv_cac_observed_\(months)m", "Observed lifetime value to cost, \(months) months",
      "unit.ltv_observed_\(months)m ÷ unit.cac", .number, .higher,
      population: "mature new customers", periodOf: "first purchase, won or mrr > 0",
      maturity: "first + \(months) calendar months ≤ as_of", types: customers + ["refund"])
  }
}
