package import FunnelModel

extension CustomerMetrics {
  package static var definitions: [MetricDefinition] {
    [newCustomers, returningCustomers, repeatPurchaseRate, daysToSecondOrder] + repeatRates
      + secondOrderShares
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String = "buyers by their first order",
    periodOf: String = "first order", maturity: String = "", interval: String = ""
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2c." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: periodOf, maturity: maturity, interval: interval,
      source: "metrics.md, B2C", eventTypes: ["purchase"],
      fields: ["order_id", "customer_id", "time"])
  }

  static let newCustomers = define(
    "new_customers", "New customers", "buyers whose first order ever is in the period", .count,
    .higher)

  static let returningCustomers = define(
    "returning_customers", "Returning customers",
    "buyers with an order in the period whose first order is before the period", .count, .higher,
    population: "buyers with an order in the period", periodOf: "order")

  static let repeatPurchaseRate = define(
    "repeat_purchase_rate", "Repeat purchase rate",
    "buyers with at least two orders up to as_of ÷ buyers with at least one", .ratio, .higher,
    interval: "Wilson 95 %")

  static let repeatRates = horizons.map { days in
    define(
      "repeat_rate_\(days)d", "Repeat rate within \(days) days",
      "mature buyers with a second order within \(days) × 24 h of the first ÷ mature buyers",
      .ratio, .higher, maturity: "first order + \(days) × 24 h ≤ as_of", interval: "Wilson 95 %")
  }

  static let daysToSecondOrder = define(
    "days_to_second_order_median", "Days to the second order, median",
    "Kaplan–Meier median of second − first order in days of 24 h; buyers without a second order "
      + "censored at as_of", .days, .lower, interval: "Brookmeyer–Crowley 95 %, log-log")

  static let secondOrderShares = horizons.map { days in
    define(
      "days_to_second_order_share_\(days)d", "Share with a second order after \(days) days",
      "1 − Kaplan–Meier survival of the first order at \(days) × 24 h; buyers without a second "
        + "order censored at as_of", .ratio, .higher, interval: "log-log Greenwood 95 %")
  }
}
