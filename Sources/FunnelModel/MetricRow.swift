/// How far a number may be trusted.
package enum MetricStatus: String, Sendable {
  /// Complete.
  case ok
  /// The period is not over, or a source has not delivered all of it.
  case partial
  /// Entities are still inside their maturity window; the value is the value so far.
  case inProgress = "in_progress"
  /// 0 ÷ 0, or an input is missing.
  case undefined
  /// Hidden because too few entities stand behind it.
  case suppressed
}

/// One printed number with everything that stands behind it: a row of `csv/metrics.csv`.
package struct MetricRow: Sendable, Hashable {
  package var metric: String
  /// nil = all markets together.
  package var market: Market?
  package var grain: Grain
  /// Local start date; the name of a `window`; empty for `all`.
  package var period: String
  /// Empty for the total.
  package var dimension: String = ""
  package var segment: String = ""
  package var dimension2: String = ""
  package var segment2: String = ""
  /// nil = undefined or suppressed.
  package var value: FixedDecimal?
  package var unit: MetricUnit
  package var numerator: FixedDecimal?
  package var denominator: FixedDecimal?
  /// Number of entities behind the value.
  package var n: Int?
  package var low: FixedDecimal?
  package var high: FixedDecimal?
  package var status: MetricStatus

  /// A number for a period, in total unless the segment is set afterwards.
  package init(
    metric: String, market: Market?, grain: Grain, period: String, value: FixedDecimal?,
    unit: MetricUnit, numerator: FixedDecimal? = nil, denominator: FixedDecimal? = nil,
    n: Int? = nil, low: FixedDecimal? = nil, high: FixedDecimal? = nil, status: MetricStatus = .ok
  ) {
    self.metric = metric
    self.market = market
    self.grain = grain
    self.period = period
    self.value = value
    self.unit = unit
    self.numerator = numerator
    self.denominator = denominator
    self.n = n
    self.low = low
    self.high = high
    self.status = status
  }
}
