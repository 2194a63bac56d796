import FunnelModel
import Statistics

/// One variant of an experiment in one market: who saw it, and what they did.
struct ExperimentArm: Sendable, Hashable {
  /// Codes in the family's names.
  struct Key: Sendable, Hashable {
    var experiment: UInt32
    var variant: UInt32
    var market: Market
  }

  /// Buyers that saw this variant and no other.
  var exposed = 0
  /// Those of them whose window is over.
  var mature = 0
  /// Mature buyers that reached the goal within the window.
  var converted = 0
  /// Values of the mature buyers' orders within the window.
  var orders = SampleMoments()

  static func == (a: ExperimentArm, b: ExperimentArm) -> Bool {
    a.exposed == b.exposed && a.mature == b.mature && a.converted == b.converted
      && a.orders == b.orders
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(exposed)
    hasher.combine(converted)
  }

  mutating func merge(_ other: ExperimentArm) {
    exposed += other.exposed
    mature += other.mature
    converted += other.converted
    orders.merge(other.orders)
  }

  func encode(to writer: inout StateWriter) {
    for value in [exposed, mature, converted, orders.count] { writer.write(value) }
    writer.write(orders.sum)
    writer.write(Int128(bitPattern: orders.sumOfSquares))
    writer.write(Int128(orders.sumOfSquaresCarry))
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    exposed = try reader.integer()
    mature = try reader.integer()
    converted = try reader.integer()
    let count = try reader.integer()
    let sum = try reader.wide()
    let squares = UInt128(bitPattern: try reader.wide())
    guard let carry = UInt64(exactly: try reader.wide()) else { throw .damaged }
    orders = SampleMoments(
      count: count, sum: sum, sumOfSquares: squares, sumOfSquaresCarry: carry)
  }
}
