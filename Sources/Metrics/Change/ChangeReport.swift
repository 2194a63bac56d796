package import FunnelModel
import Statistics

/// What changed between two periods, split exactly into who (rate) and how many (mix), by segment
/// (metrics.md, "What changed"). A step over finished rows: every input is a printed number.
package struct ChangeReport: Sendable {
  /// The two periods that are compared.
  package struct Comparison: Sendable, Hashable {
    package let grain: Grain
    package let before: String
    package let after: String
  }

  /// Rates and means whose change is split: the numerator adds up over segments, and so does the
  /// denominator.
  package static let metrics = [
    "b2c.session_conversion_rate", "b2c.cart_rate", "b2c.aov", "b2c.repeat_rate_60d",
    "b2c.refund_rate", "b2b.opportunity_to_win_rate", "b2b.mql_to_sql_rate",
    "b2b.sql_to_opportunity_rate", "b2b.win_rate", "b2b.sales_cycle_days_mean",
  ]

  let comparison: Comparison
  let rows: [Key: MetricRow]
  let tables: [ReportTable]
  let bands: [BandDefinition]
  private let dimensions: [String]

  struct Key: Hashable {
    let metric: String
    let period: String
    let dimension: String
    let segment: String
  }

  /// Prepares the comparison of two periods of the plan; nil where there are no two.
  ///
  /// - Parameters:
  ///   - rows: the finished numbers.
  ///   - tables: the finished tables, of which the funnels are read.
  package init?(plan: MetricPlan, rows: [MetricRow], tables: [ReportTable] = []) {
    guard let comparison = Self.comparison(plan) else { return nil }
    self.comparison = comparison
    dimensions = plan.fieldNames
    self.tables = tables
    bands = plan.bands
    var index: [Key: MetricRow] = [:]
    let wanted = Set(Self.metrics + [CycleStageChange.metric] + ChangeReport.bottleneckInputs)
    for row in rows
    where row.grain == comparison.grain && wanted.contains(row.metric)
      && (row.period == comparison.before || row.period == comparison.after)
      && row.dimension2.isEmpty
    {
      index[
        Key(
          metric: row.metric, period: row.period, dimension: row.dimension, segment: row.segment)
      ] = row
    }
    self.rows = index
  }

  /// The first two configured windows, else the last full month and the one before.
  package static func comparison(_ plan: MetricPlan) -> Comparison? {
    if plan.windows.count >= 2 {
      return Comparison(
        grain: .window, before: plan.windows[0].name, after: plan.windows[1].name)
    }
    let asOfDay = plan.zone.day(of: plan.asOf)
    let full = plan.periods.slots(of: .month).map { plan.periods.slots[$0] }
      .filter { $0.last <= asOfDay && $0.first >= plan.periods.firstDay }
    guard full.count >= 2 else { return nil }
    return Comparison(
      grain: .month, before: full[full.count - 2].label, after: full[full.count - 1].label)
  }

  /// The table `changes`: a total and its segments for each metric and dimension, the segments
  /// ranked by the size of their effect.
  package func table() -> ReportTable {
    var table = ReportTable(
      id: "changes", title: "What changed", market: nil,
      columns: [
        ReportColumn("metric", "Metric"), ReportColumn("market", "Market"),
        ReportColumn("grain", "Grain"), ReportColumn("before", "Before"),
        ReportColumn("after", "After"), ReportColumn("dimension", "Dimension"),
        ReportColumn("segment", "Segment"), ReportColumn("rank", "Rank", .count),
        ReportColumn("value_before", "Value before", .number),
        ReportColumn("value_after", "Value after", .number),
        ReportColumn("weight_before", "Weight before", .ratio),
        ReportColumn("weight_after", "Weight after", .ratio),
        ReportColumn("rate_effect", "Rate effect", .number),
        ReportColumn("mix_effect", "Mix effect", .number),
        ReportColumn("effect", "Effect", .number), ReportColumn("ci_low", "Low", .number),
        ReportColumn("ci_high", "High", .number), ReportColumn("p_value", "p", .number),
        ReportColumn("q_value", "q (Benjamini–Hochberg)", .number),
        ReportColumn("reference", "Reference"),
      ])
    for metric in Self.metrics { table.rows += split(metric).map { $0 + [.text("")] } }
    table.rows += FunnelChange(self).rows().map { $0 + [.text("")] }
    table.rows += bottlenecks().enumerated().map { bottleneckCells($1, rank: $0 + 1) }
    return table
  }

  func row(_ metric: String, _ period: String, _ dimension: String, _ segment: String)
    -> MetricRow?
  {
    rows[Key(metric: metric, period: period, dimension: dimension, segment: segment)]
  }

  private func split(_ metric: String) -> [[Cell]] {
    guard let before = row(metric, comparison.before, "", ""),
      let after = row(metric, comparison.after, "", ""), let valueBefore = before.value,
      let valueAfter = after.value
    else { return [] }
    let change = Self.change(before, after, digits: valueAfter.digits + 2)
    var result = [
      head(before, "", "", rank: 0) + [
        .number(valueBefore), .number(valueAfter), .number(FixedDecimal(units: 1, digits: 0)),
        .number(FixedDecimal(units: 1, digits: 0)), .missing, .missing, .number(change),
        .missing, .missing, .missing, .missing,
      ]
    ]
    for dimension in dimensions {
      result += segments(metric, dimension, before, digits: valueBefore.digits + 2)
    }
    if metric == CycleStageChange.total { result += CycleStageChange(self).rows(of: change) }
    return result
  }

  /// The change of a total: of its quotients, as its parts are, not of the rounded values.
  private static func change(_ before: MetricRow, _ after: MetricRow, digits: Int) -> FixedDecimal {
    func quotient(_ row: MetricRow) -> Double? {
      let bottom = whole(row.denominator)
      return bottom > 0 ? row.numerator.map { Double($0.units) / Double(bottom) } : nil
    }
    guard let first = quotient(before), let second = quotient(after) else {
      let values = (after.value?.double ?? 0) - (before.value?.double ?? 0)
      return conserved([values], total: values, digits: digits)[0]
    }
    let change = (second - first) / scale(before.numerator)
    return conserved([change], total: change, digits: digits)[0]
  }

  private func head(_ row: MetricRow, _ dimension: String, _ segment: String, rank: Int) -> [Cell] {
    head(row.metric, row.market, dimension, segment, rank: rank)
  }

  /// The first cells of a row: what is compared, over which periods, and the part.
  func head(
    _ metric: String, _ market: Market?, _ dimension: String, _ segment: String, rank: Int
  ) -> [Cell] {
    [
      .text(metric), .text(market?.name ?? "all"), .text(comparison.grain.name),
      .text(comparison.before), .text(comparison.after), .text(dimension), .text(segment),
      .number(FixedDecimal(rank)),
    ]
  }

  private func segments(_ metric: String, _ dimension: String, _ total: MetricRow, digits: Int)
    -> [[Cell]]
  {
    let names = Set(
      rows.keys.filter { $0.metric == metric && $0.dimension == dimension }.map(\.segment)
    ).sorted()
    let parts = names.map { name in
      let before = row(metric, comparison.before, dimension, name)
      let after = row(metric, comparison.after, dimension, name)
      return (
        name: name, before: before, after: after,
        segment: RateSegment(
          numeratorBefore: Self.units(before?.numerator),
          denominatorBefore: Self.whole(before?.denominator),
          numeratorAfter: Self.units(after?.numerator),
          denominatorAfter: Self.whole(after?.denominator))
      )
    }
    guard let split = MixRateDecomposition(parts.map(\.segment)) else { return [] }
    let scale = Self.scale(total.numerator)
    let isProportion = total.numerator?.digits == 0
    let pValues = parts.map { isProportion ? $0.segment.pValue : nil }
    let qValues = benjaminiHochbergAdjusted(pValues)
    // Effects are printed so that they add up to the printed change to the last digit.
    let effects = Self.conserved(
      split.components.flatMap { [$0.rateEffect / scale, $0.mixEffect / scale] },
      total: split.change / scale, digits: digits)
    let order = parts.indices.sorted { a, b in
      let left = (effects[2 * a].units + effects[2 * a + 1].units).magnitude
      let right = (effects[2 * b].units + effects[2 * b + 1].units).magnitude
      return left != right ? left > right : parts[a].name < parts[b].name
    }
    return order.enumerated().map { rank, index in
      let component = split.components[index]
      let interval =
        isProportion ? parts[index].segment.rateEffectInterval(weights: component) : nil
      func number(_ value: Double?, _ digits: Int) -> Cell {
        value.flatMap { FixedDecimal($0, digits: digits) }.map(Cell.number) ?? .missing
      }
      let effect = FixedDecimal(
        units: effects[2 * index].units + effects[2 * index + 1].units, digits: digits)
      return head(total, dimension, parts[index].name, rank: rank + 1) + [
        parts[index].before?.value.map(Cell.number) ?? .missing,
        parts[index].after?.value.map(Cell.number) ?? .missing,
        number(component.weightBefore, 6), number(component.weightAfter, 6),
        .number(effects[2 * index]), .number(effects[2 * index + 1]), .number(effect),
        number(interval?.lower, digits), number(interval?.upper, digits),
        number(pValues[index], 6), number(qValues[index], 6),
      ]
    }
  }

  /// Rounds effects so that they add up to the rounded total (largest remainders).
  static func conserved(_ effects: [Double], total: Double, digits: Int) -> [FixedDecimal] {
    var factor = 1.0
    for _ in 0..<digits { factor *= 10 }
    var units = effects.map { Int128(($0 * factor).rounded(.down)) }
    let target = Int128((total * factor).rounded(.toNearestOrEven))
    let remainders = effects.map { $0 * factor - ($0 * factor).rounded(.down) }
    let order = effects.indices.sorted {
      remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
    }
    // Effects that were rounded before may add up to less than the total, or to more.
    var missing = target - units.reduce(0, +)
    var position = 0
    while missing != 0 && !order.isEmpty {
      let (turn, step) = (position % order.count, missing.signum())
      units[step > 0 ? order[turn] : order[order.count - 1 - turn]] += step
      missing -= step
      position += 1
    }
    return units.map { FixedDecimal(units: $0, digits: digits) }
  }

  /// Positions by size of effect, the largest first; equal ones in the given order.
  static func ranked(_ effects: [FixedDecimal]) -> [Int] {
    effects.indices.sorted { a, b in
      let (left, right) = (effects[a].units.magnitude, effects[b].units.magnitude)
      return left != right ? left > right : a < b
    }
  }

  private static func units(_ value: FixedDecimal?) -> Int128 { value?.units ?? 0 }

  /// A denominator as a whole number; sums of micro-units print four digits.
  private static func whole(_ value: FixedDecimal?) -> Int {
    guard let value else { return 0 }
    return Int((value.double).rounded())
  }

  private static func scale(_ value: FixedDecimal?) -> Double {
    var result = 1.0
    for _ in 0..<(value?.digits ?? 0) { result *= 10 }
    return result
  }
}
