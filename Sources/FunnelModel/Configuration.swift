/// A run's settings as data: what `salesfunnel.json` says, with the defaults filled in
/// (interface.md, "Configuration").
package struct Configuration: Sendable {
  /// IANA name of the reporting zone.
  package var timezone = "UTC"
  /// Fixed as-of, `yyyy-MM-dd` or an instant, as written; nil = the latest event.
  package var asOf: String?
  /// Reporting currency; nil = the only currency in the data.
  package var currency: String?
  /// Month (1–12) in which the fiscal year starts.
  package var fiscalYearStart = 1
  /// Named spans for comparisons, in configuration order.
  package var windows: [WindowDefinition] = []
  /// Share of net revenue that is gross margin, in micro-units; nil = not given.
  package var grossMargin: Int64?
  /// Months by which costs precede the customers they bring.
  package var cacLagMonths = 0
  /// Path of the warehouse and of the output directory, relative to the configuration's folder.
  package var warehouse: String?
  package var output: String?
  package var sources: [SourceDefinition] = []
  package var funnels: [FunnelDefinition] = []
  /// Names of the fields that reports break down by; the first is the main one.
  package var dimensions: [String] = ["channel"]
  /// Pairs of those names by which reports break down, too.
  package var dimensionPairs: [DimensionPair] = []
  package var targets: [TargetDefinition] = []
  package var bands: [BandDefinition] = []
  package var checks: [CheckDefinition] = []
  /// Which source is the record of a kind of fact: `purchase` → source name.
  package var authority: [String: String] = [:]
  /// Answered BANT questions (of four) that make a deal an opportunity; nil = none are needed.
  package var opportunityRequiresBant: Int?
  /// Names of pipeline stages that are reviews (security, legal, purchasing committee).
  package var approvalStages: [String] = []
  /// How soon support answers.
  package var sla = ServiceTargets()
  /// Experiments to judge; empty = every one that the data name, with the defaults.
  package var experiments: [ExperimentDefinition] = []
  /// Costs written in the configuration itself; `line` is the line there, `file` is 0.
  package var costs: [CostRow] = []
  /// Days that are no measure of others: outages, sales.
  package var incidents: [WindowDefinition] = []
  /// Reports of their own for some readers.
  package var audiences: [AudienceDefinition] = []
  /// How lifetime values are predicted.
  package var ltv = LifetimeSettings()
  /// How touches make an account's engagement.
  package var engagement = EngagementSettings()
  /// Numbers behind which fewer units stand are hidden; nil = none are.
  package var leastUnits: Int?
  /// File with the key by which ids are hashed before they are stored; nil = they are stored.
  package var hashKeyFile: String?
  /// Text of every setting that changes a number, for the configuration digest.
  package var canonicalText = "{}"

  /// The defaults: no sources, UTC, dimension `channel`.
  package init() {}
}

/// Two fields by which a report breaks down at once.
package struct DimensionPair: Sendable, Hashable {
  package var first: String
  package var second: String

  /// A pair of field names.
  package init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }
}

/// A named span of local days.
package struct WindowDefinition: Sendable, Hashable {
  package var name: String
  package var from: LocalDay
  /// Exclusive end.
  package var to: LocalDay

  /// A window; `to` is exclusive.
  package init(name: String, from: LocalDay, to: LocalDay) {
    self.name = name
    self.from = from
    self.to = to
  }
}

/// Settings of the predicted lifetime value.
package struct LifetimeSettings: Sendable, Hashable {
  /// Last local day (inclusive) of the orders that the model is fitted to, and from whose end it
  /// looks ahead; nil = the day of as_of.
  package var calibrateTo: LocalDay?
  /// Elapsed microseconds over which orders are expected; nil = the default of the metric.
  package var horizon: Int64?
  /// Discount rate per year in micro-units (100 000 = 10 %).
  package var discount: Int64

  /// Settings; nothing is discounted unless a rate is given.
  package init(calibrateTo: LocalDay? = nil, horizon: Int64? = nil, discount: Int64 = 0) {
    self.calibrateTo = calibrateTo
    self.horizon = horizon
    self.discount = discount
  }
}

/// Settings of account engagement.
package struct EngagementSettings: Sendable, Hashable {
  /// Elapsed microseconds in which a touch loses half its weight.
  package var halfLife: Int64
  /// Weight of a touch by its kind, in micro-units; kinds that are not listed count 1.
  package var weights: [String: Int64]

  /// Settings; a half-life of 30 days and equal weights unless given.
  package init(halfLife: Int64 = 30 * Instant.microsecondsPerDay, weights: [String: Int64] = [:]) {
    self.halfLife = halfLife
    self.weights = weights
  }
}

/// What a period should reach.
package struct TargetDefinition: Sendable, Hashable {
  package var market: Market
  package var from: LocalDay
  /// Exclusive end.
  package var to: LocalDay
  /// Quota of won amount in micro-units.
  package var won: Int64

  /// A quota for a span of days.
  package init(market: Market, from: LocalDay, to: LocalDay, won: Int64) {
    self.market = market
    self.from = from
    self.to = to
    self.won = won
  }
}

/// The range in which a metric is called healthy.
package struct BandDefinition: Sendable, Hashable {
  package var metric: String
  /// Inclusive bounds in the metric's unit; nil = open.
  package var low: Double?
  package var high: Double?

  /// A band; bounds are inclusive.
  package init(metric: String, low: Double?, high: Double?) {
    self.metric = metric
    self.low = low
    self.high = high
  }
}

/// One rule of `salesfunnel check`.
package struct CheckDefinition: Sendable, Hashable {
  /// Metric id, `*` matching any run of characters.
  package var metric: String
  package var market: Market?
  package var grain: Grain?
  package var dimension: String?
  package var segment: String?
  /// `higher`, `lower` or `stable`; nil = the metric's own direction.
  package var better: String?
  package var absoluteTolerance: Double
  package var relativeTolerance: Double
  package var minimumN: Int
  package var significance: Double

  /// A rule; tolerances are 0 and the significance 0.05 unless given.
  package init(
    metric: String, market: Market? = nil, grain: Grain? = nil, dimension: String? = nil,
    segment: String? = nil, better: String? = nil, absoluteTolerance: Double = 0,
    relativeTolerance: Double = 0, minimumN: Int = 0, significance: Double = 0.05
  ) {
    self.metric = metric
    self.market = market
    self.grain = grain
    self.dimension = dimension
    self.segment = segment
    self.better = better
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
    self.minimumN = minimumN
    self.significance = significance
  }
}
