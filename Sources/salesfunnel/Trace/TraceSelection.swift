import FunnelModel
import Ingestion
import Metrics

/// Which number a trace is asked for, as far as the command line says it.
struct TraceSelection {
  let metric: String
  private let market: Market??
  private let grain: Grain?
  private let period: String?
  /// Field and value, one or two of them.
  let segments: [(dimension: String, segment: String)]

  init(_ invocation: Invocation) throws(Failure) {
    guard let metric = invocation.arguments.first else {
      throw Failure(
        .usage, "trace needs the id of a metric", remedy: "list them: salesfunnel metrics")
    }
    self.metric = metric
    if MetricCatalogue.definition(metric) == nil {
      let ids = MetricCatalogue.definitions.map(\.id)
      let hint = NearestName.find(metric, in: ids).map { "; did you mean '\($0)'?" } ?? ""
      throw Failure(
        .usage, "there is no metric '\(metric)'\(hint)", remedy: "list them: salesfunnel metrics")
    }
    if metric.hasPrefix("change.") {
      throw Failure(
        .usage, "\(metric) is made of other printed numbers, not of records",
        remedy: "trace those, such as b2c.sessions, b2c.orders, b2b.opportunities or b2b.won, "
          + "in both periods")
    }
    market = try invocation[.market].map { (text) throws(Failure) -> Market? in
      if text == "all" { return nil }
      guard let market = Market(name: text) else {
        throw Failure(.usage, "--market \(text): one of b2c, b2b, all is needed")
      }
      return market
    }
    grain = try invocation[.grain].map { (text) throws(Failure) in
      guard let grain = Grain(name: text) else {
        throw Failure(
          .usage, "--grain \(text): there is no such grain",
          remedy: "one of: \(Grain.allCases.map(\.name).joined(separator: ", "))")
      }
      return grain
    }
    period = invocation[.period]
    segments = try Self.segments(invocation[.segment])
  }

  /// `channel=email`, or `channel=email,device=mobile` for a pair.
  private static func segments(
    _ text: String?
  ) throws(Failure) -> [(dimension: String, segment: String)] {
    guard let text else { return [] }
    var parts = text.split(separator: ",", omittingEmptySubsequences: false)
    // A value may hold a comma itself.
    if parts.count != 2 || !parts[1].contains("=") { parts = [text[...]] }
    return try parts.map { (part) throws(Failure) in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[0].isEmpty else {
        throw Failure(
          .usage, "--segment \(text): a field and its value are needed",
          remedy: "for example --segment channel=email")
      }
      return (String(pair[0]), String(pair[1]))
    }
  }

  /// The number that is meant, among the periods of a plan.
  func cell(_ plan: MetricPlan) throws(Failure) -> TracedCell {
    let (grain, label) = try slot(plan)
    var cell = TracedCell(
      metric: metric, market: market ?? usualMarket(plan), grain: grain, period: label)
    if let first = segments.first { (cell.dimension, cell.segment) = first }
    if segments.count > 1 { (cell.dimension2, cell.segment2) = segments[1] }
    return cell
  }

  private func usualMarket(_ plan: MetricPlan) -> Market? {
    Market(name: String(metric.prefix { $0 != "." }))
  }

  private func slot(_ plan: MetricPlan) throws(Failure) -> (Grain, String) {
    guard let period, !period.isEmpty else {
      if let grain, grain != .all {
        throw Failure(.usage, "--grain \(grain.name) needs --period")
      }
      return (.all, "")
    }
    let found = plan.periods.slots.filter { slot in
      (grain == nil || slot.grain == grain)
        && (slot.label == period || Self.isShort(period, for: slot))
    }
    if found.count > 1 {
      throw Failure(
        .usage,
        "--period \(period) is a \(found.map(\.grain.name).joined(separator: " and a "))",
        remedy: "say which with --grain")
    }
    if let slot = found.first { return (slot.grain, slot.label) }
    // Periods of targets may lie beyond the data.
    if let grain, LocalDay(period) != nil { return (grain, period) }
    throw Failure(
      .usage, "the data have no period \(period)",
      remedy: "write its first day as metrics.csv does, or 2025, 2025-Q3, 2025-07")
  }

  /// `2025`, `2025-Q3` and `2025-07` for the period that starts there.
  private static func isShort(_ text: String, for slot: PeriodSlots.Slot) -> Bool {
    let (year, month, _) = slot.first.components
    switch slot.grain {
    case .year: return text == "\(year)"
    case .quarter: return text == "\(year)-Q\((month - 1) / 3 + 1)"
    case .month: return text == String(slot.label.prefix(7))
    default: return false
    }
  }
}
