import FunnelModel
import Metrics
import Warehouse

/// Resolves what the numbers are computed under: as-of, currency, markets, first day.
struct ReportPlanning {
  let job: JobConfiguration
  let sources: [LedgerSource]
  let costs: [CostRow]
  /// As the command line gave it; wins over the configuration.
  let asOfText: String?
  let span: DaySpan
  let allowsEmpty: Bool

  /// The plan of the report.
  ///
  /// - Parameters:
  ///   - audience: whose report it is; nil = everybody's. Quotas are the whole company's, so an
  ///     audience has none, and costs only where they name what it is told apart by.
  ///   - past: the state of knowledge in place of the job's.
  ///   - known: the files whose events and costs count; nil = all.
  /// - Throws: usage, where as-of is no time, several currencies meet, or nothing is selected.
  func plan(
    links: BuyerLinks, audience: AudienceDefinition? = nil, asOf past: Instant? = nil,
    files known: Set<Int64>? = nil
  ) throws(Failure) -> MetricPlan {
    let asOf = if let past { past } else { span.asOf(try self.asOf(), zone: job.zone) }
    let currency = try currency()
    let firstDay = try firstDay(asOf: asOf)
    var sourceOfFile: [Int64: Int] = [:]
    for (index, source) in sources.enumerated() {
      for file in source.files where known?.contains(file.id) ?? true {
        sourceOfFile[file.id] = index
      }
    }
    var configuration = job.configuration
    if let audience {
      let hidden = Set(audience.hidden)
      configuration.targets = []
      configuration.dimensions.removeAll(where: hidden.contains)
      configuration.dimensionPairs.removeAll {
        hidden.contains($0.first) || hidden.contains($0.second)
      }
    }
    return MetricPlan(
      configuration: configuration, schema: job.schema, zone: job.zone, asOf: asOf,
      firstDay: firstDay, markets: markets,
      sources: sources.map { source in
        MetricPlan.Source(
          name: source.name, rank: source.rank, watermark: source.watermark.map { min($0, asOf) },
          typeCounts: source.typeCounts)
      },
      sourceOfFile: sourceOfFile,
      costs: inCurrency(currency).filter { row in
        (audience?.holds(row) ?? true) && (row.file == 0 || sourceOfFile[row.file] != nil)
      },
      currency: currency, bands: job.configuration.bands, links: links,
      earliest: span.from.map(job.zone.start), audience: audience?.conditions ?? [],
      isOfTheseFiles: known != nil)
  }

  /// The state of knowledge: as asked for, else the latest event, else the last day of costs.
  func asOf() throws(Failure) -> Instant {
    if let text = asOfText ?? job.configuration.asOf {
      guard let instant = AsOf.instant(text, zone: job.zone) else {
        throw Failure(.usage, "as-of \(text): neither a date nor a time")
      }
      return instant
    }
    if let latest = files.compactMap(\.summary.latest).max() { return latest }
    guard let day = costs.map(\.through).max() else { return Instant(microseconds: 0) }
    return Instant(microseconds: job.zone.start(of: day.advanced(by: 1)).microseconds - 1)
  }

  private var files: [FileRecord] { sources.flatMap(\.files) }

  /// Markets with events; with costs where there are no events.
  private var markets: [Market] {
    let events = Market.allCases.filter { market in
      files.contains { $0.summary.marketCounts[Int(market.rawValue)] > 0 }
    }
    return events.isEmpty
      ? Market.allCases.filter { market in costs.contains { $0.market == market } } : events
  }

  /// The one currency of all amounts; empty where there are none.
  private func currency() throws(Failure) -> String {
    let found = Set(files.flatMap(\.summary.currencies)).union(costs.map(\.currency))
      .subtracting([""]).sorted()
    guard let wanted = job.configuration.currency else {
      guard found.count > 1 else { return found.first ?? "" }
      throw Failure(
        .usage, "the data hold amounts in \(found.joined(separator: ", "))",
        remedy: "amounts are not converted: leave out the rows of the others with `where`")
    }
    if let other = found.first(where: { $0 != wanted }) {
      throw Failure(
        .usage, "the data hold amounts in \(other), the reporting currency is \(wanted)",
        remedy: "amounts are not converted: leave those rows out with `where`")
    }
    return wanted
  }

  /// Costs without a currency are meant in the report's.
  private func inCurrency(_ currency: String) -> [CostRow] {
    costs.map { row in
      var row = row
      if row.currency.isEmpty { row.currency = currency }
      return row
    }
  }

  private func firstDay(asOf: Instant) throws(Failure) -> LocalDay {
    let events = files.compactMap(\.summary.earliest).filter { $0 <= asOf }.map(job.zone.day)
    let last = job.zone.day(of: asOf)
    let days = events + costs.map(\.from).filter { $0 <= last }
    guard let first = days.min() else {
      guard allowsEmpty else { throw Self.nothing("no event or cost up to \(asOf)") }
      return last
    }
    guard let from = span.from else { return first }
    if from > last && !allowsEmpty { throw Self.nothing("no event or cost from \(from) on") }
    return min(max(from, first), last)
  }

  /// A selection that matches nothing.
  static func nothing(_ what: String) -> Failure {
    Failure(
      .usage, "there is nothing to report: \(what)",
      remedy: "check the files, --as-of, --from and --to, or accept an empty report with "
        + "--allow-empty")
  }
}
