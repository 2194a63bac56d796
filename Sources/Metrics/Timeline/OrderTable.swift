import FunnelModel

/// The orders of a bucket in one market: distinct order ids of the source of record, cancelled
/// ones left out, ordered by (buyer, time).
///
/// An order is one object however many rows and sources speak of it: time and money come from the
/// earliest row of the record, segments from the first row that fills them, else from the entry of
/// the session in which it was placed.
package struct OrderTable: Sendable {
  /// Event row of the purchase that the order was taken from.
  package private(set) var row: [Int32] = []
  package private(set) var buyer: [Int32] = []
  /// Money at purchase after discount, micro-units.
  package private(set) var gross: [Int64] = []
  /// Money taken off the list price, micro-units.
  package private(set) var discount: [Int64] = []
  /// Money returned on the order so far, micro-units.
  package private(set) var refund: [Int64] = []
  /// Units in micro-units of a number.
  package private(set) var quantity: [Int64] = []
  /// 1 where the order has a refund.
  package private(set) var isRefunded: [UInt8] = []
  /// Rows of other sources that know the order.
  package private(set) var otherSources: [Int32] = []
  /// Further purchase rows of the source of record.
  package private(set) var repeatedRows = 0
  /// By dimension: segment code of each order.
  package private(set) var segments: [[UInt32]]
  /// First order of each buyer: `starts[b] ..< starts[b + 1]`.
  package private(set) var starts: [Int32] = []
  /// Orders that another source knows and the record does not.
  package private(set) var unrecorded = 0
  /// Refunds whose order is unknown: event rows.
  package private(set) var orphanRefunds: [Int32] = []
  /// Orders undone before payment.
  package private(set) var cancelled = 0

  /// Number of orders.
  package var count: Int { row.count }

  /// Finds the orders of one market in a bucket.
  init(_ timeline: TimelineBucket, sessions: SessionTable, market: Market, plan: MetricPlan) {
    segments = Array(repeating: [], count: plan.dimensions.count)
    let amounts = timeline.integers(.amount)
    let quantities = timeline.integers(.quantity)
    let discounts = timeline.integers(.discount)
    let orderIDs = timeline.texts(.orderID)
    starts = [Int32](repeating: 0, count: timeline.buyerCount + 1)
    let rows =
      plan.markets.contains(market)
      ? Self.rows(timeline.kind.span, timeline.market.span, market: market.rawValue) : []
    if rows.isEmpty { return }
    var finder = OrderFinder(orderCodes: orderIDs?.dictionary.count ?? 1, plan: plan)
    var next = 0
    for buyerNumber in 0..<timeline.buyerCount {
      let start = next
      let end = timeline.buyerStarts[buyerNumber + 1]
      while next < rows.count && rows[next] < end { next += 1 }
      if next > start {
        finder.find(timeline, rows[start..<next], orderIDs?.codes)
        take(
          finder, timeline, buyerNumber, amounts: amounts, quantities: quantities,
          discounts: discounts, sessions: sessions)
        cancelled += finder.cancelled
        unrecorded += finder.unrecorded
        orphanRefunds.append(contentsOf: finder.orphanRefunds)
      }
      starts[buyerNumber + 1] = Int32(row.count)
    }
  }

  /// The rows that can say something about orders.
  private static func rows(
    _ kind: Span<UInt8>, _ markets: Span<UInt8>, market: UInt8
  ) -> [Int32] {
    let first = EventKind.purchase.rawValue
    let last = EventKind.orderCancelled.rawValue
    var rows: [Int32] = []
    var row = 0
    while row < kind.count {
      if kind[row] >= first && kind[row] <= last && markets[row] == market {
        rows.append(Int32(row))
      }
      row &+= 1
    }
    return rows
  }

  private mutating func take(
    _ finder: OrderFinder, _ timeline: TimelineBucket, _ buyerNumber: Int, amounts: [Int64]?,
    quantities: [Int64]?, discounts: [Int64]?, sessions: SessionTable
  ) {
    for order in finder.orders {
      let record = Int(order.record)
      row.append(order.record)
      buyer.append(Int32(buyerNumber))
      gross.append(Self.value(amounts, record))
      discount.append(Self.value(discounts, record))
      quantity.append(Self.value(quantities, record))
      var returned: Int64 = 0
      for refundRow in order.refunds {
        returned = Self.saturated(returned, abs(Self.value(amounts, Int(refundRow))))
      }
      refund.append(returned)
      let source = timeline.source[record]
      let elsewhere = order.others.count { timeline.source[Int($0)] != source }
      otherSources.append(Int32(elsewhere))
      repeatedRows += order.others.count - elsewhere
      isRefunded.append(order.refunds.isEmpty ? 0 : 1)
      for dimension in segments.indices {
        func segment(_ dimension: Int) -> UInt32 {
          Self.segment(timeline.segments[dimension], order, timeline, sessions)
        }
        segments[dimension].append(
          timeline.pairSegment(dimension, segment) ?? segment(dimension))
      }
    }
  }

  private static func value(_ column: [Int64]?, _ row: Int) -> Int64 {
    guard let column, column[row] != IntegerColumn.missing else { return 0 }
    return column[row]
  }

  private static func saturated(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// The first filled segment: the record's row, other sources' rows, then the entries of their
  /// sessions.
  private static func segment(
    _ codes: [UInt32], _ order: OrderFinder.Order, _ timeline: TimelineBucket,
    _ sessions: SessionTable
  ) -> UInt32 {
    let own = codes[Int(order.record)]
    if own != 0 { return own }
    for row in order.others where codes[Int(row)] != 0 { return codes[Int(row)] }
    let entry = segmentOfSession(codes, order.record, timeline, sessions)
    if entry != 0 { return entry }
    for row in order.others {
      let entry = segmentOfSession(codes, row, timeline, sessions)
      if entry != 0 { return entry }
    }
    return 0
  }

  /// The segment of the entry of a row's session; 0 without a session.
  private static func segmentOfSession(
    _ codes: [UInt32], _ row: Int32, _ timeline: TimelineBucket, _ sessions: SessionTable
  ) -> UInt32 {
    guard let code = timeline.texts(.sessionID)?.codes[Int(row)], code != 0 else { return 0 }
    let number = sessions.numberOfCode[Int(code)]
    return number < 0 ? 0 : codes[Int(sessions.entry[Int(number)])]
  }
}
