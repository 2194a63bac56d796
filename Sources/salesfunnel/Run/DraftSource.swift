import Foundation
import FunnelModel
import Ingestion

/// One source of a draft: recognised, proposed, or left out with the reason.
struct DraftSource {
  var name: String
  let patterns: [String]
  /// Currencies of its amounts.
  private(set) var currencies: Set<String> = []
  private(set) var proposal: MappingProposal?
  private(set) var notes: [String] = []
  private let group: DraftGroup
  /// Why it was left out.
  private var reason: String?

  init(_ group: DraftGroup, among files: [FilePath], home: FilePath) {
    self.group = group
    reason = group.problem
    patterns = FilePatterns.of(group.files, among: files, home: home)
    let stem = group.files[0].name.prefix { $0 != "." }.lowercased()
    let plain = String(stem.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    name = group.profile?.id ?? (plain.isEmpty ? "source" : plain)
  }

  /// Whether a run can load it.
  var isUsable: Bool { reason == nil }

  /// What the program says of it.
  var line: String {
    let files = patterns.joined(separator: ", ")
    if let reason { return "\(files): left out, \(reason)" }
    if let profile = group.profile { return "\(files): \(profile.title)" }
    guard let proposal else { return files }
    if proposal.kind == .costs { return "\(files): unknown, proposed as costs" }
    let types = proposal.events.map(\.type).joined(separator: ", ")
    return "\(files): unknown, proposed as \(types)"
  }

  // MARK: Trial

  /// Proposes a mapping where none is known, and reads the files with it.
  mutating func examine() {
    guard reason == nil else { return }
    if let profile = group.profile {
      let definition = SourceDefinition(name: name, files: [], profile: profile.id)
      let trial = Trial(ResolvedSource(definition, profile: profile), group.files)
      currencies = trial.currencies
      if let problem = trial.problem { notes.append(problem) }
      return
    }
    do throws(IngestionError) {
      let sample = try ExportSample(path: group.files[0].text, name: group.files[0].name)
      switch MappingProposal.make(sample, name: group.files[0].text) {
      case .success(let proposal): settle(proposal)
      case .failure(let problem): reason = problem.sentence
      }
    } catch {
      reason = error.problem
    }
  }

  /// Takes out of a proposal what the whole files contradict.
  private mutating func settle(_ first: MappingProposal) {
    var next: MappingProposal? = first
    while let proposal = next {
      self.proposal = proposal
      guard let source = resolved(proposal) else {
        reason = "no mapping of it could be written"
        return
      }
      let trial = Trial(source, group.files)
      currencies = trial.currencies
      guard let reject = trial.reject else {
        if let problem = trial.problem { reason = problem } else { notes = proposal.notes }
        return
      }
      next =
        reject.code == "no_buyer"
        ? proposal.requiringIdentifier() : proposal.dropping(column: reject.column)
      if next == nil { reason = "line \(reject.line): \(reject.message)" }
    }
  }

  /// The proposal as the reader of configurations understands its text.
  private func resolved(_ proposal: MappingProposal) -> ResolvedSource? {
    let text = "{ sources: [{ name: \"trial\", files: \"*\",\n\(proposal.text(margin: "")) }] }"
    let document = try? ConfigurationReader().read(Array(text.utf8), file: "proposal")
    return document?.configuration.sources.first.map { ResolvedSource($0, profile: nil) }
  }

  // MARK: Text

  /// Its part of `sources`.
  var text: String {
    let files =
      patterns.count == 1
      ? MappingProposal.quoted(patterns[0])
      : "[" + patterns.map(MappingProposal.quoted).joined(separator: ", ") + "]"
    let head = "name: \(MappingProposal.quoted(name)), files: \(files)"
    let comments = notes.map { "    // \(ConfigurationDraft.comment($0))\n" }.joined()
    if let reason {
      return """
            // Left out: \(ConfigurationDraft.comment(reason)). Map it by hand, for example:
            // { \(ConfigurationDraft.comment(head)), columns: { customer_id: "…" },
            //   events: [{ type: "purchase", time: "…" }] },
        """
    }
    if let profile = group.profile {
      let zone =
        profile.needsTimezone
        ? "\n      // timezone: \"Europe/Berlin\",  // its times name none" : ""
      return comments + """
            { // \(profile.title), recognised by its header
              \(head), profile: \(MappingProposal.quoted(profile.id)),\(zone)
              // maxAge: "36h",  // older than that, a run exits 8
            },
        """
    }
    guard let proposal else { return comments }
    let unused = proposal.unused.map { ConfigurationDraft.comment($0) }.joined(separator: ", ")
    return comments + """
          { // A PROPOSAL: look at every line.
            \(head),
      \(proposal.text(margin: "      "))      // Not read: \(unused.isEmpty ? "nothing" : unused)
          },
      """
  }
}

/// Reads files to their end without keeping anything.
private struct Trial {
  private(set) var currencies: Set<String> = []
  /// The first rejected row.
  private(set) var reject: RejectedRow?
  /// What is wrong, in words.
  private(set) var problem: String?

  init(_ source: ResolvedSource, _ files: [FilePath]) {
    let ingestor = Ingestor(IngestionSettings(clock: Clock.now))
    for file in files {
      do {
        let outcome = try ingestor.ingest(
          path: file.text, name: file.name, source: source, zone: .utc, fileID: 0,
          sink: NullSink())
        currencies.formUnion(outcome.summary.currencies)
        currencies.formUnion(outcome.costs.map(\.currency))
        if reject == nil, let first = outcome.rejects.first {
          reject = first
          problem =
            "\(outcome.accounting.rejected) of \(outcome.accounting.read) rows of \(file.name) "
            + "would be rejected; the first: " + Refusal.place(first, in: file.name)
        }
      } catch let error as IngestionError {
        problem = problem ?? error.problem
      } catch {
        problem = problem ?? "\(error)"
      }
    }
  }
}

/// The shortest patterns that name some files and no other ones.
enum FilePatterns {
  static func of(_ files: [FilePath], among all: [FilePath], home: FilePath) -> [String] {
    let names = files.map { $0.relative(to: home) }
    guard let first = files.first, files.count > 1 else { return names }
    let same = files.map(\.name)
    let prefix = same.dropFirst().reduce(same[0]) { $0.commonPrefix(with: $1) }
    let ends = same.map { String($0.dropFirst(prefix.count).reversed()) }
    let suffix = String(ends.dropFirst().reduce(ends[0]) { $0.commonPrefix(with: $1) }.reversed())
    let pattern = first.parent.appending("\(prefix)*\(suffix)")
    let matched = FilePattern(pattern.text, root: "/").files()
    let isExact = Set(matched) == Set(files.map(\.text))
    // Where other files match as well, each one is named.
    return isExact ? [pattern.relative(to: home)] : names
  }
}
