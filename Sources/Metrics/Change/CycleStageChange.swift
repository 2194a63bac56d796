import FunnelModel
import Statistics

/// Splits the change of the mean sales cycle into the change of the days in each stage, exactly:
/// a mean of sums is the sum of the means.
struct CycleStageChange {
  /// The number that is split, and the one that holds its parts.
  static let total = "b2b.sales_cycle_days_mean"
  static let metric = "b2b.cycle_stage_days"
  private static let dimension = "stage"

  private let report: ChangeReport

  init(_ report: ChangeReport) { self.report = report }

  /// One row per stage, the largest effect first. A stage's weight is its share of the cycle; the
  /// whole effect is one of rate. The interval is Welch's, from the means' own intervals.
  ///
  /// - Parameter change: the printed change, to which the printed effects add up.
  func rows(of change: FixedDecimal) -> [[Cell]] {
    let names = Set(
      report.rows.keys.filter { $0.metric == Self.metric && $0.dimension == Self.dimension }
        .map(\.segment)
    ).sorted()
    guard !names.isEmpty,
      let before = report.row(Self.total, report.comparison.before, "", "")?.value,
      let after = report.row(Self.total, report.comparison.after, "", "")?.value
    else { return [] }
    let parts = names.map { name in
      (
        before: report.row(Self.metric, report.comparison.before, Self.dimension, name),
        after: report.row(Self.metric, report.comparison.after, Self.dimension, name)
      )
    }
    // Deals that closed in a period without stages would leave a remainder.
    guard Self.isWhole(parts.map(\.before), before), Self.isWhole(parts.map(\.after), after) else {
      return []
    }
    let digits = change.digits
    let effects = ChangeReport.conserved(
      parts.map { Self.days($0.after) - Self.days($0.before) }, total: change.double,
      digits: digits)
    let tests = parts.map { WelchMeans(current: $0.after, base: $0.before) }
    let qValues = benjaminiHochbergAdjusted(tests.map { $0?.pValue })
    func number(_ value: Double?, _ digits: Int) -> Cell {
      value.flatMap { FixedDecimal($0, digits: digits) }.map(Cell.number) ?? .missing
    }
    return ChangeReport.ranked(effects).enumerated().map { rank, index in
      let part = parts[index]
      let interval = tests[index]?.interval
      return report.head(Self.total, .b2b, Self.dimension, names[index], rank: rank + 1) + [
        part.before?.value.map(Cell.number) ?? .missing,
        part.after?.value.map(Cell.number) ?? .missing,
        number(before.double == 0 ? nil : Self.days(part.before) / before.double, 6),
        number(after.double == 0 ? nil : Self.days(part.after) / after.double, 6),
        .number(effects[index]), .number(FixedDecimal(units: 0, digits: digits)),
        .number(effects[index]), number(interval?.lower, digits), number(interval?.upper, digits),
        number(tests[index]?.pValue, 6), number(qValues[index], 6),
      ]
    }
  }

  /// The mean of a stage: its quotient, which is exacter than the printed value.
  private static func days(_ row: MetricRow?) -> Double {
    guard let row, let top = row.numerator?.double, let bottom = row.denominator?.double, bottom > 0
    else { return row?.value?.double ?? 0 }
    return top / bottom
  }

  /// Whether the parts make up the whole, but for the rounding of each.
  private static func isWhole(_ parts: [MetricRow?], _ whole: FixedDecimal) -> Bool {
    let sum = parts.reduce(0) { $0 + days($1) }
    return abs(sum - whole.double) <= Double(parts.count + 1) * 1e-6
  }
}

/// The difference of two printed means, by Welch: each standard error is the half width of the
/// printed t interval ÷ its t₀.₉₇₅.
struct WelchMeans {
  let difference: Double
  let standardError: Double
  let degreesOfFreedom: Double

  init?(current: MetricRow?, base: MetricRow?) {
    guard let mine = Self.estimate(current), let theirs = Self.estimate(base) else { return nil }
    let (a, b) = (mine.error * mine.error, theirs.error * theirs.error)
    guard a + b > 0 else { return nil }
    difference = mine.mean - theirs.mean
    standardError = (a + b).squareRoot()
    let (first, second) = (a / (a + b), b / (a + b))
    degreesOfFreedom =
      1 / (first * first / Double(mine.n - 1) + second * second / Double(theirs.n - 1))
  }

  private static func estimate(_ row: MetricRow?) -> (mean: Double, error: Double, n: Int)? {
    guard let row, let mean = row.value?.double, let low = row.low?.double,
      let high = row.high?.double, let n = row.n, n >= 2,
      let t = StudentTDistribution(degreesOfFreedom: Double(n - 1))?.quantile(0.975)
    else { return nil }
    return (mean, (high - low) / (2 * t), n)
  }

  private var distribution: StudentTDistribution? {
    StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
  }

  /// Two-sided, of equal means.
  var pValue: Double? { distribution?.twoSidedTail(difference / standardError) }

  /// Of the difference, 95 %.
  var interval: ConfidenceInterval? {
    guard let t = distribution?.quantile(0.975) else { return nil }
    return ConfidenceInterval(
      lower: difference - t * standardError, upper: difference + t * standardError)
  }
}
