import FunnelModel

extension SourceProfile {
  /// Google Analytics 4's BigQuery export as JSON lines (formats.md §8.1): one event per line.
  package static let ga4BigQuery = SourceProfile(
    id: "ga4.bigquery", title: "Google Analytics 4 BigQuery export (JSON lines)", kind: .web,
    layout: SourceLayout(format: .json),
    required: [["event_name"], ["event_params"], ["user_pseudo_id"]],
    market: .b2c,
    mapping: RowMapping(columns: ga4Columns, events: ga4Events),
    moneyPolicy:
      "GA4: a purchase's amount is purchase_revenue in the event's currency, else "
      + "purchase_revenue_in_usd; both are what the site sent, usually with tax and shipping.")

  /// One parameter, whatever member its value stands in: the type differs between rows.
  private static func parameter(_ key: String) -> String {
    "event_params[key=\(key)].value.*"
  }

  private static let ga4Columns: [String: ValueSource] = [
    // Daily tables hold exact duplicates; these parts tell every real event apart.
    "event_id": ValueSource(
      parts: [
        ValueSource(columns: ["user_pseudo_id"], constant: "-"), .column("event_timestamp"),
        .column("event_name"),
        ValueSource(columns: ["event_bundle_sequence_id"], constant: "-"),
        ValueSource(columns: ["batch_event_index"], constant: "-"),
      ], separator: "/"),
    "customer_id": .column("user_id"),
    "person_id": .column("user_pseudo_id"),
    "session_id": ValueSource(
      parts: [.column("user_pseudo_id"), .column(parameter("ga_session_id"))],
      separator: "."),
    "channel": .column(
      "session_traffic_source_last_click.cross_channel_campaign.default_channel_group",
      "collected_traffic_source.manual_medium", "traffic_source.medium", missing: ["(not set)"]),
    "campaign": .column(
      "session_traffic_source_last_click.manual_campaign.campaign_name",
      "collected_traffic_source.manual_campaign_name", "traffic_source.name",
      missing: ["(not set)"]),
    "content": .column("collected_traffic_source.manual_content", missing: ["(not set)"]),
    "device": .column("device.category"),
    "region": .column("geo.country", missing: ["(not set)"]),
    "product": .column("items[0].item_id", missing: ["(not set)"]),
  ]

  private static let orderID = ValueSource(
    columns: ["ecommerce.transaction_id", parameter("transaction_id")],
    replacements: ["(not set)": ""], rules: [.dropPrefix("#")])

  /// Rows without any id (consent denied) cannot belong to a buyer: they make no event.
  private static let identified = RowCondition(
    columns: ["user_id", "user_pseudo_id", "ecommerce.transaction_id"],
    accepted: ["", "(not set)"], negated: true)

  private static func rule(
    _ type: String, from names: [String], where conditions: [RowCondition] = [],
    fields: [String: ValueSource] = [:]
  ) -> EventRule {
    EventRule(
      type: .constant(type), time: ValueSource(columns: ["event_timestamp"], format: "epoch_us"),
      conditions: [RowCondition(columns: ["event_name"], accepted: names), identified]
        + conditions,
      fields: fields)
  }

  private static let ga4Events: [EventRule] = [
    rule("session_start", from: ["session_start", "first_visit", "page_view"]),
    rule("view_item", from: ["view_item"]),
    rule("add_to_cart", from: ["add_to_cart"]),
    rule("view_cart", from: ["view_cart"]),
    rule("begin_checkout", from: ["begin_checkout"]),
    rule("add_shipping_info", from: ["add_shipping_info"]),
    rule("add_payment_info", from: ["add_payment_info"]),
    rule(
      "purchase", from: ["purchase"], where: [.filled("ecommerce.purchase_revenue")],
      fields: money("ecommerce.purchase_revenue", .column(parameter("currency")))),
    rule(
      "purchase", from: ["purchase"],
      where: [.column("ecommerce.purchase_revenue", is: [""])],
      fields: money("ecommerce.purchase_revenue_in_usd", .constant("USD"))),
    rule(
      "refund", from: ["refund"], where: [.filled("ecommerce.refund_value")],
      fields: money("ecommerce.refund_value", .column(parameter("currency")))),
    rule(
      "refund", from: ["refund"], where: [.column("ecommerce.refund_value", is: [""])],
      fields: money("ecommerce.refund_value_in_usd", .constant("USD"))),
    rule("sign_up", from: ["sign_up"]),
    rule("lead", from: ["generate_lead"]),
  ]

  private static func money(_ amount: String, _ currency: ValueSource) -> [String: ValueSource] {
    [
      "order_id": orderID, "amount": .column(amount), "currency": currency,
      "quantity": .column("ecommerce.total_item_quantity"),
      "coupon": .column(parameter("coupon"), missing: ["(not set)"]),
    ]
  }
}
