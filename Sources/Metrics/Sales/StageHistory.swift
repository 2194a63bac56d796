import FunnelModel
import Statistics

/// What the closed deals teach about each stage: how often a deal that was there was won, and how
/// long a stay may last before the deal counts as ageing.
struct StageHistory {
  /// Closed deals that were in a stage, and those of them that were won.
  struct Outcomes {
    var closed = 0
    var won = 0

    /// The won share of an amount in micro-units, rounded per deal so that the shares of any
    /// segments add up; nil without closed deals.
    func share(of amount: Int64) -> Int128? {
      closed == 0
        ? nil
        : FixedDecimal(ratio: Int128(amount) * Int128(won), Int128(closed), digits: 0).units
    }
  }

  /// Where a deal without any stage stands.
  static let unstaged = "opportunity"
  private let order: StageOrder
  private let outcomes: [String: Outcomes]
  /// By the stage's position: the 75th percentile of the stays that ended, in microseconds.
  private let limits: [ExactRatio?]

  init(records: [DealRecord], order: StageOrder, paths: StagePaths) {
    self.order = order
    var outcomes: [String: Outcomes] = [:]
    for record in records where record.isWon || record.isLost {
      var stages = Set(record.entries.map { order.names[Int($0.stage)] })
      if stages.isEmpty { stages = [Self.unstaged] }
      for name in stages {
        outcomes[name, default: Outcomes()].closed += 1
        if record.isWon { outcomes[name, default: Outcomes()].won += 1 }
      }
    }
    self.outcomes = outcomes
    limits = order.codes.indices.map { position in
      let stage = StagePaths.Stage(isPipeline: true, position: position)
      return paths.cells[StagePaths.Key(slot: 0, stage: stage)].flatMap {
        exactQuantile(sparseCounts($0.stays), 3, over: 4)
      }
    }
  }

  subscript(stage: String) -> Outcomes { outcomes[stage] ?? Outcomes() }

  /// The name of the stage in which an open deal stands.
  func stage(of record: DealRecord) -> String {
    record.stage == 0 ? Self.unstaged : order.names[Int(record.stage)]
  }

  /// Whether an open deal has been in its stage for longer than the limit.
  func isAgeing(_ record: DealRecord, asOf: Instant) -> Bool {
    guard let last = record.entries.last, let limit = limits[order.rank(last)] else { return false }
    return Int128(asOf.microseconds - last.time) * limit.denominator > limit.numerator
  }
}
