import Foundation
import FunnelModel
import Ingestion

/// The configuration of a job with everything that its text refers to resolved: zone, paths,
/// schema, digest.
struct JobConfiguration: Sendable {
  let configuration: Configuration
  /// nil where the job has no configuration.
  let document: ConfigurationDocument?
  /// The file as messages name it.
  let file: String?
  let zone: ZoneTable
  let schema: EventSchema
  /// Where relative paths of the configuration start.
  let root: FilePath
  let warehouse: FilePath
  let output: FilePath
  /// Digest of the settings that change numbers, 16 hexadecimal digits.
  let digest: String

  /// Reads the configuration, or takes the defaults where there is none.
  ///
  /// - Parameters:
  ///   - dimensions: names that replace the configuration's, from `--by`.
  ///   - selection: what else of the command line decides numbers, for the digest.
  ///   - adding: one name to break down by, too, or two with their pair.
  init(
    _ path: FilePath?, root: FilePath?, warehouse: FilePath?, output: FilePath?,
    dimensions: [String]?, selection: String = "", adding: [String] = []
  ) throws(Failure) {
    let here = FilePath.current
    document = try path.map { (path) throws(Failure) in try Self.read(path) }
    file = document?.file
    var configuration = document?.configuration ?? Configuration()
    if let dimensions {
      configuration.dimensions = dimensions
      configuration.dimensionPairs = Self.pairs(dimensions)
    }
    for name in adding where !configuration.dimensions.contains(name) {
      configuration.dimensions.append(name)
    }
    if adding.count == 2 { configuration.dimensionPairs = Self.pairs(adding) }
    self.configuration = configuration
    let home = path?.parent ?? here
    self.root = root ?? home
    self.warehouse =
      warehouse ?? FilePath(configuration.warehouse ?? "salesfunnel.sqlite", base: self.root)
    self.output = output ?? FilePath(configuration.output ?? "salesfunnel-report", base: self.root)
    zone = try Self.zone(configuration.timezone)
    let known = document?.customFields ?? []
    let added = configuration.dimensions.filter {
      EventColumn.named($0) == nil && !known.contains($0)
    }
    schema = EventSchema(customNames: known + added)
    digest = Self.digest(
      configuration.canonicalText + (dimensions?.joined(separator: ",") ?? "") + selection)
  }

  /// The key by which ids are hashed; nil where they are stored as they are.
  func idKey() throws(Failure) -> IDKey? {
    guard let name = configuration.hashKeyFile else { return nil }
    return try KeyFile.read(FilePath(name, base: root))
  }

  /// Every two of some fields.
  private static func pairs(_ names: [String]) -> [DimensionPair] {
    names.indices.flatMap { first in
      names[(first + 1)...].filter { $0 != names[first] }.map { DimensionPair(names[first], $0) }
    }
  }

  private static func read(_ path: FilePath) throws(Failure) -> ConfigurationDocument {
    let name = path.relative(to: .current)
    guard path.kind != nil, let bytes = DurableFile.read(path) else {
      throw Failure(
        .usage, "the configuration \(name) does not exist or cannot be read",
        remedy: "name it with --config, or leave it out and give files or folders to run")
    }
    do throws(ConfigurationFailure) {
      return try ConfigurationReader().read(bytes, file: name)
    } catch {
      throw Failure(.usage, error.description)
    }
  }

  private static func zone(_ name: String) throws(Failure) -> ZoneTable {
    do throws(ZoneError) {
      return try ZoneLoader().load(name)
    } catch {
      throw Failure(.usage, "\(error)")
    }
  }

  private static func digest(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let hash = String(WordHash.hash(bytes.span, offset: 0, count: bytes.count), radix: 16)
    return String(repeating: "0", count: 16 - hash.count) + hash
  }
}

extension JobConfiguration {
  /// The configuration of a command that only looks at what is stored.
  ///
  /// - Parameter segments: fields and values that a trace is asked for.
  init(
    _ invocation: Invocation, tracing segments: [(dimension: String, segment: String)] = []
  ) throws(Failure) {
    let here = FilePath.current
    try self.init(
      JobSettings.configuration(invocation, here),
      root: invocation[.root].map { FilePath($0, base: here) },
      warehouse: invocation[.warehouse].map { FilePath($0, base: here) },
      output: invocation[.output].map { FilePath($0, base: here) },
      dimensions: nil, adding: segments.map(\.dimension))
  }

  /// The configuration of a run.
  init(_ settings: JobSettings) throws(Failure) {
    try self.init(
      settings.configuration, root: settings.root, warehouse: settings.warehouse,
      output: settings.output, dimensions: settings.dimensions,
      selection: settings.span.digestText)
  }
}
