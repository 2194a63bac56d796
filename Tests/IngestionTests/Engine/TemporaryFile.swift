import Foundation
import FunnelModel

@testable import Ingestion

/// A file that exists as long as the value.
final class TemporaryFile {
  let path: String

  init(_ text: String, name: String = "export.csv") throws {
    let directory = NSTemporaryDirectory() + "salesfunnel-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    path = directory + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  init(bytes: [UInt8], name: String = "export.csv") throws {
    let directory = NSTemporaryDirectory() + "salesfunnel-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    path = directory + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit {
    try? FileManager.default.removeItem(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// Reads the file with a profile, or with a mapping of one's own.
  func ingest(
    _ profile: SourceProfile? = .canonicalEvents, mapping: RowMapping? = nil,
    into sink: CollectingSink = CollectingSink(), jobs: Int = 1, blockBytes: Int = 1 << 20,
    bufferBytes: Int = 128 << 20, zone: ZoneTable = .utc, layout: SourceLayout? = nil
  ) throws -> (outcome: FileOutcome, sink: CollectingSink) {
    try Self.ingest(
      path: path, profile, mapping: mapping, into: sink, jobs: jobs, blockBytes: blockBytes,
      bufferBytes: bufferBytes, zone: zone, layout: layout)
  }

  /// Reads any file.
  static func ingest(
    path: String, _ profile: SourceProfile? = .canonicalEvents, mapping: RowMapping? = nil,
    into sink: CollectingSink = CollectingSink(), jobs: Int = 1, blockBytes: Int = 1 << 20,
    bufferBytes: Int = 128 << 20, zone: ZoneTable = .utc, layout: SourceLayout? = nil
  ) throws -> (outcome: FileOutcome, sink: CollectingSink) {
    let clock = LocalDay(year: 2026, month: 1, day: 1).map {
      Instant(microseconds: Int64($0.number) * Instant.microsecondsPerDay)
    }
    let settings = IngestionSettings(
      reportingZone: zone, clock: clock ?? Instant(microseconds: 0), jobs: jobs,
      blockBytes: blockBytes, bufferBytes: bufferBytes)
    let source = ResolvedSource(
      SourceDefinition(name: "test", files: [], mapping: mapping, layout: layout),
      profile: profile)
    let outcome = try Ingestor(settings).ingest(
      path: path, name: "export.csv", source: source, zone: zone, fileID: 1, sink: sink)
    return (outcome, sink)
  }
}
