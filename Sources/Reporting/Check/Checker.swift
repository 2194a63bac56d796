package import FunnelModel
import Statistics

/// The regression gate: compares a report with a baseline under the rules of `checks[]`.
///
/// In this order: equal values pass; a changed definition is `redefined`; too few entities are
/// `undecided`; then the difference is held against the tolerance, which is the larger of the
/// absolute one and the relative one times the baseline. Rates and means need their interval
/// wholly beyond the tolerance, significant after Holm's correction over all tests of the check,
/// to be `regressed` or `improved`, and wholly within it to `pass`; else they are `undecided`.
/// Other numbers are compared exactly.
package enum Checker {
  /// One verdict per number that a rule looks at, in the order of rules and numbers; one
  /// `missing` for a rule that looks at nothing.
  package static func judge(
    current report: Report, baseline: Baseline, rules: [CheckDefinition]
  ) -> [CheckVerdict] {
    let definitions = Dictionary(report.definitions.map { ($0.id, $0) }) { first, _ in first }
    var subjects: [Subject] = []
    for (index, rule) in rules.enumerated() {
      subjects += Self.subjects(index, rule, report, baseline, definitions)
    }
    let adjusted = holmAdjusted(subjects.map(\.pValue))
    return zip(subjects, adjusted).map { $0.verdict(adjusted: $1) }
  }

  private static func subjects(
    _ index: Int, _ rule: CheckDefinition, _ report: Report, _ baseline: Baseline,
    _ definitions: [String: MetricDefinition]
  ) -> [Subject] {
    let matcher = CheckRule(rule)
    var current: [MetricKey: MetricRow] = [:]
    for row in report.metrics where matcher.covers(row) { current[MetricKey(row)] = row }
    let before = baseline.rows.filter { matcher.covers($0.value) }
    let keys = Set(current.keys).union(before.keys).sorted()
    if keys.isEmpty {
      let key = MetricKey(
        metric: rule.metric, market: rule.market, grain: rule.grain ?? .all, period: "")
      return [Subject(index, rule, key, nil, nil, direction: .neutral, isRedefined: false)]
    }
    return keys.map { key in
      let definition = definitions[key.metric]
      let digest = baseline.digests[key.metric]
      return Subject(
        index, rule, key, current[key], before[key], direction: definition?.direction ?? .neutral,
        isRedefined: digest != nil && definition != nil && digest != definition?.digest)
    }
  }
}

/// A number under a rule, before the correction over all tests is known.
private struct Subject {
  let index: Int
  let rule: CheckDefinition
  let key: MetricKey
  let current: MetricRow?
  let base: MetricRow?
  let isRedefined: Bool
  /// +1: growth is good, −1: growth is bad, 0: any change is bad.
  let sign: Double
  let tolerance: Double
  let test: DifferenceTest?
  /// Of a change beyond the tolerance; nil where no test is made.
  let pValue: Double?

  init(
    _ index: Int, _ rule: CheckDefinition, _ key: MetricKey, _ current: MetricRow?,
    _ base: MetricRow?, direction: MetricDirection, isRedefined: Bool
  ) {
    self.index = index
    self.rule = rule
    self.key = key
    self.current = current
    self.base = base
    self.isRedefined = isRedefined
    switch rule.better ?? direction.rawValue {
    case "higher": sign = 1
    case "lower": sign = -1
    default: sign = 0
    }
    let reference = abs(base?.value?.double ?? 0)
    let tolerance = max(rule.absoluteTolerance, rule.relativeTolerance * reference)
    self.tolerance = tolerance
    let isJudged = Self.isJudged(rule, current, base, isRedefined)
    let found: DifferenceTest? =
      if isJudged, let current, let base { DifferenceTest(current: current, base: base) } else {
        nil
      }
    test = found
    pValue = found?.pValue(beyond: tolerance)
  }

  /// Whether the two values are to be held against the tolerance at all.
  private static func isJudged(
    _ rule: CheckDefinition, _ current: MetricRow?, _ base: MetricRow?, _ isRedefined: Bool
  ) -> Bool {
    guard let value = current?.value, let before = base?.value, !isRedefined,
      current?.unit == base?.unit
    else { return false }
    return !value.isEqual(to: before) && !isTooFew(rule, current) && !isTooFew(rule, base)
  }

  private static func isTooFew(_ rule: CheckDefinition, _ row: MetricRow?) -> Bool {
    guard rule.minimumN > 0 else { return false }
    guard let n = row?.n else { return true }
    return n < rule.minimumN
  }

  func verdict(adjusted: Double?) -> CheckVerdict {
    guard current != nil || base != nil else {
      return make(.missing, "the rule matches no number of either run")
    }
    guard let current else { return make(.missing, "the number is no longer there") }
    guard let base else { return make(.new, "the baseline does not hold the number") }
    switch (current.value, base.value) {
    case (nil, nil): return make(.pass, "both are \(current.status.rawValue)")
    case (nil, _?): return make(.missing, "the number is now \(current.status.rawValue)")
    case (_?, nil): return make(.new, "the number was \(base.status.rawValue)")
    case (let value?, let before?):
      if value.isEqual(to: before) { return make(.pass, "equal") }
      if isRedefined || current.unit != base.unit {
        return make(.redefined, "the metric's definition has changed")
      }
      if Self.isTooFew(rule, current) || Self.isTooFew(rule, base) {
        return make(.undecided, "fewer than \(rule.minimumN) entities")
      }
      guard let test else { return exact(value.minus(before).double) }
      return tested(test, adjusted: adjusted ?? 1, difference: value.minus(before).double)
    }
  }

  private func exact(_ difference: Double) -> CheckVerdict {
    abs(difference) <= tolerance
      ? make(.pass, "within the tolerance") : beyond(difference, "beyond the tolerance")
  }

  private func tested(
    _ test: DifferenceTest, adjusted: Double, difference: Double
  ) -> CheckVerdict {
    guard let interval = test.interval(confidence: 1 - rule.significance) else {
      return make(.undecided, "no interval")
    }
    let bounds = (interval.lower, interval.upper)
    if adjusted <= rule.significance {
      return beyond(
        difference, "the interval lies beyond the tolerance", adjusted: adjusted, bounds: bounds)
    }
    if interval.lower >= -tolerance && interval.upper <= tolerance {
      return make(
        .pass, "the interval lies within the tolerance", adjusted: adjusted, bounds: bounds)
    }
    return make(
      .undecided, "the interval straddles the tolerance", adjusted: adjusted, bounds: bounds)
  }

  private func beyond(
    _ difference: Double, _ reason: String, adjusted: Double? = nil,
    bounds: (Double, Double)? = nil
  ) -> CheckVerdict {
    let kind: CheckVerdict.Kind = sign * difference > 0 ? .improved : .regressed
    return make(kind, reason, adjusted: adjusted, bounds: bounds)
  }

  private func make(
    _ kind: CheckVerdict.Kind, _ reason: String, adjusted: Double? = nil,
    bounds: (Double, Double)? = nil
  ) -> CheckVerdict {
    CheckVerdict(
      kind: kind, rule: index, key: key, unit: current?.unit ?? base?.unit,
      baseline: base?.value, current: current?.value, tolerance: tolerance, low: bounds?.0,
      high: bounds?.1, pValue: adjusted, reason: reason)
  }
}
