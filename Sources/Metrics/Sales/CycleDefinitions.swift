package import FunnelModel

extension CycleMetrics {
  package static var definitions: [MetricDefinition] { Start.allCases.flatMap(\.definitions) }
}

extension CycleMetrics.Start {
  /// Mean, median and 90th percentile of the cycle that begins here.
  var definitions: [MetricDefinition] {
    let (id, title, from, type) =
      switch self {
      case .opportunity: ("sales_cycle_days", "Sales cycle", "opening", "opportunity")
      case .lead: ("lead_cycle_days", "Lead cycle", "lead", "lead")
      case .mql: ("mql_cycle_days", "MQL cycle", "MQL", "mql")
      case .firstTouch:
        ("first_touch_cycle_days", "First-touch cycle", "the account's first touch", "touch")
      }
    return [
      ("mean", "mean", "t 95 %"), ("median", "median", "order statistics 95 %"),
      ("p90", "90th percentile (type 7)", ""),
    ].map { suffix, statistic, interval in
      MetricDefinition(
        id: "b2b.\(id)_\(suffix)", title: "\(title), \(suffix)",
        formula: "\(statistic) of (won − \(from)) ÷ 24 h", unit: .days, direction: .lower,
        population: "won deals with both times", periodOf: "close", interval: interval,
        source: "metrics.md, B2B; Hyndman and Fan 1996", eventTypes: [type, "won"],
        fields: ["deal_id", "person_id", "account_id", "time"])
    }
  }
}
