import FunnelModel

/// Predicted net revenue of buyers by the period and segment of their first order.
struct LifetimeValues: Sendable {
  private enum Sum {
    static let buyers = 0
    /// Micro-units of discounted net revenue, rounded per buyer so that sums are exact.
    static let value = 1
    static let width = 2
  }
  private var cells: SegmentCells<Int128>
  private let isPredicted: Bool

  init(
    _ histories: LifetimeHistories, _ groups: [LifetimeGroup], _ forecast: LifetimeForecast,
    _ model: LifetimeModel, dimensions: [Int], plan: MetricPlan
  ) {
    cells = SegmentCells(plan: plan, width: Sum.width)
    isPredicted = model.predictsValues
    for (index, group) in groups.enumerated() {
      let orders = isPredicted ? forecast.expectations[index].discountedOrders : 0
      for buyer in group.buyers {
        let value = model.expectedValue(days: group.repeats, spent: histories.spent[buyer]) ?? 0
        let micro = FixedDecimal(orders * value, digits: Micro.digits)?.units ?? 0
        let slot = plan.periods.slot(.day, dayOffset: Int(histories.first[buyer]))
        cells.addTotal(slot: slot, counter: Sum.buyers, 1)
        cells.addTotal(slot: slot, counter: Sum.value, micro)
        for (position, dimension) in dimensions.enumerated() {
          let segment = histories.segments[position][buyer]
          cells.add(
            dimension: dimension, segment: segment, slot: slot, counter: Sum.buyers, 1)
          cells.add(
            dimension: dimension, segment: segment, slot: slot, counter: Sum.value, micro)
        }
      }
    }
    cells.rollUp(plan.periods)
  }

  /// Buyers counted in a cell.
  func buyers(_ key: CellKey) -> Int128 { cells[key, Sum.buyers] }

  /// Σ of predicted net revenue in micro-units.
  func total(_ key: CellKey) -> Int128 { cells[key, Sum.value] }

  /// Predicted net revenue per buyer in micro-units; nil without a buyer or a model.
  func mean(_ key: CellKey) -> Fraction? {
    isPredicted ? Fraction(total(key), buyers(key)) : nil
  }

  /// Adds `unit.ltv_predicted` by period but days, and by the dimensions that costs name.
  func addRows(market: Market?, dimensions: [Int], to output: inout ReportOutput) {
    let plan = output.plan
    let margin = plan.grossMargin.flatMap { Fraction(Int128($0), Int128(Micro.scale)) }
    let toMoney = Fraction(1, Int128(Micro.scale))
    for key in output.keys(cells)
    where plan.periods.slots[key.slot].grain != .day
      && (key.dimension < 0 || dimensions.contains(key.dimension))
    {
      let count = buyers(key)
      let value = mean(key)?.times(margin)?.times(toMoney)
      output.add(
        LifetimeMetrics.predicted, market: market, at: key, value: value?.decimal(digits: 4),
        numerator: value?.times(Fraction(count, 1))?.decimal(digits: 4),
        denominator: FixedDecimal(units: count, digits: 0), n: Int(clamping: count))
    }
  }
}
