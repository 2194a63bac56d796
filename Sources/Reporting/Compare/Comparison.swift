import FunnelModel
import Statistics

/// One key metric in the page's period and in the one before, with the judgement of its change.
struct Comparison: Sendable {
  /// What may be said about a change.
  enum Judgement: Sendable {
    case better, worse
    /// It moved, and the metric has no better direction.
    case moved
    case same
    /// The interval of the difference holds zero.
    case unclear
    /// Entities are still inside their maturity window, or the period is not over.
    case early
    /// Nothing to compare with.
    case none
  }

  let current: MetricRow
  let base: MetricRow?
  let direction: MetricDirection
  let judgement: Judgement
  /// Whether a statistical test stands behind `better` and `worse`.
  let isTested: Bool

  /// Compares at 95 % confidence; see `DifferenceTest` for the estimators.
  init(current: MetricRow, base: MetricRow?, direction: MetricDirection) {
    self.current = current
    self.base = base?.value == nil ? nil : base
    self.direction = direction
    guard let value = current.value, let before = base?.value, let base else {
      (judgement, isTested) = (.none, false)
      return
    }
    let test = DifferenceTest(current: current, base: base)
    isTested = test != nil
    if current.status == .inProgress || current.status == .partial {
      judgement = .early
    } else if value.isEqual(to: before) {
      judgement = .same
    } else if let interval = test?.interval(confidence: 0.95), interval.lower <= 0,
      interval.upper >= 0
    {
      judgement = .unclear
    } else if direction == .neutral {
      judgement = .moved
    } else {
      judgement = (value > before) == (direction == .higher) ? .better : .worse
    }
  }

  /// Current − base, exactly.
  var difference: Figure? {
    guard let base, let value = current.value, let before = base.value else { return nil }
    return Figure(
      value: value.minus(before), unit: current.unit,
      origin: .derived(current, .difference, against: base), style: .difference)
  }

  /// Current ÷ base.
  var factor: Figure? {
    guard let base, let value = current.value, let before = base.value,
      let factor = value.factor(over: before)
    else { return nil }
    return Figure(
      value: factor, unit: .number, origin: .derived(current, .factor, against: base),
      style: .factor)
  }

  /// How far the value moved, for ranking: |current ÷ base − 1|, symmetric in both directions.
  var magnitude: Double {
    guard let value = current.value?.double, let before = base?.value?.double else { return 0 }
    let scale = max(abs(value), abs(before))
    return scale > 0 ? abs(value - before) / scale : 0
  }
}
