package import FunnelModel

/// Puts the batches of one bucket into timelines: names buyers, sorts, gathers columns.
package struct TimelineBuilder: Sendable {
  let plan: MetricPlan
  /// The columns that the metrics read.
  package let columns: Set<EventColumn>
  /// Whether file and line of the events are kept, for traces.
  let keepsPositions: Bool
  /// What orders events of one buyer at one time, read only where such events exist.
  package static let tieColumns: Set<EventColumn> = [
    .eventID, .identityLow, .identityHigh, .rule,
  ]
  private static let structural: Set<EventColumn> = [.time, .type, .market, .file]

  /// A builder for a plan and the columns that its metrics read; the plan's dimensions and the
  /// identifiers that name a buyer are added, and the lines where positions are to be kept.
  package init(plan: MetricPlan, columns: Set<EventColumn>, keepsPositions: Bool = false) {
    self.plan = plan
    self.keepsPositions = keepsPositions
    self.columns = columns.union(Self.structural).union(Buyer.precedence).union(plan.dimensions)
      .union(keepsPositions ? [.line] : [])
  }

  /// Builds the timelines of a bucket.
  ///
  /// Events outside the plan's span and events whose canonical buyer lives in another bucket are left out.
  /// - Parameters:
  ///   - batches: the events of the bucket, holding `columns`.
  ///   - registry: the worker's segment codes; new segments are added.
  ///   - tieBreak: loads some of the same rows again, with `tieColumns` only: those with the given
  ///     numbers, which count through all batches and ascend.
  package func build<Failure: Error>(
    _ batches: [EventBatch], bucket: Int, registry: inout SegmentRegistry,
    tieBreak: ([Int32]) throws(Failure) -> [EventBatch]
  ) throws(Failure) -> TimelineBucket {
    var joined = JoinedColumns(batches)
    let time = joined.integers(.time) ?? []
    var naming = BuyerNaming(&joined, links: plan.links, bucket: bucket)
    naming.leaveOut(
      time.span, before: plan.earliest?.microseconds ?? Int64.min, after: plan.asOf.microseconds)
    var sorting = TimelineOrder(time: time, buyer: naming.buyers, buyerCount: naming.count)
    if !sorting.ties.isEmpty {
      let tied = sorting.tiedRows
      sorting.breakTies(TieKeys(rows: tied, try tieBreak(tied)))
    }

    let order = ColumnOrder(rows: sorting.rows, count: joined.count)
    var integerColumns = [[Int64]?](repeating: nil, count: plan.schema.columnLimit)
    var textColumns = [TextColumn?](repeating: nil, count: plan.schema.columnLimit)
    for column in columns
    where !Self.structural.contains(column) || column == .type
      || keepsPositions && column == .file
    {
      switch column.storage {
      case .integer:
        integerColumns[column.rawValue] = joined.integers(column).map { order.apply($0) }
      case .text:
        textColumns[column.rawValue] = joined.texts(column).map { order.apply($0) }
      }
    }
    let count = sorting.rows.count
    let unknown = plan.isOfTheseFiles ? Int(TimelineBucket.noSource) : 0
    let (segments, pairs) = segments(
      textColumns, count: count, buyerStarts: sorting.starts, &registry)
    return TimelineBucket(
      count: count, buyerStarts: sorting.starts, time: sorting.time, day: days(sorting.time),
      kind: kinds(textColumns[EventColumn.type.rawValue]),
      market: bytes(joined.integers(.market), order, count: count) { UInt8(clamping: $0) },
      source: bytes(joined.integers(.file), order, count: count) {
        UInt8(clamping: plan.sourceOfFile[$0] ?? unknown)
      },
      segments: segments, buyerColumn: naming.column, buyerCode: naming.code,
      buyerIDs: naming.dictionaries, integerColumns: integerColumns, textColumns: textColumns,
      pairs: pairs)
  }

  /// Local day offsets; between two changes of the zone's offset a day is a division.
  private func days(_ time: [Int64]) -> [Int32] {
    var result = [Int32](repeating: 0, count: time.count)
    let first = Int64(plan.periods.firstDay.number)
    let last = Int64(plan.periods.dayCount - 1)
    let times = time.span
    var target = result.mutableSpan
    var from = Int64.max
    var until = Int64.min
    var shift: Int64 = 0
    var row = 0
    while row < times.count {
      let value = times[row]
      if value < from || value >= until { (from, until, shift) = offset(at: value) }
      let local = value &+ shift
      var day = local / Instant.microsecondsPerDay
      if day &* Instant.microsecondsPerDay > local { day &-= 1 }
      target[row] = Int32(truncatingIfNeeded: min(max(day &- first, 0), last))
      row &+= 1
    }
    return result
  }

  /// The zone's offset in microseconds at a time, and the times between which it holds.
  private func offset(at time: Int64) -> (from: Int64, until: Int64, shift: Int64) {
    let span = plan.zone.span(at: time)
    let transitions = plan.zone.transitions
    return (
      span == 0 ? .min : transitions[span - 1],
      span == transitions.count ? .max : transitions[span],
      Int64(plan.zone.offsets[span]) * 1_000_000
    )
  }

  private func kinds(_ types: TextColumn?) -> [UInt8] {
    guard let types else { return [] }
    let byCode = (0..<types.dictionary.count).map {
      EventKind(name: types.dictionary.string(UInt32($0))).rawValue
    }
    return Self.translated(types.codes.span, byCode.span)
  }

  private static func translated<Value: FixedWidthInteger>(
    _ codes: Span<UInt32>, _ table: Span<Value>
  ) -> [Value] {
    var result = [Value](repeating: 0, count: codes.count)
    var target = result.mutableSpan
    var row = 0
    while row < codes.count {
      target[row] = table[Int(codes[row])]
      row &+= 1
    }
    return result
  }

  /// Small numbers made of long runs of equal integers, in sorted order.
  private func bytes(
    _ values: [Int64]?, _ order: ColumnOrder, count: Int, _ translate: (Int64) -> UInt8
  ) -> [UInt8] {
    guard let values, let first = values.first else { return [UInt8](repeating: 0, count: count) }
    var last = first
    var byte = translate(first)
    var isConstant = true
    var joined = [UInt8](repeating: byte, count: values.count)
    for row in values.indices {
      if values[row] != last {
        last = values[row]
        byte = translate(last)
        isConstant = false
      }
      if !isConstant { joined[row] = byte }
    }
    return isConstant ? [UInt8](repeating: byte, count: count) : order.apply(joined)
  }

  private func segments(
    _ texts: [TextColumn?], count: Int, buyerStarts: [Int32], _ registry: inout SegmentRegistry
  ) -> ([[UInt32]], [PairCodes]) {
    let fieldCount = plan.dimensions.count - plan.pairs.count
    var result = (0..<fieldCount).map { index in
      guard let column = texts[plan.dimensions[index].rawValue] else {
        return [UInt32](repeating: 0, count: count)
      }
      let codes = registry.interners[index].codes(for: column.dictionary)
      return Self.translated(column.codes.span, codes.span)
    }
    var pairs: [PairCodes] = []
    for (index, parts) in plan.pairs.enumerated() {
      var pair = PairCodes(
        dimension: fieldCount + index, first: parts.first, second: parts.second)
      pair.intern(result, buyerStarts: buyerStarts, registry: &registry)
      result.append(
        (0..<count).map { pair.code(result[parts.first][$0], result[parts.second][$0]) })
      pairs.append(pair)
    }
    return (result, pairs)
  }
}
