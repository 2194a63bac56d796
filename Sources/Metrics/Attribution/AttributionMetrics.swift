package import FunnelModel

/// Credits revenue to the touches before it: orders of B2C (session starts and touches), won deals
/// of B2B (touches), within 90 days (metrics.md, "attribution").
package struct AttributionMetrics: MetricFamily {
  package static let name = "attribution"
  package static let isSelfContained = true
  package static let definitions: [MetricDefinition] = []
  /// By `Market.rawValue`.
  private var states: [AttributionState]
  private var tops: [TopCredits]
  private let scope: AttributionScope

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    DealTable.columns.union([.orderID]).union(TopCredits.fields.map(\.column))
  }

  package static func applies(to plan: MetricPlan) -> Bool { true }

  package init(plan: MetricPlan) {
    scope = AttributionScope(plan: plan)
    let scope = scope
    states = Market.allCases.map { _ in AttributionState(plan: plan, scope: scope) }
    tops = Market.allCases.map {
      TopCredits(plan: plan, models: AttributionModel.shownFirst(in: $0))
    }
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    for index in tops.indices { tops[index].begin(view.timeline) }
    let touches = TouchList(view.timeline, market: .b2c)
    for buyer in 0..<view.timeline.buyerCount
    where !touches.range(buyer).isEmpty
      || view.orders.starts[buyer] < view.orders.starts[buyer + 1]
    {
      takeOrders(view, buyer, touches, plan)
    }
    if view.deals.count == 0 { return }
    let sales = TouchList(view.timeline, market: .b2b)
    for unit in 0..<view.deals.count { takeDeal(view, unit, sales, plan) }
  }

  private mutating func takeOrders(
    _ view: BucketView, _ buyer: Int, _ touches: TouchList, _ plan: MetricPlan
  ) {
    let timeline = view.timeline
    let own = touches.range(buyer)
    var after = Int64.min
    for index in Int(view.orders.starts[buyer])..<Int(view.orders.starts[buyer &+ 1]) {
      let row = Int(view.orders.row[index])
      let time = timeline.time[row]
      let range = touches.range(own, upTo: time)
      convert(
        .b2c, timeline, touches.rows, range,
        path: range.isEmpty
          ? nil
          : AttributionPath(touches: touches.times[range], conversion: time, milestones: []),
        amount: view.orders.gross[index], day: Int(timeline.day[row]), plan)
      after = time
    }
    guard let end = own.last else { return }
    let last = touches.times[end]
    guard last > after else { return }
    var range = touches.range(own, upTo: last)
    while let first = range.first, touches.times[first] <= after {
      range = first + 1..<range.upperBound
    }
    states[0].move(
      timeline, touches.rows, range, converted: false,
      day: Int(timeline.day[Int(touches.rows[range.upperBound - 1])]), scope)
  }

  private mutating func takeDeal(
    _ view: BucketView, _ unit: Int, _ touches: TouchList, _ plan: MetricPlan
  ) {
    let deals = view.deals
    let close = Int(deals.close[unit])
    guard deals.isDeal[unit], close >= 0 else { return }
    let timeline = view.timeline
    let time = timeline.time[close]
    let range = touches.range(touches.range(Int(deals.buyer[unit])), upTo: time)
    if deals.outcome[unit] == .lost {
      states[1].move(
        timeline, touches.rows, range, converted: false, day: Int(timeline.day[close]), scope)
      return
    }
    let amount = deals.amount[unit]
    let milestones = [deals.lead[unit], deals.opportunity[unit]].map {
      $0 < 0 ? nil : timeline.time[Int($0)]
    }
    convert(
      .b2b, timeline, touches.rows, range,
      path: range.isEmpty
        ? nil
        : AttributionPath(
          touches: touches.times[range], conversion: time, milestones: milestones),
      amount: amount == IntegerColumn.missing ? 0 : amount, day: Int(timeline.day[close]), plan)
  }

  private mutating func convert(
    _ market: Market, _ timeline: TimelineBucket, _ rows: [Int32], _ range: Range<Int>,
    path: AttributionPath?, amount: Int64, day: Int, _ plan: MetricPlan
  ) {
    let index = Int(market.rawValue)
    states[index].convert(
      timeline, rows, range, path: path, amount: amount, day: day, scope: scope, plan: plan)
    guard let path, tops[index].isInHand else { return }
    tops[index].convert(rows: rows[range], path: path, amount: amount, day: day, plan: plan)
  }

  package mutating func merge(_ other: AttributionMetrics, mapping: SegmentMapping) {
    for index in states.indices {
      states[index].merge(other.states[index], mapping: mapping, scope: scope)
      tops[index].merge(other.tops[index])
    }
  }

  package func encode(to writer: inout StateWriter) {
    for state in states { state.encode(to: &writer) }
    for top in tops { top.encode(to: &writer) }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    scope = AttributionScope(plan: plan)
    states = []
    for _ in Market.allCases {
      states.append(try AttributionState(plan: plan, scope: scope, from: &reader))
    }
    tops = []
    for market in Market.allCases {
      tops.append(
        try TopCredits(
          plan: plan, models: AttributionModel.shownFirst(in: market), from: &reader))
    }
  }

  package func finalise(into output: inout ReportOutput) {
    var table = ReportTable(
      id: "attribution", title: "Attribution", market: nil, columns: AttributionTable.columns)
    var top = ReportTable(
      id: "attribution_top", title: "Campaigns and contents with most credit", market: nil,
      columns: TopCredits.columns)
    for market in Market.allCases {
      var state = states[Int(market.rawValue)]
      state.rollUp(output.plan.periods)
      AttributionTable(state: state, scope: scope, market: market).add(to: &table, &output)
      tops[Int(market.rawValue)].add(to: &top, market: market, output: &output) { slot in
        let amount = state.credits[.total(slot), AttributionState.Total.amount]
        return (amount, amount - state.credits[.total(slot), AttributionState.Total.untouched])
      }
    }
    if !top.rows.isEmpty { output.tables.append(top) }
    if !table.rows.isEmpty { output.tables.append(table) }
  }
}

