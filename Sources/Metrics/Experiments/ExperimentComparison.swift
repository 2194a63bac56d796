import FunnelModel
import Statistics

/// The variants of one experiment side by side; the first is the control.
struct ExperimentComparison {
  /// A difference from the control with its interval and p-values.
  struct Difference {
    var value: Double
    var low: Double?
    var high: Double?
    var pValue: Double?
    var corrected: Double?
  }

  /// Below this the exposures are not split as they were meant to be.
  static let mismatchLevel = 0.001
  static let significance = 0.05

  let arms: [ExperimentArm]
  let mismatch: GoodnessOfFit?
  /// By arm; nil for the control, and where nothing can be compared.
  private(set) var conversions: [Difference?]
  /// In micro-units.
  private(set) var values: [Difference?]
  private(set) var detectable: [Double?]

  init(_ arms: [ExperimentArm], split: [Int64]) {
    self.arms = arms
    mismatch = GoodnessOfFit(
      observed: arms.map(\.exposed),
      weights: split.count == arms.count ? split.map { Double($0) } : arms.map { _ in 1 })
    guard let control = arms.first else {
      (conversions, values, detectable) = ([], [], [])
      return
    }
    conversions = [nil] + arms.dropFirst().map { Self.conversion($0, control) }
    values = [nil] + arms.dropFirst().map { Self.value($0, control) }
    detectable =
      [nil]
      + arms.dropFirst().map { arm in
        control.mature == 0
          ? nil
          : minimumDetectableEffect(
            baseline: Double(control.converted) / Double(control.mature), trials1: control.mature,
            trials2: arm.mature)
      }
    Self.correct(&conversions)
    Self.correct(&values)
  }

  var isMismatched: Bool { mismatch.map { $0.pValue < Self.mismatchLevel } ?? false }

  private static func conversion(
    _ arm: ExperimentArm, _ control: ExperimentArm
  ) -> Difference? {
    guard arm.mature > 0, control.mature > 0 else { return nil }
    let interval = newcombeInterval(
      successes1: arm.converted, trials1: arm.mature, successes2: control.converted,
      trials2: control.mature)
    let test = TwoProportionTest(
      successes1: arm.converted, trials1: arm.mature, successes2: control.converted,
      trials2: control.mature)
    return Difference(
      value: Double(arm.converted) / Double(arm.mature) - Double(control.converted)
        / Double(control.mature),
      low: interval?.lower, high: interval?.upper, pValue: test?.pValue)
  }

  private static func value(_ arm: ExperimentArm, _ control: ExperimentArm) -> Difference? {
    guard let mean = arm.orders.mean, let base = control.orders.mean else { return nil }
    let comparison = WelchComparison(arm.orders, control.orders)
    let interval = comparison?.interval()
    return Difference(
      value: mean - base, low: interval?.lower, high: interval?.upper,
      pValue: comparison?.pValue)
  }

  private static func correct(_ differences: inout [Difference?]) {
    let corrected = holmAdjusted(differences.map { $0?.pValue })
    for index in differences.indices { differences[index]?.corrected = corrected[index] }
  }

  /// What can be said of a variant's conversion.
  func verdict(_ arm: Int) -> String {
    if isMismatched { return "split not as intended" }
    guard arm > 0 else { return "control" }
    guard let difference = conversions[arm], let p = difference.corrected else {
      return "not comparable"
    }
    if p >= Self.significance { return "no difference found" }
    return difference.value > 0 ? "better" : "worse"
  }
}
