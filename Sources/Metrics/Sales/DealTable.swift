package import FunnelModel

/// The units of B2B selling in a bucket: deals, and leads that no deal has grown from.
///
/// A lead goes to its account's first deal opened at or after it; a deal with its leads is one
/// unit, whose lead stages are the earliest of theirs. Stages are reached by an event of their own
/// only. A deal's outcome is its last `won` or `lost`.
package struct DealTable: Sendable {
  /// How a unit stands at as_of.
  package enum Outcome: UInt8, Sendable { case open, won, lost }

  package internal(set) var buyer: [Int32] = []
  /// Whether the unit has a deal; otherwise it is a lead so far.
  package internal(set) var isDeal: [Bool] = []
  /// Event rows at which the unit reached a stage; -1 = it has not.
  package internal(set) var lead: [Int32] = []
  package internal(set) var mql: [Int32] = []
  package internal(set) var sql: [Int32] = []
  package internal(set) var opportunity: [Int32] = []
  /// Row of the last outcome; -1 while open.
  package internal(set) var close: [Int32] = []
  /// Row at which a deal begins: its opportunity, else its earliest row; -1 for leads.
  package internal(set) var opening: [Int32] = []
  package internal(set) var outcome: [Outcome] = []
  /// Row of the buyer's first `touch` not after the outcome; -1 without one.
  package internal(set) var firstTouch: [Int32] = []
  /// Micro-units; `IntegerColumn.missing` where no row has it.
  package internal(set) var amount: [Int64] = []
  /// Contract term in micro-units of a month.
  package internal(set) var term: [Int64] = []
  /// Day number of the planned close, as last said.
  package internal(set) var expectedClose: [Int64] = []
  /// Codes in the bucket's `reason` and `stage` columns; 0 = none.
  package internal(set) var reason: [UInt32] = []
  package internal(set) var stage: [UInt32] = []
  /// How many of budget, authority and timeline are answered, yes or no.
  package internal(set) var answered: [UInt8] = []
  /// Rows of the entries into pipeline stages: `entries[entryStarts[u] ..< entryStarts[u + 1]]`.
  package internal(set) var entries: [Int32] = []
  package internal(set) var entryStarts: [Int32] = [0]
  /// Row at which the stay in the last stage ended; -1 while open.
  package internal(set) var lastOutcome: [Int32] = []
  /// Rows of the deal itself: `rows[rowStarts[u] ..< rowStarts[u + 1]]`, empty for leads.
  package internal(set) var rows: [Int32] = []
  package internal(set) var rowStarts: [Int32] = [0]
  /// By dimension: segment of each unit as a lead (first touch), and as a deal (opening).
  package internal(set) var leadSegments: [[UInt32]]
  package internal(set) var dealSegments: [[UInt32]]
  /// Lead objects, and those of them that share a deal with an earlier one.
  package internal(set) var leadObjects = 0
  package internal(set) var sharedLeads = 0

  /// The columns that the table reads, besides identifiers and dimensions.
  package static let columns: Set<EventColumn> = [
    .dealID, .personID, .amount, .termMonths, .expectedClose, .reason, .stage, .budget, .authority,
    .timeline,
  ]

  /// Number of units.
  package var count: Int { buyer.count }

  /// Finds the units of a bucket.
  init(_ timeline: TimelineBucket, plan: MetricPlan) {
    leadSegments = Array(repeating: [], count: plan.dimensions.count)
    dealSegments = leadSegments
    guard plan.markets.contains(.b2b) else { return }
    let builder = DealBuilder(timeline, plan: plan)
    builder.build(into: &self)
  }

  /// The rows of a unit's deal.
  func rows(_ unit: Int) -> ArraySlice<Int32> {
    rows[Int(rowStarts[unit])..<Int(rowStarts[unit + 1])]
  }

  /// The entries of a unit into pipeline stages, in time order.
  func entries(_ unit: Int) -> ArraySlice<Int32> {
    entries[Int(entryStarts[unit])..<Int(entryStarts[unit + 1])]
  }
}
