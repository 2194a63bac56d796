/// Which cells of one counted quantity are to be hidden: those with fewer than k units, and as many
/// others as it takes that no sum gives a hidden one away (complementary suppression; Willenborg and
/// de Waal, Elements of Statistical Disclosure Control, 2001, ch. 6).
///
/// A sum is a cell with the cells that make it up: a total with its segments, a segment with its
/// pairs, a period with the shorter ones in it, all markets with each. Where a sum has a hidden
/// part, it has another one, the hidden parts together are at least k, and a hidden whole has a
/// hidden part. Cells that hold nothing hide nobody.
struct SuppressionPattern {
  private let k: Int
  private let counts: [Int]
  /// Whole (−1: known to everybody) and parts of each sum, as positions in `counts`.
  private let sums: [(whole: Int, parts: [Int])]
  /// Positions in the order in which they are sacrificed: the smallest first.
  private let rank: [Int]
  private(set) var isHidden: [Bool]

  /// - Parameters:
  ///   - order: breaks ties between equal counts.
  ///   - forced: cells to hide whatever they count.
  init(
    k: Int, counts: [Int], order: [String], sums: [(whole: Int, parts: [Int])],
    forced: Set<Int> = []
  ) {
    self.k = k
    self.counts = counts
    self.sums = sums
    let sorted = counts.indices.sorted { (counts[$0], order[$0]) < (counts[$1], order[$1]) }
    var rank = [Int](repeating: 0, count: counts.count)
    for (place, index) in sorted.enumerated() { rank[index] = place }
    self.rank = rank
    isHidden = counts.indices.map { counts[$0] > 0 && (counts[$0] < k || forced.contains($0)) }
    guard isHidden.contains(true) else { return }
    while complete() {}
  }

  /// One pass over all sums; whether anything was hidden.
  private mutating func complete() -> Bool {
    var hasChanged = false
    for sum in sums {
      while let victim = victim(of: sum) {
        isHidden[victim] = true
        hasChanged = true
      }
    }
    return hasChanged
  }

  /// The cell that a sum has to lose next; nil where it gives nothing away.
  private func victim(of sum: (whole: Int, parts: [Int])) -> Int? {
    let filled = sum.parts.filter { counts[$0] > 0 }
    let hidden = filled.filter { isHidden[$0] }
    let isWholeHidden = sum.whole >= 0 && isHidden[sum.whole]
    if isWholeHidden {
      guard hidden.isEmpty else { return nil }
    } else {
      if hidden.isEmpty { return nil }
      let together = hidden.reduce(0) { $0 + counts[$1] }
      if hidden.count > 1 && together >= k { return nil }
    }
    if let next = filled.filter({ !isHidden[$0] }).min(by: { rank[$0] < rank[$1] }) { return next }
    return !isWholeHidden && sum.whole >= 0 && counts[sum.whole] > 0 ? sum.whole : nil
  }
}
