import FunnelModel

/// What the stage, pipeline and forecast tables need of one unit, kept whole: their numbers need an
/// order of the stages that is known only once all deals are.
struct DealRecord: Sendable, Hashable {
  /// An entry into a pipeline stage.
  struct Entry: Sendable, Hashable {
    /// Code in the family's stage names.
    var stage: UInt32
    /// Days since the plan's first day.
    var day: Int32
    /// Microseconds since the epoch.
    var time: Int64
    /// What was planned when the stage was entered: day number of the close and amount in
    /// micro-units; `missing` where nothing was.
    var expected = missing
    var amount = missing
  }

  /// A trial: its start, and its end where there is one.
  struct Pilot: Sendable, Hashable {
    /// Days since the plan's first day.
    var day: Int32
    var start: Int64
    /// `missing` where the pilot never ended.
    var end: Int64
  }

  static let missing = IntegerColumn.missing

  /// Entries into the CRM's stages, in time order.
  var entries: [Entry] = []
  /// Times and days of lead, MQL, SQL and opportunity; `missing` where not reached.
  var milestones = [Int64](repeating: missing, count: 4)
  var milestoneDays = [Int32](repeating: 0, count: 4)
  var isDeal = false
  /// `DealTable.Outcome.rawValue`.
  var outcome: UInt8 = 0
  var closeTime = missing
  var closeDay: Int32 = 0
  /// Time of the last won or lost in any source, where the last stay ends.
  var endTime = missing
  /// Time of the deal's latest row.
  var lastEvent = missing
  var amount = missing
  /// Day numbers of the planned close: as first and as last said.
  var firstExpected = missing
  var expected = missing
  /// Micro-units: as first said before the close.
  var firstAmount = missing
  /// Code of the current stage; 0 = none is known.
  var stage: UInt32 = 0
  /// Code in the family's reasons; 0 = none is given.
  var reason: UInt32 = 0
  /// Answered questions of budget, authority, timeline.
  var answered = 0
  /// Distinct persons of the account with an event between opening and close.
  var deciders = 0
  /// Trials in time order.
  var pilots: [Pilot] = []
  /// Whether the buyer has events in a CRM's source, and in one of marketing.
  var isKnownToCRM = false
  var isKnownToMarketing = false
  /// By dimension: segment of the unit as a lead (first touch), and as a deal (opening).
  var leadSegments: [UInt32] = []
  var dealSegments: [UInt32] = []

  var opening: Int64 { milestones[3] }
  var isWon: Bool { outcome == DealTable.Outcome.won.rawValue }
  var isLost: Bool { outcome == DealTable.Outcome.lost.rawValue }
  var isOpenDeal: Bool { isDeal && outcome == DealTable.Outcome.open.rawValue }
}

extension DealRecord {
  func encode(to writer: inout StateWriter) {
    writer.write(entries.count)
    for entry in entries {
      writer.write(Int(entry.stage))
      writer.write(Int(entry.day))
      writer.write(Int(entry.time))
      writer.write(Int(entry.expected))
      writer.write(Int(entry.amount))
    }
    for index in 0..<4 {
      writer.write(Int(milestones[index]))
      writer.write(Int(milestoneDays[index]))
    }
    for value in [
      closeTime, endTime, lastEvent, amount, firstExpected, expected, firstAmount,
    ] {
      writer.write(Int(value))
    }
    for value in [
      isDeal ? 1 : 0, Int(outcome), Int(closeDay), Int(stage), Int(reason), answered, deciders,
      isKnownToCRM ? 1 : 0, isKnownToMarketing ? 1 : 0,
    ] { writer.write(value) }
    writer.write(pilots.count)
    for pilot in pilots {
      writer.write(Int(pilot.day))
      writer.write(Int(pilot.start))
      writer.write(Int(pilot.end))
    }
    for code in leadSegments + dealSegments { writer.write(Int(code)) }
  }

  init(from reader: inout StateReader, plan: MetricPlan) throws(StateError) {
    func day() throws(StateError) -> Int32 {
      let value = try reader.integer()
      guard (0..<plan.periods.dayCount).contains(value) else { throw .damaged }
      return Int32(value)
    }
    func code() throws(StateError) -> UInt32 {
      guard let value = UInt32(exactly: try reader.integer()) else { throw .damaged }
      return value
    }
    for _ in 0..<(try reader.count()) {
      entries.append(
        Entry(
          stage: try code(), day: try day(), time: Int64(try reader.integer()),
          expected: Int64(try reader.integer()), amount: Int64(try reader.integer())))
    }
    for index in 0..<4 {
      milestones[index] = Int64(try reader.integer())
      milestoneDays[index] = try day()
    }
    closeTime = Int64(try reader.integer())
    endTime = Int64(try reader.integer())
    lastEvent = Int64(try reader.integer())
    amount = Int64(try reader.integer())
    firstExpected = Int64(try reader.integer())
    expected = Int64(try reader.integer())
    firstAmount = Int64(try reader.integer())
    isDeal = try reader.integer() == 1
    guard let outcome = UInt8(exactly: try reader.integer()), outcome < 3 else { throw .damaged }
    self.outcome = outcome
    closeDay = try day()
    stage = try code()
    reason = try code()
    answered = try reader.integer()
    deciders = try reader.integer()
    isKnownToCRM = try reader.integer() == 1
    isKnownToMarketing = try reader.integer() == 1
    for _ in 0..<(try reader.count()) {
      pilots.append(
        Pilot(
          day: try day(), start: Int64(try reader.integer()), end: Int64(try reader.integer())))
    }
    for _ in plan.dimensions { leadSegments.append(try code()) }
    for _ in plan.dimensions { dealSegments.append(try code()) }
  }
}
