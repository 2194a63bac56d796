import FunnelModel
import Metrics
import Testing

/// The tables of selling to businesses on random deals, unit by unit: stages, loss reasons, leaks
/// and deciders.
@Suite struct SalesTableTests {
  /// The periods of a day that these tables have.
  private static func periods(_ event: SlowDeals.Event) -> [[String]] {
    SlowNumbers.periods(SlowDeals.date(event)).filter { SlowNumbers.coarse.contains($0.grain) }
      .map { [$0.grain, $0.period] }
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func lossReasons(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSales.fixture(&random, events: 60 + random.below(150), months: 3)
    for index in fixture.events.indices where fixture.events[index]["type"] == "lost" {
      fixture.events[index]["reason"] = [nil, "price", "legal", "timing"][random.below(4)]
    }
    var lost: [[String]: [SlowDeals.Unit]] = [:]
    var totals: [[String]: Int] = [:]
    for unit in SlowDeals(fixture).units where !unit.isWon {
      guard let close = unit.close else { continue }
      for period in Self.periods(close) {
        lost[period + [unit.last("reason") ?? "(blank)"], default: []].append(unit)
        totals[period, default: 0] += 1
      }
    }
    var expected: [[String]: [String: Expectation]] = [:]
    for (key, units) in lost {
      let amounts = units.compactMap { $0.last("amount") }.map(SlowDeals.money)
      expected[key] = [
        "deals": .count(units.count), "amount": .number(amounts.reduce(0, +)),
        "share": .ratio(Double(units.count), Double(totals[Array(key.prefix(2))]!)),
      ]
    }
    let table = PrintedTable(fixture.output(), "loss_reasons")
    let differences = table.differences(["grain", "period", "reason"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
    // The most frequent reason of a period comes first.
    for (row, next) in zip(table.rows, table.rows.dropFirst())
    where row["grain"] == next["grain"] && row["period"] == next["period"] {
      #expect(Int(row["deals"]!)! >= Int(next["deals"]!)!, "seed \(seed)")
    }
  }

  /// Persons come from marketing's source, deals from the CRM's; some accounts are in one only.
  @Test(arguments: Seeds.from(1, few: 10))
  func leaks(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = RandomSales.fixture(&random, events: 40 + random.below(80), months: 3)
    fixture.sources = [("crm", 0), ("marketing", 1)]
    for index in fixture.events.indices {
      fixture.events[index]["source"] = fixture.events[index]["deal_id"] == nil ? "1" : "0"
    }
    func accounts(_ source: String) -> Set<String> {
      Set(fixture.events.filter { $0["source"] == source }.map { $0["account_id"]! })
    }
    let (crm, marketing) = (accounts("0"), accounts("1"))
    var counts: [[String]: (found: Int, of: Int)] = [:]
    for unit in SlowDeals(fixture).units {
      let account = (unit.deal + unit.leads.joined())[0]["account_id"]!
      let rules: [(String, SlowDeals.Event?, Bool)] = [
        ("lead_unknown_to_crm", unit.first("lead"), !crm.contains(account)),
        ("mql_unknown_to_crm", unit.first("mql"), !crm.contains(account)),
        ("sql_unknown_to_crm", unit.first("sql"), !crm.contains(account)),
        (
          "opportunity_unknown_to_marketing", unit.opportunity, !marketing.contains(account)
        ),
        ("sql_without_mql", unit.first("sql"), unit.first("mql") == nil),
      ]
      for (name, event, isFound) in rules {
        guard let event else { continue }
        for period in Self.periods(event) {
          counts[period + [name], default: (0, 0)].of += 1
          if isFound { counts[period + [name]]!.found += 1 }
        }
      }
    }
    let expected = counts.mapValues { count -> [String: Expectation] in
      [
        "units": .count(count.found), "of": .count(count.of),
        "share": .ratio(Double(count.found), Double(count.of)),
      ]
    }
    let table = PrintedTable(fixture.output(), "funnel_leak")
    let differences = table.differences(["grain", "period", "finding"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func deciders(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomSales.fixture(&random, events: 100 + random.below(200), months: 3)
    var groups: [Int: [SlowDeals.Unit]] = [:]
    for unit in SlowDeals(fixture).units {
      guard let close = unit.close, let opening = unit.opening else { continue }
      let persons = Set(
        unit.account.filter { $0.time >= opening.time && $0.time <= close.time }
          .compactMap { $0["person_id"] })
      if !persons.isEmpty { groups[persons.count, default: []].append(unit) }
    }
    var expected: [[String]: [String: Expectation]] = [:]
    for (persons, units) in groups {
      let (n, won) = (Double(units.count), Double(units.count { $0.isWon }))
      // Wilson (1927).
      let (z, p) = (1.959_963_984_540_054, won / n)
      let center = (p + z * z / (2 * n)) / (1 + z * z / n)
      let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
      expected[["\(persons)"]] = [
        "deals": .count(units.count), "won": .count(Int(won)), "win_rate": .number(p),
        "ci_low": .number(max(0, center - half)), "ci_high": .number(min(1, center + half)),
      ]
    }
    let differences = PrintedTable(fixture.output(), "deciders")
      .differences(["deciders"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  /// Each plan of a closed deal, its first one and those that stood as it entered a stage.
  @Test(arguments: Seeds.from(1, few: 10))
  func forecasts(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomSales.fixture(&random, events: 100 + random.below(200), months: 3)
    var errors: [[String]: (days: [Double], amounts: [Double])] = [:]
    for unit in SlowDeals(fixture).units {
      guard let close = unit.close else { continue }
      func add(_ stage: String, _ day: String?, _ amount: String?) {
        let final = unit.isWon ? unit.last("amount") : nil
        for period in Self.periods(close) {
          if let day {
            let late = LocalDay(SlowDeals.date(close))!.number - LocalDay(day)!.number
            errors[period + [stage], default: ([], [])].days.append(Double(late))
          }
          if let amount, let final {
            errors[period + [stage], default: ([], [])].amounts.append(
              SlowDeals.money(final) - SlowDeals.money(amount))
          }
        }
      }
      add(
        "opportunity", unit.plans.compactMap { $0["expected_close"] }.first,
        unit.plans.compactMap { $0["amount"] }.first)
      var seen: Set<String> = []
      for entry in unit.entries where seen.insert(entry["stage"]!).inserted {
        let known = unit.lifecycle.filter { $0.time <= entry.time }
        add(
          entry["stage"]!, known.compactMap { $0["expected_close"] }.last,
          known.compactMap { $0["amount"] }.last)
      }
    }
    let expected = errors.mapValues { error -> [String: Expectation] in
      [
        "deals": .count(error.days.count), "won_deals": .count(error.amounts.count),
        "days_error_mean": .ratio(error.days.reduce(0, +), Double(error.days.count)),
        "amount_error_mean": .ratio(error.amounts.reduce(0, +), Double(error.amounts.count)),
      ]
    }
    let differences = PrintedTable(fixture.output(), "forecast")
      .differences(["grain", "period", "stage"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  /// What became of the units that entered each stage.
  private struct Paths {
    var counts: [[String]: [String: Int]] = [:]

    mutating func add(_ column: String, _ stage: String, at event: SlowDeals.Event) {
      for period in SalesTableTests.periods(event) {
        counts[period + [stage], default: [:]][column, default: 0] += 1
      }
    }

    /// A unit that entered, and where it went from there.
    mutating func settle(
      _ stage: String, _ unit: SlowDeals.Unit, at event: SlowDeals.Event, hasPassed: Bool
    ) {
      add("entered", stage, at: event)
      let isLost = unit.close != nil && !unit.isWon
      add(hasPassed ? "converted" : isLost ? "lost" : "open", stage, at: event)
    }
  }

  @Test(arguments: Seeds.from(1, few: 10))
  func stages(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomSales.fixture(&random, events: 60 + random.below(150), months: 3)
    let slow = SlowDeals(fixture)
    let order = slow.stageOrder
    var paths = Paths()
    let milestones = ["lead", "mql", "sql", "opportunity"].filter { name in
      slow.units.contains { Self.milestone($0, name) != nil }
    }
    for unit in slow.units {
      for (index, name) in milestones.enumerated() {
        let later = milestones[(index + 1)...].compactMap { Self.milestone(unit, $0) }
        guard let own = Self.milestone(unit, name) else {
          if let next = later.min(by: { $0.time < $1.time }) ?? (unit.isWon ? unit.close : nil) {
            paths.add("skipped", name, at: next)
          }
          continue
        }
        paths.settle(name, unit, at: own, hasPassed: unit.isWon || !later.isEmpty)
        let earlier = milestones[..<index].compactMap { Self.milestone(unit, $0) }
        if earlier.contains(where: { $0.time > own.time }) {
          paths.add("moved_back", name, at: own)
        }
      }
      Self.take(unit, order, into: &paths)
    }
    let columns = ["entered", "converted", "lost", "open", "skipped", "moved_back"]
    var expected: [[String]: [String: Expectation]] = [:]
    for (key, counts) in paths.counts {
      var cells = Dictionary(
        uniqueKeysWithValues: columns.map { ($0, Expectation.count(counts[$0] ?? 0)) })
      cells["conversion_rate"] = .ratio(
        Double(counts["converted"] ?? 0), Double(counts["entered"] ?? 0))
      expected[key] = cells
    }
    let differences = PrintedTable(fixture.output(), "stages")
      .differences(["grain", "period", "stage"], expected)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
  }

  private static func milestone(_ unit: SlowDeals.Unit, _ name: String) -> SlowDeals.Event? {
    name == "opportunity" ? unit.opportunity : unit.first(name)
  }

  /// The stages of the pipeline that a deal was in, and those that it jumped over.
  private static func take(_ unit: SlowDeals.Unit, _ order: [String], into paths: inout Paths) {
    let entries = unit.entries
    guard let first = entries.first else { return }
    let ranks = entries.map { order.firstIndex(of: $0["stage"]!)! }
    for (rank, stage) in order.enumerated() {
      guard let index = ranks.firstIndex(of: rank) else {
        if !unit.isWon && rank > ranks.max()! { continue }
        let next = zip(ranks, entries).first { $0.0 > rank }?.1
        paths.add("skipped", stage, at: next ?? (unit.isWon ? unit.close! : first))
        continue
      }
      let hasPassed = unit.isWon || ranks[(index + 1)...].contains { $0 > rank }
      paths.settle(stage, unit, at: entries[index], hasPassed: hasPassed)
      let isLeftBackwards = zip(ranks, ranks.dropFirst()).contains { $0 == rank && $1 < rank }
      if isLeftBackwards { paths.add("moved_back", stage, at: entries[index]) }
    }
  }
}
