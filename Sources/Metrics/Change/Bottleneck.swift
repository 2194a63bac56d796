package import FunnelModel

/// A step that passes fewer units than its reference, and the net revenue that this costs.
struct Bottleneck {
  /// Where the reference comes from.
  enum Reference: String {
    /// The step's own rate in the period before.
    case history
    /// The middle of the reference band, or its bound where only one is given.
    case band
  }

  let market: Market?
  /// `funnel: a → b`.
  let step: String
  let rate: FixedDecimal
  let reference: FixedDecimal
  let kind: Reference
  /// Units at the step before.
  let entered: Int128
  /// What the units that were not passed on would have brought, in money.
  let cost: FixedDecimal
}

extension ChangeReport {
  /// What a sale brings, by market.
  private static let valuePerSale: [(market: Market, metric: String)] = [
    (.b2c, "b2c.aov_net"), (.b2b, "b2b.deal_size"),
  ]
  /// Rates with a reference band that are a step of selling, with the rates that follow it.
  private static let bandedSteps: [(metric: String, step: String, rest: [String])] = [
    ("b2c.session_conversion_rate", "session → purchase", []),
    (
      "b2b.mql_to_sql_rate", "mql → sql",
      ["b2b.sql_to_opportunity_rate", "b2b.opportunity_to_win_rate"]
    ),
    ("b2b.lead_to_opportunity_rate", "lead → opportunity", ["b2b.opportunity_to_win_rate"]),
    ("b2b.opportunity_to_win_rate", "opportunity → won", []),
  ]
  /// Steps with which a funnel ends in a sale.
  private static let sales: Set<String> = ["purchase", "won"]

  /// The metrics that `bottlenecks` reads besides those that are split.
  static let bottleneckInputs = valuePerSale.map(\.metric) + bandedSteps.map(\.metric)

  static let shortfall = MetricDefinition(
    id: "change.shortfall_net_revenue", title: "Net revenue lost at a step",
    formula: "units at the step before × (reference rate − rate) × the rates of the later steps "
      + "× net revenue per order, or mean won amount; the reference is the step's rate in the "
      + "period before, for a banded rate also the middle of its band",
    unit: .money, direction: .lower, population: "steps below their reference",
    periodOf: "the funnel's first step", source: "metrics.md, What changed",
    eventTypes: ["session_start", "purchase", "opportunity", "won"], fields: ["amount", "time"])

  /// The steps that fall short of their reference, the costliest first.
  func bottlenecks() -> [Bottleneck] {
    let found =
      tables.flatMap(againstHistory) + Self.bandedSteps.compactMap(againstBand)
    return found.enumerated().sorted { a, b in
      b.element.cost < a.element.cost
        || !(a.element.cost < b.element.cost) && a.offset < b.offset
    }.map(\.element)
  }

  /// The largest shortfalls as numbers of the report: one per step.
  package func shortfalls() -> [MetricRow] {
    var seen: Set<String> = []
    return bottlenecks().filter { seen.insert("\($0.market?.name ?? "")\n\($0.step)").inserted }
      .map { bottleneck in
        var row = MetricRow(
          metric: Self.shortfall.id, market: bottleneck.market, grain: comparison.grain,
          period: comparison.after, value: bottleneck.cost, unit: .money,
          n: Int(clamping: bottleneck.entered))
        row.dimension = "step"
        row.segment = bottleneck.step
        return row
      }
  }

  /// A row of the table `changes`: the reference stands under "before", the effect is the loss.
  func bottleneckCells(_ bottleneck: Bottleneck, rank: Int) -> [Cell] {
    head(Self.shortfall.id, bottleneck.market, "step", bottleneck.step, rank: rank) + [
      .number(bottleneck.reference), .number(bottleneck.rate), .missing, .missing, .missing,
      .missing, .number(FixedDecimal(units: -bottleneck.cost.units, digits: 4)), .missing,
      .missing, .missing, .missing, .text(bottleneck.kind.rawValue),
    ]
  }

  /// What one sale of a market brought in the later period, as an exact quotient.
  private func saleValue(_ market: Market?) -> (top: FixedDecimal, bottom: FixedDecimal)? {
    guard let metric = Self.valuePerSale.first(where: { $0.market == market })?.metric,
      let row = row(metric, comparison.after, "", ""), let top = row.numerator,
      let bottom = row.denominator, bottom.units > 0, top.units > 0
    else { return nil }
    return (top, bottom)
  }

  private func againstHistory(_ table: ReportTable) -> [Bottleneck] {
    guard
      let before = FunnelSteps(table, grain: comparison.grain, period: comparison.before),
      let after = FunnelSteps(table, grain: comparison.grain, period: comparison.after),
      before.steps.map(\.name) == after.steps.map(\.name),
      Self.sales.contains(after.steps[after.steps.count - 1].name),
      let value = saleValue(after.market)
    else { return [] }
    return (1..<after.steps.count).compactMap { step in
      let (entered, reached) = (after.steps[step - 1].reached, after.steps[step].reached)
      let (base, hits) = (before.steps[step - 1].reached, before.steps[step].reached)
      // reached ÷ entered < hits ÷ base, without rounding.
      guard entered > 0, base > 0, reached * base < hits * entered else { return nil }
      var cost = Double(entered) * (Double(hits) / Double(base)) - Double(reached)
      for later in (step + 1)..<max(step + 1, after.steps.count) {
        cost *= after.rate(later) ?? before.rate(later) ?? 0
      }
      return bottleneck(
        after.market, "\(after.name): \(after.label(step))", (reached, entered),
        FixedDecimal(ratio: hits, base, digits: 6), .history, sales: cost, value)
    }
  }

  private func againstBand(
    _ step: (metric: String, step: String, rest: [String])
  ) -> Bottleneck? {
    guard let row = row(step.metric, comparison.after, "", ""), let top = row.numerator,
      let bottom = row.denominator, bottom.units > 0, let value = saleValue(row.market),
      let band = bands.first(where: { $0.metric == step.metric }),
      let reference = Self.middle(band)
    else { return nil }
    var sales = bottom.double * reference - top.double
    for metric in step.rest {
      guard let rate = self.row(metric, comparison.after, "", "")?.value else { return nil }
      sales *= rate.double
    }
    guard sales > 0, let printed = FixedDecimal(reference, digits: 6) else { return nil }
    return bottleneck(
      row.market, step.step, (top.units, bottom.units), printed, .band, sales: sales, value)
  }

  private static func middle(_ band: BandDefinition) -> Double? {
    switch (band.low, band.high) {
    case (let low?, let high?): (low + high) / 2
    case (let low?, nil): low
    default: nil
    }
  }

  private func bottleneck(
    _ market: Market?, _ step: String, _ counts: (hits: Int128, of: Int128),
    _ reference: FixedDecimal, _ kind: Bottleneck.Reference, sales: Double,
    _ value: (top: FixedDecimal, bottom: FixedDecimal)
  ) -> Bottleneck? {
    guard let cost = FixedDecimal(sales * (value.top.double / value.bottom.double), digits: 4),
      cost.units > 0
    else { return nil }
    return Bottleneck(
      market: market, step: step,
      rate: FixedDecimal(ratio: counts.hits, counts.of, digits: 6), reference: reference,
      kind: kind, entered: counts.of, cost: cost)
  }
}
