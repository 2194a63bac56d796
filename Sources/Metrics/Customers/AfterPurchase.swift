package import FunnelModel

/// What buyers do after their first order: subscribe, review, refer (metrics.md, "B2C").
package struct AfterPurchase: MetricFamily {
  package static let name = "after_purchase"
  /// Events count up to and with this much elapsed time after the first order.
  private static let window = 30 * Instant.microsecondsPerDay
  private enum Counter {
    static let buyers = 0
    static let mature = 1
    /// For each of `deeds` two counters from here on: mature buyers who did it, and young ones who
    /// have so far.
    static let deeds = 2
    static let width = 2 + 2 * AfterPurchase.deeds.count
  }
  private static let deeds: [(kind: EventKind, definition: MetricDefinition)] = [
    (.mrr, subscriptionRate), (.review, reviewRate), (.referral, referralRate),
  ]
  private var cells: SegmentCells<Int64>

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.orderID, .amount] }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.markets.contains(.b2c) && deeds.contains { isKnown($0.kind, plan) }
  }

  /// Whether the data hold such events at all; without any, a rate of 0 would be a guess.
  private static func isKnown(_ kind: EventKind, _ plan: MetricPlan) -> Bool {
    plan.sources.contains { ($0.typeCounts[kind.name] ?? 0) > 0 }
  }

  package init(plan: MetricPlan) { cells = SegmentCells(plan: plan, width: Counter.width) }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let orders = view.orders
    var buyer = 0
    while buyer < view.timeline.buyerCount {
      let first = Int(orders.starts[buyer])
      if first < Int(orders.starts[buyer &+ 1]) { take(view, buyer, first, plan) }
      buyer &+= 1
    }
  }

  /// Takes a buyer by the first order.
  private mutating func take(
    _ view: BucketView, _ buyer: Int, _ order: Int, _ plan: MetricPlan
  ) {
    let timeline = view.timeline
    let row = Int(view.orders.row[order])
    let start = timeline.time[row]
    let slot = plan.periods.slot(.day, dayOffset: Int(timeline.day[row]))
    let segments = view.orders.segments
    cells.add(segments: segments, row: order, slot: slot, counter: Counter.buyers, 1)
    let isMature = start + Self.window <= plan.asOf.microseconds
    if isMature {
      cells.add(segments: segments, row: order, slot: slot, counter: Counter.mature, 1)
    }
    for index in Self.deeds.indices {
      guard let time = firstTime(timeline, buyer, index, from: start) else { continue }
      if time >= start && time <= start + Self.window {
        cells.add(
          segments: segments, row: order, slot: slot,
          counter: Counter.deeds + 2 * index + (isMature ? 0 : 1), 1)
      }
    }
  }

  /// Of a subscription the first payment ever, so that a subscriber of old is no conversion; of a
  /// review or referral the first one from the order on.
  private func firstTime(
    _ timeline: TimelineBucket, _ buyer: Int, _ index: Int, from start: Int64
  ) -> Int64? {
    let kind = Self.deeds[index].kind
    let amounts = kind == .mrr ? timeline.integers(.amount) : nil
    var row = Int(timeline.buyerStarts[buyer])
    let end = Int(timeline.buyerStarts[buyer &+ 1])
    while row < end {
      if timeline.kind[row] == kind.rawValue, timeline.market[row] == Market.b2c.rawValue {
        if kind == .mrr ? (amounts?[row] ?? 0) > 0 : timeline.time[row] >= start {
          return timeline.time[row]
        }
      }
      row &+= 1
    }
    return nil
  }

  package mutating func merge(_ other: AfterPurchase, mapping: SegmentMapping) {
    cells.merge(other.cells, mapping: mapping)
  }

  package func encode(to writer: inout StateWriter) { cells.encode(to: &writer) }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    cells = try SegmentCells(plan: plan, width: Counter.width, from: &reader)
  }

  package func finalise(into output: inout ReportOutput) {
    var cells = cells
    cells.rollUp(output.plan.periods)
    guard cells[.total(0), Counter.buyers] > 0 else { return }
    let known = Self.deeds.indices.filter { Self.isKnown(Self.deeds[$0].kind, output.plan) }
    for key in output.keys(cells) {
      let buyers = cells[key, Counter.buyers]
      let mature = cells[key, Counter.mature]
      // Where nobody is mature yet, the value so far is shown.
      let isYoung = mature == 0
      for index in known {
        output.addRate(
          Self.deeds[index].definition, market: .b2c, at: key,
          Int(cells[key, Counter.deeds + 2 * index + (isYoung ? 1 : 0)]),
          of: Int(isYoung ? buyers : mature), status: mature < buyers ? .inProgress : nil)
      }
    }
  }
}

extension AfterPurchase {
  package static var definitions: [MetricDefinition] { deeds.map(\.definition) }

  private static func define(
    _ id: String, _ title: String, _ deed: String, _ type: String, fields: [String] = []
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2c." + id, title: title,
      formula: "buyers with \(deed) within 30 × 24 h of their first order ÷ mature first-time "
        + "buyers", unit: .ratio, direction: .higher, population: "mature first-time buyers",
      periodOf: "first order", maturity: "first order + 30 × 24 h ≤ as_of",
      interval: "Wilson 95 %", source: "metrics.md, B2C", eventTypes: ["purchase", type],
      fields: ["order_id", "customer_id", "time"] + fields)
  }

  private static let subscriptionRate = define(
    "subscription_conversion_rate", "Subscription conversion", "their first mrr above 0", "mrr",
    fields: ["amount"])
  private static let reviewRate = define("review_rate", "Review rate", "a review", "review")
  private static let referralRate = define(
    "referral_rate", "Referral rate", "a referral", "referral")
}
