import FunnelModel

extension SlowDeals {
  /// The numbers of the units at a moment, broken down by some dimensions.
  func numbers(_ dimensions: [String], asOf: Int64, reviews: Set<String>) -> SlowNumbers {
    var numbers = SlowNumbers()
    // Where no event says that a deal was lost, losses are unknown, and so are win rates.
    let knowsLosses = units.contains { $0.close != nil && !$0.isWon }
    let order = stageOrder
    for unit in units {
      let lead = Dictionary(
        uniqueKeysWithValues: dimensions.map { ($0, unit.leadSegment($0)) })
      let deal = Dictionary(
        uniqueKeysWithValues: dimensions.map { ($0, unit.dealSegment($0)) })
      countStages(unit, lead, deal, asOf, &numbers)
      countClose(unit, deal, knowsLosses, &numbers)
      countReviews(unit, deal, reviews, order, &numbers)
      countPilots(unit, deal, &numbers)
    }
    numbers.addYoungRates()
    addIncidence(dimensions, asOf, &numbers)
    addOpenDeals(dimensions, asOf, &numbers)
    addMoney(dimensions, &numbers)
    return numbers
  }

  private typealias Segments = [String: String]

  private func countStages(
    _ unit: Unit, _ lead: Segments, _ deal: Segments, _ asOf: Int64, _ numbers: inout SlowNumbers
  ) {
    let reached: [(name: String, event: Event?)] = [
      ("lead", unit.first("lead")), ("mql", unit.first("mql")), ("sql", unit.first("sql")),
      ("opportunity", unit.opportunity), ("win", unit.isWon ? unit.close : nil),
    ]
    for (name, metric) in [("lead", "leads"), ("mql", "mqls"), ("sql", "sqls")] {
      if let event = reached.first(where: { $0.name == name })!.event {
        numbers.count("b2b.\(metric)", Self.date(event), lead)
      }
    }
    if let event = unit.opportunity {
      numbers.count("b2b.opportunities", Self.date(event), deal)
      numbers.rate("b2b.bant_qualified_share", Self.date(event), deal, unit.answered >= 2)
    }
    let pairs = [(0, 1), (1, 2), (2, 3), (0, 3), (0, 4), (1, 4), (3, 4)]
    for (first, second) in pairs {
      guard let start = reached[first].event else { continue }
      let name = "b2b.\(reached[first].name)_to_\(reached[second].name)_rate"
      let segments = first == 3 ? deal : lead
      let end = reached[second].event
      numbers.rate(name, Self.date(start), segments, end != nil)
      for days in [30, 90, 180] {
        let limit = Int64(days) * Int64(Self.day)
        numbers.rate(
          "\(name)_\(days)d", Self.date(start), segments,
          end.map { $0.time - start.time <= limit } ?? false,
          isMature: start.time + limit <= asOf, grains: SlowNumbers.coarse.union(["week"]))
      }
    }
  }

  private func countClose(
    _ unit: Unit, _ deal: Segments, _ knowsLosses: Bool, _ numbers: inout SlowNumbers
  ) {
    guard let close = unit.close else { return }
    let date = Self.date(close)
    numbers.count(unit.isWon ? "b2b.won" : "b2b.lost", date, deal)
    if knowsLosses { numbers.rate("b2b.win_rate", date, deal, unit.isWon) }
    let amount = unit.last("amount").map(Self.money)
    if unit.isWon, let amount {
      numbers.mean("b2b.deal_size", date, deal, amount)
      if let term = unit.last("term_months") {
        numbers.mean("b2b.acv", date, deal, amount / (Double(term)! / 12))
      }
      if let planned = unit.plans.compactMap({ $0["amount"] }).first {
        numbers.mean("b2b.forecast_error_amount_mean", date, deal, amount - Self.money(planned))
      }
    }
    if let planned = unit.plans.compactMap({ $0["expected_close"] }).first {
      numbers.mean(
        "b2b.forecast_error_days_mean", date, deal,
        Double(LocalDay(date)!.number - LocalDay(planned)!.number))
    }
    let from = unit.opening!.time
    let persons = Set(
      unit.account.filter { (from...max(from, close.time)).contains($0.time) }
        .compactMap { $0["person_id"] })
    if !persons.isEmpty && from <= close.time {
      numbers.mean("b2b.deciders_per_deal", date, deal, Double(persons.count))
    }
    guard unit.isWon else { return }
    let touch = unit.account.first {
      $0["type"] == "touch" && $0.time <= close.time
    }
    for (name, start) in [
      ("sales", unit.opportunity), ("lead", unit.first("lead")), ("mql", unit.first("mql")),
      ("first_touch", touch),
    ] {
      guard let start else { continue }
      numbers.distribution(
        "b2b.\(name)_cycle_days", date, deal,
        Double(close.time - start.time) / Self.day)
    }
  }

