import FunnelModel

/// Classes of discount ÷ (amount + discount), the share of the list price that was taken off.
enum DiscountBand {
  /// Upper bounds in percent, inclusive; the last holds what is left of the list price.
  private static let bounds: [Int128] = [5, 10, 20, 30, 50, 100]
  /// Printed names by index; 0 = no discount.
  static let names = [
    "none", "0-5 %", "5-10 %", "10-20 %", "20-30 %", "30-50 %", "50-100 %",
  ]

  /// The class of an amount after discount; money given back on top of the list price is the last.
  static func index(discount: Int64, amount: Int64) -> Int {
    guard discount > 0 else { return 0 }
    let list = Int128(amount) + Int128(discount)
    for (index, bound) in bounds.enumerated() where Int128(discount) * 100 <= bound * list {
      return index + 1
    }
    return bounds.count
  }
}
