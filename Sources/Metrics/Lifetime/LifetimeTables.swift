import FunnelModel
import Statistics

/// The tables of the predicted lifetime value: model, forecast by frequency, look-up by history,
/// and the hold-out.
struct LifetimeTables {
  let histories: LifetimeHistories
  let groups: [LifetimeGroup]
  let model: LifetimeModel
  let forecast: LifetimeForecast
  /// The look-up table holds the histories that most buyers share, up to so many.
  static let lookUpLimit = 2_000
  /// Buyers with so many repeat days and more stand in one row.
  static let greatestClass = 7

  func add(to output: inout ReportOutput) {
    output.tables.append(modelTable)
    if forecast.expectations.isEmpty { return }
    output.tables.append(forecastTable)
    output.tables.append(lookUpTable)
    if let days = forecast.holdOutDays { output.tables.append(holdOutTable(days)) }
  }

  private static func fitted(_ value: Double?) -> Cell {
    value.flatMap { FixedDecimal($0, significant: LifetimeModel.significantDigits) }
      .map { .number($0) } ?? .missing
  }

  private static func count(_ value: Int) -> Cell { .number(FixedDecimal(value)) }

  /// How each search ended.
  private var modelTable: ReportTable {
    var table = ReportTable(
      id: "ltv_model", title: "Fitted models of repeat buying", market: .b2c,
      columns: [
        ReportColumn("model", "Model"), ReportColumn("parameter", "Parameter"),
        ReportColumn("value", "Estimate", .number), ReportColumn("buyers", "Buyers", .count),
        ReportColumn("starts", "Starts of the search", .count),
        ReportColumn("iterations", "Steps of the last ascent", .count),
        ReportColumn("status", "Search"),
      ])
    for (definition, value, customers) in model.estimates {
      let isSpend = definition.id.hasPrefix("unit.gammagamma")
      let report = isSpend ? model.spend?.report : model.purchases?.report
      let starts = isSpend ? GammaGammaFit.startCount : BGNBDFit.startCount
      let name = definition.id.split(separator: ".").last.map(String.init) ?? definition.id
      table.rows.append([
        .text(isSpend ? "Gamma-Gamma" : "BG/NBD"), .text(name), Self.fitted(value),
        Self.count(customers), Self.count(starts),
        report.map { Self.count($0.iterations) } ?? .missing,
        .text(
          report.map { Self.status($0, isHeld: !isSpend && model.purchases?.isHeld == true) }
            ?? "too little data"),
      ])
    }
    return table
  }

  private static func status(_ report: OptimisationReport, isHeld: Bool) -> String {
    if !report.converged { return "no maximum found" }
    let bound = Int(BGNBDFit.greatestConcentration)
    return isHeld ? "converged with a + b held at \(bound)" : "converged"
  }

  /// The class of a number of repeat days: itself, or the last for all above.
  private static func label(_ number: Int) -> String {
    number < greatestClass ? "\(number)" : "\(greatestClass)+"
  }

  /// Indices of the groups in each class, in order.
  private var classes: [(name: String, groups: [Int])] {
    (0...Self.greatestClass).compactMap { number in
      let mine = groups.indices.filter { min(groups[$0].repeats, Self.greatestClass) == number }
      return mine.isEmpty ? nil : (Self.label(number), mine)
    }
  }

  /// P(alive), orders and value expected of a mean buyer, by repeat days so far.
  private var forecastTable: ReportTable {
    let horizons = LifetimeForecast.horizons
    var table = ReportTable(
      id: "ltv_predicted", title: "Expected orders and value by repeat days so far",
      market: .b2c,
      columns: [
        ReportColumn("repeat_days", "Repeat days"), ReportColumn("buyers", "Buyers", .count),
        ReportColumn("probability_alive", "P(alive)", .ratio),
        ReportColumn("value_per_order", "Expected value of an order", .money),
      ]
        + horizons.map { ReportColumn("orders_\($0)d", "Orders in \($0) days", .number) }
        + horizons.map { ReportColumn("value_\($0)d", "Net value in \($0) days", .money) }
        + [
          ReportColumn("orders_horizon", "Orders in the horizon", .number),
          ReportColumn("value_horizon", "Net value in the horizon, discounted", .money),
        ])
    for (name, mine) in classes + [("all", Array(groups.indices))] {
      table.rows.append(forecastRow(name, mine))
    }
    return table
  }

