import FunnelModel
import Statistics

/// Prints every experiment: rows of metrics.csv over all of the data, and `experiments`.
struct ExperimentReport {
  private let family: ExperimentMetrics

  init(_ family: ExperimentMetrics) { self.family = family }

  /// An experiment with its arms, the control first.
  private struct Experiment {
    var definition: ExperimentDefinition
    /// The market of all exposures; nil where there are two.
    var market: Market?
    var variants: [String]
    var comparison: ExperimentComparison
    var contaminated: Int
    /// Buyers that saw a variant which the configuration does not list.
    var unknown: Int
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("experiment", "Experiment"),
    ReportColumn("goal", "Goal"), ReportColumn("window_days", "Window", .days),
    ReportColumn("variant", "Variant"), ReportColumn("role", "Role"),
    ReportColumn("exposed", "Exposed buyers", .count),
    ReportColumn("in_progress", "Window not over", .count),
    ReportColumn("buyers", "Buyers judged", .count), ReportColumn("converted", "Converted", .count),
    ReportColumn("conversion_rate", "Conversion", .ratio), ReportColumn("ci_low", "Low", .ratio),
    ReportColumn("ci_high", "High", .ratio),
    ReportColumn("difference", "Difference", .ratio),
    ReportColumn("difference_low", "Difference, low", .ratio),
    ReportColumn("difference_high", "Difference, high", .ratio),
    ReportColumn("p_value", "p", .number), ReportColumn("p_value_holm", "p, Holm", .number),
    ReportColumn("minimum_detectable_effect", "Smallest rise found", .ratio),
    ReportColumn("orders", "Orders", .count), ReportColumn("aov", "Order value", .money),
    ReportColumn("aov_difference", "Order value, difference", .money),
    ReportColumn("aov_low", "Order value, low", .money),
    ReportColumn("aov_high", "Order value, high", .money),
    ReportColumn("aov_p_value", "Order value, p", .number),
    ReportColumn("aov_p_value_holm", "Order value, p, Holm", .number),
    ReportColumn("srm_p_value", "Split, p", .number), ReportColumn("srm", "Split"),
    ReportColumn("contaminated", "Saw two variants", .count),
    ReportColumn("unknown_variant", "Saw an unlisted variant", .count),
    ReportColumn("verdict", "Verdict"),
  ]

  func add(to output: inout ReportOutput) {
    let experiments = experiments(output.plan)
    if experiments.isEmpty { return }
    var table = ReportTable(
      id: "experiments", title: "Experiments", market: nil, columns: Self.columns)
    for experiment in experiments {
      for arm in experiment.variants.indices {
        addMetrics(experiment, arm, &output)
        table.rows.append(row(experiment, arm))
      }
      let label = ("experiment", experiment.definition.name)
      output.add(
        ExperimentMetrics.contamination, market: experiment.market, at: .total(0),
        value: FixedDecimal(experiment.contaminated), n: experiment.contaminated, labelled: label)
      output.add(
        ExperimentMetrics.mismatch, market: experiment.market, at: .total(0),
        value: Self.probability(experiment.comparison.mismatch?.pValue),
        n: experiment.comparison.arms.reduce(0) { $0 + $1.exposed }, labelled: label)
    }
    output.tables.append(table)
  }

  /// Configured experiments in their order, others by name.
  private func experiments(_ plan: MetricPlan) -> [Experiment] {
    func text(_ code: UInt32) -> String { family.names.dictionary.string(code) }
    let found = Set(family.arms.keys.map(\.experiment)).union(
      family.contaminated.keys.map(\.experiment))
    let definitions =
      plan.experiments.isEmpty
      ? found.map { ExperimentDefinition(name: text($0)) }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      : plan.experiments.filter { definition in
        found.contains { text($0) == definition.name }
      }
    return definitions.map { definition in
      let mine = family.arms.filter { text($0.key.experiment) == definition.name }
      let lost = family.contaminated.filter { text($0.key.experiment) == definition.name }
      let present = Set(mine.keys.map { text($0.variant) })
      let variants =
        definition.variants.isEmpty
        ? present.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : definition.variants
      let arms = variants.map { variant in
        mine.filter { text($0.key.variant) == variant }.values.reduce(into: ExperimentArm()) {
          $0.merge($1)
        }
      }
      let markets = Set(mine.keys.map(\.market)).union(lost.keys.map(\.market))
      return Experiment(
        definition: definition, market: markets.count == 1 ? markets.first : nil,
        variants: variants,
        comparison: ExperimentComparison(
          arms, split: definition.variants.isEmpty ? [] : definition.split),
        contaminated: lost.values.reduce(0, +),
        unknown: mine.filter { !variants.contains(text($0.key.variant)) }.values
          .reduce(0) { $0 + $1.exposed })
    }
  }

