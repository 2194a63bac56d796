package import FunnelModel
import Statistics

/// What discounts and payment terms do to deals: win rate and cycle by each, over closed deals that
/// state them (metrics.md, "price levers").
package struct DealLevers: MetricFamily {
  package static let name = "deal_levers"
  enum Counter {
    static let won = 0
    static let lost = 1
    /// Won deals with an opening, and Σ and Σ² of opening → won in seconds.
    static let cycles = 2
    static let seconds = 3
    static let squares = 4
    static let width = 5
  }
  /// By discount band.
  private(set) var bands: SlotTable<Int128>
  /// By code in `terms`; 0 is never used.
  private(set) var byTerms: SlotTable<Int128>
  private(set) var terms = ByteInterner()

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> {
    DealTable.columns.union([.discount, .paymentTerms])
  }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2b) }

  package init(plan: MetricPlan) {
    bands = SlotTable(slotCount: plan.periods.count, width: Counter.width)
    byTerms = bands
  }

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let deals = view.deals
    let timeline = view.timeline
    let discounts = timeline.integers(.discount)
    let named = timeline.texts(.paymentTerms)
    guard discounts != nil || named != nil else { return }
    let codes = named.map { terms.codes(for: $0.dictionary) }
    for unit in 0..<deals.count where deals.outcome[unit] != .open {
      let rows = deals.rows(unit)
      let close = Int(deals.close[unit])
      let slot = plan.periods.slot(.day, dayOffset: Int(timeline.day[close]))
      let isWon = deals.outcome[unit] == .won
      var values: [Int128] = [isWon ? 1 : 0, isWon ? 0 : 1, 0, 0, 0]
      if isWon, deals.opportunity[unit] >= 0 {
        let cycle = timeline.time[close] - timeline.time[Int(deals.opportunity[unit])]
        let seconds = Int128(cycle) / 1_000_000
        values.replaceSubrange(2..<5, with: [1, seconds, seconds * seconds])
      }
      let discount = FieldFill.latest(discounts, rows, timeline)
      if discount != IntegerColumn.missing {
        let amount = deals.amount[unit]
        let band = DiscountBand.index(
          discount: discount, amount: amount == IntegerColumn.missing ? 0 : amount)
        Self.add(values, to: &bands, row: band, slot: slot)
      }
      let code = FieldFill.latest(named?.codes, rows, timeline)
      if let codes, code != 0 {
        Self.add(values, to: &byTerms, row: Int(codes[Int(code)]), slot: slot)
      }
    }
  }

  private static func add(
    _ values: [Int128], to table: inout SlotTable<Int128>, row: Int, slot: Int
  ) {
    for (counter, value) in values.enumerated() where value != 0 {
      table.add(row: row, slot: slot, counter: counter, value)
    }
  }

  package mutating func merge(_ other: DealLevers, mapping: SegmentMapping) {
    bands.merge(other.bands, rows: DiscountBand.names.indices.map { UInt32($0) })
    byTerms.merge(other.byTerms, rows: terms.codes(for: other.terms.dictionary))
  }

  package func encode(to writer: inout StateWriter) {
    bands.encode(to: &writer)
    writer.write(terms.count - 1)
    for code in 1..<max(1, terms.count) { writer.write(terms.dictionary.string(UInt32(code))) }
    byTerms.encode(to: &writer)
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    bands = try SlotTable(slotCount: plan.periods.count, width: Counter.width, from: &reader)
    for _ in 0..<(try reader.count()) { _ = terms.intern(try reader.text()) }
    byTerms = try SlotTable(slotCount: plan.periods.count, width: Counter.width, from: &reader)
    guard bands.rowCount <= DiscountBand.names.count, byTerms.rowCount <= terms.count else {
      throw .damaged
    }
  }

  package func finalise(into output: inout ReportOutput) {
    var table = ReportTable(
      id: "deal_levers", title: "Win rate and cycle by discount and payment terms",
      market: .b2b, columns: Self.columns)
    for lever in levers(output.plan.periods) { lever.add(to: &table, &output) }
    if !table.rows.isEmpty { output.tables.append(table) }
  }

  private func levers(_ periods: PeriodSlots) -> [Lever] {
    var (bands, byTerms) = (bands, byTerms)
    bands.rollUp(periods)
    byTerms.rollUp(periods)
    let names = (0..<terms.count).map { $0 == 0 ? "" : terms.dictionary.string(UInt32($0)) }
    let byName = names.indices.dropFirst().sorted { names[$0] < names[$1] }
    return [
      Lever(
        dimension: "discount_band", table: bands, names: DiscountBand.names,
        order: Array(DiscountBand.names.indices), winRate: Self.discountWinRate,
        cycle: Self.discountCycle),
      Lever(
        dimension: "payment_terms", table: byTerms, names: names, order: Array(byName),
        winRate: Self.termsWinRate, cycle: Self.termsCycle),
    ]
  }
}

