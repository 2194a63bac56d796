package import FunnelModel
import Statistics

/// Experiments: whether the split is what was meant, and what each variant changed (metrics.md,
/// "Experiments").
package struct ExperimentMetrics: MetricFamily {
  package static let name = "experiments"

  /// Texts of experiments and variants.
  private(set) var names = ByteInterner()
  private(set) var arms: [ExperimentArm.Key: ExperimentArm] = [:]
  /// By experiment: buyers that saw two variants, who are in no arm. The variant is 0.
  private(set) var contaminated: [ExperimentArm.Key: Int] = [:]
  /// Exposures to experiments that the configuration does not list.
  private(set) var unlisted = 0

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    [.experiment, .variant, .orderID]
  }

  package static func applies(to plan: MetricPlan) -> Bool { plan.holds(.exposure) }

  package init(plan: MetricPlan) {}

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    guard let fold = ExperimentFold(view, plan: plan),
      let experiments = view.timeline.texts(.experiment),
      let variants = view.timeline.texts(.variant)
    else { return }
    let experimentCodes = names.codes(for: experiments.dictionary)
    let variantCodes = names.codes(for: variants.dictionary)
    for buyer in 0..<view.timeline.buyerCount {
      let (results, others) = fold.results(of: buyer)
      unlisted += others
      for result in results {
        var key = ExperimentArm.Key(
          experiment: experimentCodes[Int(result.experiment)],
          variant: variantCodes[Int(result.variant)], market: result.market)
        if result.saysTwo {
          key.variant = 0
          contaminated[key, default: 0] += 1
          continue
        }
        var arm = arms[key] ?? ExperimentArm()
        arm.exposed += 1
        if result.isMature {
          arm.mature += 1
          arm.converted += result.converted ? 1 : 0
          for value in result.orders { arm.orders.add(value) }
        }
        arms[key] = arm
      }
    }
  }

  package mutating func merge(_ other: ExperimentMetrics, mapping: SegmentMapping) {
    let codes = names.codes(for: other.names.dictionary)
    func mine(_ key: ExperimentArm.Key) -> ExperimentArm.Key {
      ExperimentArm.Key(
        experiment: codes[Int(key.experiment)], variant: codes[Int(key.variant)],
        market: key.market)
    }
    for (key, arm) in other.arms { arms[mine(key), default: ExperimentArm()].merge(arm) }
    for (key, count) in other.contaminated { contaminated[mine(key), default: 0] += count }
    unlisted += other.unlisted
  }

  package func encode(to writer: inout StateWriter) {
    writer.write(names.count - 1)
    for code in 1..<max(1, names.count) { writer.write(names.dictionary.string(UInt32(code))) }
    func write(_ key: ExperimentArm.Key) {
      writer.write(Int(key.experiment))
      writer.write(Int(key.variant))
      writer.write(Int(key.market.rawValue))
    }
    writer.write(arms.count)
    for (key, arm) in arms.sorted(by: { Self.precedes($0.key, $1.key) }) {
      write(key)
      arm.encode(to: &writer)
    }
    writer.write(contaminated.count)
    for (key, count) in contaminated.sorted(by: { Self.precedes($0.key, $1.key) }) {
      write(key)
      writer.write(count)
    }
    writer.write(unlisted)
  }

  private static func precedes(_ a: ExperimentArm.Key, _ b: ExperimentArm.Key) -> Bool {
    (a.experiment, a.variant, a.market.rawValue) < (b.experiment, b.variant, b.market.rawValue)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count()) { _ = names.intern(try reader.text()) }
    let limit = max(1, names.count)
    func key() throws(StateError) -> ExperimentArm.Key {
      let codes = [try reader.integer(), try reader.integer()]
      guard codes.allSatisfy({ (0..<limit).contains($0) }),
        let raw = UInt8(exactly: try reader.integer()), let market = Market(rawValue: raw)
      else { throw .damaged }
      return ExperimentArm.Key(
        experiment: UInt32(codes[0]), variant: UInt32(codes[1]), market: market)
    }
    for _ in 0..<(try reader.count()) {
      let key = try key()
      arms[key] = try ExperimentArm(from: &reader)
    }
    for _ in 0..<(try reader.count()) {
      let key = try key()
      contaminated[key] = try reader.integer()
    }
    unlisted = try reader.integer()
  }

  package func finalise(into output: inout ReportOutput) {
    if unlisted > 0 {
      output.quality.append(
        QualityRow(
          check: "exposures_of_unlisted_experiments", market: nil, count: unlisted, of: nil,
          detail: "exposures to experiments that the configuration does not list: not judged"))
    }
    ExperimentReport(self).add(to: &output)
  }
}
