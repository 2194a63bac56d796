import FunnelModel
import Statistics

/// How many persons of the account took part in a deal, and how often deals of that size are won.
struct DeciderReport {
  let cohort: DealCohort

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("deciders", "Deciders", .count),
    ReportColumn("deals", "Closed deals", .count), ReportColumn("won", "Won", .count),
    ReportColumn("win_rate", "Win rate", .ratio), ReportColumn("ci_low", "Low", .ratio),
    ReportColumn("ci_high", "High", .ratio),
  ]

  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    let known = cohort.records.filter { $0.deciders > 0 }
    if known.isEmpty { return }
    var persons = [Int](repeating: 0, count: periods.count)
    var deals = persons
    for record in known {
      for slot in periods.slots(dayOffset: Int(record.closeDay)) {
        persons[slot] += record.deciders
        deals[slot] += 1
      }
    }
    for slot in periods.slots.indices where cohort.prints(slot, count: deals[slot], periods) {
      output.add(
        PipelineMetrics.deciders, market: .b2b, at: cohort.key(slot),
        value: deals[slot] == 0
          ? nil : FixedDecimal(ratio: Int128(persons[slot]), Int128(deals[slot]), digits: 6),
        numerator: FixedDecimal(persons[slot]), denominator: FixedDecimal(deals[slot]),
        n: deals[slot])
    }
    if cohort.isTotal { addTable(known, &output) }
  }

  private func addTable(_ known: [DealRecord], _ output: inout ReportOutput) {
    let groups = Dictionary(grouping: known, by: \.deciders)
    var table = ReportTable(
      id: "deciders", title: "Deciders per deal and win rate", market: .b2b, columns: Self.columns)
    for number in groups.keys.sorted() {
      let group = groups[number] ?? []
      let won = group.count { $0.isWon }
      let interval = wilsonInterval(successes: won, trials: group.count)
      func cell(_ value: Double?) -> Cell {
        value.flatMap { FixedDecimal($0, digits: 6) }.map { .number($0) } ?? .missing
      }
      table.rows.append([
        .text(Market.b2b.name), .number(FixedDecimal(number)),
        .number(FixedDecimal(group.count)), .number(FixedDecimal(won)),
        .number(FixedDecimal(ratio: Int128(won), Int128(group.count), digits: 6)),
        cell(interval?.lower), cell(interval?.upper),
      ])
    }
    output.tables.append(table)
  }
}
