import FunnelModel

/// Credits of one market by the day of the conversion, and the moves between segments.
struct AttributionState: Sendable {
  enum Total {
    static let amount = 0
    /// Of conversions without a touch in the look-back.
    static let untouched = 1
  }
  /// By segment: a counter per model but Markov's; in total: `Total`.
  private(set) var credits: SegmentCells<Int128>
  /// By position in the scope's dimensions.
  private(set) var moves: [SegmentMoves]
  /// By position in the scope's dimensions: the path in hand.
  private var paths: [SegmentPath]
  private var splitting = CreditSplit()
  /// Models with a counter: all but Markov's, which is the last.
  private static let models = AttributionModel.markov.rawValue

  init(plan: MetricPlan, scope: AttributionScope) {
    credits = SegmentCells(plan: plan, width: Self.models)
    moves = scope.dimensions.map { _ in SegmentMoves(periodCount: scope.slots.count) }
    paths = scope.dimensions.map { _ in SegmentPath() }
  }

  /// Takes a conversion; its touches are some of the rows.
  mutating func convert(
    _ timeline: TimelineBucket, _ rows: [Int32], _ range: Range<Int>, path: AttributionPath?,
    amount: Int64,
    day: Int, scope: AttributionScope, plan: MetricPlan
  ) {
    let slot = plan.periods.slot(.day, dayOffset: day)
    credits.addTotal(slot: slot, counter: Total.amount, Int128(amount))
    guard let path else {
      credits.addTotal(slot: slot, counter: Total.untouched, Int128(amount))
      return
    }
    for (position, dimension) in scope.dimensions.enumerated() {
      paths[position].read(timeline.segments[dimension], rows[range])
      paths[position].begin(models: Self.models)
      // The Shapley value of "won where all channels lie in S" splits a path's amount equally over
      // its distinct channels.
      paths[position].shareEqually(amount, by: AttributionModel.shapley.rawValue)
    }
    for model in AttributionModel.byTouch {
      splitting.split(amount, over: path, by: model)
      for position in paths.indices {
        paths[position].share(splitting.parts, by: model.rawValue)
      }
    }
    for (position, dimension) in scope.dimensions.enumerated() {
      for (index, segment) in paths[position].distinct.enumerated() {
        credits.add(
          dimension: dimension, segment: segment, slot: slot,
          deltas: paths[position].shares[index * Self.models..<(index + 1) * Self.models])
      }
    }
    move(timeline, rows, range, converted: true, day: day, scope)
  }

  /// Takes a path that led to a conversion or to nothing: some of the rows.
  mutating func move(
    _ timeline: TimelineBucket, _ rows: [Int32], _ range: Range<Int>, converted: Bool, day: Int,
    _ scope: AttributionScope
  ) {
    var position = 0
    while position < moves.count {
      moves[position].add(
        timeline.segments[scope.dimensions[position]], rows, range, converted: converted,
        periods: scope.periods[day])
      position &+= 1
    }
  }

  mutating func merge(
    _ other: AttributionState, mapping: SegmentMapping, scope: AttributionScope
  ) {
    credits.merge(other.credits, mapping: mapping)
    for (position, dimension) in scope.dimensions.enumerated() {
      moves[position].merge(other.moves[position], codes: mapping.codes[dimension])
    }
  }

  mutating func rollUp(_ periods: PeriodSlots) { credits.rollUp(periods) }

  func encode(to writer: inout StateWriter) {
    credits.encode(to: &writer)
    for table in moves { table.encode(to: &writer) }
  }

  init(
    plan: MetricPlan, scope: AttributionScope, from reader: inout StateReader
  ) throws(StateError) {
    credits = try SegmentCells(
      plan: plan, width: Self.models, from: &reader)
    moves = []
    for _ in scope.dimensions {
      moves.append(try SegmentMoves(periodCount: scope.slots.count, from: &reader))
    }
    paths = scope.dimensions.map { _ in SegmentPath() }
  }
}

/// What is attributed: the dimensions of touches, and the periods of the Markov model.
struct AttributionScope: Sendable {
  /// Positions in the plan's dimensions.
  let dimensions: [Int]
  /// Slots of the Markov model: all, years, quarters, months, windows.
  let slots: [Int]
  /// By day offset: positions in `slots` of the periods that hold the day.
  let periods: [[Int]]

  init(plan: MetricPlan) {
    dimensions = plan.dimensionNames.indices.filter {
      ["channel", "campaign", "content"].contains(plan.dimensionNames[$0])
    }
    let grains: Set<Grain> = [.all, .year, .quarter, .month, .window]
    let slots = plan.periods.slots.indices.filter {
      grains.contains(plan.periods.slots[$0].grain)
    }
    self.slots = slots
    let place = Dictionary(
      uniqueKeysWithValues: slots.enumerated().map { ($0.element, $0.offset) })
    periods = (0..<plan.periods.dayCount).map { offset in
      plan.periods.slots(dayOffset: offset).compactMap { place[$0] }
    }
  }
}
