/// Positions in drawings: text with at most two decimals, so that pages are the same everywhere.
enum Coordinate {
  /// A plain number.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A share of the drawing's width: drawings stretch without stretching their text.
  static func percent(_ share: Double) -> String { text(share * 100) + "%" }
}

/// A linear scale from values to shares of the drawing, 0…1.
struct ChartScale {
  let low: Double
  let high: Double

  /// Spans the values; from zero unless told otherwise. Equal ends are widened.
  init(_ values: [Double], includesZero: Bool = true) {
    let least = (values + (includesZero ? [0] : [])).min() ?? 0
    let greatest = (values + (includesZero ? [0] : [])).max() ?? 0
    low = least
    high = greatest > least ? greatest : least + 1
  }

  /// A scale with given ends, the low one below the high one.
  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Where a value lies between the ends, 0…1 inside them.
  func share(_ value: Double) -> Double { (value - low) / (high - low) }

  /// A scale with round ends, and its two to six round steps.
  func rounded() -> (scale: ChartScale, ticks: [Double]) {
    let raw = (high - low) / 4
    var power = 1.0
    while power > raw { power /= 10 }
    while power * 10 <= raw { power *= 10 }
    let step = [1.0, 2, 5, 10].first { $0 * power >= raw * (1 - 1e-9) }.map { $0 * power } ?? power
    let first = Int((low / step).rounded(.down))
    let last = Int((high / step - 1e-9).rounded(.up))
    let ticks = (first...max(first + 1, last)).map { Double($0) * step }
    return (ChartScale(low: ticks[0], high: ticks[ticks.count - 1]), ticks)
  }
}
