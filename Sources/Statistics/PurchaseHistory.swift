/// The repeat purchases of customers who share them: what BG/NBD needs to know.
package struct PurchaseHistory: Equatable, Hashable, Sendable {
  /// x ≥ 0, the number of repeat purchases (days with a purchase after the first).
  package let frequency: Int
  /// t_x, from the first to the last purchase; 0 where x = 0.
  package let recency: Double
  /// T ≥ t_x, from the first purchase to the end of observation, in the unit of `recency`.
  package let age: Double

  /// A history; BG/NBD on CDNOW is published in weeks (days ÷ 7).
  package init(frequency: Int, recency: Double, age: Double) {
    self.frequency = frequency
    self.recency = recency
    self.age = age
  }

  /// Whether the three numbers can belong to a customer.
  var isConsistent: Bool {
    frequency >= 0 && recency >= 0 && age >= recency && age.isFinite
      && (frequency > 0 || recency == 0)
  }
}

/// Distinct histories with the number of customers that share each, ascending by (x, t_x, T).
///
/// The order is that of the values, never of arrival: a likelihood summed over it has the same bits
/// for the same customers.
package struct PurchaseHistoryCounts: Sendable {
  /// One distinct history.
  package struct Entry: Equatable, Sendable {
    /// The history.
    package let history: PurchaseHistory
    /// The number of customers with it, at least 1.
    package let customers: Int
  }

  /// Ascending by frequency, then recency, then age.
  package let entries: [Entry]
  /// The number of customers.
  package let customers: Int

  /// Counts histories in any order, repeated ones added up.
  ///
  /// - Returns: `nil` for no customers, a negative count, or a history that no customer can have
  ///   (t_x > T, a negative number, t_x ≠ 0 without a repeat purchase).
  package init?(_ histories: [(history: PurchaseHistory, customers: Int)]) {
    var entries: [Entry] = []
    var total = 0
    for (history, customers) in histories.sorted(by: { $0.history < $1.history }) {
      guard history.isConsistent, customers >= 0 else { return nil }
      if customers == 0 { continue }
      total += customers
      if let last = entries.last, last.history == history {
        entries[entries.count - 1] = Entry(
          history: history, customers: last.customers + customers)
      } else {
        entries.append(Entry(history: history, customers: customers))
      }
    }
    if total == 0 { return nil }
    self.entries = entries
    self.customers = total
  }

  /// An even sample of about `size` distinct histories with their customers; `nil` where there are
  /// fewer than twice as many.
  func sample(of size: Int) -> PurchaseHistoryCounts? {
    let step = entries.count / size
    guard step >= 2 else { return nil }
    return PurchaseHistoryCounts(
      stride(from: step / 2, to: entries.count, by: step).map {
        (entries[$0].history, entries[$0].customers)
      })
  }
}

extension PurchaseHistory: Comparable {
  /// Ascending by frequency, then recency, then age.
  package static func < (first: PurchaseHistory, second: PurchaseHistory) -> Bool {
    (first.frequency, first.recency, first.age) < (second.frequency, second.recency, second.age)
  }
}
