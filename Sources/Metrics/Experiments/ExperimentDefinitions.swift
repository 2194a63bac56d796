package import FunnelModel

extension ExperimentMetrics {
  package static var definitions: [MetricDefinition] {
    [
      exposed, contamination, mismatch, conversion, conversionDifference, conversionTest,
      conversionHolm, detectable, orderValue, valueDifference, valueTest, valueHolm,
    ]
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection = .neutral, population: String, interval: String = "",
    source: String = "metrics.md, Experiments", goal: Bool = true
  ) -> MetricDefinition {
    MetricDefinition(
      id: "experiment." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: "first exposure",
      maturity: goal ? "a buyer counts once the window after the first exposure is over" : "",
      interval: interval, source: source,
      eventTypes: goal ? ["exposure", "purchase"] : ["exposure"],
      fields: ["experiment", "variant", "time"] + (goal ? ["order_id", "amount"] : []))
  }

  private static let clean = "buyers exposed to one variant only"
  private static let mature = "buyers exposed to one variant only whose window is over"

  static let exposed = define(
    "exposed", "Exposed buyers", "buyers that saw this variant and no other", .count,
    population: clean, goal: false)
  static let contamination = define(
    "contaminated", "Buyers exposed to two variants",
    "buyers that saw two or more variants; left out of every other number", .count, .lower,
    population: "exposed buyers", goal: false)
  static let mismatch = define(
    "srm_p_value", "Sample ratio mismatch, p",
    "P(chi-square ≥ Σ (exposed − expected)² ÷ expected), expected by the intended split; below "
      + "0.001 the result is not to be trusted",
    .number, population: clean, source: "Pearson (1900); Fabijan et al. (2019)", goal: false)
  static let conversion = define(
    "conversion_rate", "Conversion",
    "buyers that reached the goal within the window of their first exposure ÷ exposed buyers",
    .ratio, .higher, population: mature, interval: "Wilson 95 %")
  static let conversionDifference = define(
    "conversion_difference", "Conversion against the control",
    "conversion of the variant − conversion of the control", .ratio, .higher, population: mature,
    interval: "Newcombe 95 %")
  static let conversionTest = define(
    "conversion_p_value", "Conversion, p", "two-sided z test of equal proportions, pooled", .number,
    population: mature, source: "Agresti (2013), 3.2")
  static let conversionHolm = define(
    "conversion_p_value_holm", "Conversion, p corrected",
    "the p-value after Holm's correction over the variants of the experiment", .number,
    population: mature, source: "Holm (1979)")
  static let detectable = define(
    "minimum_detectable_effect", "Smallest rise that would have been found",
    "rise of the control's conversion that the test finds with power 0.8 at significance 0.05",
    .ratio, .lower, population: mature, source: "Fleiss, Levin, Paik (2003), 4.2")
  static let orderValue = define(
    "aov", "Order value",
    "gross value of the orders within the window of the first exposure ÷ those orders", .money,
    .higher, population: "orders of mature exposed buyers", interval: "t 95 %")
  static let valueDifference = define(
    "aov_difference", "Order value against the control",
    "order value of the variant − order value of the control", .money, .higher,
    population: "orders of mature exposed buyers", interval: "Welch 95 %")
  static let valueTest = define(
    "aov_p_value", "Order value, p", "two-sided Welch test of equal means", .number,
    population: "orders of mature exposed buyers", source: "Welch (1947)")
  static let valueHolm = define(
    "aov_p_value_holm", "Order value, p corrected",
    "the p-value after Holm's correction over the variants of the experiment", .number,
    population: "orders of mature exposed buyers", source: "Holm (1979)")
}
