/// Who else computes each metric: the tests that hold it against something that is not itself.
enum Witnesses {
  /// One witness: where it stands, and what it is.
  struct Witness: Hashable {
    /// Test target and file, without its ending.
    var file: String
    var what: String
  }

  private static let salesReference = Witness(
    file: "MetricsTests/SalesReferenceTests", what: "slow reference on random data")
  private static let salesExample = Witness(
    file: "MetricsTests/SalesMetricsTests", what: "hand-computed example")
  private static let pipelineExample = Witness(
    file: "MetricsTests/SalesPipelineTests", what: "hand-computed example")
  private static let accountExample = Witness(
    file: "MetricsTests/SalesAccountTests", what: "hand-computed example")
  private static let engagement = Witness(
    file: "MetricsTests/EngagementTests", what: "hand-computed example and slow reference")
  private static let bottleneck = Witness(
    file: "MetricsTests/BottleneckTests",
    what: "hand-computed example and identity on random data")
  private static let shop = Witness(
    file: "MetricsTests/ShopMetricsTests", what: "hand-computed example")
  private static let sampleData = Witness(
    file: "ProgramTests/SampleDataTests",
    what: "independent program over the raw exports of the sample companies")
  private static let customers = Witness(
    file: "MetricsTests/CustomerMetricsTests", what: "hand-computed example and slow reference")
  private static let realData = Witness(
    file: "ProgramTests/RealDataTests", what: "answers of other tools on real data")
  private static let recurring = Witness(
    file: "MetricsTests/RecurringMetricsTests", what: "hand-computed example and slow reference")
  private static let playbook = Witness(
    file: "MetricsTests/RecurringPlaybookTests", what: "published answers, month by month")
  private static let economics = Witness(
    file: "MetricsTests/EconomicsTests", what: "hand-computed example")
  private static let economicsReference = Witness(
    file: "MetricsTests/EconomicsReferenceTests", what: "slow reference on random data")
  private static let lifetime = Witness(
    file: "MetricsTests/LifetimeReferenceTests", what: "slow reference on random data")
  private static let prices = Witness(
    file: "MetricsTests/PriceLeverTests", what: "hand-computed example and slow reference")
  private static let afterPurchase = Witness(
    file: "MetricsTests/AfterPurchaseTests", what: "hand-computed example and slow reference")

  private static let support = Witness(
    file: "MetricsTests/SupportMetricsTests", what: "hand-computed example and slow reference")
  private static let experiments = Witness(
    file: "MetricsTests/ExperimentMetricsTests", what: "hand-computed example and slow reference")
  private static let published = Witness(
    file: "ProgramTests/SupportAndExperimentTests", what: "published answers, end to end")
  private static let business = Witness(
    file: "MetricsTests/BusinessMetricsTests", what: "hand-computed example and slow reference")

  /// Prefixes of metric ids with their witnesses; the longest prefix of an id speaks for it.
  private static let table: [(prefix: String, witnesses: [Witness])] = [
    ("b2b.", [salesReference, salesExample]),
    ("b2b.account_engagement", [engagement]),
    ("b2b.cycle_stage_days", [bottleneck]),
    ("change.", [bottleneck]),
    ("b2b.orders", [accountExample]),
    ("b2b.reorder_interval", [accountExample]),
    ("b2b.pilot", [salesReference, accountExample]),
    ("b2b.pipeline_coverage", [pipelineExample]),
    ("b2b.weighted_pipeline", [salesReference, pipelineExample]),
    ("b2b.stage_dwell", [salesReference, pipelineExample]),
    ("b2b.approval", [salesReference, pipelineExample]),
    ("b2b.forecast_error", [salesReference, pipelineExample]),
    ("b2b.sales_cycle", [salesReference, realData]),
    ("b2b.win_rate", [salesReference, realData]),
    ("b2b.mql_to_win_rate", [salesReference, realData]),
    ("b2c.", [shop, sampleData]),
    ("b2c.repeat", [customers, realData]),
    ("b2c.days_to_second_order", [customers]),
    ("b2c.new_customers", [customers, sampleData]),
    ("b2c.returning_customers", [customers, sampleData]),
    ("b2c.aov", [shop, realData]),
    ("revenue.", [recurring, playbook]),
    ("support.", [support, sampleData]),
    ("experiment.", [experiments, published]),
    ("business.", [business, sampleData]),
    ("b2c.aov_with", [prices]),
    ("b2c.conversion_with", [prices]),
    ("b2c.review_rate", [afterPurchase]),
    ("b2c.referral_rate", [afterPurchase]),
    ("b2c.subscription_conversion_rate", [afterPurchase]),
    ("b2b.discount_", [prices]),
    ("b2b.terms_", [prices]),
    ("unit.", [economics, economicsReference, sampleData]),
    ("unit.bgnbd", [lifetime, realData]),
    ("unit.gammagamma", [lifetime, realData]),
    ("unit.ltv_predicted", [lifetime, realData]),
  ]

  private static func random(_ file: String) -> Witness {
    Witness(file: "MetricsTests/" + file, what: "slow reference on random data")
  }
  private static func example(_ file: String) -> Witness {
    Witness(file: "MetricsTests/" + file, what: "hand-computed example")
  }

  /// The witnesses of the tables that are results of their own, by id.
  static let tables: [String: [Witness]] = [
    "anomalies": [random("AnomalyReferenceTests"), example("AnomalyTests")],
    "attribution": [random("AttributionReferenceTests"), example("AttributionTests")],
    "attribution_top": [random("AttributionReferenceTests")],
    "business": [random("BusinessTableTests"), example("BusinessMetricsTests")],
    "changes": [random("ChangeReferenceTests"), example("ChangeTests"), bottleneck],
    "cohorts": [random("CohortReferenceTests"), example("CustomerMetricsTests"), realData],
    "deciders": [random("SalesTableTests"), example("SalesPipelineTests")],
    "forecast": [random("SalesTableTests"), example("SalesPipelineTests")],
    "funnel_<name>": [random("FunnelTableTests"), random("FunnelTests")],
    "funnel_handover": [random("BusinessTableTests"), example("BusinessMetricsTests")],
    "funnel_leak": [random("SalesTableTests"), example("SalesAccountTests")],
    "loss_reasons": [random("SalesTableTests"), example("SalesPipelineTests")],
    "restatements": [random("RestatementReferenceTests"), example("RestatementTests")],
    "rfm": [random("RecencyFrequencyTests")],
    "rfm_cuts": [random("RecencyFrequencyTests")],
    "rfm_segments": [random("RecencyFrequencyTests")],
    "stages": [random("SalesTableTests"), example("SalesPipelineTests")],
  ]

  /// The witnesses of a metric; empty where nobody vouches for it.
  static func of(_ metric: String) -> [Witness] {
    table.filter { metric.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }?
      .witnesses ?? []
  }
}
