import Statistics

/// Counted moves between the segments of a dimension, by period: what the Markov model reads.
struct SegmentMoves: Sendable {
  /// Beyond so many segments the matrices would outgrow their use.
  static let limit = 256
  let periodCount: Int
  /// Segments that the matrices hold.
  private var side = 16
  /// By period, row (start, then segments) and column (segments, conversion, nothing).
  private var counts: [Int64]

  init(periodCount: Int) {
    self.periodCount = periodCount
    counts = [Int64](repeating: 0, count: periodCount * 17 * 18)
  }

  private func index(_ period: Int, _ row: Int, _ column: Int) -> Int {
    (period &* (side &+ 1) &+ row) &* (side &+ 2) &+ column
  }

  /// Takes one path, the segments of some rows; paths with a segment beyond the limit are left.
  mutating func add(
    _ codes: [UInt32], _ rows: [Int32], _ range: Range<Int>, converted: Bool, periods: [Int]
  ) {
    if range.isEmpty { return }
    let highest = Self.highest(codes.span, rows.span, range)
    guard highest < Self.limit else { return }
    if highest >= side { grow(highest + 1) }
    Self.count(
      codes.span, rows.span, range, converted: converted, periods, side: side, in: &counts)
  }

  private static func highest(
    _ codes: Span<UInt32>, _ rows: Span<Int32>, _ range: Range<Int>
  ) -> Int {
    var highest: UInt32 = 0
    var index = range.lowerBound
    while index < range.upperBound {
      highest = max(highest, codes[Int(rows[index])])
      index &+= 1
    }
    return Int(highest)
  }

  private static func count(
    _ codes: Span<UInt32>, _ rows: Span<Int32>, _ range: Range<Int>, converted: Bool,
    _ periods: [Int], side: Int, in counts: inout [Int64]
  ) {
    var target = counts.mutableSpan
    let width = side &+ 2
    for period in periods {
      var line = period &* (side &+ 1) &* width
      let first = line
      var index = range.lowerBound
      while index < range.upperBound {
        let segment = Int(codes[Int(rows[index])])
        target[line &+ segment] &+= 1
        line = first &+ (segment &+ 1) &* width
        index &+= 1
      }
      target[line &+ side &+ (converted ? 0 : 1)] &+= 1
    }
  }

  private mutating func grow(_ needed: Int) {
    var larger = self
    while larger.side < needed { larger.side *= 2 }
    larger.counts = [Int64](
      repeating: 0, count: periodCount * (larger.side + 1) * (larger.side + 2))
    forEach { period, row, column, count in
      let place = column < side ? column : larger.side + column - side
      larger.counts[larger.index(period, row, place)] = count
    }
    self = larger
  }

  private func forEach(_ body: (Int, Int, Int, Int64) -> Void) {
    for place in counts.indices where counts[place] != 0 {
      let (line, column) = place.quotientAndRemainder(dividingBy: side + 2)
      let (period, row) = line.quotientAndRemainder(dividingBy: side + 1)
      body(period, row, column, counts[place])
    }
  }

  mutating func merge(_ other: SegmentMoves, codes: [UInt32]) {
    let needed = (codes.prefix(other.side).max().map { Int($0) } ?? 0) + 1
    if needed > side { grow(min(needed, Self.limit)) }
    var result = self
    other.forEach { period, row, column, count in
      let to = column < other.side ? Int(codes[column]) : column - other.side + side
      let from = row == 0 ? 0 : Int(codes[row - 1]) + 1
      if from <= side && (column >= other.side || to < side) {
        result.counts[index(period, from, to)] += count
      }
    }
    self = result
  }

  func encode(to writer: inout StateWriter) {
    writer.write(side)
    writer.write(counts.count { $0 != 0 })
    for place in counts.indices where counts[place] != 0 {
      writer.write(place)
      writer.write(Int(counts[place]))
    }
  }

  init(periodCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(periodCount: periodCount)
    let size = try reader.integer()
    guard (16...Self.limit).contains(size) else { throw StateError.damaged }
    if size > side { grow(size) }
    for _ in 0..<(try reader.count()) {
      let place = try reader.integer()
      guard counts.indices.contains(place) else { throw StateError.damaged }
      counts[place] = Int64(try reader.integer())
    }
  }

  /// The moves of a period over segments in a given order.
  func transitions(period: Int, segments: [Int]) -> ChannelTransitions? {
    guard segments.allSatisfy({ $0 < side }) else { return nil }
    var moves: [Int] = []
    for row in [0] + segments.map({ $0 + 1 }) {
      for column in segments + [side, side + 1] {
        moves.append(Int(counts[index(period, row, column)]))
      }
    }
    return ChannelTransitions(channels: segments.count, moves: moves)
  }

  /// Segments with any move in a period.
  func segments(period: Int) -> [Int] {
    (0..<side).filter { segment in
      (0..<side + 2).contains { counts[index(period, segment + 1, $0)] != 0 }
    }
  }
}
