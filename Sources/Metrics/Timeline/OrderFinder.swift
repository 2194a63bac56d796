import FunnelModel

/// Groups one buyer's purchases, refunds and cancellations into orders.
struct OrderFinder {
  struct Order {
    /// Earliest purchase row of the source of record.
    var record: Int32
    /// Purchase rows of other sources, and later ones of the record, in source order.
    var others: [Int32] = []
    var refunds: [Int32] = []
  }

  private let isPurchaseRecord: [Bool]
  private let isRefundRecord: [Bool]
  /// By order code: index in `orders`, valid where `owner` is the current pass.
  private var place: [Int32]
  private var owner: [Int32]
  private var pass: Int32 = 0
  private(set) var orders: [Order] = []
  /// Whether every order has its one purchase row of the record and no other.
  private var hasOnlyRecords = true
  private(set) var orphanRefunds: [Int32] = []
  private(set) var unrecorded = 0
  private(set) var cancelled = 0

  init(orderCodes: Int, plan: MetricPlan) {
    isPurchaseRecord = plan.isPurchaseRecord
    isRefundRecord = plan.isRefundRecord
    place = [Int32](repeating: -1, count: orderCodes)
    owner = [Int32](repeating: -1, count: orderCodes)
  }

  /// Finds the orders among a buyer's purchases, refunds and cancellations, given as rows in time
  /// order.
  mutating func find(_ timeline: TimelineBucket, _ rows: ArraySlice<Int32>, _ codes: [UInt32]?) {
    begin()
    let purchase = EventKind.purchase.rawValue
    var isSimple = true
    for row in rows {
      if timeline.kind[Int(row)] == purchase {
        addPurchase(timeline, Int(row), codes)
      } else {
        isSimple = false
      }
    }
    // Orders of the record alone, none undone, stand in time order already.
    if isSimple && hasOnlyRecords { return }
    addConsequences(timeline, rows, codes)
  }

  private mutating func begin() {
    pass &+= 1
    orders.removeAll(keepingCapacity: true)
    hasOnlyRecords = true
    orphanRefunds.removeAll(keepingCapacity: true)
    unrecorded = 0
    cancelled = 0
  }

  private mutating func addPurchase(_ timeline: TimelineBucket, _ row: Int, _ codes: [UInt32]?) {
    let code = Int(codes?[row] ?? 0)
    let isRecord = isPurchaseRecord[Int(timeline.source[row])]
    guard code != 0 else {
      // Without an id there is nothing to join by: the record's purchase is an order of its own.
      if isRecord { orders.append(Order(record: Int32(row))) }
      return
    }
    guard owner[code] == pass else {
      owner[code] = pass
      place[code] = Int32(orders.count)
      if !isRecord { hasOnlyRecords = false }
      orders.append(
        isRecord
          ? Order(record: Int32(row)) : Order(record: -1, others: [Int32(row)]))
      return
    }
    let index = Int(place[code])
    hasOnlyRecords = false
    if isRecord && orders[index].record < 0 {
      orders[index].record = Int32(row)
    } else {
      orders[index].others.append(Int32(row))
    }
  }

  /// Attaches refunds, drops cancelled orders and those that the record does not know.
  private mutating func addConsequences(
    _ timeline: TimelineBucket, _ rows: ArraySlice<Int32>, _ codes: [UInt32]?
  ) {
    var dropped = [Bool](repeating: false, count: orders.count)
    for row in rows.map({ Int($0) }) {
      let kind = timeline.kind[row]
      let code = Int(codes?[row] ?? 0)
      let index = code != 0 && owner[code] == pass ? Int(place[code]) : -1
      if kind == EventKind.refund.rawValue && isRefundRecord[Int(timeline.source[row])] {
        if index >= 0 && orders[index].record >= 0 {
          orders[index].refunds.append(Int32(row))
        } else {
          orphanRefunds.append(Int32(row))
        }
      } else if kind == EventKind.orderCancelled.rawValue && index >= 0 {
        dropped[index] = true
      }
    }
    for index in orders.indices {
      if orders[index].record < 0 { unrecorded += 1 } else if dropped[index] { cancelled += 1 }
      orders[index].others.sort {
        (timeline.source[Int($0)], $0) < (timeline.source[Int($1)], $1)
      }
    }
    let kept = orders.indices.filter { orders[$0].record >= 0 && !dropped[$0] }
    // An order first seen by another source stands at that row's place: restore time order.
    orders = kept.map { orders[$0] }.sorted { $0.record < $1.record }
  }
}
