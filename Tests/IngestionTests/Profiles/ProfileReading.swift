import Foundation
import FunnelModel
import Synchronization

@testable import Ingestion

/// What the engine makes of a small export with a profile, as lines that a test can compare.
struct ProfileReading {
  let outcome: FileOutcome
  /// `time type field=value …`, in the order of rows and rules.
  let events: [String]
  /// `from..through category channel campaign amount currency impressions clicks`.
  let costs: [String]

  /// Reads a text as a file of the source; `zone` is the source's and the report's.
  init(
    _ text: String, profile: SourceProfile?, source: SourceDefinition? = nil,
    zone: String = "UTC", blockBytes: Int = 1 << 20
  ) throws {
    try self.init(
      bytes: Array(text.utf8), profile: profile, source: source, zone: zone,
      blockBytes: blockBytes)
  }

  init(
    bytes: [UInt8], profile: SourceProfile?, source: SourceDefinition? = nil,
    zone: String = "UTC", blockBytes: Int = 1 << 20
  ) throws {
    let path = NSTemporaryDirectory() + "salesfunnel-\(UUID().uuidString).txt"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try self.init(
      path: path, profile: profile, source: source, zone: zone, blockBytes: blockBytes)
  }

  init(
    path: String, profile: SourceProfile?, source: SourceDefinition? = nil, zone: String = "UTC",
    blockBytes: Int = 1 << 20, customFields: [String] = []
  ) throws {
    let table = try ZoneLoader().load(zone)
    let settings = IngestionSettings(
      schema: EventSchema(customNames: customFields), reportingZone: table,
      clock: Instant(microseconds: 1_800_000_000_000_000), blockBytes: blockBytes)
    let sink = EventKeeper(schema: settings.schema)
    outcome = try Ingestor(settings).ingest(
      path: path, name: "export",
      source: ResolvedSource(
        source ?? SourceDefinition(name: "s", files: []), profile: profile,
        customFields: customFields),
      zone: table, fileID: 1, sink: sink)
    events = sink.lines
    costs = outcome.costs.map(Self.line)
  }

  private static func line(_ row: CostRow) -> String {
    func number(_ value: Int64?) -> String { value.map(EventKeeper.decimal) ?? "-" }
    return "\(row.from)..\(row.through) \(row.category) \(row.channel) \(row.campaign) "
      + "\(EventKeeper.decimal(row.amount)) \(row.currency) \(number(row.impressions)) "
      + number(row.clicks)
  }
}

/// Keeps the events of a load as text; rows whose identity is known are left out, as in a
/// warehouse.
final class EventKeeper: EventSink {
  private struct Kept {
    var events: [(line: Int64, rule: Int64, text: String)] = []
    var known: Set<UInt64> = []
  }
  private let kept = Mutex(Kept())
  private let schema: EventSchema

  init(schema: EventSchema) { self.schema = schema }

  var lines: [String] {
    kept.withLock { $0.events }.sorted { ($0.line, $0.rule) < ($1.line, $1.rule) }.map(\.text)
  }

  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int {
    let lines = batch.integers(.line)?.values ?? []
    let rules = batch.integers(.rule)?.values ?? []
    return kept.withLock { kept in
      var duplicates = 0
      var row = 0
      while row < batch.count {
        var end = row + 1
        while end < batch.count, lines[end] == lines[row] { end += 1 }
        if kept.known.insert(identities[row]).inserted {
          for index in row..<end {
            let rule = rules.isEmpty ? 0 : rules[index]
            kept.events.append((lines[index], rule, text(batch, index)))
          }
        } else {
          duplicates += 1
        }
        row = end
      }
      return duplicates
    }
  }

  private func text(_ batch: EventBatch, _ row: Int) -> String {
    let time = batch.integers(.time).map { Instant(microseconds: $0.values[row]) }
    var parts = [time?.description ?? "-", batch.texts(.type)?.string(at: row) ?? "-"]
    let hidden: Set<EventColumn> = [.time, .type, .eventID, .market]
    let custom = schema.customNames.indices.map { EventColumn.custom($0) }
    for column in EventColumn.canonical.map(\.column) + custom where !hidden.contains(column) {
      guard let value = value(batch, column, row) else { continue }
      parts.append("\(schema.name(of: column) ?? "?")=\(value)")
    }
    if batch.integers(.undated)?.values[row] == 1 { parts.append("undated") }
    return parts.joined(separator: " ")
  }

  private func value(_ batch: EventBatch, _ column: EventColumn, _ row: Int) -> String? {
    if let text = batch.texts(column)?.string(at: row) { return text }
    guard let number = batch.integers(column)?.values[row], number != IntegerColumn.missing else {
      return nil
    }
    switch column.kind {
    case .day: return LocalDay(number: Int32(number)).description
    case .money, .number: return Self.decimal(number)
    default: return String(number)
    }
  }

  /// Micro-units as a plain decimal without superfluous zeros.
  static func decimal(_ micro: Int64) -> String {
    var text = FixedDecimal(units: Int128(micro), digits: 6).description
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
