import FunnelModel

/// Why deals were lost: the table `loss_reasons`, by close.
struct LossReport {
  let records: [DealRecord]
  /// By reason code; code 0 is `(blank)`.
  let names: [String]

  private struct Key: Hashable {
    var slot: Int
    var reason: UInt32
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("reason", "Reason"),
    ReportColumn("deals", "Deals lost", .count), ReportColumn("share", "Share", .ratio),
    ReportColumn("amount", "Amount lost", .money),
  ]

  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    var deals: [Key: Int] = [:]
    var amounts: [Key: Int128] = [:]
    var totals = [Int](repeating: 0, count: periods.count)
    for record in records where record.isLost {
      for slot in periods.slots(dayOffset: Int(record.closeDay)) {
        let key = Key(slot: slot, reason: record.reason)
        deals[key, default: 0] += 1
        totals[slot] += 1
        if record.amount != DealRecord.missing { amounts[key, default: 0] += Int128(record.amount) }
      }
    }
    if deals.isEmpty { return }
    var table = ReportTable(
      id: "loss_reasons", title: "Why deals were lost", market: .b2b, columns: Self.columns)
    let keys = deals.keys.filter {
      ![Grain.day, .week].contains(periods.slots[$0.slot].grain)
    }.sorted { a, b in
      if a.slot != b.slot { return a.slot < b.slot }
      let (left, right) = (deals[a] ?? 0, deals[b] ?? 0)
      return left != right ? left > right : name(a.reason) < name(b.reason)
    }
    for key in keys {
      let count = deals[key] ?? 0
      table.rows.append([
        .text(Market.b2b.name), .text(periods.slots[key.slot].grain.name),
        .text(periods.slots[key.slot].label), .text(name(key.reason)),
        .number(FixedDecimal(count)),
        .number(FixedDecimal(ratio: Int128(count), Int128(totals[key.slot]), digits: 6)),
        .number(FixedDecimal(micro: amounts[key] ?? 0, digits: 4)),
      ])
    }
    output.tables.append(table)
  }

  private func name(_ code: UInt32) -> String { code == 0 ? "(blank)" : names[Int(code)] }
}
