package import FunnelModel

/// Every metric that the program knows: the families, and the definitions they emit.
package enum MetricCatalogue {
  /// The families in the order in which a report is made.
  package static let families: [any MetricFamily.Type] = [
    SessionMetrics.self,
    OrderMetrics.self,
    FunnelMetrics.self,
    ShopQuality.self,
    PriceLevers.self,
    CustomerMetrics.self,
    AfterPurchase.self,
    RecencyFrequency.self,
    DealMetrics.self,
    DealLevers.self,
    CycleMetrics.self,
    PipelineMetrics.self,
    AccountEngagement.self,
    SalesFunnel.self,
    WholesaleMetrics.self,
    RecurringMetrics.self,
    LifetimeMetrics.self,
    UnitMetrics.self,
    AttributionMetrics.self,
  ]

  /// All definitions, sorted by id.
  package static let definitions: [MetricDefinition] =
    (families.flatMap { $0.definitions } + [ChangeReport.shortfall]).sorted { $0.id < $1.id }

  /// The definition with an id, or nil.
  package static func definition(_ id: String) -> MetricDefinition? {
    definitions.first { $0.id == id }
  }
}
