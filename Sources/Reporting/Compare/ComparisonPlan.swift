import FunnelModel

/// Which two periods a page compares, and at which grain it draws a trend.
struct ComparisonPlan: Sendable {
  let grain: Grain
  /// The period that the page is about; empty for `all`.
  let period: String
  /// What it is compared with; nil where the data hold one period only.
  let base: String?
  let trend: Grain

  /// Configured windows win (the last against the first); else the last complete week against the
  /// one before for consumers, the last complete quarter for businesses; a coarser or finer grain
  /// where the data do not hold two such periods; else everything at once.
  init(_ report: Report, market: Market?) {
    let rows = report.metrics.lazy.filter {
      $0.dimension.isEmpty && (market == nil || $0.market == market)
    }
    let preferred: [Grain] =
      market == .b2b ? [.quarter, .month, .week] : [.week, .month, .quarter]
    let grains = Set(rows.map(\.grain))
    let trends: [Grain] = market == .b2b ? [.month, .quarter, .week] : [.week, .month, .day]
    trend = trends.first { grains.contains($0) } ?? .all

    let windows = report.heading.windows
    if windows.count >= 2, grains.contains(.window), let first = windows.first,
      let last = windows.last
    {
      (grain, period, base) = (.window, last.name, first.name)
      return
    }
    for grain in preferred where grains.contains(grain) {
      let complete = Self.completePeriods(rows.filter { $0.grain == grain })
      if complete.count >= 2 {
        self.grain = grain
        (period, base) = (complete[complete.count - 1], complete[complete.count - 2])
        return
      }
    }
    (grain, period, base) = (.all, "", nil)
  }

  /// Periods, in order, in which no number is marked as not over or not fully delivered.
  private static func completePeriods(_ rows: some Sequence<MetricRow>) -> [String] {
    let open = Set(rows.lazy.filter { $0.status == .partial }.map(\.period))
    return Set(rows.map(\.period)).subtracting(open).sorted()
  }
}
