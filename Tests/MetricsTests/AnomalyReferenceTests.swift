import FunnelModel
import Metrics
import Testing

/// Random numbers of random days and weeks, judged by their dates as texts.
@Suite struct AnomalyReferenceTests {
  static let watched = [
    ("b2c.sessions", "day week"), ("b2c.session_conversion_rate", "day week"),
    ("b2c.orders", "day week"), ("b2c.revenue_net", "day week"),
    ("b2c.new_customers", "day week"), ("b2b.leads", "week"), ("b2b.mqls", "week"),
    ("b2b.opportunities", "week"), ("b2b.won_amount", "week"),
  ]

  /// The middle of some values, or the mean of the two in the middle.
  static func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func agreesWithASlowReference(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let first = LocalDay("2025-01-01")!.advanced(by: random.below(7))
    let today = first.advanced(by: 30 + random.below(200))
    var fixture = EventFixture([
      "\(first) session_start customer_id=a session_id=s", "\(first) lead deal_id=d",
    ])
    fixture.asOf = today.description
    for index in 0..<random.below(4) {
      let from = first.advanced(by: random.below(200))
      fixture.configuration.incidents.append(
        WindowDefinition(
          name: "i\(index)", from: from, to: from.advanced(by: 1 + random.below(10))))
    }
    var rows: [MetricRow] = []
    var values: [String: Double] = [:]
    for (metric, grains) in Self.watched {
      // Some are steady, so that half of a history is one value.
      let spread = [1, 2, 3, 40][random.below(4)]
      let unit = MetricCatalogue.definition(metric)!.unit
      for offset in 0..<250 {
        let day = first.advanced(by: offset - 10)
        let isMonday = (Int(day.number) + 3) % 7 == 0
        for grain in [Grain.day, .week] where grain == .day || isMonday {
          if random.below(12) == 0 { continue }
          let value = FixedDecimal(
            units: Int128(20 + random.below(spread) + (random.below(15) == 0 ? 25 : 0)),
            digits: unit.digits)
          let market = metric.hasPrefix("b2b") ? Market.b2b : .b2c
          var row = MetricRow(
            metric: metric, market: market, grain: grain, period: day.description, value: value,
            unit: unit)
          if random.below(15) == 0 { row.status = .partial }
          rows.append(row)
          if row.status == .ok, grains.contains(grain.name) {
            values["\(metric) \(grain.name) \(day)"] = value.double
          }
          // Numbers of segments and of all markets are not watched.
          row.value = FixedDecimal(units: 999, digits: unit.digits)
          row.status = .ok
          if random.below(2) == 0 {
            (row.dimension, row.segment) = ("channel", "ads")
          } else {
            row.market = nil
          }
          rows.append(row)
        }
      }
    }
    rows.shuffle(using: &random)

    var expected: [[String]: [String: Expectation]] = [:]
    let incidents = fixture.configuration.incidents
    for (metric, grains) in Self.watched {
      for (grain, length) in [("day", 1), ("week", 7)] where grains.contains(grain) {
        func value(_ day: LocalDay) -> Double? {
          day < first ? nil : values["\(metric) \(grain) \(day)"]
        }
        // The last one that is over and has a number.
        var last = today.advanced(by: 1 - length)
        while last >= first && value(last) == nil { last = last.advanced(by: -1) }
        guard let judged = value(last) else { continue }
        let history = (1...26).compactMap { weeks -> Double? in
          let start = last.advanced(by: -7 * weeks)
          let days = (0..<length).map { start.advanced(by: $0) }
          let isMasked = incidents.contains { incident in
            days.contains { $0 >= incident.from && $0 < incident.to }
          }
          return isMasked ? nil : value(start)
        }
        if history.count < 6 { continue }
        let usual = Self.middle(history)
        let deviation = Self.middle(history.map { abs($0 - usual) })
        // 1 ÷ Φ⁻¹(¾): the standard deviation of a normal distribution, over its median deviation.
        let z = deviation == 0 ? nil : (judged - usual) / (1.482_602_218_505_602 * deviation)
        let verdict =
          z.map { $0 > 3.5 ? "high" : $0 < -3.5 ? "low" : "usual" }
          ?? (judged == usual ? "usual" : "no spread")
        expected[[metric, grain]] = [
          "market": .text(String(metric.prefix(3))), "period": .text(last.description),
          "value": .number(judged), "usual": .number(usual), "z": .optional(z),
          "history": .count(history.count), "verdict": .text(verdict),
        ]
      }
    }
    let table = PrintedTable(Anomalies(plan: fixture.plan(), rows: rows).table())
    let differences = table.differences(["metric", "grain"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }
}
