import Foundation
import FunnelModel
import Ingestion

/// The files of a job, each with the source that it is a delivery of.
struct FileSelection {
  /// In the order of the configuration's sources, then by path.
  private(set) var items: [LoadItem] = []
  /// Files that nothing can be made of.
  private(set) var problems: [Refusal] = []
  /// Bytes of all files together, as stored.
  private(set) var byteCount = 0

  private let job: JobConfiguration
  private var taken: Set<FilePath> = []
  private var zones: [String: ZoneTable] = [:]

  /// Endings of files that a folder is searched for, each also with `.gz` or `.zst`.
  private static let endings = [".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl"]

  /// Finds the files that the configuration names, then those of the command line.
  ///
  /// - Throws: usage, where a path leads nowhere or there is nothing to read at all.
  init(job: JobConfiguration, paths: [String]) throws(Failure) {
    self.job = job
    if job.configuration.sources.isEmpty && paths.isEmpty {
      throw Failure(
        .usage, "there is nothing to read",
        remedy: "give files or folders (salesfunnel run exports/), or a configuration")
    }
    for source in job.configuration.sources { try addSource(source) }
    for path in paths { try addPath(path) }
  }

  // MARK: The configuration

  private mutating func addSource(_ definition: SourceDefinition) throws(Failure) {
    let declared = definition.profile.flatMap(ProfileCatalog.profile)
    let isMapped = definition.mapping != nil || definition.cost != nil
    for pattern in definition.files {
      for file in try files(matching: pattern, of: definition) {
        if declared != nil || isMapped {
          try add(file, definition, declared)
        } else {
          try recognise(file) { _ in definition }
        }
      }
    }
    for completion in definition.mapping?.complete ?? [] {
      let joined = completion.joined(to: definition)
      let plan = CompletionPlan(completion, of: definition, schema: job.schema)
      for pattern in completion.files {
        for file in try files(matching: pattern, of: definition) {
          try add(file, joined, nil, completion: plan)
        }
      }
    }
  }

  /// A relative pattern stays below the root, whatever `..` it holds.
  private func files(
    matching pattern: String, of definition: SourceDefinition
  ) throws(Failure) -> [FilePath] {
    if !pattern.hasPrefix("/") && !FilePath(pattern, base: job.root).isInside(job.root) {
      throw Failure(
        .usage, "source \(definition.name): the pattern \(pattern) leads out of \(job.root)",
        remedy: "write an absolute path, or start higher with --root")
    }
    return FilePattern(pattern, root: job.root.text).files().map { FilePath($0, base: job.root) }
  }

  // MARK: The command line

  private mutating func addPath(_ text: String) throws(Failure) {
    let path = FilePath(text, base: .current)
    switch FileKind(at: path.text, followLinks: true) {
    case nil:
      throw Failure(
        .usage, "\(text) does not exist", remedy: "give a file or folder of exports")
    case .directory:
      let found = Self.exports(in: path, except: job.output)
      if found.isEmpty {
        throw Failure(
          .usage, "\(text) holds no exports",
          remedy: "a folder is searched for files ending in \(Self.endings.joined(separator: " "))")
      }
      for file in found { try recognise(file, Self.owner(job)) }
    default: try recognise(path, Self.owner(job))
    }
  }

  /// The configured source with the profile, else one named after the profile.
  private static func owner(_ job: JobConfiguration) -> (SourceProfile) -> SourceDefinition {
    { profile in
      job.configuration.sources.first { $0.profile == profile.id }
        ?? SourceDefinition(name: profile.id, files: [], profile: profile.id)
    }
  }

  /// The exports below a folder, by name; a published report is none.
  static func exports(in folder: FilePath, except output: FilePath?) -> [FilePath] {
    DurableFile.names(in: folder).filter { !$0.hasPrefix(".") }.flatMap { name -> [FilePath] in
      let path = folder.appending(name)
      if path == output { return [] }
      switch path.kind {
      case .directory: return exports(in: path, except: output)
      case .file where isExport(name): return [path]
      default: return []
      }
    }
  }

  private static func isExport(_ name: String) -> Bool {
    var plain = name.lowercased()
    for ending in [".gz", ".zst"] where plain.hasSuffix(ending) {
      plain.removeLast(ending.count)
    }
    return plain != "salesfunnel.json" && plain != "salesfunnel.schema.json"
      && endings.contains { plain.hasSuffix($0) }
  }

  // MARK: One file

  private mutating func recognise(
    _ path: FilePath, _ owner: (SourceProfile) -> SourceDefinition
  ) throws(Failure) {
    if taken.contains(path.resolved) { return }
    let name = path.relative(to: .current)
    do throws(IngestionError) {
      let (header, profile) = try ExportRecognition.look(at: path.text, name: name)
      guard let profile else {
        let columns = header.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
        throw IngestionError(
          .data, file: name,
          problem: header.isEmpty
            ? "the file has no header that could be recognised"
            : "no known export has the columns \(columns)",
          remedy: "map its columns in a configuration (sources[].columns and events)")
      }
      do throws(Failure) {
        try add(path, owner(profile), profile)
      } catch {
        throw IngestionError(.configuration, file: name, problem: error.message, remedy: "")
      }
    } catch {
      problems.append(Refusal(error, source: ""))
    }
  }

  private mutating func add(
    _ path: FilePath, _ definition: SourceDefinition, _ profile: SourceProfile?,
    completion: CompletionPlan? = nil
  ) throws(Failure) {
    guard taken.insert(path.resolved).inserted else { return }
    let source = ResolvedSource(definition, profile: profile, customFields: job.schema.customNames)
    let zone = try zone(definition.timezone)
    byteCount += FileStamp(path: path.text)?.size ?? 0
    items.append(
      LoadItem(
        path: path, source: source,
        mappingDigest: MappingDigest.of(source, zone: zone, customFields: job.schema.customNames),
        zone: zone, completion: completion))
  }

  private mutating func zone(_ name: String?) throws(Failure) -> ZoneTable {
    guard let name else { return job.zone }
    if let known = zones[name] { return known }
    do throws(ZoneError) {
      let zone = try ZoneLoader().load(name)
      zones[name] = zone
      return zone
    } catch {
      throw Failure(.usage, "\(error)")
    }
  }
}
