package import FunnelModel

extension PriceLevers {
  package static var definitions: [MetricDefinition] {
    [valueWith, valueWithout, conversionWith, conversionWithout]
  }

  private static func define(
    _ id: String, _ title: String, _ formula: String, _ unit: MetricUnit, population: String,
    periodOf: String, interval: String, types: [String], fields: [String]
  ) -> MetricDefinition {
    MetricDefinition(
      id: "b2c." + id, title: title, formula: formula, unit: unit, direction: .higher,
      population: population, periodOf: periodOf, interval: interval, source: "metrics.md, B2C",
      eventTypes: types, fields: fields)
  }

  private static func value(_ id: String, _ title: String, _ word: String) -> MetricDefinition {
    define(
      id, title, "gross revenue ÷ orders, over orders \(word) a discount", .money,
      population: "orders \(word) a discount", periodOf: "order", interval: "t 95 %",
      types: ["purchase"], fields: ["order_id", "amount", "discount"])
  }

  private static func conversion(
    _ id: String, _ title: String, _ population: String
  ) -> MetricDefinition {
    define(
      id, title, "sessions with at least one purchase ÷ sessions, over \(population)", .ratio,
      population: population, periodOf: "session start", interval: "Wilson 95 %",
      types: ["session_start", "purchase"], fields: ["session_id", "time", "discount"])
  }

  static let valueWith = value("aov_with_discount", "Order value with a discount", "with")
  static let valueWithout = value("aov_without_discount", "Order value without one", "without")
  static let conversionWith = conversion(
    "conversion_with_discount", "Conversion where a discount was shown",
    "sessions with a discount on an event that is no purchase")
  static let conversionWithout = conversion(
    "conversion_without_discount", "Conversion where none was shown",
    "sessions without a discount on any event that is no purchase")
}

/// Prints the price levers of the shop: rows, and the table `price_levers`.
struct PriceReport {
  /// Rolled up.
  let levers: PriceLevers

  private typealias Order = PriceLevers.Order
  private typealias Session = PriceLevers.Session

  /// Nothing is said where nobody was ever given a discount.
  func add(to output: inout ReportOutput) {
    let all = CellKey.total(0)
    if levers.orders[all, Order.count] > 0 { addValues(to: &output) }
    let hasShown = levers.sessions[all, Session.shown] > 0
    if hasShown { addConversions(to: &output) }
    guard levers.orders[all, Order.count] > 0 || hasShown else { return }
    addBands(to: &output)
  }

  private func addValues(to output: inout ReportOutput) {
    for key in output.keys(levers.orders) {
      for (definition, first) in [
        (PriceLevers.valueWith, 0), (PriceLevers.valueWithout, Order.width),
      ] {
        let count = Int(levers.orders[key, first + Order.count])
        let gross = levers.orders[key, first + Order.gross]
        output.addMean(
          definition, market: .b2c, at: key, gross, over: count,
          interval: OrderMetrics.interval(
            count, gross, levers.orders[key, first + Order.squares]))
      }
    }
  }

  /// In every cell with a session, so that segments with and without add up to the total.
  private func addConversions(to output: inout ReportOutput) {
    guard let sessions = output.sessions else { return }
    for key in output.keys(sessions) {
      let total = SessionMetrics.converted(sessions, key)
      let shown = Int(levers.sessions[key, Session.shown])
      let bought = Int(levers.sessions[key, Session.bought])
      output.addRate(PriceLevers.conversionWith, market: .b2c, at: key, bought, of: shown)
      output.addRate(
        PriceLevers.conversionWithout, market: .b2c, at: key, total.purchases - bought,
        of: total.sessions - shown)
    }
  }

  private static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("discount_band", "Discount"),
    ReportColumn("orders", "Orders", .count), ReportColumn("aov", "Order value", .money),
    ReportColumn("aov_low", "from", .money), ReportColumn("aov_high", "to", .money),
    ReportColumn("sessions", "Sessions shown it", .count),
    ReportColumn("conversion", "Conversion", .ratio),
    ReportColumn("conversion_low", "from", .ratio),
    ReportColumn("conversion_high", "to", .ratio),
  ]

  /// The bands of every period but days: as rows of the metrics with a discount, and as a table.
  private func addBands(to output: inout ReportOutput) {
    var table = ReportTable(
      id: "price_levers", title: "Order value and conversion by discount", market: .b2c,
      columns: Self.columns)
    for (slot, period) in output.plan.periods.slots.enumerated() where period.grain != .day {
      for (band, name) in DiscountBand.names.enumerated() {
        let orders = Int(levers.orderBands.value(row: band, slot: slot, counter: Order.count))
        let shown = Int(levers.sessionBands.value(row: band, slot: slot, counter: Session.shown))
        if orders == 0 && shown == 0 { continue }
        let start = output.metrics.count
        if orders > 0 {
          let gross = levers.orderBands.value(row: band, slot: slot, counter: Order.gross)
          output.addMean(
            band > 0 ? PriceLevers.valueWith : PriceLevers.valueWithout, market: .b2c,
            at: .total(slot), gross, over: orders,
            interval: OrderMetrics.interval(
              orders, gross,
              levers.orderBands.value(row: band, slot: slot, counter: Order.squares)),
            labelled: ("discount_band", name))
        }
        if shown > 0 {
          output.addRate(
            PriceLevers.conversionWith, market: .b2c, at: .total(slot),
            Int(levers.sessionBands.value(row: band, slot: slot, counter: Session.bought)),
            of: shown, labelled: ("discount_band", name))
        }
        let added = output.metrics[start...]
        let value = orders > 0 ? added.first : nil
        let conversion = shown > 0 ? added.last : nil
        func cell(_ number: FixedDecimal?) -> Cell { number.map { .number($0) } ?? .missing }
        table.rows.append([
          .text(Market.b2c.name), .text(period.grain.name), .text(period.label), .text(name),
          .number(FixedDecimal(orders)), cell(value?.value), cell(value?.low), cell(value?.high),
          shown > 0 ? .number(FixedDecimal(shown)) : .missing, cell(conversion?.value),
          cell(conversion?.low), cell(conversion?.high),
        ])
      }
    }
    output.tables.append(table)
  }
}
