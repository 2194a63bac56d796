import FunnelModel
import Statistics

/// Splits the change of each funnel's conversion into its steps, exactly
/// (`stepContributions`: the mean over all orders in which the steps could have changed).
struct FunnelChange {
  private let report: ChangeReport

  init(_ report: ChangeReport) { self.report = report }

  /// For each funnel with both periods a total and its steps, the largest effect first.
  func rows() -> [[Cell]] {
    let comparison = report.comparison
    return report.tables.flatMap { table -> [[Cell]] in
      guard
        let before = FunnelSteps(table, grain: comparison.grain, period: comparison.before),
        let after = FunnelSteps(table, grain: comparison.grain, period: comparison.after),
        before.steps.map(\.name) == after.steps.map(\.name)
      else { return [] }
      return rows(before, after)
    }
  }

  private func rows(_ before: FunnelSteps, _ after: FunnelSteps) -> [[Cell]] {
    let metric = "funnel.\(after.name)"
    let difference = after.share - before.share
    let change = ChangeReport.conserved([difference], total: difference, digits: 8)[0]
    let none = [Cell](repeating: .missing, count: 4)
    var result = [
      report.head(metric, after.market, "", "", rank: 0) + [
        .number(before.conversion), .number(after.conversion),
        .number(FixedDecimal(1)), .number(FixedDecimal(1)), .missing, .missing, .number(change),
      ] + none
    ]
    let steps = Array(1..<after.steps.count)
    guard
      let contributions = stepContributions(
        before: steps.map { before.rate($0) ?? 0 }, after: steps.map { after.rate($0) ?? 0 })
    else { return result }
    let effects = ChangeReport.conserved(contributions, total: change.double, digits: 8)
    func rate(_ funnel: FunnelSteps, _ step: Int) -> Cell {
      let (top, bottom) = (funnel.steps[step].reached, funnel.steps[step - 1].reached)
      return bottom > 0 ? .number(FixedDecimal(ratio: top, bottom, digits: 6)) : .missing
    }
    result += ChangeReport.ranked(effects).enumerated().map { rank, index in
      report.head(metric, after.market, "step", after.label(steps[index]), rank: rank + 1) + [
        rate(before, steps[index]), rate(after, steps[index]), .missing, .missing,
        .number(effects[index]), .number(FixedDecimal(units: 0, digits: 8)),
        .number(effects[index]),
      ] + none
    }
    return result
  }
}
