import FunnelModel

/// The required steps of one funnel in one period, read from its table.
struct FunnelSteps {
  let market: Market?
  let name: String
  /// By step: its name, and the units that reached it.
  let steps: [(name: String, reached: Int128)]

  /// The totals of a period; nil where the table is no funnel or the period has fewer than two
  /// required steps, or no unit.
  init?(_ table: ReportTable, grain: Grain, period: String) {
    guard table.id.hasPrefix("funnel_"), let grains = table.index(of: "grain"),
      let periods = table.index(of: "period"), let dimensions = table.index(of: "dimension"),
      let names = table.index(of: "step_name"), let counts = table.index(of: "reached"),
      let rates = table.index(of: "rate_previous"), let numbers = table.index(of: "step")
    else { return nil }
    market = table.market
    name = String(table.id.dropFirst("funnel_".count))
    steps = table.rows.compactMap { row in
      guard row[grains].plain == grain.name, row[periods].plain == period,
        row[dimensions].plain.isEmpty, case .number(let reached) = row[counts]
      else { return nil }
      // An optional step has no share of the previous one; the first never has.
      let isFirst = row[numbers].plain == "1"
      if !isFirst, case .missing = row[rates] { return nil }
      return (row[names].plain, reached.units)
    }
    guard steps.count >= 2, steps[0].reached > 0 else { return nil }
  }

  /// `a → b` for a step from the one before it.
  func label(_ step: Int) -> String { "\(steps[step - 1].name) → \(steps[step].name)" }

  /// Share of the units at the step before that reached a step; nil where there was none.
  func rate(_ step: Int) -> Double? {
    let before = steps[step - 1].reached
    return before > 0 ? Double(steps[step].reached) / Double(before) : nil
  }

  /// Share of the first step's units that reached the last, not rounded.
  var share: Double { Double(steps[steps.count - 1].reached) / Double(steps[0].reached) }

  /// The same as it is printed.
  var conversion: FixedDecimal {
    FixedDecimal(ratio: steps[steps.count - 1].reached, steps[0].reached, digits: 6)
  }
}
