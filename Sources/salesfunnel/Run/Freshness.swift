import FunnelModel

/// Judges against the clock whether every source has delivered. It never changes a number.
struct Freshness {
  let zone: ZoneTable
  /// Microseconds since the epoch by the machine's clock.
  let now: Instant
  /// The local day that every source must have reached; nil = no such demand.
  let expectThrough: LocalDay?

  /// How a source of the ledger stands.
  func judge(_ source: LedgerSource) -> RunAccount.Source {
    judge(
      name: source.name, isConfigured: source.isConfigured, maxAge: source.maxAge,
      files: source.files.count, latest: source.watermark)
  }

  /// How a source stands that has so many files and this latest event.
  func judge(
    name: String, isConfigured: Bool, maxAge: Int64?, files: Int, latest: Instant?
  ) -> RunAccount.Source {
    let problem: String
    if files == 0 {
      problem =
        isConfigured ? "source \(name) is missing: no file was loaded; check its `files`" : ""
    } else {
      problem = staleness(maxAge, latest).map { "source \(name) is stale: \($0)" } ?? ""
    }
    return RunAccount.Source(
      name: name, latest: latest, files: files, isStale: !problem.isEmpty, problem: problem)
  }

  private func staleness(_ maxAge: Int64?, _ latest: Instant?) -> String? {
    guard let latest else {
      return expectThrough == nil && maxAge == nil ? nil : "it holds no event"
    }
    if let expectThrough, zone.day(of: latest) < expectThrough {
      return "its latest event is \(latest), expected through \(expectThrough)"
    }
    if let maxAge, now.microseconds - latest.microseconds > maxAge {
      return "its latest event is \(latest), older than its maxAge of "
        + "\(maxAge / 3_600_000_000) h"
    }
    return nil
  }
}