/// The touches of all buyers of a bucket in one market, in the order of the timelines.
struct TouchList {
  let rows: [Int32]
  let times: [Int64]
  private let starts: [Int32]

  init(_ timeline: TimelineBucket, market: Market) {
    var rows = [Int32](repeating: 0, count: timeline.count)
    var starts = [Int32](repeating: 0, count: timeline.buyerCount + 1)
    let count = Self.find(timeline, market: market, rows: &rows, starts: &starts)
    rows.removeLast(rows.count - count)
    self.rows = rows
    self.starts = starts
    times = Self.gather(rows.span, timeline.time.span)
  }

  private static func find(
    _ timeline: TimelineBucket, market: Market, rows: inout [Int32], starts: inout [Int32]
  ) -> Int {
    let kinds = timeline.kind.span
    let markets = timeline.market.span
    let buyerStarts = timeline.buyerStarts.span
    let touch = EventKind.touch.rawValue
    let session = market == .b2c ? EventKind.sessionStart.rawValue : touch
    let wanted = market.rawValue
    var rows = rows.mutableSpan
    var starts = starts.mutableSpan
    var count = 0
    var row = 0
    var buyer = 0
    while buyer &+ 1 < buyerStarts.count {
      let end = Int(buyerStarts[buyer &+ 1])
      while row < end {
        if (kinds[row] == session || kinds[row] == touch) && markets[row] == wanted {
          rows[count] = Int32(row)
          count &+= 1
        }
        row &+= 1
      }
      buyer &+= 1
      starts[buyer] = Int32(count)
    }
    return count
  }

  private static func gather(_ rows: Span<Int32>, _ all: Span<Int64>) -> [Int64] {
    var times = [Int64](repeating: 0, count: rows.count)
    var target = times.mutableSpan
    var index = 0
    while index < rows.count {
      target[index] = all[Int(rows[index])]
      index &+= 1
    }
    return times
  }

  /// The touches of a buyer.
  func range(_ buyer: Int) -> Range<Int> { Int(starts[buyer])..<Int(starts[buyer + 1]) }

  /// Those of a buyer's touches in the look-back up to and including a time.
  func range(_ own: Range<Int>, upTo time: Int64) -> Range<Int> {
    var low = own.lowerBound
    while low < own.upperBound && times[low] < time - AttributionModel.lookBack { low += 1 }
    var high = low
    while high < own.upperBound && times[high] <= time { high += 1 }
    return low..<high
  }
}
