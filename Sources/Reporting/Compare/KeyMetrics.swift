import FunnelModel

/// The metrics that a report's first screen shows, most important first.
enum KeyMetrics {
  private static let consumer = [
    "b2c.session_conversion_rate", "b2c.aov", "b2c.repeat_rate_60d", "unit.cac", "unit.ltv_cac",
    "b2c.cart_payment_gap", "b2c.revenue_net", "b2c.orders", "b2c.new_customers",
    "b2c.cart_abandonment_rate", "b2c.refund_rate", "b2c.sessions", "unit.roas", "unit.ctr",
    "unit.cac_payback_months", "revenue.nrr", "support.sla_attainment",
  ]
  private static let business = [
    "b2b.opportunity_to_win_rate", "b2b.win_rate", "b2b.sales_cycle_days_mean",
    "b2b.sales_cycle_days_median", "unit.ltv_cac", "unit.cac", "b2b.lead_to_opportunity_rate",
    "b2b.mql_to_sql_rate", "b2b.won_amount", "b2b.acv", "b2b.deal_size", "b2b.pipeline_coverage",
    "b2b.pipeline_velocity", "b2b.won", "b2b.opportunities", "unit.cac_payback_months",
    "revenue.nrr", "revenue.grr", "support.sla_attainment",
  ]

  /// Ids for a market, or for a page that spans them.
  static func ordered(for market: Market?) -> [String] {
    switch market {
    case .b2c: consumer
    case .b2b: business
    case nil: consumer + business.filter { !consumer.contains($0) }
    }
  }
}
