import FunnelModel
import Metrics
import Testing

/// Random numbers of four runs, split into causes by whole numbers of last digits.
@Suite struct RestatementReferenceTests {
  private static let metrics: [(id: String, unit: MetricUnit)] = [
    ("b2c.orders", .count), ("b2c.revenue_net", .money), ("b2c.refund_rate", .ratio),
    ("b2c.sessions", .count),
  ]
  private static let names = [
    "metric", "market", "grain", "period", "dimension", "segment", "dimension2", "segment2",
  ]

  private static func key(_ row: MetricRow) -> [String] {
    [
      row.metric, row.market?.name ?? "all", row.grain.name, row.period, row.dimension,
      row.segment, row.dimension2, row.segment2,
    ]
  }

  /// The numbers of a run, of which a later one moves some, drops some and adds some.
  private static func run(_ before: [MetricRow], _ random: inout SplitMix) -> [MetricRow] {
    before.compactMap { row in
      var row = row
      switch random.below(8) {
      case 0: return nil
      case 1, 2: row.value = number(row.unit, &random)
      case 3: row.status = [.ok, .partial, .inProgress][random.below(3)]
      default: break
      }
      return row
    }
  }

  private static func number(_ unit: MetricUnit, _ random: inout SplitMix) -> FixedDecimal? {
    random.below(10) == 0
      ? nil : FixedDecimal(units: Int128(random.below(20)), digits: unit.digits)
  }

  private static func universe(_ random: inout SplitMix) -> [MetricRow] {
    var rows: [MetricRow] = []
    for (metric, unit) in metrics {
      for (grain, period) in [
        (Grain.all, ""), (.month, "2025-01-01"), (.month, "2025-02-01"), (.week, "2025-01-06"),
      ] {
        for (dimension, segment) in [("", ""), ("channel", "ads"), ("device", "phone")] {
          var row = MetricRow(
            metric: metric, market: random.below(5) == 0 ? nil : .b2c, grain: grain,
            period: period, value: number(unit, &random), unit: unit)
          (row.dimension, row.segment) = (dimension, segment)
          rows.append(row)
        }
      }
    }
    return rows
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let all = Self.universe(&random)
    // The last run knew neither every metric nor every dimension.
    let unknown = [Self.metrics[random.below(4)].id, ["device", "nowhere"][random.below(2)]]
    var runs = [
      Self.run(all, &random).filter {
        !unknown.contains($0.metric) && !unknown.contains($0.dimension)
      }
    ]
    runs.append(Self.run(runs[0], &random))
    runs.append(Self.run(runs[1], &random))
    runs.append(Self.run(random.below(2) == 0 ? all : runs[2], &random))
    let hidden = all.filter { _ in random.below(12) == 0 }
    let redefined = Set(Self.metrics.map(\.id).filter { _ in random.below(3) == 0 })

    // Only final numbers of periods, in last digits.
    let final = runs.map { rows in
      rows.filter { $0.status == .ok && $0.grain != .all }
    }
    let values = final.map { rows in
      Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          row.value.map { (Self.key(row), Int($0.units)) }
        })
    }
    var expected: [[String]: [String: Expectation]] = [:]
    for row in all {
      let key = Self.key(row)
      let wasPrinted = final[0].contains { Self.key($0) == key }
      let isPrinted = final[3].contains { Self.key($0) == key }
      let isNew =
        isPrinted && final[0].contains { $0.metric == row.metric }
        && final[0].contains { $0.dimension == row.dimension }
      let numbers = values.map { $0[key] }
      if hidden.contains(where: { Self.key($0) == key }) || !(wasPrinted || isNew)
        || numbers[0] == numbers[3]
      {
        continue
      }
      let isAdditive = row.unit == .count || row.unit == .money
      let known = numbers.map { $0 ?? (isAdditive ? 0 : nil) }
      let scale = (0..<row.unit.digits).reduce(1.0) { scale, _ in scale * 10 }
      func step(_ a: Int, _ b: Int) -> Int? {
        known[a].flatMap { from in known[b].map { $0 - from } }
      }
      func shown(_ value: Int?) -> Expectation { .optional(value.map { Double($0) / scale }) }
      let isRedefined = redefined.contains(row.metric)
      let first = step(0, 1)
      let zero = known.contains(nil) ? nil : 0
      let causes: [(name: String, part: Int?, changed: Bool)] = [
        ("late_events", step(2, 3), numbers[2] != numbers[3]),
        ("identity_merges", step(1, 2), numbers[1] != numbers[2]),
        ("definition_changes", isRedefined ? first : zero, isRedefined),
        ("deletions", isRedefined ? zero : first, !isRedefined),
      ]
      if let all = step(0, 3), !known.contains(nil) {
        #expect(causes.reduce(0) { $0 + ($1.part ?? 0) } == all, "seed \(seed), \(key)")
      }
      var cells: [String: Expectation] = [
        "unit": .text(row.unit.rawValue), "before": shown(numbers[0]), "after": shown(numbers[3]),
        "difference": shown(step(0, 3)),
      ]
      var main: (name: String, size: Int)?
      for (name, part, _) in causes {
        cells[name] = shown(part)
        if let part, part.magnitude > (main?.size ?? 0) { main = (name, Int(part.magnitude)) }
      }
      cells["cause"] = .text(main?.name ?? causes.first(where: \.changed)?.name ?? "")
      expected[key] = cells
    }
    let found = Restatements(
      before: .init(runs[0]), kept: .init(runs[1]), merged: .init(runs[2]), after: .init(runs[3]),
      hidden: hidden
    ) { redefined.contains($0) }
    let table = PrintedTable(found.table())
    #expect(found.count == expected.count, "seed \(seed)")
    let differences = table.differences(Self.names, expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  /// In every row that has all its parts they add up to the difference, to the last digit.
  @Test(arguments: Seeds.from(1001, few: 10))
  func partsSumToTheDifference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var runs = [Self.universe(&random)]
    for _ in 0..<3 { runs.append(Self.run(runs.last!, &random)) }
    let redefined = random.below(2) == 0
    let found = Restatements(
      before: .init(runs[0]), kept: .init(runs[1]), merged: .init(runs[2]), after: .init(runs[3]),
      hidden: []
    ) { _ in redefined }
    var summed = 0
    for row in PrintedTable(found.table()).rows {
      let parts = ["late_events", "identity_merges", "definition_changes", "deletions"]
        .map { row[$0]! }
      if parts.contains("") { continue }
      let sum = parts.reduce(0) { $0 + EventFixture.micro($1) }
      #expect(sum == EventFixture.micro(row["difference"]!), "seed \(seed): \(row)")
      summed += 1
    }
    #expect(summed > 0, "seed \(seed)")
  }
}