  private func countReviews(
    _ unit: Unit, _ deal: Segments, _ reviews: Set<String>, _ order: [String],
    _ numbers: inout SlowNumbers
  ) {
    let entries = unit.entries
    for (index, entry) in entries.enumerated() {
      let next = index + 1 < entries.count ? entries[index + 1] : unit.close
      guard let next else { continue }
      let stay = Double(next.time - entry.time) / Self.day
      numbers.distribution(
        "b2b.stage_dwell_days", Self.date(entry), ["stage": entry["stage"]!], stay,
        grains: SlowNumbers.coarse, inTotal: false)
      if reviews.contains(entry["stage"]!) {
        numbers.distribution("b2b.approval_days", Self.date(entry), deal, stay)
      }
    }
    guard let first = entries.firstIndex(where: { reviews.contains($0["stage"]!) }) else { return }
    let deepest = entries.filter { reviews.contains($0["stage"]!) }
      .map { order.firstIndex(of: $0["stage"]!)! }.max()!
    let hasPassed =
      unit.isWon
      || entries[(first + 1)...].contains { order.firstIndex(of: $0["stage"]!)! > deepest }
    numbers.rate("b2b.approval_rate", Self.date(entries[first]), deal, hasPassed)
  }

  /// A stage stands before another where more deals were first in it before the other.
  var stageOrder: [String] {
    let paths = units.map { unit in
      unit.entries.map { $0["stage"]! }.reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
    }
    let stages = Set(paths.joined()).sorted()
    func score(_ stage: String) -> Int {
      stages.map { other in
        let both = paths.filter { $0.contains(stage) && $0.contains(other) && stage != other }
        let before = both.count { $0.firstIndex(of: stage)! < $0.firstIndex(of: other)! }
        return (before - (both.count - before)).signum()
      }.reduce(0, +)
    }
    return stages.sorted { (-score($0), $0) < (-score($1), $1) }
  }

  private func countPilots(_ unit: Unit, _ deal: Segments, _ numbers: inout SlowNumbers) {
    var pilots: [(start: Event, end: Event?)] = []
    for event in unit.deal {
      if event["type"] == "pilot_started" { pilots.append((event, nil)) }
      if event["type"] == "pilot_ended", let last = pilots.indices.last, pilots[last].end == nil {
        pilots[last].end = event
      }
    }
    for pilot in pilots {
      let date = Self.date(pilot.start)
      numbers.count("b2b.pilots", date, deal)
      if let end = pilot.end {
        numbers.distribution(
          "b2b.pilot_days", date, deal, Double(end.time - pilot.start.time) / Self.day)
      } else {
        numbers.count("b2b.pilots_without_end", date, deal)
      }
    }
    if let first = pilots.first {
      numbers.rate("b2b.pilot_to_win_rate", Self.date(first.start), deal, unit.isWon)
    }
  }

  // MARK: Over all units of a cell

  /// All cells with their units: by a date of each unit, in total and by deal segment.
  private func cohorts(
    _ metric: String, _ dimensions: [String], grains: Set<String>? = nil,
    date: (Unit) -> String?
  ) -> [SlowNumbers.Cell: [Unit]] {
    var result: [SlowNumbers.Cell: [Unit]] = [:]
    for unit in units {
      guard let date = date(unit) else { continue }
      let segments = Dictionary(
        uniqueKeysWithValues: dimensions.map { ($0, unit.dealSegment($0)) })
      for cell in SlowNumbers.cells(metric, date, segments, grains: grains) {
        result[cell, default: []].append(unit)
      }
    }
    return result
  }

  private func addIncidence(
    _ dimensions: [String], _ asOf: Int64, _ numbers: inout SlowNumbers
  ) {
    for (cell, members) in cohorts(
      "", dimensions, grains: SlowNumbers.coarse, date: { $0.opportunity.map(Self.date) })
    {
      let waits = members.compactMap { unit -> (time: Int64, outcome: Int)? in
        let end = unit.close.map(\.time) ?? asOf
        let wait = end - unit.opportunity!.time
        return wait < 0 ? nil : (wait, unit.close == nil ? 0 : unit.isWon ? 1 : 2)
      }
      // Only where anybody, in any period, has won are there numbers: in every segment.
      let anybodyWon = units.contains { $0.isWon && $0.opportunity != nil }
      if waits.isEmpty || !anybodyWon { continue }
      var survival = 1.0
      var won = 0.0
      var curve: [(time: Int64, won: Double)] = []
      for time in Set(waits.map(\.time)).sorted() {
        let atRisk = Double(waits.count { $0.time >= time })
        let wins = Double(waits.count { $0.time == time && $0.outcome == 1 })
        let ends = Double(waits.count { $0.time == time && $0.outcome != 0 })
        won += survival * wins / atRisk
        survival *= 1 - ends / atRisk
        curve.append((time, won))
      }
      for days in [30, 60, 90, 180] {
        let limit = Int64(days) * Int64(Self.day)
        var named = cell
        named.metric = "b2b.sales_cycle_cif_\(days)d"
        let isKnown = limit <= curve.last!.time || survival < 1e-12
        let value = curve.last { $0.time <= limit }?.won ?? 0
        numbers.set(named, isKnown ? value : nil, n: waits.count)
      }
      var named = cell
      named.metric = "b2b.sales_cycle_cif_half_days"
      let half = won > 0 ? curve.first { $0.won >= won / 2 - 1e-12 } : nil
      numbers.set(named, half.map { Double($0.time) / Self.day }, n: waits.count)
    }
  }