  private func addMetrics(_ experiment: Experiment, _ index: Int, _ output: inout ReportOutput) {
    let arm = experiment.comparison.arms[index]
    let status: MetricStatus? = arm.exposed > arm.mature ? .inProgress : nil
    let label = ("experiment", experiment.definition.name)
    let variant = ("variant", experiment.variants[index])
    func add(
      _ definition: MetricDefinition, _ value: FixedDecimal?, n: Int, top: FixedDecimal? = nil,
      bottom: FixedDecimal? = nil, interval: (low: Double, high: Double)? = nil
    ) {
      output.add(
        definition, market: experiment.market, at: .total(0), value: value, numerator: top,
        denominator: bottom, n: n, interval: interval, status: status, labelled: label,
        within: variant)
    }
    func limits(_ difference: ExperimentComparison.Difference?, scale: Double)
      -> (low: Double, high: Double)?
    {
      guard let low = difference?.low, let high = difference?.high else { return nil }
      return (low / scale, high / scale)
    }
    output.add(
      ExperimentMetrics.exposed, market: experiment.market, at: .total(0),
      value: FixedDecimal(arm.exposed), n: arm.exposed, labelled: label, within: variant)
    let interval = wilsonInterval(successes: arm.converted, trials: arm.mature)
    add(
      ExperimentMetrics.conversion, Self.rate(arm), n: arm.mature,
      top: FixedDecimal(arm.converted), bottom: FixedDecimal(arm.mature),
      interval: interval.map { ($0.lower, $0.upper) })
    let money = Double(Micro.scale)
    let spread = meanInterval(arm.orders).map { ($0.lower / money, $0.upper / money) }
    add(
      ExperimentMetrics.orderValue, Self.mean(arm), n: arm.orders.count,
      top: FixedDecimal(micro: arm.orders.sum, digits: 4), bottom: FixedDecimal(arm.orders.count),
      interval: spread)
    guard index > 0 else { return }
    let conversion = experiment.comparison.conversions[index]
    let value = experiment.comparison.values[index]
    add(
      ExperimentMetrics.conversionDifference,
      conversion.flatMap { FixedDecimal($0.value, digits: 6) }, n: arm.mature,
      interval: limits(conversion, scale: 1))
    add(
      ExperimentMetrics.conversionTest, Self.probability(conversion?.pValue), n: arm.mature)
    add(
      ExperimentMetrics.conversionHolm, Self.probability(conversion?.corrected), n: arm.mature)
    add(
      ExperimentMetrics.detectable,
      experiment.comparison.detectable[index].flatMap { FixedDecimal($0, digits: 6) },
      n: arm.mature)
    add(
      ExperimentMetrics.valueDifference,
      value.flatMap { FixedDecimal($0.value / money, digits: 4) }, n: arm.orders.count,
      interval: limits(value, scale: money))
    add(ExperimentMetrics.valueTest, Self.probability(value?.pValue), n: arm.orders.count)
    add(ExperimentMetrics.valueHolm, Self.probability(value?.corrected), n: arm.orders.count)
  }

  /// p-values print nine digits: the limit of the mismatch check is 0.001.
  private static func probability(_ value: Double?) -> FixedDecimal? {
    value.flatMap { FixedDecimal($0, digits: 9) }
  }

  private static func rate(_ arm: ExperimentArm) -> FixedDecimal? {
    arm.mature == 0
      ? nil : FixedDecimal(ratio: Int128(arm.converted), Int128(arm.mature), digits: 6)
  }

  private static func mean(_ arm: ExperimentArm) -> FixedDecimal? {
    arm.orders.count == 0
      ? nil
      : FixedDecimal(
        ratio: arm.orders.sum, Int128(arm.orders.count) * Int128(Micro.scale), digits: 4)
  }

  private func row(_ experiment: Experiment, _ index: Int) -> [Cell] {
    let comparison = experiment.comparison
    let arm = comparison.arms[index]
    let interval = wilsonInterval(successes: arm.converted, trials: arm.mature)
    func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }
    func cell(_ value: FixedDecimal?) -> Cell { value.map { .number($0) } ?? .missing }
    func real(_ value: Double?, _ digits: Int, scale: Double = 1) -> Cell {
      cell(value.flatMap { FixedDecimal($0 / scale, digits: digits) })
    }
    let rate = comparison.conversions[index]
    let value = comparison.values[index]
    let money = Double(Micro.scale)
    let window = experiment.definition.window.map {
      FixedDecimal(ratio: Int128($0), Int128(Instant.microsecondsPerDay), digits: 6)
    }
    return [
      .text(experiment.market?.name ?? "all"), .text(experiment.definition.name),
      .text(experiment.definition.goal), cell(window), .text(experiment.variants[index]),
      .text(index == 0 ? "control" : "treatment"), count(arm.exposed),
      count(arm.exposed - arm.mature), count(arm.mature), count(arm.converted),
      cell(Self.rate(arm)), real(interval?.lower, 6), real(interval?.upper, 6),
      real(rate?.value, 6), real(rate?.low, 6), real(rate?.high, 6),
      cell(Self.probability(rate?.pValue)), cell(Self.probability(rate?.corrected)),
      real(comparison.detectable[index], 6), count(arm.orders.count), cell(Self.mean(arm)),
      real(value?.value, 4, scale: money), real(value?.low, 4, scale: money),
      real(value?.high, 4, scale: money), cell(Self.probability(value?.pValue)),
      cell(Self.probability(value?.corrected)),
      cell(Self.probability(comparison.mismatch?.pValue)),
      .text(
        comparison.mismatch == nil ? "" : comparison.isMismatched ? "mismatch" : "as intended"),
      count(experiment.contaminated), count(experiment.unknown), .text(comparison.verdict(index)),
    ]
  }
}
