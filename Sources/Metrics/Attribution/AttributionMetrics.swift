package import FunnelModel

/// Credits revenue to the touches before it: orders of B2C (session starts and touches), won deals
/// of B2B (touches), within 90 days (metrics.md, "attribution").
package struct AttributionMetrics: MetricFamily {
  package static let name = "attribution"
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
    let timeline = view.timeline
    let columns = tops[0].columns(timeline)
    var touches = TouchList()
    var unit = 0
    var buyer = 0
    while buyer < timeline.buyerCount {
      touches.read(timeline, buyer: buyer, market: .b2c)
      takeOrders(view, buyer, touches, columns, plan)
      if unit < view.deals.count && Int(view.deals.buyer[unit]) == buyer {
        touches.read(timeline, buyer: buyer, market: .b2b)
        while unit < view.deals.count && Int(view.deals.buyer[unit]) == buyer {
          takeDeal(view, unit, touches, columns, plan)
          unit &+= 1
        }
      }
      buyer &+= 1
    }
  }

  private mutating func takeOrders(
    _ view: BucketView, _ buyer: Int, _ touches: TouchList, _ columns: [TextColumn?],
    _ plan: MetricPlan
  ) {
    let timeline = view.timeline
    var after = Int64.min
    for index in Int(view.orders.starts[buyer])..<Int(view.orders.starts[buyer &+ 1]) {
      let row = Int(view.orders.row[index])
      let time = timeline.time[row]
      let range = touches.range(upTo: time)
      convert(
        .b2c, timeline, rows: touches.rows[range],
        path: range.isEmpty
          ? nil
          : AttributionPath(touches: touches.times[range], conversion: time, milestones: []),
        amount: view.orders.gross[index], day: Int(timeline.day[row]), columns, plan)
      after = time
    }
    guard let last = touches.times.last, last > after else { return }
    var range = touches.range(upTo: last)
    while let first = range.first, touches.times[first] <= after {
      range = first + 1..<range.upperBound
    }
    states[0].move(
      timeline, touches.rows[range], converted: false,
      day: Int(timeline.day[Int(touches.rows[range.upperBound - 1])]), scope)
  }

  private mutating func takeDeal(
    _ view: BucketView, _ unit: Int, _ touches: TouchList, _ columns: [TextColumn?],
    _ plan: MetricPlan
  ) {
    let deals = view.deals
    let close = Int(deals.close[unit])
    guard deals.isDeal[unit], close >= 0 else { return }
    let timeline = view.timeline
    let time = timeline.time[close]
    let range = touches.range(upTo: time)
    if deals.outcome[unit] == .lost {
      states[1].move(
        timeline, touches.rows[range], converted: false, day: Int(timeline.day[close]), scope)
      return
    }
    let amount = deals.amount[unit]
    let milestones = [deals.lead[unit], deals.opportunity[unit]].map {
      $0 < 0 ? nil : timeline.time[Int($0)]
    }
    convert(
      .b2b, timeline, rows: touches.rows[range],
      path: range.isEmpty
        ? nil
        : AttributionPath(
          touches: touches.times[range], conversion: time, milestones: milestones),
      amount: amount == IntegerColumn.missing ? 0 : amount, day: Int(timeline.day[close]),
      columns, plan)
  }

  private mutating func convert(
    _ market: Market, _ timeline: TimelineBucket, rows: ArraySlice<Int32>,
    path: AttributionPath?, amount: Int64, day: Int, _ columns: [TextColumn?],
    _ plan: MetricPlan
  ) {
    let index = Int(market.rawValue)
    states[index].convert(
      timeline, rows: rows, path: path, amount: amount, day: day, scope: scope, plan: plan)
    guard let path, columns.contains(where: { $0 != nil }) else { return }
    tops[index].convert(columns, rows: rows, path: path, amount: amount, day: day, plan: plan)
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

/// The touches of one buyer in one market, in time order.
struct TouchList {
  private(set) var rows: [Int32] = []
  private(set) var times: [Int64] = []

  mutating func read(_ timeline: TimelineBucket, buyer: Int, market: Market) {
    rows.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    var row = Int(timeline.buyerStarts[buyer])
    let end = Int(timeline.buyerStarts[buyer &+ 1])
    while row < end {
      let kind = timeline.kind[row]
      if timeline.market[row] == market.rawValue,
        kind == EventKind.touch.rawValue
          || (kind == EventKind.sessionStart.rawValue && market == .b2c)
      {
        rows.append(Int32(row))
        times.append(timeline.time[row])
      }
      row &+= 1
    }
  }

  /// The touches in the look-back up to and including a time.
  func range(upTo time: Int64) -> Range<Int> {
    var low = 0
    while low < times.count && times[low] < time - AttributionModel.lookBack { low += 1 }
    var high = low
    while high < times.count && times[high] <= time { high += 1 }
    return low..<high
  }
}
