import FunnelModel

/// Prints the recurring revenue of one market.
struct RecurringRows {
  private typealias Sum = RecurringState.Sum
  private typealias Retention = RecurringState.Retention
  let state: RecurringState
  let market: Market?
  let spans: RecurringSpans

  /// Periods from the month of the first payment, in total and by segment.
  func add(to output: inout ReportOutput) {
    let firstMonth = firstMonth()
    var months: [Int: Range<Int>] = [:]
    for span in spans.spans where span.months.upperBound > firstMonth {
      months[span.slot] = span.months
    }
    for key in output.keys(state.months) {
      guard let range = months[key.slot] else { continue }
      addBalances(at: key, range, to: &output)
      addRates(at: key, range, to: &output)
    }
  }

  private func firstMonth() -> Int {
    (0..<spans.axis.count).first {
      state.months.tables[0].isTouched(row: 0, slot: spans.axis.firstSlot + $0)
    } ?? spans.axis.count
  }

  /// A sum of one month of the range.
  private func month(_ key: CellKey, _ month: Int, _ counter: Int) -> Int128 {
    var key = key
    key.slot = spans.axis.firstSlot + month
    return state.months[key, counter]
  }

  private static let movements = [
    (RecurringMetrics.new, Sum.new), (RecurringMetrics.expansion, Sum.expansion),
    (RecurringMetrics.contraction, Sum.contraction), (RecurringMetrics.churn, Sum.churn),
    (RecurringMetrics.reactivation, Sum.reactivation),
  ]

  private func addBalances(at key: CellKey, _ range: Range<Int>, to output: inout ReportOutput) {
    let opening = month(key, range.lowerBound, Sum.opening)
    let closing = month(key, range.upperBound - 1, Sum.closing)
    let active = Int(month(key, range.upperBound - 1, Sum.activeBuyers))
    output.addMoney(
      RecurringMetrics.opening, market: market, at: key, opening,
      n: Int(month(key, range.lowerBound, Sum.openingBuyers)))
    var sum = opening
    for (definition, counter) in Self.movements {
      let change = state.months[key, counter]
      sum += change
      output.addMoney(definition, market: market, at: key, change, n: active)
    }
    output.addMoney(RecurringMetrics.closing, market: market, at: key, closing, n: active)
    output.addCount(RecurringMetrics.activeAccounts, market: market, at: key, active)
    if sum != closing {
      let period = output.plan.periods.slots[key.slot]
      output.violate(
        "Recurring revenue of \(market?.name ?? "all"), \(period.grain.name) \(period.label): "
          + "opening plus movements is \(FixedDecimal(micro: sum, digits: 4)), closing is "
          + "\(FixedDecimal(micro: closing, digits: 4)).",
        RecurringMetrics.closing.id, market: market, at: key)
    }
  }

  private func addRates(at key: CellKey, _ range: Range<Int>, to output: inout ReportOutput) {
    var last = key
    last.slot = spans.axis.firstSlot + range.upperBound - 1
    for (cell, offset, nrr, grr) in [
      (key, 0, RecurringMetrics.nrr, RecurringMetrics.grr),
      (last, Retention.trailing, RecurringMetrics.nrr12, RecurringMetrics.grr12),
    ] {
      let base = state.retention[cell, offset + Retention.base]
      let buyers = offset == 0 ? Int(month(key, range.lowerBound, Sum.openingBuyers)) : 0
      let n = offset == 0 ? buyers : openingBuyers(key, range)
      for (definition, counter) in [(nrr, Retention.kept), (grr, Retention.held)] {
        output.addQuotient(
          definition, market: market, at: key, state.retention[cell, offset + counter],
          over: base, n: n)
      }
    }
    output.addRate(
      RecurringMetrics.logoChurn, market: market, at: key,
      Int(state.months[key, Sum.churnedBuyers]), of: Int(state.months[key, Sum.openingBuyers]))
    let active = state.months[key, Sum.activeBuyers]
    output.add(
      RecurringMetrics.arpa, market: market, at: key,
      value: active == 0
        ? nil
        : FixedDecimal(
          ratio: state.months[key, Sum.closing], active * Int128(Micro.scale), digits: 4),
      numerator: FixedDecimal(micro: state.months[key, Sum.closing], digits: 4),
      denominator: FixedDecimal(units: active, digits: 0), n: Int(active))
  }

  /// Buyers who paid twelve months before the period's end.
  private func openingBuyers(_ key: CellKey, _ range: Range<Int>) -> Int {
    let start = range.upperBound - 12
    return start < 0 ? 0 : Int(month(key, start, Sum.openingBuyers))
  }

  static let columns = [
    ReportColumn("market", "Market"), ReportColumn("month", "Month"),
    ReportColumn("opening", "Opening MRR", .money), ReportColumn("new", "New", .money),
    ReportColumn("expansion", "Expansion", .money),
    ReportColumn("contraction", "Contraction", .money), ReportColumn("churn", "Churn", .money),
    ReportColumn("reactivation", "Reactivation", .money),
    ReportColumn("closing", "Closing MRR", .money),
    ReportColumn("nrr", "Net revenue retention", .ratio),
    ReportColumn("grr", "Gross revenue retention", .ratio),
    ReportColumn("logo_churn_rate", "Logo churn", .ratio),
    ReportColumn("arpa", "Revenue per account", .money), ReportColumn("status", "Status"),
  ]

  /// One row per month.
  func addMonths(to table: inout ReportTable, output: inout ReportOutput) {
    for index in firstMonth()..<spans.axis.count {
      let key = CellKey.total(spans.axis.firstSlot + index)
      func money(_ counter: Int) -> Cell {
        .number(FixedDecimal(micro: state.months[key, counter], digits: 4))
      }
      func ratio(_ top: Int128, _ bottom: Int128, _ digits: Int) -> Cell {
        bottom == 0 ? .missing : .number(FixedDecimal(ratio: top, bottom, digits: digits))
      }
      let base = state.retention[key, Retention.base]
      let status = output.status(RecurringMetrics.closing, slot: key.slot)
      table.rows.append([
        .text(market?.name ?? "all"), .text(output.plan.periods.slots[key.slot].label),
        money(Sum.opening), money(Sum.new), money(Sum.expansion), money(Sum.contraction),
        money(Sum.churn), money(Sum.reactivation), money(Sum.closing),
        ratio(state.retention[key, Retention.kept], base, 6),
        ratio(state.retention[key, Retention.held], base, 6),
        ratio(state.months[key, Sum.churnedBuyers], state.months[key, Sum.openingBuyers], 6),
        ratio(
          state.months[key, Sum.closing],
          state.months[key, Sum.activeBuyers] * Int128(Micro.scale), 4), .text(status.rawValue),
      ])
    }
  }
}
