import FunnelModel
import Statistics

/// Prints `support`: one row for each market, and for each segment of every support dimension.
///
/// Accounts are shown by classes (how many tickets they opened, how long they have been customers),
/// never by their ids: no id of a customer may stand in a report file.
struct SupportTable {
  private let family: SupportMetrics

  init(_ family: SupportMetrics) { self.family = family }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("dimension", "Dimension"),
    ReportColumn("segment", "Segment"), ReportColumn("tickets", "Tickets", .count),
    ReportColumn("sla_met", "Within target", .count),
    ReportColumn("sla_decided", "With a decided target", .count),
    ReportColumn("sla_attainment", "Attainment", .ratio), ReportColumn("ci_low", "Low", .ratio),
    ReportColumn("ci_high", "High", .ratio),
    ReportColumn("first_response_hours_median", "First response, median", .hours),
    ReportColumn("first_response_hours_p90", "First response, p90", .hours),
    ReportColumn("resolution_hours_median", "Resolution, median", .hours),
    ReportColumn("resolution_hours_p90", "Resolution, p90", .hours),
    ReportColumn("open", "Open", .count), ReportColumn("at_risk", "At risk", .count),
    ReportColumn("overdue", "Overdue", .count),
    ReportColumn("repeat_rate", "Repeat rate", .ratio),
    ReportColumn("renewal_rate", "Renewal rate", .ratio),
  ]

  func add(to output: inout ReportOutput) {
    var table = ReportTable(id: "support", title: "Support", market: nil, columns: Self.columns)
    for market in output.plan.markets {
      let mine = family.tickets.indices.filter { family.tickets[$0].market == market }
      if mine.isEmpty { continue }
      let buyers = family.buyers.filter { $0.market == market }
      table.rows.append(row(market, "", "", mine, buyers))
      for (name, label) in dimensions(output.plan) {
        let groups = Dictionary(grouping: mine, by: label)
        if groups.keys.allSatisfy({ $0 == SupportMetrics.blank }) { continue }
        for segment in groups.keys.sorted() {
          table.rows.append(row(market, name, segment, groups[segment] ?? [], nil))
        }
      }
      for (isBreached, segment) in [(true, "with a breach"), (false, "without a breach")] {
        table.rows.append(
          row(
            market, "buyer", segment,
            mine.filter { family.tickets[$0].buyerIsBreached == isBreached },
            buyers.filter { $0.isBreached == isBreached }))
      }
    }
    output.tables.append(table)
  }

  /// The dimensions with the segment of a ticket in each.
  private func dimensions(_ plan: MetricPlan) -> [(name: String, segment: (Int) -> String)] {
    var result: [(name: String, segment: (Int) -> String)] = []
    for (index, name) in SupportLabels.names.enumerated()
    where SupportLabels.columns[index] != .owner || plan.dimensionNames.contains(name) {
      result.append((name, { family.label($0, index, plan.sla) }))
    }
    result.append(
      ("account", { Self.load(family.tickets[$0].ofBuyer) }))
    // Where nobody ever pays there is nothing to tell new from established by.
    if plan.holds(.purchase) || plan.holds(.won) || plan.holds(.mrr) {
      result.append(("customer", { Self.name(family.tickets[$0].standing) }))
    }
    return result
  }

  private static func load(_ tickets: Int) -> String {
    switch tickets {
    case 1: "1 ticket"
    case 2...3: "2-3 tickets"
    case 4...9: "4-9 tickets"
    default: "10+ tickets"
    }
  }

  private static func name(_ standing: TicketRecord.Standing) -> String {
    switch standing {
    case .prospect: "not a customer yet"
    case .new: "new (90 days)"
    case .established: "established"
    }
  }

  private func row(
    _ market: Market, _ dimension: String, _ segment: String, _ tickets: [Int],
    _ buyers: [BuyerLoyalty]?
  ) -> [Cell] {
    var numbers = SupportNumbers()
    for ticket in tickets { numbers.add(family.tickets[ticket]) }
    func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }
    func ratio(_ top: Int, _ bottom: Int) -> Cell {
      bottom == 0
        ? .missing : .number(FixedDecimal(ratio: Int128(top), Int128(bottom), digits: 6))
    }
    func cell(_ value: FixedDecimal?) -> Cell { value.map { .number($0) } ?? .missing }
    func limit(_ value: Double?) -> Cell { cell(value.flatMap { FixedDecimal($0, digits: 6) }) }
    let interval = wilsonInterval(successes: numbers.met, trials: numbers.decided)
    let response = SupportNumbers.quantiles(numbers.responses)
    let resolution = SupportNumbers.quantiles(numbers.resolutions)
    return [
      .text(market.name), .text(dimension), .text(segment), count(numbers.tickets),
      count(numbers.met), count(numbers.decided), ratio(numbers.met, numbers.decided),
      limit(interval?.lower), limit(interval?.upper), cell(response.median), cell(response.p90),
      cell(resolution.median), cell(resolution.p90), count(numbers.open), count(numbers.atRisk),
      count(numbers.overdue),
      buyers.map { buyers in
        ratio(buyers.count { $0.hadOrder && $0.orderedAgain }, buyers.count { $0.hadOrder })
      } ?? .missing,
      buyers.map { buyers in
        ratio(
          buyers.count { $0.hadSubscription && $0.isSubscribed },
          buyers.count { $0.hadSubscription })
      } ?? .missing,
    ]
  }
}
