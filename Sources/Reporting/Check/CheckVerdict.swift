package import FunnelModel

/// What a rule says about one number.
package struct CheckVerdict: Sendable, Equatable {
  /// The judgements (interface.md, `check`).
  package enum Kind: String, Sendable, CaseIterable {
    case pass, regressed, improved, undecided, missing, new, redefined
  }

  package let kind: Kind
  /// Position of the rule in `checks[]`, 0 = the first.
  package let rule: Int
  /// The number; for a rule that matches nothing only its metric is filled in.
  package let key: MetricKey
  package let unit: MetricUnit?
  package let baseline: FixedDecimal?
  package let current: FixedDecimal?
  /// The change that the rule allows, in the metric's unit.
  package let tolerance: Double
  /// The interval of current − baseline at the rule's own confidence; nil for exact comparisons.
  package let low: Double?
  package let high: Double?
  /// p-value of a change beyond the tolerance, after Holm over all tests of the check.
  package let pValue: Double?
  /// One clause: why.
  package let reason: String

  /// Whether the check as a whole fails: a regression, or a number that is no longer there.
  package var isFailure: Bool { kind == .regressed || kind == .missing }

  /// Current − baseline, exactly.
  package var difference: FixedDecimal? {
    guard let baseline, let current else { return nil }
    return current.minus(baseline)
  }
}
