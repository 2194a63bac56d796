package import FunnelModel

/// Puts the batches of one bucket into timelines: names buyers, sorts, gathers columns.
package struct TimelineBuilder: Sendable {
  let plan: MetricPlan
  /// The columns that the metrics read.
  package let columns: Set<EventColumn>
  /// What orders events of one buyer at one time, read only where such events exist.
  package static let tieColumns: Set<EventColumn> = [
    .eventID, .identityLow, .identityHigh, .rule,
  ]
  private static let structural: Set<EventColumn> = [.time, .type, .market, .file]

  /// A builder for a plan and the columns that its metrics read; the plan's dimensions and the
  /// identifiers that name a buyer are added.
  package init(plan: MetricPlan, columns: Set<EventColumn>) {
    self.plan = plan
    self.columns = columns.union(Self.structural).union(Buyer.precedence).union(plan.dimensions)
  }

  /// Builds the timelines of a bucket.
  ///
  /// Events outside the plan's span and events whose canonical buyer lives in another bucket are left out.
  /// - Parameters:
  ///   - batches: the events of the bucket, holding `columns`.
  ///   - registry: the worker's segment codes; new segments are added.
  ///   - tieBreak: loads the same rows again with `tieColumns` only.
  package func build<Failure: Error>(
    _ batches: [EventBatch], bucket: Int, registry: inout SegmentRegistry,
    tieBreak: () throws(Failure) -> [EventBatch]
  ) throws(Failure) -> TimelineBucket {
    var naming = BuyerNaming(links: plan.links, bucket: bucket)
    var time: [Int64] = []
    var buyer: [Int32] = []
    let total = batches.reduce(0) { $0 + $1.count }
    time.reserveCapacity(total)
    buyer.reserveCapacity(total)
    for batch in batches {
      time.append(contentsOf: batch.integers(.time)?.values ?? [])
      naming.name(batch, into: &buyer)
    }
    leaveOutUnseen(time, &buyer)
    var order = TimelineOrder(time: time, buyer: buyer, buyerCount: naming.count)
    if order.hasTies { order.breakTies(TieKeys(try tieBreak())) }

    let gather = ColumnGather(batches: batches, rows: order.rows)
    let sortedTime = gather.integers(joined: time)
    var integerColumns = [[Int64]?](repeating: nil, count: plan.schema.columnLimit)
    var textColumns = [TextColumn?](repeating: nil, count: plan.schema.columnLimit)
    for column in columns where !Self.structural.contains(column) || column == .type {
      switch column.storage {
      case .integer: integerColumns[column.rawValue] = gather.integers(column)
      case .text: textColumns[column.rawValue] = gather.texts(column)
      }
    }
    let market = gather.integers(.market) ?? [Int64](repeating: 0, count: order.rows.count)
    return TimelineBucket(
      count: order.rows.count, buyerStarts: order.starts, time: sortedTime,
      day: days(sortedTime), kind: kinds(textColumns[EventColumn.type.rawValue]),
      market: market.map { UInt8(clamping: $0) }, source: sources(gather.integers(.file)),
      segments: segments(textColumns, count: order.rows.count, &registry),
      buyerColumn: naming.column, buyerCode: naming.code, buyerIDs: naming.dictionaries,
      integerColumns: integerColumns, textColumns: textColumns)
  }

  /// Leaves out what came after as_of, and what came before the part that was asked for.
  private func leaveOutUnseen(_ time: [Int64], _ buyer: inout [Int32]) {
    let limit = plan.asOf.microseconds
    let start = plan.earliest?.microseconds ?? Int64.min
    var row = 0
    while row < time.count {
      if time[row] > limit || time[row] < start { buyer[row] = -1 }
      row &+= 1
    }
  }

  /// Local day offsets; a cache of the current day makes this a comparison per event.
  private func days(_ time: [Int64]) -> [Int32] {
    var result = [Int32](repeating: 0, count: time.count)
    let first = plan.periods.firstDay.number
    let last = Int32(plan.periods.dayCount - 1)
    var start = Int64.max
    var end = Int64.min
    var current: Int32 = 0
    var row = 0
    while row < time.count {
      let value = time[row]
      if value < start || value >= end {
        let day = plan.zone.day(of: Instant(microseconds: value))
        start = plan.zone.start(of: day).microseconds
        end = plan.zone.start(of: day.advanced(by: 1)).microseconds
        current = min(max(day.number - first, 0), last)
      }
      result[row] = current
      row &+= 1
    }
    return result
  }

  private func kinds(_ types: TextColumn?) -> [UInt8] {
    guard let types else { return [] }
    let byCode = (0..<types.dictionary.count).map {
      EventKind(name: types.dictionary.string(UInt32($0))).rawValue
    }
    return types.codes.map { byCode[Int($0)] }
  }

  private func sources(_ files: [Int64]?) -> [UInt8] {
    guard let files else { return [] }
    var last = Int64.min
    var source: UInt8 = 0
    return files.map { file in
      if file != last {
        last = file
        source = UInt8(clamping: plan.sourceOfFile[file] ?? 0)
      }
      return source
    }
  }

  private func segments(
    _ texts: [TextColumn?], count: Int, _ registry: inout SegmentRegistry
  ) -> [[UInt32]] {
    plan.dimensions.indices.map { index in
      guard let column = texts[plan.dimensions[index].rawValue] else {
        return [UInt32](repeating: 0, count: count)
      }
      let codes = registry.interners[index].codes(for: column.dictionary)
      return column.codes.map { codes[Int($0)] }
    }
  }
}
