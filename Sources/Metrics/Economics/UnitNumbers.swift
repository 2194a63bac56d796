import FunnelModel

/// The exact numbers of one market, period and segment.
struct UnitNumbers {
  private typealias Sum = UnitState.Sum
  let market: Market?
  let key: CellKey
  let customers: Int128
  let conversions: Int128
  let net: Int128
  let hasOrders: Bool
  let cost: Int128
  let media: Int128
  let clicked: Int128
  let impressions: Int128
  let clicks: Int128
  /// Whether costs are known in the report's currency.
  let isPriced: Bool
  /// Micro-units of money.
  let cac: Fraction?
  let ltv: Fraction?
  /// Whether `ltv` comes of recurring revenue, else of predicted orders.
  let isRecurring: Bool
  let observed: [Fraction?]
  let matureCustomers: [Int128]
  /// nil where costs are missing or months do not fit the period.
  let payback: (months: Int?, isOpen: Bool)?
  private let acquisition: Int128

  init(_ report: UnitReport, scope: Int, key: CellKey, output: ReportOutput) {
    let cells = report.states[scope].cells
    self.key = key
    market = RecurringMetrics.scopes[scope]
    customers = cells[key, Sum.customers]
    let hasWon = market != .b2c && report.states[scope].cells[.total(0), Sum.won] > 0
    hasOrders = report.states[scope].cells[.total(0), Sum.orders] > 0
    conversions =
      hasWon
      ? cells[key, Sum.won] + (market == nil ? report.states[0].cells[key, Sum.orders] : 0)
      : cells[key, Sum.orders]
    net = cells[key, Sum.net]
    cost = report.cost(scope, key, Spending.Sum.cost)
    media = report.cost(scope, key, Spending.Sum.media)
    clicked = report.cost(scope, key, Spending.Sum.clicked)
    impressions = report.cost(scope, key, Spending.Sum.impressions)
    clicks = report.cost(scope, key, Spending.Sum.clicks)
    isPriced = report.spending.foreignRows == 0
    acquisition = report.cost(scope, key, Spending.Sum.acquisition)
    cac = isPriced ? Self.cac(report, scope, key, own: acquisition) : nil
    let margin = report.plan.grossMargin.flatMap { Fraction(Int128($0), Int128(Micro.scale)) }
    isRecurring = output.recurring[market] != nil
    let value =
      isRecurring
      ? Self.recurringValue(output.recurring[market], key) : output.predicted[market]?.mean(key)
    ltv = value?.times(margin)
    observed = UnitState.horizons.indices.map {
      Fraction(cells[key, Sum.mature + 2 * $0 + 1], cells[key, Sum.mature + 2 * $0])?
        .times(margin)
    }
    matureCustomers = UnitState.horizons.indices.map { cells[key, Sum.mature + 2 * $0] }
    let isChannel =
      key.dimension >= 0 && report.plan.dimensionNames[key.dimension] == "channel"
    payback =
      key.dimension < 0 || isChannel
      ? Self.payback(report, scope, key, cac: cac, margin: margin, customers: customers) : nil
  }

  /// Own cost plus the share of what names no segment, per new customer.
  private static func cac(
    _ report: UnitReport, _ scope: Int, _ key: CellKey, own: Int128
  ) -> Fraction? {
    let cells = report.states[scope].cells
    let count = cells[key, Sum.customers]
    guard key.dimension >= 0 else { return Fraction(own, count) }
    let total = CellKey.total(key.slot)
    let everyone = cells[total, Sum.customers]
    let place = CellKey(dimension: key.dimension, segment: 0, slot: key.slot)
    let pool = report.pools[place] ?? 0
    return Fraction(own * everyone + pool * count, count * everyone)
  }

  /// ARPA ÷ monthly churn.
  private static func recurringValue(_ state: RecurringState?, _ key: CellKey) -> Fraction? {
    guard let state else { return nil }
    func sum(_ counter: Int) -> Int128 { state.months[key, counter] }
    return Fraction(sum(RecurringState.Sum.closing), sum(RecurringState.Sum.activeBuyers))?
      .times(
        Fraction(
          sum(RecurringState.Sum.openingBuyers), sum(RecurringState.Sum.churnedBuyers)))
  }

