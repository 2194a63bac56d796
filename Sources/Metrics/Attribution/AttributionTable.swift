import FunnelModel
import Statistics

/// Prints the credits of one market and checks that they sum to the revenue.
struct AttributionTable {
  let state: AttributionState
  let scope: AttributionScope
  let market: Market

  static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("dimension", "Dimension"),
    ReportColumn("segment", "Segment"), ReportColumn("model", "Model"),
    ReportColumn("credit", "Credit", .money),
  ]
  /// The segment of revenue without a touch in the look-back.
  static let untouched = "(no touch)"

  func add(to table: inout ReportTable, _ output: inout ReportOutput) {
    for slot in output.plan.periods.slots.indices
    where output.plan.periods.slots[slot].grain != .day {
      let amount = state.credits[.total(slot), AttributionState.Total.amount]
      let untouched = state.credits[.total(slot), AttributionState.Total.untouched]
      if amount == 0 { continue }
      for (position, dimension) in scope.dimensions.enumerated() {
        for model in AttributionModel.ordered(for: market) {
          guard
            let credits = credits(model, position, dimension, slot, amount - untouched, output)
          else { continue }
          let sum = credits.reduce(Int128(0)) { $0 + $1.credit }
          if sum + untouched != amount {
            output.violate(
              "Attribution \(model.name) of \(market.name) by "
                + "\(output.plan.dimensionNames[dimension]) does not sum to the revenue of "
                + "\(output.plan.periods.slots[slot].grain.name) "
                + "\(output.plan.periods.slots[slot].label).",
              market == .b2c ? "b2c.revenue_gross" : "b2b.won_amount", market: market,
              at: .total(slot))
          }
          var rows = credits.filter { $0.credit != 0 }
          if untouched != 0 { rows.append((Self.untouched, untouched)) }
          for row in rows {
            table.rows.append(cells(row, model, dimension, slot, output))
          }
        }
      }
    }
  }

  private func cells(
    _ row: (segment: String, credit: Int128), _ model: AttributionModel, _ dimension: Int,
    _ slot: Int, _ output: ReportOutput
  ) -> [Cell] {
    let period = output.plan.periods.slots[slot]
    return [
      .text(market.name), .text(period.grain.name), .text(period.label),
      .text(output.plan.dimensionNames[dimension]), .text(row.segment), .text(model.name),
      .number(FixedDecimal(micro: row.credit, digits: 4)),
    ]
  }

  /// Credits by segment in the order of names; nil where the model says nothing.
  private func credits(
    _ model: AttributionModel, _ position: Int, _ dimension: Int, _ slot: Int, _ amount: Int128,
    _ output: ReportOutput
  ) -> [(segment: String, credit: Int128)]? {
    if model == .markov { return markov(position, dimension, slot, amount, output) }
    let rows = state.credits.tables[dimension + 1].rowCount
    return (0..<rows).map { segment in
      let key = CellKey(dimension: dimension, segment: segment, slot: slot)
      return (
        output.registry.name(dimension: dimension, code: segment),
        state.credits[key, model.rawValue]
      )
    }.sorted { $0.0 < $1.0 }
  }

  private func markov(
    _ position: Int, _ dimension: Int, _ slot: Int, _ amount: Int128, _ output: ReportOutput
  ) -> [(segment: String, credit: Int128)]? {
    guard let period = scope.slots.firstIndex(of: slot), let total = Int64(exactly: amount),
      output.registry.interners[dimension].count <= SegmentMoves.limit
    else { return nil }
    let named = state.moves[position].segments(period: period)
      .map { ($0, output.registry.name(dimension: dimension, code: $0)) }
      .sorted { $0.1 < $1.1 }
    guard
      let transitions = state.moves[position].transitions(
        period: period, segments: named.map(\.0)),
      let parts = MarkovAttribution(transitions)?.credits(of: total)
    else { return nil }
    return zip(named, parts).map { ($0.1, Int128($1)) }
  }
}
