import FunnelModel
import Metrics
import RecordParsing
import Reporting
import Warehouse

/// Where the numbers to compare with come from: a file, a run of the warehouse, or the last run.
enum BaselineReference: Sendable {
  case file(FilePath)
  case run(Int64)
  case last

  /// `last`, the number of a run, or a path.
  init(_ text: String) {
    if text == "last" {
      self = .last
    } else if let run = Int64(text), run > 0 {
      self = .run(run)
    } else {
      self = .file(FilePath(text, base: .current))
    }
  }

  /// Reads the baseline.
  ///
  /// - Parameter before: the run that is judged; `last` is the one before it.
  func read(_ warehouse: Warehouse, before run: Int64) throws(Failure) -> Baseline {
    switch self {
    case .file(let path): return try Self.read(path)
    case .run(let id): return try Self.stored(id, warehouse)
    case .last:
      let found: Int64?
      do throws(WarehouseError) {
        found = try warehouse.lastRunWithResults(before: run)
      } catch {
        throw Failure(error)
      }
      guard let found else {
        throw Failure(
          .usage, "there is no earlier run to compare with",
          remedy: "name a report.json or a written baseline with --baseline")
      }
      return try Self.stored(found, warehouse)
    }
  }

  private static func stored(_ run: Int64, _ warehouse: Warehouse) throws(Failure) -> Baseline {
    do throws(WarehouseError) {
      let rows = try warehouse.metrics(run: run)
      if !rows.isEmpty {
        return Baseline(rows: rows, digests: try warehouse.definitions(run: run))
      }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      .usage, "the warehouse keeps no results of run \(run)",
      remedy: "it keeps the last \(Warehouse.keptRuns) runs; name one of them or a file")
  }

  /// Reads `report.json` or a written baseline: both hold `metrics` and `definitions`.
  private static func read(_ path: FilePath) throws(Failure) -> Baseline {
    let name = path.relative(to: .current)
    guard let bytes = DurableFile.read(path) else {
      throw Failure(
        .usage, "the baseline \(name) does not exist or cannot be read",
        remedy: "write one with: salesfunnel check --write-baseline \(name)")
    }
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(bytes).root
    } catch {
      throw Failure(
        .usage, "\(name):\(error.line):\(error.column): not valid JSON: \(error.message)",
        remedy: "write it again with: salesfunnel check --write-baseline \(name)")
    }
    guard let metrics = root["metrics"] else {
      throw Failure(
        .usage, "\(name) is no baseline: it has no `metrics`",
        remedy: "name a report.json, or a file that check --write-baseline wrote")
    }
    var digests: [String: String] = [:]
    for definition in root["definitions"]?.elements ?? [] {
      if let id = definition["id"]?.string { digests[id] = definition["digest"]?.string }
    }
    let records = metrics.elements.map { element in
      Dictionary(
        element.members.map { ($0.name, $0.value.string ?? $0.value.numberText ?? "") }
      ) { first, _ in first }
    }
    do throws(BaselineError) {
      return try Baseline(records: records, digests: digests)
    } catch {
      throw Failure(.usage, "\(name): \(error)")
    }
  }
}
