package import FunnelModel

extension PipelineMetrics {
  package static var definitions: [MetricDefinition] {
    [
      weightedPipeline, coverage, ageing, slipped, stalled, velocity, approvalRate, bantShare,
      deciders, forecastError, amountError, halfTime, pilots, pilotsWithoutEnd, pilotToWin,
      cycleStageDays,
    ] + stageDwell + approvalDays + pilotDays + incidence.map(\.definition)
      + MatureRates.all.map(\.definition)
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, population: String, periodOf: String, interval: String = "",
    maturity: String = "", source: String = "metrics.md, B2B", types: [String],
    fields: [String] = []
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2b." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: population, periodOf: periodOf, maturity: maturity, interval: interval,
      source: source, eventTypes: types, fields: ["deal_id", "account_id", "time"] + fields)
  }

  private static func durations(
    _ id: String, _ title: String, of what: String, types: [String]
  ) -> [MetricDefinition] {
    [("mean", "t 95 %"), ("median", "order statistics 95 %"), ("p90", "")].map {
      define(
        "\(id)_\($0.0)", "\(title), \($0.0)", "\($0.0) of \(what)", .days, .lower,
        population: "stays in a stage that ended", periodOf: "entering the stage",
        interval: $0.1, types: types, fields: ["stage"])
    }
  }

  private static let path = ["opportunity", "stage", "won", "lost"]

  static let stageDwell = durations(
    "stage_dwell_days", "Stay in a stage",
    of: "(leaving − entering a pipeline stage) ÷ 24 h, by stage", types: ["stage", "won", "lost"])
  static let cycleStageDays = define(
    "cycle_stage_days", "Sales cycle by stage",
    "mean days from opening to close that a won deal spent in the stage, 0 where it skipped it; "
      + "the stages add up to the mean sales cycle", .days, .lower,
    population: "won deals", periodOf: "close", interval: "t 95 %",
    types: ["opportunity", "stage", "won"], fields: ["stage"])
  static let approvalDays = durations(
    "approval_days", "Stay in a review", of: "(leaving − entering a review stage) ÷ 24 h",
    types: ["stage", "won", "lost"])
  static let approvalRate = define(
    "approval_rate", "Approval rate",
    "deals that got to a stage after the review, or won ÷ deals that entered a review stage",
    .ratio, .higher, population: "deals that entered one of approvalStages",
    periodOf: "first entering a review", interval: "Wilson 95 %", types: ["stage", "won", "lost"],
    fields: ["stage"])

  static let weightedPipeline = define(
    "weighted_pipeline", "Weighted pipeline",
    "Σ open amount × share won among the closed deals that entered the same stage", .money,
    .higher, population: "open deals whose stage has closed deals", periodOf: "as_of",
    types: path, fields: ["amount", "stage"])
  static let coverage = define(
    "pipeline_coverage", "Pipeline coverage",
    "open amount with expected_close in the period ÷ (quota − won amount of the period)",
    .number, .higher, population: "open deals due in the target's period", periodOf: "as_of",
    types: path, fields: ["amount", "expected_close"])
  static let ageing = define(
    "ageing_deals", "Ageing deals",
    "open deals longer in their stage than the 75th percentile of the stays that ended", .count,
    .lower, population: "open deals", periodOf: "as_of", types: path, fields: ["stage"])
  static let slipped = define(
    "slipped_deals", "Slipped deals",
    "open deals whose expected close moved into a later quarter than first planned, or has passed",
    .count, .lower, population: "open deals", periodOf: "as_of", types: path,
    fields: ["expected_close"])
  static let stalled = define(
    "stalled_deals", "Stalled deals", "open deals without an event for 30 × 24 h", .count, .lower,
    population: "open deals", periodOf: "as_of", types: path)
  static let velocity = define(
    "pipeline_velocity", "Pipeline velocity",
    "closed deals × win rate × mean won amount ÷ mean sales cycle in days", .moneyPerDay, .higher,
    population: "closed deals", periodOf: "close", types: ["opportunity", "won", "lost"],
    fields: ["amount"])
  static let bantShare = define(
    "bant_qualified_share", "BANT-qualified share",
    "opportunities with at least two of budget, authority, timeline answered ÷ opportunities",
    .ratio, .higher, population: "opportunities", periodOf: "opening", interval: "Wilson 95 %",
    types: ["opportunity"], fields: ["budget", "authority", "timeline"])
  static let deciders = define(
    "deciders_per_deal", "Deciders per deal",
    "mean number of distinct persons of the account with an event from opening to close", .number,
    .neutral, population: "closed deals with a known person", periodOf: "close",
    types: ["opportunity", "won", "lost"], fields: ["person_id"])
  static let forecastError = define(
    "forecast_error_days_mean", "Forecast error",
    "mean of (day of close − close first planned), in days; late is positive", .days, .lower,
    population: "closed deals with a plan", periodOf: "close", interval: "t 95 %",
    types: ["opportunity", "won", "lost"], fields: ["expected_close"])
  static let amountError = define(
    "forecast_error_amount_mean", "Forecast error of the amount",
    "mean of (won amount − amount first said)", .money, .neutral,
    population: "won deals with an amount said before the close", periodOf: "close",
    interval: "t 95 %", types: ["opportunity", "won"], fields: ["amount"])
  static let pilots = define(
    "pilots", "Pilots", "pilots that started", .count, .neutral, population: "pilots",
    periodOf: "start", types: ["pilot_started"])
  static let pilotsWithoutEnd = define(
    "pilots_without_end", "Pilots without an end", "pilots that started and have no end", .count,
    .lower, population: "pilots", periodOf: "start", types: ["pilot_started", "pilot_ended"])
  static let pilotToWin = define(
    "pilot_to_win_rate", "Pilot to win", "deals with a pilot that were won ÷ deals with a pilot",
    .ratio, .higher, population: "deals with a pilot", periodOf: "start of the first pilot",
    interval: "Wilson 95 %", types: ["pilot_started", "won", "lost"])
  static let pilotDays = [("mean", "t 95 %"), ("median", "order statistics 95 %"), ("p90", "")]
    .map { suffix, interval in
      define(
        "pilot_days_\(suffix)", "Length of a pilot, \(suffix)",
        "\(suffix) of (pilot_ended − pilot_started) ÷ 24 h", .days, .lower,
        population: "pilots that ended", periodOf: "start", interval: interval,
        types: ["pilot_started", "pilot_ended"])
    }
  static let halfTime = define(
    "sales_cycle_cif_half_days", "Time to half of the wins",
    "first time at which the cumulative incidence of won reaches half its last value", .days,
    .lower, population: "opportunities", periodOf: "opening",
    source: "Aalen and Johansen 1978", types: ["opportunity", "won", "lost"])

  /// Days since opening with the incidence of wins by then.
  static let incidence = [30, 60, 90, 180].map { days in
    (
      days: days,
      definition: define(
        "sales_cycle_cif_\(days)d", "Won within \(days) days",
        "cumulative incidence of won \(days) × 24 h after opening, lost competing, open censored",
        .ratio, .higher, population: "opportunities", periodOf: "opening",
        interval: "log-log 95 %", maturity: "open deals are censored at as_of",
        source: "Aalen and Johansen 1978", types: ["opportunity", "won", "lost"])
    )
  }
}
