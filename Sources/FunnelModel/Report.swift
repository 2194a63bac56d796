/// Everything that the report files say: a function of the events, the configuration and `as_of`.
package struct Report: Sendable {
  /// What the numbers were computed from and under which rules.
  package struct Heading: Sendable {
    /// Program version.
    package var version: String
    /// Digest of the settings that change numbers, 16 hexadecimal digits.
    package var configurationDigest: String
    package var asOf: Instant
    /// IANA name of the reporting zone, and its data for printing local times.
    package var zone: ZoneTable
    /// ISO 4217; empty where the data hold no money.
    package var currency: String
    package var windows: [WindowDefinition]
    package var dimensions: [String]
    /// Markets with data, in order.
    package var markets: [Market]

    /// A heading; see the properties.
    package init(
      version: String, configurationDigest: String, asOf: Instant, zone: ZoneTable,
      currency: String, windows: [WindowDefinition], dimensions: [String], markets: [Market]
    ) {
      self.version = version
      self.configurationDigest = configurationDigest
      self.asOf = asOf
      self.zone = zone
      self.currency = currency
      self.windows = windows
      self.dimensions = dimensions
      self.markets = markets
    }
  }

  package var heading: Heading
  /// The catalogue entries of the metrics in `metrics`.
  package var definitions: [MetricDefinition]
  /// Sorted by metric, market, grain, period, dimension, segment (`Report.sortMetrics`).
  package var metrics: [MetricRow]
  /// One per question: `funnel_<name>`, `cohorts`, `channels`, `stages`, …
  package var tables: [ReportTable]
  /// Reference bands in force, by metric.
  package var bands: [BandDefinition]
  /// Sentences about rules that shaped the numbers (source of record, tax policy, cost split …).
  package var policies: [String]
  /// Violated identities; not empty = the run failed.
  package var violations: [Violation]

  /// A report without numbers.
  package init(heading: Heading) {
    self.heading = heading
    definitions = []
    metrics = []
    tables = []
    bands = []
    policies = []
    violations = []
  }

  /// Puts the numbers into their one order.
  package mutating func sortMetrics() {
    let keys = MetricSortKey.keys(of: metrics)
    let order = keys.indices.sorted { a, b in
      keys[a] < keys[b] || (!(keys[b] < keys[a]) && a < b)
    }
    metrics = order.map { metrics[$0] }
  }

  /// The table with an id, or nil.
  package func table(_ id: String) -> ReportTable? { tables.first { $0.id == id } }
}
