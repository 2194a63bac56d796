package import FunnelModel

extension OrderMetrics {
  package static var definitions: [MetricDefinition] {
    [
      orders, units, gross, discounts, refunds, net, aov, aovNet, unitsPerOrder, discountRate,
      refundRate,
    ]
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, interval: String = "", types: [String] = ["purchase"],
    fields: [String]
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2c." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: "orders of the source of record, cancelled ones left out",
      periodOf: "order (a refund belongs to its order's period)", interval: interval,
      source: "metrics.md, B2C", eventTypes: types, fields: fields)
  }

  static let orders = define(
    "orders", "Orders", "distinct orders", .count, .higher, fields: ["order_id", "time"])
  static let units = define(
    "units", "Units", "Σ units of the orders", .count, .higher, fields: ["order_id", "quantity"])
  static let gross = define(
    "revenue_gross", "Gross revenue", "Σ money at purchase after discount", .money, .higher,
    fields: ["order_id", "amount"])
  static let discounts = define(
    "discounts", "Discounts", "Σ money taken off the list price", .money, .neutral,
    fields: ["order_id", "discount"])
  static let refunds = define(
    "refunds", "Refunds", "Σ refunds of the period's orders", .money, .lower,
    types: ["purchase", "refund"], fields: ["order_id", "amount"])
  static let net = define(
    "revenue_net", "Net revenue", "gross revenue − refunds", .money, .higher,
    types: ["purchase", "refund"], fields: ["order_id", "amount"])
  static let aov = define(
    "aov", "Average order value", "gross revenue ÷ orders", .money, .higher,
    interval: "t 95 %", fields: ["order_id", "amount"])
  static let aovNet = define(
    "aov_net", "Average order value, net", "net revenue ÷ orders", .money, .higher,
    interval: "t 95 %", types: ["purchase", "refund"], fields: ["order_id", "amount"])
  static let unitsPerOrder = define(
    "units_per_order", "Units per order", "units ÷ orders", .number, .higher,
    fields: ["order_id", "quantity"])
  static let discountRate = define(
    "discount_rate", "Discount rate", "discounts ÷ (gross revenue + discounts)", .ratio, .neutral,
    fields: ["order_id", "amount", "discount"])
  static let refundRate = define(
    "refund_rate", "Refund rate", "orders with a refund ÷ orders", .ratio, .lower,
    interval: "Wilson 95 %", types: ["purchase", "refund"], fields: ["order_id"])
}
