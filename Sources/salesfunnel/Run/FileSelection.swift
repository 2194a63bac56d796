import Foundation
import FunnelModel
import Ingestion

/// The files of a job, each with the source that it is a delivery of.
struct FileSelection {
  /// In the order of the configuration's sources, then by path.
  private(set) var items: [LoadItem] = []
  /// Files and patterns that nothing can be made of.
  private(set) var problems: [Refusal] = []
  /// Size of all files together.
  private(set) var byteCount = 0
  private let job: JobConfiguration
  /// Where files really lie: one that is reached in two ways is read once.
  private var taken: Set<FilePath> = []

  /// Finds the files that the configuration's sources name, then those given as paths.
  ///
  /// - Parameter paths: files and folders of the command line.
  /// - Throws: usage, where a path does not exist or a zone is unknown.
  init(job: JobConfiguration, paths: [String]) throws(Failure) {
    self.job = job
    if job.configuration.sources.isEmpty && paths.isEmpty {
      throw Failure(
        .usage, "there is nothing to read",
        remedy: "give files or folders (salesfunnel run exports/), or a configuration")
    }
    for source in job.configuration.sources { try add(source) }
    for path in paths { try add(FilePath(path, base: .current)) }
  }

  // MARK: Configured sources

  private mutating func add(_ source: SourceDefinition) throws(Failure) {
    let files = find(source.files, source)
    let isOpen = source.profile == nil && source.mapping == nil && source.cost == nil
    for path in files {
      var profile = source.profile.flatMap { ProfileCatalog.profile(id: $0) }
      if isOpen {
        guard let found = recognise(path, source: source.name) else { continue }
        profile = found
      }
      try add(path, source, profile)
    }
    for completion in source.mapping?.complete ?? [] {
      let joined = completion.joined(to: source)
      for path in find(completion.files, source) { try add(path, joined, nil) }
    }
  }

  private mutating func find(_ patterns: [String], _ source: SourceDefinition) -> [FilePath] {
    let discovery = FileDiscovery(root: job.root.text)
    var found: [FilePath] = []
    for pattern in patterns {
      do throws(IngestionError) {
        found += try discovery.files(matching: pattern).map { FilePath($0, base: job.root) }
      } catch {
        problems.append(Refusal(error, source: source.name))
      }
    }
    return found
  }

  // MARK: Paths of the command line

  private mutating func add(_ path: FilePath) throws(Failure) {
    let name = path.relative(to: .current)
    guard let kind = FileKind(at: path.text, followLinks: true) else {
      throw Failure(.usage, "\(name): there is no such file or folder", remedy: "check the path")
    }
    let files =
      kind == .directory
      ? FileDiscovery(root: path.text).exports(in: path.text).map { FilePath($0, base: path) }
        .filter { !$0.isInside(job.output) }
      : [path]
    if files.isEmpty {
      throw Failure(
        .usage, "\(name): the folder holds no export",
        remedy: "exports end in .csv, .tsv, .txt, .json, .ndjson or .jsonl, or with .gz or .zst")
    }
    for file in files where !taken.contains(file.resolved) {
      guard let profile = recognise(file, source: "") else { continue }
      let configured = job.configuration.sources.filter { $0.profile == profile.id }
      let source =
        configured.count == 1
        ? configured[0] : SourceDefinition(name: profile.id, files: [], profile: profile.id)
      try add(file, source, profile)
    }
  }

  private mutating func recognise(_ path: FilePath, source: String) -> SourceProfile? {
    do throws(IngestionError) {
      return try ExportRecognition.profile(path: path.text, name: path.relative(to: .current))
    } catch {
      problems.append(Refusal(error, source: source))
      return nil
    }
  }

  // MARK: Items

  private mutating func add(
    _ path: FilePath, _ source: SourceDefinition, _ profile: SourceProfile?
  ) throws(Failure) {
    guard taken.insert(path.resolved).inserted else { return }
    let resolved = ResolvedSource(
      source, profile: profile, customFields: job.schema.customNames)
    let zone = try zone(source)
    items.append(
      LoadItem(
        path: path, source: resolved,
        mappingDigest: MappingDigest.of(
          resolved, zone: zone, customFields: job.schema.customNames),
        zone: zone))
    byteCount += FileStamp(path: path.text)?.size ?? 0
  }

  private func zone(_ source: SourceDefinition) throws(Failure) -> ZoneTable {
    guard let name = source.timezone else { return job.zone }
    do throws(ZoneError) { return try ZoneLoader().load(name) } catch {
      throw Failure(.usage, "source \(source.name): \(error)")
    }
  }
}

extension Completion {
  /// The completing file as a delivery of the source that it completes.
  ///
  /// Ids that the join makes equal name the same object, so each row speaks of the deal (order,
  /// person …) that the first file made; its other fields come from there.
  func joined(to source: SourceDefinition) -> SourceDefinition {
    var columns: [String: ValueSource] = [:]
    let theirs = Dictionary(on.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    for (field, value) in source.mapping?.columns ?? [:] {
      if value.columns.isEmpty && value.parts.isEmpty {
        columns[field] = value
        continue
      }
      let renamed = value.columns.compactMap { theirs[$0] }
      guard !renamed.isEmpty, renamed.count == value.columns.count else { continue }
      columns[field] = value
      columns[field]?.columns = renamed
    }
    columns.merge(self.columns) { $1 }
    var result = source
    result.files = files
    result.profile = nil
    result.layout = nil
    result.mapping = RowMapping(columns: columns, events: events)
    return result
  }
}
