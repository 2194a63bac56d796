import FunnelModel

/// The totals of a report by key, so that a renderer asks for a number instead of searching.
struct MetricIndex: Sendable {
  private let metrics: [MetricRow]
  /// Places of the totals in `metrics`, in the order of time.
  private let series: [Series: [Int]]
  private let definitions: [String: MetricDefinition]

  private struct Series: Hashable {
    let metric: String
    let market: Market?
    let grain: Grain
  }

  init(_ report: Report) {
    let metrics = report.metrics
    var series: [Series: [Int]] = [:]
    // Rows of one series are neighbours, so few of them need to look for theirs.
    var current: Series?
    var places: [Int] = []
    for (place, row) in metrics.enumerated()
    where row.dimension.isEmpty && row.dimension2.isEmpty {
      let own = Series(metric: row.metric, market: row.market, grain: row.grain)
      if own != current {
        if let current { series[current, default: []] += places }
        current = own
        places.removeAll(keepingCapacity: true)
      }
      places.append(place)
    }
    if let current { series[current, default: []] += places }
    self.metrics = metrics
    self.series = series.mapValues { places in
      places.sorted {
        (metrics[$0].period, $0) < (metrics[$1].period, $1)
      }
    }
    definitions = Dictionary(report.definitions.map { ($0.id, $0) }) { first, _ in first }
  }

  /// The total for a period, or nil.
  func total(_ metric: String, _ market: Market?, _ grain: Grain, _ period: String) -> MetricRow? {
    series[Series(metric: metric, market: market, grain: grain)]?
      .last { metrics[$0].period == period }.map { metrics[$0] }
  }

  /// The totals of one grain in the order of time.
  func series(_ metric: String, _ market: Market?, _ grain: Grain) -> [MetricRow] {
    (series[Series(metric: metric, market: market, grain: grain)] ?? []).map { metrics[$0] }
  }

  /// The catalogue entry, or nil.
  func definition(_ metric: String) -> MetricDefinition? { definitions[metric] }

  /// The metric's name for people; its id where the catalogue does not know it.
  func title(_ metric: String) -> String { definitions[metric]?.title ?? metric }
}
