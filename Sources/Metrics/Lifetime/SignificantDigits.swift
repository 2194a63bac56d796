import FunnelModel
import Glibc

extension FixedDecimal {
  /// Beyond it a value says only that the model has no use for these data.
  private static let greatestFitted = 1e36

  /// A fitted value rounded half-even to so many significant digits; nil for NaN and for magnitudes
  /// that no decimal holds.
  init?(_ value: Double, significant count: Int) {
    guard abs(value) < Self.greatestFitted else { return nil }
    guard value != 0 else {
      self.init(value, digits: 0)
      return
    }
    let digits = count - 1 - Int(log10(abs(value)).rounded(.down))
    if digits >= 0 {
      self.init(value, digits: min(18, digits))
      return
    }
    // Digits before the point are given up, too: 9 582 426 becomes 9 582 430.
    let step = (0..<(-digits)).reduce(Int128(1)) { power, _ in power * 10 }
    guard let head = FixedDecimal(value / Double(step), digits: 0) else { return nil }
    self.init(units: head.units * step, digits: 0)
  }
}
