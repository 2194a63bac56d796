import FunnelModel

extension SourceProfile {
  /// Shopify's orders export (formats.md §1.1): one row per line item, order cells on the first.
  package static let shopifyOrders = SourceProfile(
    id: "shopify.orders", title: "Shopify orders export", kind: .shop,
    layout: SourceLayout(format: .csv),
    required: [["Financial Status"], ["Lineitem quantity"], ["Created at"], ["Name"]],
    market: .b2c, mapping: shopifyMapping,
    moneyPolicy:
      "Shopify: an order's amount is its Subtotal (after discounts, without shipping; tax as the "
      + "store's prices include it); refunds are Refunded Amount, which has no date of its own.")

  /// Paid where it was paid, else created: orders on terms are paid later than they are placed.
  private static let orderTime = ValueSource.column("Paid at", "Created at")

  private static let shopifyMapping = RowMapping(
    columns: [
      "order_id": ValueSource(columns: ["Name"], rules: [.dropPrefix("#")]),
      "customer_id": ValueSource(columns: ["Email"], rules: [.lowercase]),
      "currency": .column("Currency"),
      "channel": .column("Source"),
      "region": .column("Shipping Country", "Billing Country"),
      "payment_terms": .column("Payment Terms Name", "Payment terms"),
      "product": .column("Lineitem name"),
    ],
    events: [
      EventRule(
        type: .constant("purchase"), time: orderTime,
        conditions: [
          .column(
            "Financial Status",
            is: ["paid", "partially_paid", "partially_refunded", "refunded"])
        ],
        fields: [
          "amount": .column("Subtotal"), "discount": .column("Discount Amount"),
          "coupon": .column("Discount Code"), "quantity": .column("Lineitem quantity"),
        ]),
      EventRule(
        type: .constant("order_cancelled"), time: .column("Cancelled at", "Canceled at"),
        conditions: [RowCondition(columns: ["Refunded Amount"], negated: true, test: .isNonZero)]),
      EventRule(
        type: .constant("refund"), time: orderTime,
        conditions: [RowCondition(columns: ["Refunded Amount"], test: .isNonZero)],
        fields: ["amount": .column("Refunded Amount")], isUndated: true),
    ],
    group: RowGroup(key: ["Name"], sums: ["Lineitem quantity"]))
}
