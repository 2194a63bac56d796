package import FunnelModel
import Glibc
import Statistics

/// How much attention each account gave lately: its touches, weighted by kind and decayed by age
/// (metrics.md, "account engagement").
///
/// An account's score is Σ weight(kind) × 2^(−age ÷ half-life) over its touches up to as_of, rounded
/// to micro-units per account, so that sums are whole numbers in any order.
package struct AccountEngagement: MetricFamily {
  package static let name = "engagement"

  private struct Account: Sendable {
    /// Micro-units of a score.
    var score: Int64
    var hasOpenDeal: Bool
    var hasWon: Bool
    /// By dimension: segment of the account's first touch.
    var segments: [UInt32]
  }
  private var accounts: [Account] = []

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    DealTable.columns.union([.kind])
  }

  package static func applies(to plan: MetricPlan) -> Bool {
    plan.markets.contains(.b2b) && plan.sources.contains { ($0.typeCounts["touch"] ?? 0) > 0 }
  }

  package init(plan: MetricPlan) {}

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let timeline = view.timeline
    let kinds = timeline.texts(.kind)
    let weights = Self.weights(kinds?.dictionary, plan)
    var unit = 0
    for buyer in 0..<timeline.buyerCount {
      var score = 0.0
      var first = -1
      for row in Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])
      where timeline.kind[row] == EventKind.touch.rawValue
        && timeline.market[row] == Market.b2b.rawValue
      {
        if first < 0 { first = row }
        let age = plan.asOf.microseconds - timeline.time[row]
        score +=
          weights[Int(kinds?.codes[row] ?? 0)]
          * exp2(-Double(age) / Double(plan.engagement.halfLife))
      }
      // Units come buyer by buyer.
      var hasOpenDeal = false
      var hasWon = false
      while unit < view.deals.count && Int(view.deals.buyer[unit]) <= buyer {
        if view.deals.isDeal[unit] {
          hasOpenDeal = hasOpenDeal || view.deals.outcome[unit] == .open
          hasWon = hasWon || view.deals.outcome[unit] == .won
        }
        unit += 1
      }
      if first < 0 { continue }
      accounts.append(
        Account(
          score: Int64(clamping: Int128((score * Double(Micro.scale)).rounded())),
          hasOpenDeal: hasOpenDeal, hasWon: hasWon,
          segments: timeline.segments.map { $0[first] }))
    }
  }

  /// By code of a bucket's touch kinds: what a touch of that kind is worth.
  private static func weights(_ kinds: ByteDictionary?, _ plan: MetricPlan) -> [Double] {
    (0..<max(1, kinds?.count ?? 0)).map { code in
      let name = code == 0 ? "" : kinds?.string(UInt32(code)) ?? ""
      return Double(plan.engagement.weights[name] ?? Micro.scale) / Double(Micro.scale)
    }
  }

  package mutating func merge(_ other: AccountEngagement, mapping: SegmentMapping) {
    for var account in other.accounts {
      for (dimension, codes) in mapping.codes.enumerated() {
        account.segments[dimension] = codes[Int(account.segments[dimension])]
      }
      accounts.append(account)
    }
  }

  package func encode(to writer: inout StateWriter) {
    writer.write(accounts.count)
    for account in accounts {
      writer.write(Int(account.score))
      writer.write((account.hasOpenDeal ? 1 : 0) + (account.hasWon ? 2 : 0))
      for code in account.segments { writer.write(Int(code)) }
    }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count()) {
      let score = Int64(try reader.integer())
      let deals = try reader.integer()
      var segments: [UInt32] = []
      for _ in plan.dimensions {
        guard let code = UInt32(exactly: try reader.integer()) else { throw .damaged }
        segments.append(code)
      }
      accounts.append(
        Account(
          score: score, hasOpenDeal: deals & 1 != 0, hasWon: deals & 2 != 0, segments: segments))
    }
  }

  package func finalise(into output: inout ReportOutput) {
    if accounts.isEmpty { return }
    Self.addMean(accounts, .total(0), &output)
    for dimension in output.plan.dimensions.indices {
      let groups = Dictionary(grouping: accounts) { Int($0.segments[dimension]) }
      for segment in output.segments(dimension, count: (groups.keys.max() ?? -1) + 1) {
        guard let members = groups[segment] else { continue }
        Self.addMean(
          members, CellKey(dimension: dimension, segment: segment, slot: 0), &output)
      }
    }
    addTable(&output)
  }

  private static func addMean(
    _ accounts: [Account], _ key: CellKey, _ output: inout ReportOutput
  ) {
    var moments = SampleMoments()
    for account in accounts { moments.add(account.score) }
    let scale = Double(Micro.scale)
    output.addMean(
      engagement, market: .b2b, at: key, moments.sum, over: moments.count,
      interval: meanInterval(moments).map { ($0.lower / scale, $0.upper / scale) })
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("class", "Engagement class", .count),
    ReportColumn("score_above", "Score above", .number),
    ReportColumn("score_up_to", "Score up to", .number),
    ReportColumn("accounts", "Accounts", .count), ReportColumn("mean_score", "Mean score", .number),
    ReportColumn("with_open_deal", "With an open deal", .count),
    ReportColumn("with_won_deal", "With a deal won", .count),
    ReportColumn("without_deal", "Neither", .count),
  ]

  /// The quintile classes of the accounts, the most engaged first, with their cut points.
  private func addTable(_ output: inout ReportOutput) {
    let quintiles = Quintiles(accounts.map(\.score))
    func edge(_ index: Int) -> Cell {
      .number(
        FixedDecimal(ratio: quintiles.edges[index], 5 * Int128(Micro.scale), digits: 6))
    }
    let classes = Dictionary(grouping: accounts) { quintiles.place($0.score) }
    var table = ReportTable(
      id: "engagement", title: "Accounts by engagement", market: .b2b, columns: Self.columns)
    for place in (1...5).reversed() {
      guard let members = classes[place] else { continue }
      func count(_ isIn: (Account) -> Bool) -> Cell {
        .number(FixedDecimal(members.count(where: isIn)))
      }
      let sum = members.reduce(Int128(0)) { $0 + Int128($1.score) }
      table.rows.append([
        .text(Market.b2b.name), .number(FixedDecimal(place)),
        place == 1 ? .missing : edge(place - 2),
        place == 5 ? .missing : edge(place - 1), count { _ in true },
        .number(
          FixedDecimal(ratio: sum, Int128(members.count) * Int128(Micro.scale), digits: 6)),
        count(\.hasOpenDeal), count(\.hasWon), count { !$0.hasOpenDeal && !$0.hasWon },
      ])
    }
    output.tables.append(table)
  }
}

extension AccountEngagement {
  package static var definitions: [MetricDefinition] { [engagement] }

  static let engagement = MetricDefinition(
    id: "b2b.account_engagement", title: "Account engagement",
    formula: "mean over accounts of Σ weight(kind) × 2^(−age ÷ half-life) over their touches",
    unit: .number, direction: .higher, population: "accounts with a touch", periodOf: "as_of",
    interval: "t 95 %", source: "metrics.md, B2B; settings `engagement`", eventTypes: ["touch"],
    fields: ["account_id", "kind", "time"])
}
