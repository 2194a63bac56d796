import FunnelModel

/// Prints unit economics: rows by market, the tables `unit_economics` and `channels`, policies.
struct UnitReport {
  private typealias Sum = UnitState.Sum
  /// By position in `RecurringMetrics.scopes`, rolled up.
  let states: [UnitState]
  let axis: MonthAxis
  let plan: MetricPlan
  let spending: Spending
  /// Sessions by grain, period and channel, as printed before.
  let sessions: [String: FixedDecimal]
  /// By dimension and slot, for the market at hand: cost of new customers that names no segment.
  private(set) var pools: [CellKey: Int128] = [:]

  init(states: [UnitState], axis: MonthAxis, output: ReportOutput) {
    self.states = states
    self.axis = axis
    plan = output.plan
    spending = Spending(plan: output.plan, registry: output.registry)
    var sessions: [String: FixedDecimal] = [:]
    for row in output.rows(of: "b2c.sessions") where row.dimension == "channel" {
      sessions["\(row.grain.name)|\(row.period)|\(row.segment)"] = row.value
    }
    self.sessions = sessions
  }

  mutating func add(to output: inout ReportOutput) {
    var economics = ReportTable(
      id: "unit_economics", title: "Unit economics", market: nil, columns: UnitTables.economics)
    var channels = ReportTable(
      id: "channels", title: "Channels", market: nil, columns: UnitTables.channels)
    var curves = ReportTable(
      id: "ltv_curves", title: "Observed value and payback by month since the first", market: nil,
      columns: CohortCurves.columns)
    for (scope, market) in RecurringMetrics.scopes.enumerated() {
      let hasCost = spending.applies(to: market) && (market.map(plan.markets.contains) ?? true)
      let hasCustomers = states[scope].cells.tables[0].isTouched(row: 0, slot: 0)
      guard hasCustomers || hasCost else { continue }
      let keys = keys(scope, output)
      pools = pools(scope, keys)
      // With one market in the data, the curves of all would be its own again.
      var cohorts =
        market == nil && plan.markets.count == 1
        ? nil : CohortCurves(market: market, axis: axis, plan: plan)
      for key in keys {
        let numbers = UnitNumbers(self, scope: scope, key: key, output: output)
        let status = status(market, key, &output)
        if hasCost { numbers.addCosts(to: &output, status) }
        numbers.addValues(to: &output, status, hasCost: hasCost)
        addCohort(numbers, scope: scope, hasCost: hasCost, to: &cohorts, output)
        if key.dimension < 0 {
          economics.rows.append(UnitTables.economicsRow(numbers, status, output))
        } else if plan.dimensionNames[key.dimension] == "channel" {
          channels.rows.append(
            UnitTables.channelRow(numbers, status, sessions: sessions, output))
        }
      }
      curves.rows += cohorts?.rows(&output) ?? []
    }
    if !economics.rows.isEmpty { output.tables.append(economics) }
    // Codes follow the order in which workers met the segments; names do not.
    channels.rows.sort { a, b in
      a.prefix(4).map(\.plain).lexicographicallyPrecedes(b.prefix(4).map(\.plain))
    }
    if !channels.rows.isEmpty { output.tables.append(channels) }
    if !curves.rows.isEmpty { output.tables.append(curves) }
    addPolicies(to: &output)
  }

  /// Takes the cohort of a month, in total and by channel.
  private func addCohort(
    _ numbers: UnitNumbers, scope: Int, hasCost: Bool, to curves: inout CohortCurves?,
    _ output: ReportOutput
  ) {
    let key = numbers.key
    guard plan.periods.slots[key.slot].grain == .month else { return }
    let cac = hasCost ? numbers.cac : nil
    if key.dimension < 0 {
      curves?.add(channel: nil, slot: key.slot, matrix: states[scope].cohorts, cac: cac)
    } else if plan.dimensionNames[key.dimension] == "channel" {
      curves?.add(
        channel: output.registry.name(dimension: key.dimension, code: key.segment),
        slot: key.slot, matrix: states[scope].cohorts(channel: key.segment), cac: cac)
    }
  }

  /// Every period but days in total; segments of the dimensions that costs name, where something
  /// is.
  private func keys(_ scope: Int, _ output: ReportOutput) -> [CellKey] {
    let grains = plan.periods.slots.map(\.grain)
    var result = grains.indices.filter { grains[$0] != .day }.map { CellKey.total($0) }
    for dimension in plan.dimensions.indices
    where ["channel", "campaign"].contains(plan.dimensionNames[dimension]) {
      let tables =
        [states[scope].cells.tables[dimension + 1]]
        + spending.cells.enumerated().filter {
          (Spending.bearers(RecurringMetrics.scopes[scope]) + [2]).contains($0.offset)
        }.map { $0.element.tables[dimension + 1] }
      guard
        plan.dimensionNames[dimension] == "channel"
          || tables.dropFirst().contains(where: { $0.rowCount > 0 })
      else { continue }
      for segment in output.segments(dimension, count: tables.map(\.rowCount).max() ?? 0) {
        for slot in grains.indices where grains[slot] != .day {
          if tables.contains(where: { $0.isTouched(row: segment, slot: slot) }) {
            result.append(CellKey(dimension: dimension, segment: segment, slot: slot))
          }
        }
      }
    }
    return result
  }

  private func status(
    _ market: Market?, _ key: CellKey, _ output: inout ReportOutput
  ) -> MetricStatus {
    let status = output.status(UnitMetrics.cac, slot: key.slot)
    return spending.isComplete(market, plan.periods.slots[key.slot]) ? status : .partial
  }

  private func pools(_ scope: Int, _ keys: [CellKey]) -> [CellKey: Int128] {
    var result: [CellKey: Int128] = [:]
    for key in keys where key.dimension >= 0 {
      let pool = CellKey(dimension: key.dimension, segment: 0, slot: key.slot)
      let rest = result[pool] ?? cost(scope, .total(key.slot), Spending.Sum.acquisition)
      result[pool] = rest - cost(scope, key, Spending.Sum.acquisition)
    }
    return result
  }

  /// A market's cost: its own, and of what both share the part of its new customers.
  func cost(_ scope: Int, _ key: CellKey, _ counter: Int) -> Int128 {
    let market = RecurringMetrics.scopes[scope]
    let own = spending.value(market, key, counter)
    let shared = market == nil ? 0 : spending.cells[2][key, counter]
    guard let market, shared != 0, plan.markets.count > 1 else { return own + shared }
    let first = states[0].cells[key, Sum.customers]
    let both = first + states[1].cells[key, Sum.customers]
    guard both > 0 else { return own }
    let part = shared * first / both
    return own + (market == .b2c ? part : shared - part)
  }

  private func addPolicies(to output: inout ReportOutput) {
    if !plan.costs.isEmpty {
      output.policies.append(
        "Acquisition cost holds media, people, tools and other; cost that names no channel or "
          + "campaign, and cost that both markets share, is split by new customers"
          + (plan.cacLagMonths > 0 ? ", \(plan.cacLagMonths) months later." : "."))
    }
    if plan.grossMargin == nil {
      output.policies.append(
        "Lifetime values are undefined: set grossMargin in the configuration.")
    }
    if spending.foreignRows > 0 {
      output.policies.append(
        "\(spending.foreignRows) cost rows are not in \(plan.currency) and make cost metrics "
          + "undefined: convert them to the report's currency.")
    }
  }
}
