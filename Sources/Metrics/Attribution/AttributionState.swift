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
  private var path: [UInt32] = []

  init(plan: MetricPlan, scope: AttributionScope) {
    credits = SegmentCells(plan: plan, width: AttributionModel.markov.rawValue)
    moves = scope.dimensions.map { _ in SegmentMoves(periodCount: scope.slots.count) }
  }

  /// Takes a conversion with the rows of its touches.
  mutating func convert(
    _ timeline: TimelineBucket, rows: ArraySlice<Int32>, path: AttributionPath?, amount: Int64,
    day: Int, scope: AttributionScope, plan: MetricPlan
  ) {
    let slot = plan.periods.slot(.day, dayOffset: day)
    credits.addTotal(slot: slot, counter: Total.amount, Int128(amount))
    guard let path else {
      credits.addTotal(slot: slot, counter: Total.untouched, Int128(amount))
      return
    }
    for model in AttributionModel.byTouch {
      let parts = path.credits(model, of: amount)
      for dimension in scope.dimensions {
        let codes = timeline.segments[dimension]
        for (row, part) in zip(rows, parts) where part != 0 {
          credits.add(
            dimension: dimension, segment: codes[Int(row)], slot: slot, counter: model.rawValue,
            Int128(part))
        }
      }
    }
    for dimension in scope.dimensions {
      // The Shapley value of "won where all channels lie in S" splits a path's amount equally over
      // its distinct channels.
      var distinct: [UInt32] = []
      for row in rows {
        let code = timeline.segments[dimension][Int(row)]
        if !distinct.contains(code) { distinct.append(code) }
      }
      for (code, part) in zip(distinct, AttributionPath.equal(amount, parts: distinct.count)) {
        credits.add(
          dimension: dimension, segment: code, slot: slot,
          counter: AttributionModel.shapley.rawValue, Int128(part))
      }
    }
    move(timeline, rows, converted: true, day: day, scope)
  }

  /// Takes a path that led to a conversion or to nothing.
  mutating func move(
    _ timeline: TimelineBucket, _ rows: ArraySlice<Int32>, converted: Bool, day: Int,
    _ scope: AttributionScope
  ) {
    let periods = scope.periods[day]
    for (position, dimension) in scope.dimensions.enumerated() {
      path.removeAll(keepingCapacity: true)
      for row in rows { path.append(timeline.segments[dimension][Int(row)]) }
      moves[position].add(path: path, converted: converted, periods: periods)
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
      plan: plan, width: AttributionModel.markov.rawValue, from: &reader)
    moves = []
    for _ in scope.dimensions {
      moves.append(try SegmentMoves(periodCount: scope.slots.count, from: &reader))
    }
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
