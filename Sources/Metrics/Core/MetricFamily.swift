package import FunnelModel

/// The events of one bucket with what every family derives from them, built once.
package struct BucketView: Sendable {
  package let timeline: TimelineBucket
  package let sessions: SessionTable
  /// Shop orders of B2C.
  package let orders: OrderTable
  /// Wholesale orders of B2B.
  package let wholesaleOrders: OrderTable
  /// Deals and leads of B2B.
  package let deals: DealTable

  /// Derives sessions and orders from the timelines of a bucket.
  package init(_ timeline: TimelineBucket, plan: MetricPlan) {
    self.timeline = timeline
    sessions = SessionTable(timeline)
    orders = OrderTable(timeline, sessions: sessions, market: .b2c, plan: plan)
    wholesaleOrders = OrderTable(timeline, sessions: sessions, market: .b2b, plan: plan)
    deals = DealTable(timeline, plan: plan)
  }
}

/// Some metrics that share one partial state.
///
/// A family is a fold: an identity (`init`), a step over one bucket (`fold`), an associative and
/// commutative combination (`merge`) and a last step (`finalise`). Dispatch happens per bucket,
/// never per event. Tests prove for every family: folding parts and merging them in any grouping
/// and order gives the same state as folding the whole, and encode/decode is the identity.
package protocol MetricFamily: Sendable {
  /// Stable name, written into encoded states.
  static var name: String { get }
  /// The catalogue entries that `finalise` may emit.
  static var definitions: [MetricDefinition] { get }
  /// Names of the families whose results `finalise` reads.
  static var dependencies: [String] { get }
  /// Whether its numbers are fitted to all buyers together, so that one alone says nothing.
  static var isFitted: Bool { get }
  /// The columns that `fold` reads, besides identifiers, dimensions, time, type and market.
  static func columns(_ plan: MetricPlan) -> Set<EventColumn>
  /// The identifier columns of which `fold` reads the texts, not only which events share one;
  /// none by default. Texts of labels are always there.
  static func texts(_ plan: MetricPlan) -> Set<EventColumn>
  /// Whether the plan's data can hold anything for this family.
  static func applies(to plan: MetricPlan) -> Bool
  /// Whether `finalise` reads nothing from the output but the plan and the names of segments, so
  /// that it may run beside other families; false by default.
  static var isSelfContained: Bool { get }
  /// The state of no events.
  init(plan: MetricPlan)
  /// Takes the events of one bucket, each bucket once.
  mutating func fold(_ view: BucketView, plan: MetricPlan)
  /// Takes what another worker folded; `mapping` translates its segment codes.
  mutating func merge(_ other: Self, mapping: SegmentMapping)
  /// Writes the state.
  func encode(to writer: inout StateWriter)
  /// Reads what `encode` wrote under the same plan.
  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError)
  /// Turns the state into rows and tables.
  func finalise(into output: inout ReportOutput)
}

extension MetricFamily {
  /// Sees what the families before it have added.
  package static var isSelfContained: Bool { false }

  package static var dependencies: [String] { [] }
  package static var isFitted: Bool { false }
  /// Reads no texts of identifiers.
  package static func texts(_ plan: MetricPlan) -> Set<EventColumn> { [] }
}
