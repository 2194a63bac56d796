import FunnelModel

/// Judges against the clock whether every source has delivered. It never changes a number.
struct Freshness {
  let zone: ZoneTable
  /// Microseconds since the epoch by the machine's clock.
  let now: Instant
  /// The local day that every source must have reached; nil = no such demand.
  let expectThrough: LocalDay?

  /// How one source stands.
  func judge(_ source: LedgerSource) -> RunAccount.Source {
    let problem = problem(source)
    return RunAccount.Source(
      name: source.name, latest: source.watermark, files: source.files.count,
      isStale: !problem.isEmpty, problem: problem)
  }

  private func problem(_ source: LedgerSource) -> String {
    if source.files.isEmpty {
      return source.isConfigured
        ? "source \(source.name) is missing: no file was ever loaded; check its `files`" : ""
    }
    guard let latest = source.watermark else {
      return expectThrough == nil && source.maxAge == nil
        ? "" : "source \(source.name) is stale: it holds no event"
    }
    if let expectThrough, zone.day(of: latest) < expectThrough {
      return "source \(source.name) is stale: its latest event is \(latest), expected through "
        + "\(expectThrough)"
    }
    if let maxAge = source.maxAge, now.microseconds - latest.microseconds > maxAge {
      return "source \(source.name) is stale: its latest event is \(latest), older than "
        + "maxAge allows (\(maxAge / 3_600_000_000) h)"
    }
    return ""
  }
}
