import FunnelModel

/// A funnel compiled for one bucket: the events that matter to it, grouped by unit.
struct FunnelProgram {
  let definition: FunnelDefinition
  /// Timeline row of each such event, the events of one unit together in time order.
  let rows: [Int32]
  /// By place in `rows`: microseconds since the epoch.
  let time: [Int64]
  /// By place: the steps that the event satisfies, with `FunnelMatcher.excludeBit`.
  let mask: [UInt32]
  /// Places by unit: `starts[u] ..< starts[u + 1]`.
  let starts: [Int32]
  /// Codes of the `matchOn` fields by timeline row.
  let matchOn: [[UInt32]]
  /// Whether some event satisfies several steps.
  let isAmbiguous: Bool
  /// How many events satisfy the first step.
  let entryCount: Int

  /// Compiles a funnel over the events of a bucket.
  init(_ definition: FunnelDefinition, _ view: BucketView, schema: EventSchema) {
    let timeline = view.timeline
    let masks = StepMasks(definition, timeline, schema)
    let selection = UnitRows(
      masks: masks, market: definition.market.rawValue, keepsAll: definition.order == .strict,
      timeline: timeline)
    let grouped: (rows: [Int32], starts: [Int32])
    switch definition.scope {
    case .buyer: grouped = selection.byBuyer()
    case .session:
      grouped = selection.byNumber(
        view.sessions.numberOfCode, codes: timeline.texts(.sessionID)?.codes,
        count: view.sessions.count)
    case .person, .deal:
      let texts = timeline.texts(definition.scope == .person ? .personID : .dealID)
      let count = texts?.dictionary.count ?? 0
      grouped = selection.byNumber(
        [-1] + (1..<Int32(max(2, count))), codes: texts?.codes, count: count)
    }
    self.init(
      definition, rows: grouped.rows, starts: grouped.starts, masks: masks, timeline,
      matchOn: definition.matchOn.compactMap { schema.column(named: $0) }.map { timeline.codes($0) }
    )
  }

  /// A funnel over units found elsewhere.
  ///
  /// - Parameters:
  ///   - rows: timeline rows, the events of one unit together in time order.
  ///   - starts: where each unit begins in `rows`, and the end of the last.
  ///   - masks: by timeline row, the steps that the event satisfies.
  init(
    _ definition: FunnelDefinition, rows: [Int32], starts: [Int32], masks: StepMasks,
    _ timeline: TimelineBucket, matchOn: [[UInt32]] = []
  ) {
    self.definition = definition
    self.rows = rows
    self.starts = starts
    self.matchOn = matchOn
    var time = [Int64](repeating: 0, count: rows.count)
    var mask = [UInt32](repeating: 0, count: rows.count)
    (isAmbiguous, entryCount) = Self.gather(
      rows.span, timeline.time.span, masks, &time, &mask)
    self.time = time
    self.mask = mask
  }

  private static func gather(
    _ rows: Span<Int32>, _ allTimes: Span<Int64>, _ allMasks: StepMasks,
    _ time: inout [Int64], _ mask: inout [UInt32]
  ) -> (isAmbiguous: Bool, entryCount: Int) {
    let kinds = allMasks.kinds.span
    let bitsOfKind = allMasks.bits.span
    var times = time.mutableSpan
    var masks = mask.mutableSpan
    var several: UInt32 = 0
    var entries: UInt32 = 0
    var place = 0
    while place < rows.count {
      let row = Int(rows[place])
      let bits = bitsOfKind[Int(kinds[row])]
      times[place] = allTimes[row]
      masks[place] = bits
      several |= bits & (bits &- 1)
      entries &+= bits & 1
      place &+= 1
    }
    return (several != 0, Int(entries))
  }
}

/// Chooses the rows of a funnel and groups them by unit.
private struct UnitRows {
  let masks: StepMasks
  let market: UInt8
  /// Whether events that satisfy no step matter too.
  let keepsAll: Bool
  let timeline: TimelineBucket

  func byBuyer() -> (rows: [Int32], starts: [Int32]) {
    var rows = [Int32](repeating: 0, count: masks.kinds.count)
    var starts = [Int32](repeating: 0, count: timeline.buyerCount + 1)
    let count = choose(into: &rows, starts: &starts)
    rows.removeLast(rows.count - count)
    return (rows, starts)
  }

  private func choose(into rows: inout [Int32], starts: inout [Int32]) -> Int {
    let kinds = masks.kinds.span
    let bits = masks.bits.span
    let markets = timeline.market.span
    let buyerStarts = timeline.buyerStarts.span
    var rows = rows.mutableSpan
    var starts = starts.mutableSpan
    var count = 0
    var row = 0
    var buyer = 0
    while buyer &+ 1 < buyerStarts.count {
      let end = Int(buyerStarts[buyer &+ 1])
      while row < end {
        if markets[row] == market && (keepsAll || bits[Int(kinds[row])] != 0) {
          rows[count] = Int32(row)
          count &+= 1
        }
        row &+= 1
      }
      buyer &+= 1
      starts[buyer] = Int32(count)
    }
    return count
  }

  /// Units are numbered by `numbers[code]`, -1 = none. Rows of one unit mostly are neighbours in
  /// the timeline and units stand in its order; otherwise a counting sort brings them together.
  func byNumber(
    _ numbers: [Int32], codes: [UInt32]?, count: Int
  ) -> (rows: [Int32], starts: [Int32]) {
    var starts = [Int32](repeating: 0, count: count + 1)
    guard let codes else { return ([], starts) }
    var rows = [Int32](repeating: 0, count: codes.count)
    let (chosen, isGrouped) = choose(numbers.span, codes.span, into: &rows, starts: &starts)
    rows.removeLast(rows.count - chosen)
    if isGrouped { return (rows, starts) }
    return (Self.grouped(rows.span, numbers.span, codes.span, starts), starts)
  }

  private static func grouped(
    _ rows: Span<Int32>, _ numbers: Span<Int32>, _ codes: Span<UInt32>, _ starts: [Int32]
  ) -> [Int32] {
    var positions = starts
    var result = [Int32](repeating: 0, count: rows.count)
    var next = positions.mutableSpan
    var target = result.mutableSpan
    var index = 0
    while index < rows.count {
      let row = rows[index]
      let unit = Int(numbers[Int(codes[Int(row)])])
      target[Int(next[unit])] = row
      next[unit] &+= 1
      index &+= 1
    }
    return result
  }

  /// Chooses rows with a unit; tells how many, and whether the units stand in order.
  private func choose(
    _ numbers: Span<Int32>, _ codes: Span<UInt32>, into rows: inout [Int32],
    starts: inout [Int32]
  ) -> (count: Int, isGrouped: Bool) {
    let kinds = masks.kinds.span
    let bits = masks.bits.span
    let markets = timeline.market.span
    var rows = rows.mutableSpan
    var starts = starts.mutableSpan
    var isGrouped = true
    var last: Int32 = 0
    var count = 0
    var row = 0
    while row < codes.count {
      if markets[row] == market && (keepsAll || bits[Int(kinds[row])] != 0) && codes[row] != 0 {
        let unit = numbers[Int(codes[row])]
        if unit >= 0 {
          rows[count] = Int32(row)
          count &+= 1
          starts[Int(unit) &+ 1] &+= 1
          if unit < last { isGrouped = false }
          last = unit
        }
      }
      row &+= 1
    }
    var index = 1
    while index < starts.count {
      starts[index] &+= starts[index &- 1]
      index &+= 1
    }
    return (count, isGrouped)
  }
}
