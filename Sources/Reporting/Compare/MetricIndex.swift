import FunnelModel

/// The totals of a report by key, so that a renderer asks for a number instead of searching.
struct MetricIndex: Sendable {
  private let totals: [MetricKey: MetricRow]
  private let series: [Series: [MetricRow]]
  private let definitions: [String: MetricDefinition]

  private struct Series: Hashable {
    let metric: String
    let market: Market?
    let grain: Grain
  }

  init(_ report: Report) {
    var totals: [MetricKey: MetricRow] = [:]
    var series: [Series: [MetricRow]] = [:]
    for row in report.metrics where row.dimension.isEmpty && row.dimension2.isEmpty {
      totals[MetricKey(row)] = row
      series[Series(metric: row.metric, market: row.market, grain: row.grain), default: []]
        .append(row)
    }
    self.totals = totals
    self.series = series.mapValues { $0.sorted { $0.period < $1.period } }
    definitions = Dictionary(report.definitions.map { ($0.id, $0) }) { first, _ in first }
  }

  /// The total for a period, or nil.
  func total(_ metric: String, _ market: Market?, _ grain: Grain, _ period: String) -> MetricRow? {
    totals[MetricKey(metric: metric, market: market, grain: grain, period: period)]
  }

  /// The totals of one grain in the order of time.
  func series(_ metric: String, _ market: Market?, _ grain: Grain) -> [MetricRow] {
    series[Series(metric: metric, market: market, grain: grain)] ?? []
  }

  /// The catalogue entry, or nil.
  func definition(_ metric: String) -> MetricDefinition? { definitions[metric] }

  /// The metric's name for people; its id where the catalogue does not know it.
  func title(_ metric: String) -> String { definitions[metric]?.title ?? metric }
}
