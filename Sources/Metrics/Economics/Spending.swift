import FunnelModel

/// The cost rows of a plan, spread over their days (events.md, "Costs"), by who bears them.
///
/// Kept per bearer: each market, then what both share. A row without a channel (campaign) is
/// shared within its bearer and stands in the total only.
struct Spending: Sendable {
  enum Sum {
    static let cost = 0
    /// The same `cacLagMonths` later: what the customers of a period cost.
    static let acquisition = 1
    /// Cost of rows of category media: what orders are bought with.
    static let media = 2
    /// Cost of rows that state clicks.
    static let clicked = 3
    static let impressions = 4
    static let clicks = 5
    static let width = 6
  }
  /// By bearer: b2c, b2b, shared.
  private(set) var cells: [SegmentCells<Int128>]
  /// Rows of another currency than the report's, which are left out.
  private(set) var foreignRows = 0
  /// Spans longer than a day by bearer, for judging periods partial.
  private var spans: [[(first: LocalDay, last: LocalDay)]] = [[], [], []]
  /// By bearer: the last day that every cost source has delivered.
  private(set) var covered: [LocalDay?] = [nil, nil, nil]

  init(plan: MetricPlan, registry: SegmentRegistry) {
    cells = (0..<3).map { _ in SegmentCells(plan: plan, width: Sum.width) }
    var registry = registry
    let dimensions = plan.dimensionNames.map { ["channel", "campaign"].firstIndex(of: $0) }
    var delivered: [[Int: LocalDay]] = [[:], [:], [:]]
    for row in plan.costs {
      guard row.currency.isEmpty || row.currency == plan.currency else {
        foreignRows += 1
        continue
      }
      let bearer = row.market.map { Int($0.rawValue) } ?? 2
      let source = plan.sourceOfFile[row.file] ?? -1
      delivered[bearer][source] = max(delivered[bearer][source] ?? row.through, row.through)
      if row.through > row.from { spans[bearer].append((row.from, row.through)) }
      let segments = dimensions.map { index -> UInt32 in
        guard let index else { return 0 }
        return registry.code(index == 0 ? row.channel : row.campaign, in: dimensions, index)
      }
      spread(row, bearer: bearer, segments: segments, plan)
    }
    covered = delivered.map { $0.values.min() }
    for bearer in cells.indices { cells[bearer].rollUp(plan.periods) }
  }

  /// Adds a row day by day: equal parts, the remainder to the first.
  private mutating func spread(
    _ row: CostRow, bearer: Int, segments: [UInt32], _ plan: MetricPlan
  ) {
    let days = Int64(row.through.number - row.from.number) + 1
    let amounts: [(counters: [Int], total: Int64)] = [
      (Self.costCounters(row), row.amount), ([Sum.acquisition], row.amount),
      ([Sum.impressions], row.impressions ?? 0), ([Sum.clicks], row.clicks ?? 0),
    ]
    for offset in 0..<days {
      let day = row.from.advanced(by: Int(offset))
      for (counters, total) in amounts {
        let part = total / days + (offset == 0 ? total % days : 0)
        let when = counters == [Sum.acquisition] ? day.advanced(byMonths: plan.cacLagMonths) : day
        let place = Int(when.number - plan.periods.firstDay.number)
        guard part != 0, (0..<plan.periods.dayCount).contains(place) else { continue }
        let slot = plan.periods.slot(.day, dayOffset: place)
        for counter in counters {
          cells[bearer].addTotal(slot: slot, counter: counter, Int128(part))
          for dimension in segments.indices where segments[dimension] != 0 {
            cells[bearer].add(
              dimension: dimension, segment: segments[dimension], slot: slot, counter: counter,
              Int128(part))
          }
        }
      }
    }
  }

  private static func costCounters(_ row: CostRow) -> [Int] {
    let isMedia = row.category == "media" || (row.category.isEmpty && !row.channel.isEmpty)
    return [Sum.cost] + (isMedia ? [Sum.media] : []) + (row.clicks != nil ? [Sum.clicked] : [])
  }

  /// Bearers of a market's costs besides what is shared; all of them for nil.
  static func bearers(_ market: Market?) -> [Int] {
    market.map { [Int($0.rawValue)] } ?? [0, 1, 2]
  }

  /// A sum of a market's own rows (of all rows for nil).
  func value(_ market: Market?, _ key: CellKey, _ counter: Int) -> Int128 {
    Self.bearers(market).reduce(0) { $0 + cells[$1][key, counter] }
  }

  /// Whether a market bears any cost.
  func applies(to market: Market?) -> Bool {
    (Self.bearers(market) + [2]).contains { cells[$0].tables[0].isTouched(row: 0, slot: 0) }
  }

  /// Whether a period's cost is complete: delivered, and not a part of a longer row.
  func isComplete(_ market: Market?, _ period: PeriodSlots.Slot) -> Bool {
    if period.grain == .all { return true }
    for bearer in Set(Self.bearers(market) + [2]) {
      if let day = covered[bearer], period.last > day { return false }
      let length = period.last.number - period.first.number
      if spans[bearer].contains(where: {
        $0.first <= period.last && $0.last >= period.first
          && $0.last.number - $0.first.number > length
      }) {
        return false
      }
    }
    return true
  }
}

extension SegmentRegistry {
  /// The code of a text in the dimension at `dimensions`' position of `index`; 0 without text.
  fileprivate mutating func code(
    _ text: String, in dimensions: [Int?], _ index: Int
  ) -> UInt32 {
    guard let position = dimensions.firstIndex(of: index) else { return 0 }
    return interners[position].intern(text)
  }

  /// This registry with the segments that occur in costs only.
  func adding(costsOf plan: MetricPlan) -> SegmentRegistry {
    var result = self
    for (position, name) in plan.dimensionNames.enumerated() {
      for row in plan.costs where name == "channel" || name == "campaign" {
        _ = result.interners[position].intern(name == "channel" ? row.channel : row.campaign)
      }
    }
    return result
  }
}
