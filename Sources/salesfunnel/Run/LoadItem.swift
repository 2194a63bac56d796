import FunnelModel
import Ingestion
import Warehouse

/// A file that a run looks at, with the source that it is a delivery of.
struct LoadItem: Sendable {
  let path: FilePath
  let source: ResolvedSource
  /// Digest of what decides which events its rows become.
  let mappingDigest: String
  /// Zone of times without an offset.
  let zone: ZoneTable
  /// What its rows take over from the file that they complete; nil for a file of its own.
  var completion: CompletionPlan?

  /// The same source's file at another path.
  func at(_ path: String) -> LoadItem {
    LoadItem(
      path: FilePath(path, base: .current), source: source, mappingDigest: mappingDigest,
      zone: zone, completion: completion)
  }

  /// The same file as a completion of some contents: others make its rows new.
  func completing(_ contents: [String]) -> LoadItem {
    let text = Array(([mappingDigest] + contents.sorted()).joined(separator: "\n").utf8)
    return LoadItem(
      path: path, source: source,
      mappingDigest: Self.hex(WordHash.hash(text.span, offset: 0, count: text.count)), zone: zone,
      completion: completion)
  }

  /// As the user would name it.
  var name: String { path.relative(to: .current) }
}

extension LoadItem {
  /// What the ledger knows a file's contents by: another mapping makes them new.
  func key(_ content: String) -> String { content + "-" + mappingDigest }

  /// Whether two stored contents are the same bytes, under whatever mapping.
  static func isSameContent(_ a: String, _ b: String) -> Bool {
    a.prefix { $0 != "-" } == b.prefix { $0 != "-" }
  }

  /// Whether a file under a known name is another delivery rather than a later version of the
  /// stored one: then it does not begin with the same row.
  func isNewDelivery(_ outcome: FileOutcome, after earlier: FileRecord) -> Bool {
    source.source.replaced == .automatic
      && !Self.isSameContent(earlier.contentHash, outcome.contentHash.text)
      && !earlier.firstRowHash.isEmpty && outcome.firstRowHash != 0
      && Self.hex(outcome.firstRowHash) != earlier.firstRowHash
  }

  /// The ledger entry of a file that was read. `stamp`: the file's before the first byte.
  func record(_ outcome: FileOutcome, stamp: FileStamp?) -> FileRecord {
    var record = FileRecord(
      path: path.text, name: path.name, size: Int64(outcome.byteCount),
      contentHash: key(outcome.contentHash.text), headerDigest: Self.hex(outcome.headerDigest),
      firstRowHash: outcome.firstRowHash == 0 ? "" : Self.hex(outcome.firstRowHash),
      profile: source.profile?.id ?? "", unmappedColumns: outcome.unmappedColumns)
    if let stamp, stamp.isSettled, FileStamp(path: path.text) == stamp {
      record.stamp = stamp.text
    }
    return record
  }

  /// What the account says of a file that was loaded.
  func entry(_ outcome: FileOutcome, isNewVersion: Bool, duration: Duration) -> RunAccount.File {
    RunAccount.File(
      source: source.source.name, path: name, bytes: outcome.byteCount,
      action: isNewVersion ? .superseded : .loaded, rows: outcome.accounting, duration: duration,
      problems: outcome.rejects.map { Refusal.place($0, in: name) } + outcome.drift
        + outcome.warnings)
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
