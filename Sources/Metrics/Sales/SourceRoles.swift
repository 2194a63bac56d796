import FunnelModel

/// Which sources of a plan are a CRM's, and which are marketing's: told from what they deliver.
struct SourceRoles {
  /// By source index: delivers opportunities, stages, wins or losses.
  let isCRM: [Bool]
  /// By source index: delivers leads, MQLs or touches, and is no CRM.
  let isMarketing: [Bool]
  /// Whether there is at least one of each, so that one may know what the other does not.
  var areApart: Bool { isCRM.contains(true) && isMarketing.contains(true) }

  init(_ plan: MetricPlan) {
    func delivers(_ source: MetricPlan.Source, _ types: [String]) -> Bool {
      types.contains { (source.typeCounts[$0] ?? 0) > 0 }
    }
    isCRM = plan.sources.map { delivers($0, ["opportunity", "stage", "won", "lost"]) }
    isMarketing = zip(plan.sources, isCRM).map { source, isCRM in
      !isCRM && delivers(source, ["lead", "mql", "touch"])
    }
  }
}
