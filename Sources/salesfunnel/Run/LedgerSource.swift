import FunnelModel
import Ingestion
import Warehouse

/// One source with what the ledger holds of it.
struct LedgerSource: Sendable {
  let name: String
  /// Ledger id; nil where nothing was ever loaded of it.
  let id: Int64?
  let kind: SourceProfile.Kind
  let profile: SourceProfile?
  /// Whether the configuration names it.
  let isConfigured: Bool
  /// Greatest age in microseconds before it is stale; nil = never.
  let maxAge: Int64?
  /// Files whose rows count.
  let files: [FileRecord]
  /// Events by type.
  let typeCounts: [String: Int]

  /// Latest event, or until when its files are known to be complete.
  var watermark: Instant? { files.compactMap { $0.watermark ?? $0.summary.latest }.max() }

  /// Authority among sources that report the same fact: shop, payment, web analytics, mail, other.
  var rank: Int {
    switch kind {
    case .shop, .canonical: 0
    case .payment: 1
    case .web: 2
    case .mail: 3
    default: 4
    }
  }

  /// All sources: those of the configuration in its order, then others of the ledger by name, so
  /// that the order never depends on what was loaded when.
  ///
  /// - Parameter resolved: the sources that this run read, with their profiles.
  static func all(
    in warehouse: Warehouse, configuration: Configuration, resolved: [ResolvedSource]
  ) throws(WarehouseError) -> [LedgerSource] {
    let records = try warehouse.sources()
    let counts = try warehouse.typeCounts()
    let files = Dictionary(grouping: try warehouse.files(), by: \.sourceID)
    func source(_ name: String, isConfigured: Bool) -> LedgerSource {
      let known = resolved.first { $0.source.name == name }
      let definition = configuration.sources.first { $0.name == name }
      let record = records.first { $0.name == name }
      let profile =
        known?.profile ?? (definition?.profile ?? record?.profile).flatMap(ProfileCatalog.profile)
      return LedgerSource(
        name: name, id: record?.id, kind: known?.kind ?? profile?.kind ?? .shop, profile: profile,
        isConfigured: isConfigured, maxAge: definition?.maxAge,
        files: record.flatMap { files[$0.id] } ?? [],
        typeCounts: record.flatMap { counts[$0.id] } ?? [:])
    }
    let configured = configuration.sources.map(\.name)
    let others = records.filter { files[$0.id] != nil }.map(\.name)
    return configured.map { source($0, isConfigured: true) }
      + Set(others).subtracting(configured).sorted().map { source($0, isConfigured: false) }
  }
}