  private func addMoney(_ dimensions: [String], _ numbers: inout SlowNumbers) {
    let isPriced = units.contains { $0.isWon && $0.last("amount") != nil }
    let knowsLosses = units.contains { $0.close != nil && !$0.isWon }
    for (cell, members) in cohorts("", dimensions, date: { $0.close.map(Self.date) }) {
      func named(_ metric: String) -> SlowNumbers.Cell {
        var result = cell
        result.metric = metric
        return result
      }
      func sum(_ isIn: (Unit) -> Bool) -> Double {
        members.filter(isIn).compactMap { $0.last("amount").map(Self.money) }.reduce(0, +)
      }
      let won = members.filter(\.isWon)
      let priced = won.count { $0.last("amount") != nil }
      let wonAmount = sum(\.isWon)
      // Without any won amount in the data the amounts are unknown.
      if isPriced {
        numbers.set(
          named("b2b.won_amount"), won.isEmpty || priced > 0 ? wonAmount : nil, n: won.count)
        let total = sum { _ in true }
        if knowsLosses {
          numbers.set(
            named("b2b.win_rate_amount"), total == 0 ? nil : wonAmount / total, n: members.count)
        }
      }
      let cycles = won.compactMap { unit in
        unit.opportunity.map { Double(unit.close!.time - $0.time) / Self.day }
      }
      let elapsed = cycles.reduce(0, +)
      if !units.contains(where: { $0.isWon && $0.opportunity != nil }) { continue }
      numbers.set(
        named("b2b.pipeline_velocity"),
        priced == 0 || elapsed <= 0
          ? nil
          : Double(won.count) * (wonAmount / Double(priced)) / (elapsed / Double(cycles.count)),
        n: won.count)
    }
  }

  private func addOpenDeals(
    _ dimensions: [String], _ asOf: Int64, _ numbers: inout SlowNumbers
  ) {
    func stage(_ unit: Unit) -> String { unit.last("stage") ?? "" }
    // By stage, "" for none: closed deals that were there and those won; stays that ended.
    var history: [String: (closed: Int, won: Int)] = [:]
    var stays: [String: [Double]] = [:]
    for unit in units {
      let entries = unit.entries
      for (index, entry) in entries.enumerated() {
        let next = index + 1 < entries.count ? entries[index + 1] : unit.close
        if let next { stays[entry["stage"]!, default: []].append(Double(next.time - entry.time)) }
      }
      if unit.close == nil { continue }
      for stage in entries.isEmpty ? [""] : Set(entries.map { $0["stage"]! }) {
        let before = history[stage] ?? (0, 0)
        history[stage] = (before.closed + 1, before.won + (unit.isWon ? 1 : 0))
      }
    }
    func isAgeing(_ unit: Unit) -> Bool {
      guard let last = unit.entries.last, let known = stays[last["stage"]!] else { return false }
      return Double(asOf - last.time) > SlowNumbers.quantile(known.sorted(), 0.75) + 0.5
    }
    func hasSlipped(_ unit: Unit) -> Bool {
      guard let last = unit.last("expected_close") else { return false }
      let today = LocalDay(number: Int32(asOf / Int64(Self.day))).description
      if last < today { return true }
      guard let first = unit.plans.compactMap({ $0["expected_close"] }).first else { return false }
      func quarter(_ date: String) -> String { SlowNumbers.periods(date)[2].period }
      return quarter(last) > quarter(first)
    }
    for (cell, members) in cohorts(
      "", dimensions, grains: ["all"], date: { $0.isOpen ? "2025-01-01" : nil })
    {
      func set(_ metric: String, _ value: Double?, n: Int) {
        var named = cell
        named.metric = metric
        numbers.set(named, value, n: n)
      }
      func count(_ metric: String, _ isIn: (Unit) -> Bool) {
        let number = members.count(where: isIn)
        set(metric, Double(number), n: number)
      }
      let priced = members.filter { $0.last("amount") != nil }
      func amount(_ unit: Unit) -> Double { Self.money(unit.last("amount")!) }
      set(
        "b2b.open_pipeline", priced.isEmpty ? nil : priced.map(amount).reduce(0, +),
        n: members.count)
      let weighable = priced.filter { history[stage($0)] != nil }
      let weighted = weighable.map { unit in
        let past = history[stage(unit)]!
        return amount(unit) * Double(past.won) / Double(past.closed)
      }
      set(
        "b2b.weighted_pipeline", weighable.isEmpty ? nil : weighted.reduce(0, +),
        n: weighable.count)
      count("b2b.ageing_deals", isAgeing)
      count("b2b.slipped_deals", hasSlipped)
      count("b2b.stalled_deals") {
        asOf - $0.deal.last!.time >= 30 * Int64(Self.day)
      }
    }
  }
}
