import FunnelModel

/// Where marketing and sales lose sight of each other: the table `funnel_leak`.
struct LeakReport {
  let records: [DealRecord]

  /// A rule: whom it looks at, and when it has found something.
  private struct Finding: Sendable {
    let name: String
    /// Which milestone brings a unit under the rule (lead, MQL, SQL, opportunity).
    let milestone: Int
    let isFound: @Sendable (DealRecord) -> Bool
  }

  private static let unseen = [
    Finding(name: "lead_unknown_to_crm", milestone: 0) { !$0.isKnownToCRM },
    Finding(name: "mql_unknown_to_crm", milestone: 1) { !$0.isKnownToCRM },
    Finding(name: "sql_unknown_to_crm", milestone: 2) { !$0.isKnownToCRM },
    Finding(name: "opportunity_unknown_to_marketing", milestone: 3) { !$0.isKnownToMarketing },
  ]
  private static let mismatch = Finding(name: "sql_without_mql", milestone: 2) {
    $0.milestones[1] == DealRecord.missing
  }
  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("finding", "Finding"),
    ReportColumn("units", "Units", .count), ReportColumn("of", "Of", .count),
    ReportColumn("share", "Share", .ratio),
  ]

  func add(to output: inout ReportOutput) {
    let plan = output.plan
    var findings = SourceRoles(plan).areApart ? Self.unseen : []
    if records.contains(where: { $0.milestones[1] != DealRecord.missing }) {
      findings.append(Self.mismatch)
    }
    var table = ReportTable(
      id: "funnel_leak", title: "Between marketing and sales", market: .b2b, columns: Self.columns)
    for finding in findings {
      var units = [Int](repeating: 0, count: plan.periods.count)
      var whole = units
      for record in records where record.milestones[finding.milestone] != DealRecord.missing {
        let isFound = finding.isFound(record)
        for slot in plan.periods.slots(dayOffset: Int(record.milestoneDays[finding.milestone])) {
          whole[slot] += 1
          units[slot] += isFound ? 1 : 0
        }
      }
      for (slot, period) in plan.periods.slots.enumerated()
      where whole[slot] > 0 && period.grain != .day && period.grain != .week {
        table.rows.append([
          .text(Market.b2b.name), .text(period.grain.name), .text(period.label),
          .text(finding.name), .number(FixedDecimal(units[slot])),
          .number(FixedDecimal(whole[slot])),
          .number(FixedDecimal(ratio: Int128(units[slot]), Int128(whole[slot]), digits: 6)),
        ])
      }
    }
    if !table.rows.isEmpty { output.tables.append(table) }
  }
}
