package import FunnelModel

/// Everything that turns events into numbers besides the events: resolved once, then read-only.
package struct MetricPlan: Sendable {
  /// One source of the data, in configuration order.
  package struct Source: Sendable {
    package var name: String
    /// Authority rank: shop 0, payment 1, web analytics 2, mail 3, other 4.
    package var rank: Int
    /// Its latest event not after as_of; nil without events.
    package var watermark: Instant?
    /// Events by type name.
    package var typeCounts: [String: Int]

    /// A source; see the properties.
    package init(name: String, rank: Int, watermark: Instant?, typeCounts: [String: Int]) {
      self.name = name
      self.rank = rank
      self.watermark = watermark
      self.typeCounts = typeCounts
    }
  }

  package let schema: EventSchema
  package let zone: ZoneTable
  package let asOf: Instant
  /// Events before it are left out; nil = none.
  package let earliest: Instant?
  package let periods: PeriodSlots
  /// Columns that reports break down by, with their names: single fields first, then pairs, each
  /// with its first column and a joined name (`SegmentPair`).
  package let dimensions: [EventColumn]
  package let dimensionNames: [String]
  /// The parts of each pair, as positions in `dimensions`; the pairs stand last there.
  package let pairs: [(first: Int, second: Int)]
  package let markets: [Market]
  package let sources: [Source]
  /// Ledger id of a file → index in `sources`.
  package let sourceOfFile: [Int64: Int]
  /// Whether only the events of those files count.
  let isOfTheseFiles: Bool
  package let funnels: [FunnelDefinition]
  /// Gross margin in micro-units; nil = not given.
  package let grossMargin: Int64?
  package let cacLagMonths: Int
  package var costs: [CostRow]
  package let currency: String
  package let links: BuyerLinks
  package let bands: [BandDefinition]
  package let windows: [WindowDefinition]
  /// Days that are no measure of others.
  package let incidents: [WindowDefinition]
  package let targets: [TargetDefinition]
  /// How lifetime values are predicted.
  package let lifetime: LifetimeSettings
  /// Answered BANT questions that make a deal an opportunity; nil = none are needed.
  package let opportunityRequiresBant: Int?
  /// Names of pipeline stages that are reviews.
  package let approvalStages: [String]
  /// How soon support has to answer.
  package let sla: ServiceTargets
  package let experiments: [ExperimentDefinition]
  /// How touches make an account's engagement.
  package let engagement: EngagementSettings
  /// Which events count; none = all do.
  let audience: AudienceFilter
  /// By source index: whether its purchases (refunds) are the record, or only mark conversions.
  package let isPurchaseRecord: [Bool]
  package let isRefundRecord: [Bool]

  /// Resolves a plan.
  ///
  /// - Parameters:
  ///   - firstDay: the first local day of events and costs.
  ///   - earliest: the moment before which events are left out; nil = none are.
  ///   - audience: what the events that count have in common.
  ///   - isOfTheseFiles: whether only events of the files in `sourceOfFile` count.
  package init(
    configuration: Configuration, schema: EventSchema, zone: ZoneTable, asOf: Instant,
    firstDay: LocalDay, markets: [Market], sources: [Source], sourceOfFile: [Int64: Int],
    costs: [CostRow], currency: String, bands: [BandDefinition], links: BuyerLinks = .none,
    earliest: Instant? = nil, audience: [FieldCondition] = [],
    isOfTheseFiles: Bool = false
  ) {
    self.schema = schema
    self.zone = zone
    self.asOf = asOf
    self.earliest = earliest
    periods = PeriodSlots(
      firstDay: firstDay, lastDay: max(firstDay, zone.day(of: asOf)),
      windows: configuration.windows, fiscalYearStart: configuration.fiscalYearStart)
    let known = configuration.dimensions.compactMap { name in
      schema.column(named: name).map { (name, $0) }
    }
    let pairs = configuration.dimensionPairs.compactMap { pair -> (first: Int, second: Int)? in
      guard let first = known.firstIndex(where: { $0.0 == pair.first }),
        let second = known.firstIndex(where: { $0.0 == pair.second })
      else { return nil }
      return (first, second)
    }
    self.pairs = pairs
    dimensionNames =
      known.map(\.0) + pairs.map { SegmentPair.joined(known[$0.first].0, known[$0.second].0) }
    dimensions = known.map(\.1) + pairs.map { known[$0.first].1 }
    self.markets = markets
    self.sources = sources
    self.sourceOfFile = sourceOfFile
    self.isOfTheseFiles = isOfTheseFiles
    funnels =
      configuration.funnels.isEmpty
      ? DefaultFunnels.funnels(markets: markets) : configuration.funnels
    grossMargin = configuration.grossMargin
    cacLagMonths = configuration.cacLagMonths
    let asOfDay = zone.day(of: asOf)
    let fromDay = earliest.map(zone.day)
    self.costs = costs.filter { row in
      row.from <= asOfDay && fromDay.map { row.through >= $0 } ?? true
    }
    self.currency = currency
    self.links = links
    self.bands = bands
    windows = configuration.windows
    incidents = configuration.incidents
    targets = configuration.targets
    lifetime = configuration.ltv
    opportunityRequiresBant = configuration.opportunityRequiresBant
    approvalStages = configuration.approvalStages
    sla = configuration.sla
    experiments = configuration.experiments
    engagement = configuration.engagement
    self.audience = AudienceFilter(audience, schema: schema)
    isPurchaseRecord = Self.records(of: "purchase", sources, configuration.authority)
    isRefundRecord = Self.records(of: "refund", sources, configuration.authority)
  }

  /// The source of record of a kind of fact: the named one, else every source of the best rank
  /// among those that hold such facts.
  private static func records(
    of type: String, _ sources: [Source], _ authority: [String: String]
  ) -> [Bool] {
    if let name = authority[type], sources.contains(where: { $0.name == name }) {
      return sources.map { $0.name == name }
    }
    let best = sources.filter { ($0.typeCounts[type] ?? 0) > 0 }.map(\.rank).min()
    return sources.map { $0.rank == best }
  }

  /// Whether any source holds events of a type.
  package func holds(_ type: EventKind) -> Bool {
    sources.contains { ($0.typeCounts[type.name] ?? 0) > 0 }
  }

  /// Names of the fields that reports break down by, without the pairs.
  package var fieldNames: [String] { Array(dimensionNames.dropLast(pairs.count)) }

  /// Names of the sources of record for a kind of fact, for the report's policies.
  package func recordNames(_ flags: [Bool], type: String) -> [String] {
    sources.indices.filter { flags[$0] && (sources[$0].typeCounts[type] ?? 0) > 0 }
      .map { sources[$0].name }
  }

  /// The last local day that every source with one of the event types has delivered; as_of's day
  /// where none has any.
  package func coveredThrough(eventTypes: [String]) -> LocalDay {
    var day = zone.day(of: asOf)
    for source in sources {
      guard let watermark = source.watermark,
        eventTypes.contains(where: { (source.typeCounts[$0] ?? 0) > 0 })
      else { continue }
      day = min(day, zone.day(of: watermark))
    }
    return day
  }
}
