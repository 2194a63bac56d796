import Foundation
import FunnelModel
import Ingestion
import Metrics
import Warehouse

/// `Benchmarks metrics`: what the whole catalogue costs beside the metrics of the main job, over
/// the same events of a warehouse.
///
/// Measured is what makes numbers of stored events, on one thread: reading buckets, timelines,
/// folds and finalising. Rounds alternate between the two, and medians are compared.
enum MetricsCommand {
  static let name = "metrics"
  static let summary =
    "--warehouse FILE --config FILE [--rounds 5]: all metrics against those of the main job"

  /// Families that came after the main job (funnels, shop, repeat and cohorts, deals, cycles,
  /// pipeline, recurring revenue, unit economics).
  private static let later: Set<String> = [
    "price_levers", "after_purchase", "rfm", "deal_levers", "engagement", "wholesale", "lifetime",
    "attribution", "support", "experiments", "business",
  ]
  /// The most that the whole catalogue may cost, as a multiple of the main job's metrics.
  private static let goal = 1.5

  static func run(_ arguments: [String]) throws {
    let options = try Options(arguments)
    let data = try Data(contentsOf: URL(fileURLWithPath: options.config))
    let document = try ConfigurationReader().read(Array(data), file: options.config)
    let warehouse = try Warehouse(path: options.warehouse, create: false)
    let plan = try plan(document.configuration, warehouse)
    let all = MetricCatalogue.families.map { $0.name }
    let main = Set(all).subtracting(later)

    var seconds: (main: [Double], all: [Double]) = ([], [])
    for round in 1...options.rounds {
      let first = try measured(plan, main, warehouse)
      let second = try measured(plan, Set(all), warehouse)
      seconds.main.append(first)
      seconds.all.append(second)
      FileHandle.standardError.write(
        Data(
          String(format: "round %d: main job %.2f s, all %.2f s\n", round, first, second).utf8))
    }
    let (base, whole) = (median(seconds.main), median(seconds.all))
    print(
      String(
        format: "metrics, one thread: main job %.2f s, whole catalogue %.2f s = %.2f x (goal %.1f)",
        base, whole, whole / base, goal))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func measured(
    _ plan: MetricPlan, _ families: Set<String>, _ warehouse: Warehouse
  ) throws -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    let reader = try warehouse.reader(schema: plan.schema)
    var state = FoldState(plan: plan, families: families)
    for (bucket, rows) in try reader.rowsPerBucket().enumerated() where rows > 0 {
      let batches = try reader.loadBucket(bucket, columns: state.columns, keys: state.keyColumns)
      try state.fold(batches, bucket: bucket) { (rows) throws(WarehouseError) in
        try reader.loadBucket(bucket, columns: TimelineBuilder.tieColumns, rows: rows[...])
      }
    }
    let output = state.finalise()
    guard !output.metrics.isEmpty else {
      throw UsageError(description: "the warehouse holds no events to make numbers of")
    }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  /// As the program plans, but for UTC and without costs: the stream has none.
  private static func plan(
    _ configuration: Configuration, _ warehouse: Warehouse
  ) throws -> MetricPlan {
    let files = try warehouse.files()
    let counts = try warehouse.typeCounts()
    let records = try warehouse.sources()
    guard let first = files.compactMap(\.summary.earliest).min(),
      let last = files.compactMap(\.summary.latest).max()
    else {
      throw UsageError(description: "the warehouse holds no events")
    }
    let places = Dictionary(
      uniqueKeysWithValues: records.enumerated().map { ($0.element.id, $0.offset) })
    return MetricPlan(
      configuration: configuration, schema: EventSchema(), zone: .utc, asOf: last,
      firstDay: ZoneTable.utc.day(of: first),
      markets: Market.allCases.filter { market in
        files.contains { $0.summary.marketCounts[Int(market.rawValue)] > 0 }
      },
      sources: records.map { record in
        MetricPlan.Source(
          name: record.name, rank: 0, watermark: last, typeCounts: counts[record.id] ?? [:])
      },
      sourceOfFile: Dictionary(
        uniqueKeysWithValues: files.map { ($0.id, places[$0.sourceID] ?? 0) }),
      costs: [], currency: configuration.currency ?? "", bands: configuration.bands)
  }

  private struct Options {
    var warehouse = ""
    var config = ""
    var rounds = 5

    init(_ arguments: [String]) throws {
      var rest = arguments[...]
      while let option = rest.popFirst() {
        guard let value = rest.popFirst() else {
          throw UsageError(description: "\(option) needs a value")
        }
        switch option {
        case "--warehouse": warehouse = value
        case "--config": config = value
        case "--rounds":
          guard let number = Int(value), number > 0 else {
            throw UsageError(description: "--rounds \(value): give a whole number from 1")
          }
          rounds = number
        default:
          throw UsageError(
            description: "unknown option \(option); known: --warehouse, --config, --rounds")
        }
      }
      if warehouse.isEmpty || config.isEmpty {
        throw UsageError(description: "--warehouse FILE and --config FILE are needed")
      }
    }
  }
}