  private func forecastRow(_ name: String, _ mine: [Int]) -> [Cell] {
    let horizons = LifetimeForecast.horizons
    var buyers = 0.0
    var alive = 0.0
    var worth = 0.0
    var orders = [Double](repeating: 0, count: horizons.count + 1)
    var values = orders
    for index in mine {
      let group = groups[index]
      let expectation = forecast.expectations[index]
      let size = Double(group.buyers.count)
      // Buyers of a group come in the order of arrival: sum their values in order of size.
      let sum = group.buyers.map { histories.spent[$0] }.sorted().reduce(0.0) {
        $0 + (model.expectedValue(days: group.repeats, spent: $1) ?? .nan)
      }
      buyers += size
      alive += size * expectation.alive
      worth += sum
      for place in horizons.indices {
        orders[place] += size * expectation.orders[place]
        values[place] += sum * expectation.orders[place]
      }
      orders[horizons.count] += size * expectation.horizonOrders
      values[horizons.count] += sum * expectation.discountedOrders
    }
    func mean(_ sum: Double) -> Cell { Self.fitted(sum / buyers) }
    return [.text(name), Self.count(Int(buyers)), mean(alive), mean(worth)]
      + orders.dropLast().map(mean) + values.dropLast().map(mean)
      + [mean(orders[horizons.count]), mean(values[horizons.count])]
  }

  /// One row per history: what a buyer with it is expected to do.
  private var lookUpTable: ReportTable {
    let horizons = LifetimeForecast.horizons
    var table = ReportTable(
      id: "ltv_histories", title: "Look-up: buyers by repeat days, recency and age",
      market: .b2c,
      columns: [
        ReportColumn("repeat_days", "Repeat days", .count),
        ReportColumn("recency_weeks", "Weeks from first to last order", .number),
        ReportColumn("age_weeks", "Weeks since the first order", .number),
        ReportColumn("buyers", "Buyers", .count),
        ReportColumn("probability_alive", "P(alive)", .ratio),
      ]
        + horizons.map { ReportColumn("orders_\($0)d", "Orders in \($0) days", .number) }
        + [ReportColumn("orders_horizon", "Orders in the horizon", .number)])
    var shown = Array(groups.indices)
    if shown.count > Self.lookUpLimit {
      shown.sort { (groups[$1].buyers.count, $0) < (groups[$0].buyers.count, $1) }
      shown = shown.prefix(Self.lookUpLimit).sorted()
    }
    for index in shown {
      let group = groups[index]
      let expectation = forecast.expectations[index]
      func weeks(_ days: Int) -> Cell {
        .number(FixedDecimal(ratio: Int128(days), 7, digits: 6))
      }
      table.rows.append(
        [
          Self.count(group.repeats), weeks(group.recency), weeks(group.age),
          Self.count(group.buyers.count), Self.fitted(expectation.alive),
        ] + expectation.orders.map { Self.fitted($0) }
          + [Self.fitted(expectation.horizonOrders)])
    }
    return table
  }

  /// Orders in the days held out against the model's expectation, by repeat days before.
  private func holdOutTable(_ days: Int) -> ReportTable {
    var table = ReportTable(
      id: "ltv_calibration",
      title: "Hold-out: order days expected and seen after calibration", market: .b2c,
      columns: [
        ReportColumn("repeat_days", "Repeat days"), ReportColumn("buyers", "Buyers", .count),
        ReportColumn("days_held_out", "Days held out", .count),
        ReportColumn("orders", "Order days seen", .count),
        ReportColumn("expected_orders", "Order days expected", .number),
        ReportColumn("orders_per_buyer", "Seen per buyer", .number),
        ReportColumn("expected_per_buyer", "Expected per buyer", .number),
      ])
    for (name, mine) in classes + [("all", Array(groups.indices))] {
      let buyers = mine.reduce(0) { $0 + groups[$1].buyers.count }
      let seen = mine.reduce(0) { sum, index in
        groups[index].buyers.reduce(sum) { $0 + Int(histories.later[$1]) }
      }
      let expected = mine.reduce(0.0) {
        $0 + Double(groups[$1].buyers.count) * forecast.expectations[$1].heldOutOrders
      }
      table.rows.append([
        .text(name), Self.count(buyers), Self.count(days), Self.count(seen),
        Self.fitted(expected),
        .number(FixedDecimal(ratio: Int128(seen), Int128(buyers), digits: 6)),
        Self.fitted(expected / Double(buyers)),
      ])
    }
    return table
  }
}
