/// Exact order statistics and the sum of unsorted samples that lie in several runs, in two passes
/// over them: nothing is copied, joined or sorted as a whole.
///
/// The first pass counts samples by size class, at most 1/256 wide relative to its values; the
/// counts tell the class of every wanted rank. The second pass picks out those classes, a few
/// samples each, and only they are sorted.
struct SampleSummary {
  /// An exact quotient.
  typealias Quotient = (numerator: Int128, denominator: Int128)

  /// Number of samples.
  let count: Int
  let sum: Int128
  /// In the order in which they were asked for; empty without samples.
  let quantiles: [Quotient]

  /// Summarises the samples of all runs together.
  ///
  /// - Parameter quantiles: type-7 quantiles (Hyndman and Fan 1996) as fractions of the ordered
  ///   samples, `numerator ÷ denominator`.
  init(_ runs: [[Int64]], quantiles: [(numerator: Int, denominator: Int)]) {
    let count = runs.reduce(0) { $0 + $1.count }
    self.count = count
    guard count > 0 else {
      sum = 0
      self.quantiles = []
      return
    }
    var ranks: [Int] = []
    for (numerator, denominator) in quantiles {
      let rank = (count - 1) * numerator / denominator
      ranks += [rank, min(rank + 1, count - 1)]
    }
    var classes = SizeClasses()
    for run in runs { classes.add(run.span) }
    sum = classes.sum
    let values = classes.values(at: ranks, of: runs)
    self.quantiles = quantiles.enumerated().map { index, quantile in
      let part = (count - 1) * quantile.numerator % quantile.denominator
      let low = Int128(values[2 * index]) * Int128(quantile.denominator - part)
      return (low + Int128(values[2 * index + 1]) * Int128(part), Int128(quantile.denominator))
    }
  }

  /// The mean; nil without samples.
  var mean: Quotient? { count == 0 ? nil : (sum, Int128(count)) }
}

/// Counts of samples by size class.
private struct SizeClasses {
  /// Class 0 holds everything below 1, classes up to 255 a single value each; above, each doubling
  /// has 256 classes.
  private static let classCount = 56 * 256

  private var counts = [UInt32](repeating: 0, count: classCount)
  private(set) var sum: Int128 = 0

  /// The class of a value; never falls as values rise.
  @inline(__always)
  private static func place(_ value: Int64) -> Int {
    if value < 256 { return max(0, Int(value)) }
    let shift = 55 &- value.leadingZeroBitCount
    return (shift &+ 1) &* 256 &+ Int(truncatingIfNeeded: value &>> Int64(shift)) & 255
  }

  mutating func add(_ samples: Span<Int64>) { sum += Self.count(samples, in: &counts) }

  /// Counts samples and returns their sum.
  private static func count(_ samples: Span<Int64>, in counts: inout [UInt32]) -> Int128 {
    var target = counts.mutableSpan
    var sum: Int128 = 0
    var index = 0
    while index < samples.count {
      // Sums of a few samples of less than 2^58 fit 64 bits; others go one by one.
      let end = min(samples.count, index &+ 32)
      var part: Int64 = 0
      var all: UInt64 = 0
      let start = index
      while index < end {
        let value = samples[index]
        all |= value.magnitude
        part &+= value
        target[place(value)] &+= 1
        index &+= 1
      }
      if all < 1 << 58 {
        sum += Int128(part)
      } else {
        for place in start..<end { sum += Int128(samples[place]) }
      }
    }
    return sum
  }

  /// The samples that stand at some ranks in ascending order; `runs` are those that were added.
  func values(at ranks: [Int], of runs: [[Int64]]) -> [Int64] {
    let classes = classes(of: ranks)
    var members: [Int: [Int64]] = [:]
    for place in Set(classes.map(\.place)).sorted() {
      members[place] = self.members(place, of: runs).sorted()
    }
    return zip(ranks, classes).map { rank, found in
      members[found.place]?[rank - found.before] ?? 0
    }
  }

  /// By rank: its class, and the number of samples in the classes before.
  private func classes(of ranks: [Int]) -> [(place: Int, before: Int)] {
    var result = ranks.map { _ in (place: 0, before: 0) }
    var place = 0
    var before = 0
    for index in ranks.indices.sorted(by: { ranks[$0] < ranks[$1] }) {
      while before + Int(counts[place]) <= ranks[index] {
        before += Int(counts[place])
        place += 1
      }
      result[index] = (place, before)
    }
    return result
  }

  /// The samples of one class, in the order of the runs.
  private func members(_ place: Int, of runs: [[Int64]]) -> [Int64] {
    if place == 0 { return runs.flatMap { $0.filter { $0 < 1 } } }
    let (least, width) = Self.extent(place)
    var result: [Int64] = []
    result.reserveCapacity(Int(counts[place]))
    for run in runs {
      let samples = run.span
      var index = 0
      while index < samples.count {
        if UInt64(bitPattern: samples[index] &- least) < width { result.append(samples[index]) }
        index &+= 1
      }
    }
    return result
  }

  /// The least value of a class above 0, and how many values it holds.
  private static func extent(_ place: Int) -> (least: Int64, width: UInt64) {
    if place < 256 { return (Int64(place), 1) }
    let shift = place / 256 - 1
    return (Int64(256 + place % 256) << Int64(shift), 1 << UInt64(shift))
  }
}
