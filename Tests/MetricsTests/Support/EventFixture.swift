import FunnelModel
import Metrics

/// Events written as text, for tests: each line `time type field=value …`, time in UTC as
/// `2025-01-02T03:04:05Z` or `2025-01-02`.
struct EventFixture {
  var configuration = Configuration()
  var customNames: [String] = []
  var zone = ZoneTable.utc
  var asOf: String?
  var costs: [CostRow] = []
  /// Name and authority rank of each source; `source=<index>` on an event chooses one.
  var sources: [(name: String, rank: Int)] = [("events", 0)]
  var events: [[String: String]] = []

  init(_ lines: [String] = []) { add(lines) }

  mutating func add(_ lines: [String]) {
    for line in lines {
      let parts = line.split(separator: " ")
      var event = ["time": String(parts[0]), "type": String(parts[1])]
      for part in parts.dropFirst(2) {
        let pair = part.split(separator: "=", maxSplits: 1)
        event[String(pair[0])] = pair.count > 1 ? String(pair[1]) : ""
      }
      events.append(event)
    }
  }

  static func instant(_ text: String) -> Int64 {
    let day = LocalDay(String(text.prefix(10)))!
    var micro = Int64(day.number) * Instant.microsecondsPerDay
    if text.count > 10 {
      let clock = text.dropFirst(11).dropLast(text.hasSuffix("Z") ? 1 : 0).split(separator: ":")
      let seconds = clock.count > 2 ? Double(clock[2])! : 0
      micro += (Int64(clock[0])! * 3600 + Int64(clock[1])! * 60) * 1_000_000
      micro += Int64((seconds * 1e6).rounded())
    }
    return micro
  }

  static func micro(_ text: String) -> Int64 {
    let parts = text.split(separator: ".")
    let negative = text.hasPrefix("-")
    let whole = Int64(parts[0])!.magnitude
    let fraction = parts.count > 1 ? String((parts[1] + "000000").prefix(6)) : "0"
    let value = Int64(whole) * Micro.scale + Int64(fraction)!
    return negative ? -value : value
  }

  var schema: EventSchema { EventSchema(customNames: customNames) }

  /// A batch of some of the events, in the given order.
  func batch(_ rows: [[String: String]]) -> EventBatch {
    let schema = schema
    var batch = EventBatch(columnLimit: schema.columnLimit)
    batch.count = rows.count
    var interners: [Int: ByteInterner] = [:]
    func setInteger(_ column: EventColumn, _ row: Int, _ value: Int64) {
      if batch.integers[column.rawValue] == nil {
        batch.integers[column.rawValue] = IntegerColumn(
          Array(repeating: IntegerColumn.missing, count: rows.count))
      }
      batch.integers[column.rawValue]!.values[row] = value
    }
    for (index, event) in rows.enumerated() {
      let isB2B = event["account_id"] != nil || event["deal_id"] != nil
      let market = event["market"].flatMap(Market.init(name:)) ?? (isB2B ? .b2b : .b2c)
      setInteger(.market, index, Int64(market.rawValue))
      setInteger(.file, index, Int64(event["source"] ?? "0")!)
      setInteger(.line, index, Int64(index + 2))
      for (name, text) in event where name != "market" && name != "source" {
        // Set by decoding; no column of a file.
        let column = name == "undated" ? .undated : schema.column(named: name)!
        switch column.kind {
        case .instant: setInteger(column, index, Self.instant(text))
        case .money, .number: setInteger(column, index, Self.micro(text))
        case .day: setInteger(column, index, Int64(LocalDay(text)!.number))
        case .bool: setInteger(column, index, text == "true" ? 1 : 0)
        case .internalInteger: setInteger(column, index, Int64(text)!)
        case .identifier, .label:
          if batch.texts[column.rawValue] == nil {
            batch.texts[column.rawValue] = TextColumn(
              codes: Array(repeating: 0, count: rows.count))
          }
          let code = interners[column.rawValue, default: ByteInterner()].intern(text)
          batch.texts[column.rawValue]!.codes[index] = code
        }
      }
    }
    for (column, interner) in interners {
      batch.texts[column]!.dictionary = interner.dictionary
    }
    return batch
  }

  /// The plan that the program would make for these events.
  func plan() -> MetricPlan {
    let limit = asOf.map(Self.instant)
    let times = events.map { Self.instant($0["time"]!) }.filter { $0 <= limit ?? .max }
    let first = min(
      zone.day(of: Instant(microseconds: times.min() ?? 0)), costs.map(\.from).min() ?? .max)
    let planSources = sources.indices.map { index in
      let mine = events.filter { Int($0["source"] ?? "0") == index }
      return MetricPlan.Source(
        name: sources[index].name, rank: sources[index].rank,
        watermark: mine.map { Self.instant($0["time"]!) }.filter { $0 <= limit ?? .max }.max()
          .map(Instant.init(microseconds:)),
        typeCounts: Dictionary(mine.map { ($0["type"]!, 1) }, uniquingKeysWith: +))
    }
    let batch = batch(events)
    let markets = Set(batch.integers(.market)?.values ?? [])
    return MetricPlan(
      configuration: configuration, schema: schema, zone: zone,
      asOf: Instant(microseconds: limit ?? times.max() ?? 0), firstDay: first,
      markets: Market.allCases.filter { markets.contains(Int64($0.rawValue)) },
      sources: planSources,
      sourceOfFile: Dictionary(uniqueKeysWithValues: sources.indices.map { (Int64($0), $0) }),
      costs: costs, currency: "EUR", bands: configuration.bands)
  }

  /// The bucket of an event, by its buyer.
  static func bucket(_ event: [String: String]) -> Int {
    for column in Buyer.precedence {
      let name = EventSchema().name(of: column)!
      if let id = event[name], !id.isEmpty {
        let bytes = Array(id.utf8)
        return Buyer.bucket(
          ofHash: Buyer.hash(bytes.span, offset: 0, count: bytes.count))
      }
    }
    return 0
  }

  /// Folds the events of some buckets.
  func state(_ plan: MetricPlan, where isIncluded: (Int) -> Bool = { _ in true }) -> FoldState {
    var state = FoldState(plan: plan)
    let groups = Dictionary(grouping: events, by: Self.bucket)
    for bucket in groups.keys.sorted() where isIncluded(bucket) {
      let batch = batch(groups[bucket]!)
      state.fold([batch], bucket: bucket, tieBreak: { [batch].picking($0) })
    }
    return state
  }

  /// All rows and tables of the events.
  func output() -> ReportOutput { state(plan()).finalise() }
}

extension LocalDay {
  /// Later than any day of a test.
  static let max = LocalDay(number: Int32.max)
}

extension ReportOutput {
  /// The row of a number, in total or for one segment.
  func row(
    _ metric: String, _ grain: Grain = .all, _ period: String = "", dimension: String = "",
    segment: String = "", market: Market? = nil
  ) -> MetricRow? {
    metrics.first {
      $0.metric == metric && $0.grain == grain && $0.period == period
        && $0.dimension == dimension && $0.segment == segment
        && (market == nil || $0.market == market)
    }
  }

  /// The printed value of a number; empty where it is undefined, nil where there is no row.
  func value(
    _ metric: String, _ grain: Grain = .all, _ period: String = "", dimension: String = "",
    segment: String = "", market: Market? = nil
  ) -> String? {
    row(metric, grain, period, dimension: dimension, segment: segment, market: market)
      .map { $0.value?.description ?? "" }
  }
}
