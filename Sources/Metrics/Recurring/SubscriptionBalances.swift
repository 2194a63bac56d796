import FunnelModel

/// Recurring revenue of buyers at the ends of months: each buyer's subscriptions summed.
///
/// An `mrr` event says what a subscription is worth per month from then on; one without an amount
/// says nothing. A buyer whose subscriptions sum to 0 or less is not active.
struct SubscriptionBalances {
  private let axis: MonthAxis
  private var amounts: [UInt32: Int64] = [:]
  /// By month: balance at its end in micro-units, 0 where the buyer is not active.
  private(set) var balance: [Int64]
  /// The month of the first amount above 0; nil for a buyer who never paid.
  private(set) var firstPaid: Int?
  /// Event row of the first amount above 0.
  private(set) var firstPaidRow: Int?

  init(plan: MetricPlan) {
    axis = MonthAxis(plan.periods)
    balance = [Int64](repeating: 0, count: axis.count)
  }

  /// Reads the `mrr` events of one buyer in some markets; false where there is none.
  mutating func read(
    _ view: BucketView, buyer: Int, markets: Market?, plan: MetricPlan
  ) -> Bool {
    let timeline = view.timeline
    amounts.removeAll(keepingCapacity: true)
    firstPaid = nil
    firstPaidRow = nil
    guard let values = timeline.integers(.amount) else { return false }
    let subscriptions = timeline.texts(.subscriptionID)?.codes
    var month = -1
    var total: Int64 = 0
    var row = Int(timeline.buyerStarts[buyer])
    let end = Int(timeline.buyerStarts[buyer &+ 1])
    while row < end {
      if timeline.kind[row] == EventKind.mrr.rawValue, values[row] != IntegerColumn.missing,
        markets == nil || timeline.market[row] == markets?.rawValue
      {
        let here = axis.month(dayOffset: Int(timeline.day[row]), plan.periods)
        fill(from: max(0, month), to: here, month < 0 ? 0 : total)
        month = here
        let code = subscriptions?[row] ?? 0
        total = Self.saturated(total, values[row], minus: amounts[code] ?? 0)
        amounts[code] = values[row]
        if values[row] > 0, firstPaid == nil {
          firstPaid = here
          firstPaidRow = row
        }
      }
      row &+= 1
    }
    if month < 0 { return false }
    fill(from: month, to: axis.count, total)
    return true
  }

  private mutating func fill(from low: Int, to high: Int, _ total: Int64) {
    var month = low
    while month < high {
      balance[month] = max(0, total)
      month &+= 1
    }
  }

  private static func saturated(_ total: Int64, _ added: Int64, minus removed: Int64) -> Int64 {
    Int64(clamping: Int128(total) + Int128(added) - Int128(removed))
  }
}
