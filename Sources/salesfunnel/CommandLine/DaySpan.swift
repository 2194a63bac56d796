import FunnelModel

/// The local days that `--from` and `--to` select.
struct DaySpan: Sendable {
  /// First day; nil = the first day of the data.
  let from: LocalDay?
  /// Exclusive end; nil = as-of decides.
  let to: LocalDay?

  init(_ invocation: Invocation) throws(Failure) {
    from = try JobSettings.day(invocation, .from)
    to = try JobSettings.day(invocation, .to)
    if let from, let to, to <= from {
      throw Failure(
        .usage, "--to \(to) is not after --from \(from)",
        remedy: "--to is exclusive: name the day after the last one")
    }
  }

  /// Whether everything is selected.
  var isOpen: Bool { from == nil && to == nil }

  /// What belongs to the digest of a run; empty where everything is selected.
  var digestText: String {
    isOpen ? "" : "\n\(from?.description ?? "")/\(to?.description ?? "")"
  }

  /// The moment that numbers look back from, given the one that would hold otherwise.
  func asOf(_ other: Instant, zone: ZoneTable) -> Instant {
    guard let to else { return other }
    return min(other, Instant(microseconds: zone.start(of: to).microseconds - 1))
  }

  /// The sentence of the report's policies; nil where everything is selected.
  var policy: String? {
    switch (from, to) {
    case (nil, nil): nil
    case (let from?, nil): "only events and costs from \(from) on are counted (--from)"
    case (nil, let to?): "only events and costs before \(to) are counted (--to)"
    case (let from?, let to?):
      "only events and costs from \(from) until before \(to) are counted (--from, --to)"
    }
  }
}
