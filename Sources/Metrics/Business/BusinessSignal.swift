import FunnelModel
import Statistics

/// One sign of which business a product line is, with what stands behind it.
struct BusinessSignal: Sendable {
  enum Vote: String, Sendable {
    case b2c = "B2C"
    case b2b = "B2B"
    case neither = "either"
  }

  /// Stable id.
  let name: String
  let value: FixedDecimal
  /// Things that the value was computed over.
  let n: Int
  /// What was seen, with its limits.
  let evidence: String
  let vote: Vote

  /// The signals that a line has data for, in a fixed order.
  static func all(_ line: ProductLine) -> [BusinessSignal] {
    [
      deciders(line), cycle(line), pilots(line), refunds(line), value(line), volume(line),
      dispersion(line), selfServe(line),
    ].compactMap { $0 }
  }

  private static func ratio(_ top: Int, _ bottom: Int) -> FixedDecimal {
    FixedDecimal(ratio: Int128(top), Int128(bottom), digits: 6)
  }

  /// 1 person decides for itself, 3 or more are a buying centre.
  private static func deciders(_ line: ProductLine) -> BusinessSignal? {
    guard line.decided > 0 else { return nil }
    let vote: Vote =
      line.deciders >= 3 * line.decided
      ? .b2b : 2 * line.deciders <= 3 * line.decided ? .b2c : .neither
    return BusinessSignal(
      name: "deciders_per_deal", value: ratio(line.deciders, line.decided), n: line.decided,
      evidence: "persons per closed deal; up to 1.5 B2C, from 3 B2B", vote: vote)
  }

  /// Consumers decide within 3 days, businesses need 30 to 180.
  private static func cycle(_ line: ProductLine) -> BusinessSignal? {
    guard line.cycles > 0 else { return nil }
    let vote: Vote =
      2 * line.shortCycles > line.cycles
      ? .b2c : 2 * line.longCycles > line.cycles ? .b2b : .neither
    return BusinessSignal(
      name: "cycle_within_3_days", value: ratio(line.shortCycles, line.cycles), n: line.cycles,
      evidence: "share of first orders and wins decided within 3 days; more than half B2C; "
        + "\(line.longCycles) of \(line.cycles) took 30 days or more, more than half of them B2B",
      vote: vote)
  }

  private static func pilots(_ line: ProductLine) -> BusinessSignal? {
    guard line.deals > 0 else { return nil }
    return BusinessSignal(
      name: "pilot_share", value: ratio(line.piloted, line.deals), n: line.deals,
      evidence: "share of deals with a pilot; from 5 % B2B",
      vote: 20 * line.piloted >= line.deals ? .b2b : .neither)
  }

  private static func refunds(_ line: ProductLine) -> BusinessSignal? {
    guard line.orders > 0 else { return nil }
    return BusinessSignal(
      name: "refund_share", value: ratio(line.refunded, line.orders), n: line.orders,
      evidence: "share of orders with a refund; from 1 % B2C",
      vote: 100 * line.refunded >= line.orders ? .b2c : .neither)
  }

  /// The ticket prices of the reference bands: 5 to 199, and from 2 000.
  private static func value(_ line: ProductLine) -> BusinessSignal? {
    let n = line.values.count
    guard n > 0 else { return nil }
    let vote: Vote =
      2 * line.smallValues > n ? .b2c : 2 * line.largeValues > n ? .b2b : .neither
    return BusinessSignal(
      name: "order_value",
      value: FixedDecimal(
        ratio: line.values.sum, Int128(n) * Int128(Micro.scale), digits: 6), n: n,
      evidence: "mean value of orders and won deals; \(line.smallValues) up to 199 (more than half "
        + "B2C), \(line.largeValues) from 2000 (more than half B2B)", vote: vote)
  }

  private static func volume(_ line: ProductLine) -> BusinessSignal? {
    guard line.lastDay >= line.firstDay else { return nil }
    let days = line.lastDay - line.firstDay + 1
    let sales = line.orders + line.won
    // Per 30 days; a line younger than that counts as a month.
    let span = max(30, days)
    let vote: Vote =
      30 * sales >= 30 * span ? .b2c : 30 * sales <= 10 * span ? .b2b : .neither
    return BusinessSignal(
      name: "sales_per_month", value: ratio(30 * sales, span), n: sales,
      evidence: "orders and wins per 30 days over \(days) days; from 30 B2C, up to 10 B2B",
      vote: vote)
  }

  /// List prices are alike, negotiated ones are not.
  private static func dispersion(_ line: ProductLine) -> BusinessSignal? {
    guard line.prices.count > 1, let mean = line.prices.mean, mean > 0,
      let variance = line.prices.variance,
      let value = FixedDecimal(variance.squareRoot() / mean, digits: 6)
    else { return nil }
    let ratio = variance.squareRoot() / mean
    return BusinessSignal(
      name: "price_dispersion", value: value, n: line.prices.count,
      evidence: "standard deviation ÷ mean of the list price per unit; up to 0.5 B2C, from 1 B2B",
      vote: ratio <= 0.5 ? .b2c : ratio >= 1 ? .b2b : .neither)
  }

  private static func selfServe(_ line: ProductLine) -> BusinessSignal? {
    let sales = line.orders + line.won
    guard sales > 0 else { return nil }
    let vote: Vote =
      20 * line.orders >= 19 * sales ? .b2c : 20 * line.orders <= sales ? .b2b : .neither
    return BusinessSignal(
      name: "self_serve_share", value: ratio(line.orders, sales), n: sales,
      evidence: "share of sales without a deal; from 0.95 B2C, up to 0.05 B2B, between them both",
      vote: vote)
  }
}

/// What a line's signals say together.
enum BusinessVerdict: String, Sendable {
  case b2c = "B2C"
  case b2b = "B2B"
  case hybrid
  case undecided

  /// Two thirds of the votes decide, unless the line is sold both ways.
  init(_ signals: [BusinessSignal]) {
    let consumer = signals.count { $0.vote == .b2c }
    let business = signals.count { $0.vote == .b2b }
    let isSoldBothWays = signals.contains { $0.name == "self_serve_share" && $0.vote == .neither }
    if isSoldBothWays {
      self = .hybrid
    } else if consumer + business == 0 {
      self = .undecided
    } else if 3 * consumer >= 2 * (consumer + business) {
      self = .b2c
    } else {
      self = 3 * business >= 2 * (consumer + business) ? .b2b : .hybrid
    }
  }
}