extension DealLevers {
  package static var definitions: [MetricDefinition] {
    [discountWinRate, discountCycle, termsWinRate, termsCycle]
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit,
    _ direction: MetricDirection, _ field: String, interval: String
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2b." + id, title: title, formula: formula, unit: unit, direction: direction,
      population: "closed deals that state \(field)", periodOf: "close", interval: interval,
      source: "metrics.md, B2B", eventTypes: ["won", "lost", "opportunity"],
      fields: ["deal_id", "account_id", "time", "amount", field])
  }

  private static func rate(_ id: String, _ title: String, _ field: String) -> MetricDefinition {
    define(
      id, title, "won ÷ (won + lost), over deals that state \(field)", .ratio, .higher, field,
      interval: "Wilson 95 %")
  }

  private static func cycle(_ id: String, _ title: String, _ field: String) -> MetricDefinition {
    define(
      id, title,
      "mean of (won − opportunity) ÷ 24 h, in whole seconds, over won deals that state \(field)",
      .days, .lower, field, interval: "t 95 %")
  }

  static let discountWinRate = rate(
    "discount_win_rate", "Win rate of deals that state a discount", "discount")
  static let discountCycle = cycle(
    "discount_cycle_days_mean", "Sales cycle of deals that state a discount, mean", "discount")
  static let termsWinRate = rate(
    "terms_win_rate", "Win rate of deals that state payment terms", "payment_terms")
  static let termsCycle = cycle(
    "terms_cycle_days_mean", "Sales cycle of deals that state payment terms, mean",
    "payment_terms")

  static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("lever", "Lever"),
    ReportColumn("value", "Value"), ReportColumn("deals", "Closed deals", .count),
    ReportColumn("win_rate", "Win rate", .ratio), ReportColumn("win_rate_low", "from", .ratio),
    ReportColumn("win_rate_high", "to", .ratio), ReportColumn("won", "Won", .count),
    ReportColumn("cycle_days", "Cycle, mean days", .days),
    ReportColumn("cycle_days_low", "from", .days), ReportColumn("cycle_days_high", "to", .days),
  ]
}

/// One field of deals by whose values closed deals are compared.
private struct Lever {
  let dimension: String
  /// By row: `DealLevers.Counter`, rolled up.
  let table: SlotTable<Int128>
  let names: [String]
  /// Rows in the order in which they are printed.
  let order: [Int]
  let winRate: MetricDefinition
  let cycle: MetricDefinition

  private typealias Counter = DealLevers.Counter

  private func sums(_ rows: [Int], _ slot: Int) -> [Int128] {
    (0..<Counter.width).map { counter in
      rows.reduce(0) { $0 + table.value(row: $1, slot: slot, counter: counter) }
    }
  }

  /// Adds the total and each value, in every period but days.
  func add(to printed: inout ReportTable, _ output: inout ReportOutput) {
    let all = sums(order, 0)
    guard all[Counter.won] + all[Counter.lost] > 0 else { return }
    for (slot, period) in output.plan.periods.slots.enumerated() where period.grain != .day {
      addRows(sums(order, slot), at: .total(slot), label: nil, to: &output)
      for row in order where table.isTouched(row: row, slot: slot) {
        let start = output.metrics.count
        addRows(
          sums([row], slot), at: .total(slot), label: (dimension, names[row]), to: &output)
        let added = Array(output.metrics[start...])
        // A trace wants one number only, and no table.
        guard added.count == 2 else { continue }
        func cell(_ number: FixedDecimal?) -> Cell { number.map { .number($0) } ?? .missing }
        printed.rows.append([
          .text(Market.b2b.name), .text(period.grain.name), .text(period.label),
          .text(dimension), .text(names[row]), cell(added[0].denominator), cell(added[0].value),
          cell(added[0].low), cell(added[0].high), cell(added[0].numerator),
          cell(added[1].value), cell(added[1].low), cell(added[1].high),
        ])
      }
    }
  }

  private func addRows(
    _ sums: [Int128], at key: CellKey, label: (dimension: String, segment: String)?,
    to output: inout ReportOutput
  ) {
    let won = Int(sums[Counter.won])
    output.addRate(
      winRate, market: .b2b, at: key, won, of: won + Int(sums[Counter.lost]), labelled: label)
    let count = Int(sums[Counter.cycles])
    let perDay = Int128(86_400)
    var interval: (low: Double, high: Double)?
    if sums[Counter.squares] < Int128.max {
      let sample = SampleMoments(
        count: count, sum: sums[Counter.seconds],
        sumOfSquares: UInt128(sums[Counter.squares]))
      interval = meanInterval(sample).map {
        ($0.lower / Double(perDay), $0.upper / Double(perDay))
      }
    }
    output.add(
      cycle, market: .b2b, at: key,
      value: count == 0
        ? nil : FixedDecimal(ratio: sums[Counter.seconds], Int128(count) * perDay, digits: 6),
      numerator: FixedDecimal(ratio: sums[Counter.seconds], perDay, digits: 6),
      denominator: FixedDecimal(count), n: count, interval: interval, labelled: label)
  }
}
