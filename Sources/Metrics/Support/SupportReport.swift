import FunnelModel

/// The rows of metrics.csv about support: each market apart, and all together.
struct SupportReport {
  private let family: SupportMetrics
  static let scopes: [Market?] = [.b2c, .b2b, nil]

  init(_ family: SupportMetrics) { self.family = family }

  func add(to output: inout ReportOutput) {
    for market in Self.scopes {
      let mine = family.tickets.indices.filter {
        market == nil || family.tickets[$0].market == market
      }
      guard !mine.isEmpty else { continue }
      addCells(mine, market, &output)
      addLabels(mine, market, &output)
      addLoyalty(market, &output)
    }
  }

  private func addCells(_ tickets: [Int], _ market: Market?, _ output: inout ReportOutput) {
    var cells: [CellKey: SupportNumbers] = [:]
    let periods = output.plan.periods
    for index in tickets {
      let ticket = family.tickets[index]
      for slot in periods.slots(dayOffset: Int(ticket.day)) {
        cells[.total(slot), default: SupportNumbers()].add(ticket)
        if periods.slots[slot].grain == .day { continue }
        for dimension in family.segments.indices {
          let key = CellKey(
            dimension: dimension, segment: Int(family.segments[dimension][index]), slot: slot)
          cells[key, default: SupportNumbers()].add(ticket)
        }
      }
    }
    for slot in periods.slots.indices {
      add(cells[.total(slot)] ?? SupportNumbers(), market, at: .total(slot), &output)
      for dimension in family.segments.indices where periods.slots[slot].grain != .day {
        let count = output.registry.interners[dimension].count
        for segment in output.segments(dimension, count: max(1, count)) {
          let key = CellKey(dimension: dimension, segment: segment, slot: slot)
          if let numbers = cells[key] { add(numbers, market, at: key, &output) }
        }
      }
    }
  }

  /// Tier, region, kind and the like, over all of the data, where the plan does not already break
  /// down by them.
  private func addLabels(_ tickets: [Int], _ market: Market?, _ output: inout ReportOutput) {
    for (index, name) in SupportLabels.names.enumerated()
    where SupportLabels.columns[index] != .owner && !output.plan.dimensionNames.contains(name) {
      var groups: [String: SupportNumbers] = [:]
      for ticket in tickets {
        groups[family.label(ticket, index, output.plan.sla), default: SupportNumbers()].add(
          family.tickets[ticket])
      }
      if groups.keys.allSatisfy({ $0 == SupportMetrics.blank }) { continue }
      for (segment, numbers) in groups.sorted(by: { $0.key < $1.key }) {
        add(numbers, market, at: .total(0), &output, labelled: (name, segment))
      }
    }
  }

  private func add(
    _ numbers: SupportNumbers, _ market: Market?, at key: CellKey, _ output: inout ReportOutput,
    labelled label: (dimension: String, segment: String)? = nil
  ) {
    func count(_ definition: MetricDefinition, _ value: Int) {
      output.add(
        definition, market: market, at: key, value: FixedDecimal(value), n: value, labelled: label)
    }
    func hours(_ definitions: [MetricDefinition], _ values: [Int64]) {
      let (median, p90) = SupportNumbers.quantiles(values)
      output.add(
        definitions[0], market: market, at: key, value: median, n: values.count,
        interval: SupportNumbers.medianLimits(values), labelled: label)
      output.add(
        definitions[1], market: market, at: key, value: p90, n: values.count, labelled: label)
    }
    count(SupportMetrics.ticketCount, numbers.tickets)
    hours(SupportMetrics.firstResponse, numbers.responses)
    hours(SupportMetrics.resolution, numbers.resolutions)
    if numbers.decided + numbers.pending > 0 || label == nil {
      output.addRate(
        SupportMetrics.attainment, market: market, at: key, numbers.met, of: numbers.decided,
        status: numbers.pending > 0 ? .inProgress : nil, labelled: label)
    }
    guard key.slot == 0 else { return }
    count(SupportMetrics.openTickets, numbers.open)
    count(SupportMetrics.atRisk, numbers.atRisk)
    count(SupportMetrics.overdue, numbers.overdue)
  }

  private func addLoyalty(_ market: Market?, _ output: inout ReportOutput) {
    let periods = output.plan.periods
    let mine = family.buyers.filter { market == nil || $0.market == market }
    for (index, isBreached) in [true, false].enumerated() {
      var ordered = [Int](repeating: 0, count: periods.count)
      var again = ordered
      var subscribed = ordered
      var kept = ordered
      for buyer in mine where buyer.isBreached == isBreached {
        for slot in periods.slots(dayOffset: Int(buyer.day)) {
          ordered[slot] += buyer.hadOrder ? 1 : 0
          again[slot] += buyer.hadOrder && buyer.orderedAgain ? 1 : 0
          subscribed[slot] += buyer.hadSubscription ? 1 : 0
          kept[slot] += buyer.hadSubscription && buyer.isSubscribed ? 1 : 0
        }
      }
      for slot in periods.slots.indices where periods.slots[slot].grain != .day {
        let key = CellKey.total(slot)
        if mine.contains(where: \.hadOrder) {
          output.addRate(
            SupportMetrics.repeatRates[index], market: market, at: key, again[slot],
            of: ordered[slot])
        }
        if mine.contains(where: \.hadSubscription) {
          output.addRate(
            SupportMetrics.renewalRates[index], market: market, at: key, kept[slot],
            of: subscribed[slot])
        }
      }
    }
  }
}

extension SupportMetrics {
  static let blank = "(blank)"

  /// The text of a ticket's label; a tier by its configured name, however exports spell it.
  func label(_ ticket: Int, _ index: Int, _ sla: ServiceTargets) -> String {
    let code = tickets[ticket].labels[index]
    if code == 0 { return Self.blank }
    let text = names[index].dictionary.string(code)
    return index == SupportLabels.tier ? sla.name(ofTier: text) ?? text : text
  }
}
