import FunnelModel
import Statistics

/// Sums over what was sold of one product line: what tells consumers from businesses.
struct ProductLine: Sendable, Equatable {
  /// Shop and wholesale orders, and those of them with a refund.
  var orders = 0
  var refunded = 0
  /// Deals won, and closed either way with a known number of deciders.
  var won = 0
  var decided = 0
  var deciders = 0
  var deals = 0
  var piloted = 0
  /// Times from a buyer's first event to its first order, and from a deal's opening to its win:
  /// all, those of at most 3 days, and those of at least 30.
  var cycles = 0
  var shortCycles = 0
  var longCycles = 0
  /// Values of orders and won deals in micro-units: all, those up to 199, and those from 2 000.
  var values = SampleMoments()
  var smallValues = 0
  var largeValues = 0
  /// List prices per unit in micro-units.
  var prices = SampleMoments()
  /// First and last day of a sale, since the plan's first day; first > last = none.
  var firstDay = Int.max
  var lastDay = -1

  private static let consumerCycle = 3 * Instant.microsecondsPerDay
  private static let businessCycle = 30 * Instant.microsecondsPerDay
  private static let consumerValue = 199 * Micro.scale
  private static let businessValue = 2000 * Micro.scale

  mutating func addCycle(_ duration: Int64) {
    cycles += 1
    if duration <= Self.consumerCycle { shortCycles += 1 }
    if duration >= Self.businessCycle { longCycles += 1 }
  }

  /// A sale: its value and day.
  mutating func addValue(_ value: Int64, day: Int) {
    values.add(value)
    if value <= Self.consumerValue { smallValues += 1 }
    if value >= Self.businessValue { largeValues += 1 }
    firstDay = min(firstDay, day)
    lastDay = max(lastDay, day)
  }

  mutating func merge(_ other: ProductLine) {
    orders += other.orders
    refunded += other.refunded
    won += other.won
    decided += other.decided
    deciders += other.deciders
    deals += other.deals
    piloted += other.piloted
    cycles += other.cycles
    shortCycles += other.shortCycles
    longCycles += other.longCycles
    values.merge(other.values)
    smallValues += other.smallValues
    largeValues += other.largeValues
    prices.merge(other.prices)
    firstDay = min(firstDay, other.firstDay)
    lastDay = max(lastDay, other.lastDay)
  }

  func encode(to writer: inout StateWriter) {
    for value in [
      orders, refunded, won, decided, deciders, deals, piloted, cycles, shortCycles, longCycles,
      smallValues, largeValues, firstDay, lastDay,
    ] { writer.write(value) }
    for moments in [values, prices] {
      writer.write(moments.count)
      writer.write(moments.sum)
      writer.write(Int128(bitPattern: moments.sumOfSquares))
      writer.write(Int128(moments.sumOfSquaresCarry))
    }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    var counts: [Int] = []
    for _ in 0..<14 { counts.append(try reader.integer()) }
    (orders, refunded, won, decided) = (counts[0], counts[1], counts[2], counts[3])
    (deciders, deals, piloted, cycles) = (counts[4], counts[5], counts[6], counts[7])
    (shortCycles, longCycles, smallValues) = (counts[8], counts[9], counts[10])
    (largeValues, firstDay, lastDay) = (counts[11], counts[12], counts[13])
    func moments() throws(StateError) -> SampleMoments {
      let count = try reader.integer()
      let sum = try reader.wide()
      let squares = UInt128(bitPattern: try reader.wide())
      guard let carry = UInt64(exactly: try reader.wide()) else { throw .damaged }
      return SampleMoments(
        count: count, sum: sum, sumOfSquares: squares, sumOfSquaresCarry: carry)
    }
    values = try moments()
    prices = try moments()
  }
}
