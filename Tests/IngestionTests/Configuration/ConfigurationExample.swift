/// The example configuration of the product's interface, with one setting of every kind.
enum ConfigurationExample {
  /// Settings that this version supports.
  static let supported = """
    {
      "$schema": "salesfunnel.schema.json",
      timezone: "Europe/Berlin", currency: "EUR", grossMargin: 0.62,
      warehouse: "warehouse.sqlite", output: "report",  // relative to this file
      dimensions: ["channel", "device", "plan"],
      incidents: [{ name: "outage", from: "2025-03-03", to: "2025-03-05" }],
      windows: [
        { name: "before", from: "2025-01-01", to: "2025-04-01" },
        { name: "after", from: "2025-07-01", to: "2025-10-01" },
      ],
      sources: [
        { name: "shop", files: "exports/orders_export*.csv", profile: "shopify.orders",
          market: "b2c", maxAge: "36h" },
        { name: "web", files: ["exports/ga4/*.ndjson.gz"], profile: "ga4.bigquery",
          mode: "append" },
        { name: "crm", files: "crm/deals-*.csv", timezone: "America/New_York",
          rows: { key: "Deal ID", where: [{ column: "Pipeline", is: ["Sales"] }] },
          columns: { deal_id: "Deal ID", account_id: "Company",
            amount: { column: "Amount", decimal: "," }, owner: "Owner",
            segment: { constant: "mid-market" } },
          events: [
            { type: "mql", time: { column: "MQL date", format: "dd.MM.yyyy" } },
            { type: "opportunity", time: "Created" },
            { type: "won", time: "Closed", where: [{ column: "Stage", is: ["Closed Won"] }] },
            { type: "lost", time: "Closed", where: [{ column: "Stage", is: ["Closed Lost"] }],
              reason: "Lost reason" }
          ] },
        { name: "leads", files: "crm/leads.csv",
          columns: { deal_id: "lead_id", channel: "origin" },
          events: [{ type: "mql", time: "first_contact" }],
          complete: [{ files: "crm/closed.csv", on: { lead_id: "lead_id" },
            events: [{ type: "won", time: "won_date" }] }] },
        { name: "ads", files: "ads/google*.csv", profile: "google_ads.report", market: "b2c" },
        { name: "people", files: "costs.csv",
          cost: { date: "month", amount: "amount", category: "category", market: "market" } }
      ],
      funnels: [
        { name: "checkout", scope: "session",
          steps: ["session_start", "view_item", "add_to_cart", "begin_checkout", "purchase"] },
        { name: "first_order", scope: "buyer", window: "7d", order: "ordered", entry: "latest",
          tie: "any",
          steps: ["session_start", { type: "view_item", where: [{ field: "product", is: ["p1"] }] },
            { type: "add_to_cart", optional: true }, "purchase"],
          exclude: ["refund"], matchOn: [] }
      ],
      targets: [{ market: "b2b", from: "2025-07-01", to: "2025-10-01", won: "400000" }],
      sla: { tiers: { "1": "2h", "2": "4h", "3": "24h" }, hours: "elapsed" },
      experiments: [{ name: "landing", variants: ["a", "b"], goal: "purchase", window: "7d" }],
      bands: [{ metric: "b2c.session_conversion_rate", low: 0.018, high: 0.04 }],
      checks: [{ metric: "b2c.session_conversion_rate", better: "higher",
        tolerance: { absolute: 0.002, relative: 0.05 }, minimumN: 1000, significance: 0.05 }],
      authority: { purchase: "shop" },
      costs: [{ from: "2025-07-01", to: "2025-08-01", category: "people", amount: "9000.50" }],
      ltv: { calibrateTo: "2025-07-01", horizon: "52w", discount: 0.1 },
      engagement: { halfLife: "14d", weights: { demo: 3, "trade fair": 0.5 } },
      audiences: [{ name: "emea", where: [{ field: "region", is: ["DE"] }], hide: ["owner"] }],
      privacy: { hashKeyFile: "key", k: 5 }, opportunityRequiresBant: 2, approvalStages: ["Legal"], cacLagMonths: 1, fiscalYearStart: 4,
    }
    """

  /// The rest of the interface's example: known, and refused by this version.
  static let refused = """
    {
      rates: "rates.csv",
      sources: [
        { name: "crm", files: "deals.csv", mode: "snapshot",
          snapshotTime: { fileName: "deals-{yyyy-MM-dd}.csv" } },
        { name: "orders", files: "orders.csv", mode: "upsert", rows: { version: "Updated" } },
      ],
      identity: [{ from: "anonymous_id", to: "customer_id" }]
    }
    """
}