  private static func payback(
    _ report: UnitReport, _ scope: Int, _ key: CellKey, cac: Fraction?, margin: Fraction?,
    customers: Int128
  ) -> (months: Int?, isOpen: Bool)? {
    guard let cac, let margin, customers > 0,
      report.plan.periods.slots[key.slot].grain != .week,
      let cohorts = report.states[scope].cohorts(channel: key.dimension < 0 ? nil : key.segment)
    else { return nil }
    let months = report.axis.months(startingIn: key.slot, report.plan.periods)
      .filter { cohorts.isTouched($0) }
    let size = months.reduce(Int128(0)) {
      $0 + cohorts.value(cohort: $1, since: 0, counter: 0)
    }
    guard size == customers, let last = months.last else { return nil }
    let limit = cac.times(Fraction(customers, 1))?.divided(by: margin)
    var cumulative: Int128 = 0
    for since in 0..<report.axis.count - last {
      for month in months {
        cumulative += cohorts.value(cohort: month, since: since, counter: 1)
      }
      if let limit, cumulative * limit.denominator >= limit.numerator {
        return (since, false)
      }
    }
    return (nil, true)
  }

  func addCosts(to output: inout ReportOutput, _ status: MetricStatus) {
    let isNamed = key.dimension < 0 || cost != 0 || impressions != 0 || clicks != 0
    func money(_ fraction: Fraction?) -> FixedDecimal? {
      isPriced ? fraction?.times(Fraction(1, Int128(Micro.scale)))?.decimal(digits: 4) : nil
    }
    func amount(_ micro: Int128) -> FixedDecimal { FixedDecimal(micro: micro, digits: 4) }
    func add(
      _ definition: MetricDefinition, _ value: FixedDecimal?, _ top: FixedDecimal? = nil,
      _ bottom: FixedDecimal? = nil, n: Int128? = nil
    ) {
      output.add(
        definition, market: market, at: key, value: value, numerator: top, denominator: bottom,
        n: n.map { Int(clamping: $0) }, status: status)
    }
    let count = FixedDecimal(units: customers, digits: 0)
    let total = cac?.times(Fraction(customers, Int128(Micro.scale)))?.decimal(digits: 4)
    add(
      UnitMetrics.cac, money(cac), total ?? amount(acquisition), count, n: customers)
    guard isNamed else { return }
    let scale = Int128(Micro.scale)
    add(UnitMetrics.cost, isPriced ? amount(cost) : nil)
    add(UnitMetrics.impressions, FixedDecimal(micro: impressions, digits: 0))
    add(UnitMetrics.clicks, FixedDecimal(micro: clicks, digits: 0))
    add(
      UnitMetrics.ctr, Fraction(clicks, impressions)?.decimal(digits: 6),
      FixedDecimal(micro: clicks, digits: 0), FixedDecimal(micro: impressions, digits: 0),
      n: impressions / scale)
    add(
      UnitMetrics.cpc, isPriced ? Fraction(clicked, clicks)?.decimal(digits: 4) : nil,
      amount(clicked), FixedDecimal(micro: clicks, digits: 0), n: clicks / scale)
    add(
      UnitMetrics.cpa, money(Fraction(media, conversions)), amount(media),
      FixedDecimal(units: conversions, digits: 0), n: conversions)
    if hasOrders {
      add(
        UnitMetrics.roas, isPriced ? Fraction(net, media)?.decimal(digits: 6) : nil,
        amount(net), amount(media), n: conversions)
    }
  }

  func addValues(to output: inout ReportOutput, _ status: MetricStatus, hasCost: Bool) {
    let toMoney = Fraction(1, Int128(Micro.scale))
    let n = Int(clamping: customers)
    output.add(
      UnitMetrics.ltv, market: market, at: key, value: ltv?.times(toMoney)?.decimal(digits: 4),
      n: isRecurring ? nil : output.predicted[market].map { Int(clamping: $0.buyers(key)) },
      status: output.status(
        isRecurring ? UnitMetrics.ltv : LifetimeMetrics.predicted, slot: key.slot))
    for (index, definition) in UnitMetrics.ltvObserved.enumerated() {
      let count = matureCustomers[index]
      let state: MetricStatus = count < customers ? .inProgress : status
      output.add(
        definition, market: market, at: key,
        value: observed[index]?.times(toMoney)?.decimal(digits: 4),
        numerator: observed[index]?.times(Fraction(count, Int128(Micro.scale)))?
          .decimal(digits: 4),
        denominator: FixedDecimal(units: count, digits: 0), n: Int(clamping: count),
        status: state)
      if hasCost {
        output.add(
          UnitMetrics.ltvCacObserved[index], market: market, at: key,
          value: observed[index]?.divided(by: cac)?.decimal(digits: 6), n: Int(clamping: count),
          status: state)
      }
    }
    guard hasCost else { return }
    output.add(
      UnitMetrics.ltvCac, market: market, at: key,
      value: ltv?.divided(by: cac)?.decimal(digits: 6), n: n, status: status)
    if key.dimension < 0 || output.plan.dimensionNames[key.dimension] == "channel" {
      output.add(
        UnitMetrics.payback, market: market, at: key,
        value: payback?.months.map { FixedDecimal($0) }, n: n,
        status: payback?.isOpen == true ? .inProgress : status)
    }
  }
}
